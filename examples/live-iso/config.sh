#!/bin/bash
set -euo pipefail

systemctl set-default multi-user.target
