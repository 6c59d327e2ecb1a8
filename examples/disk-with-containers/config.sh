#!/bin/bash
set -euo pipefail

systemctl enable sshd.service
systemctl enable podman.socket
