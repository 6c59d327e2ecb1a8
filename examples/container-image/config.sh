#!/bin/bash
set -euo pipefail

rm -rf /var/lib/apt/lists/*
