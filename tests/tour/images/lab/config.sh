#!/bin/bash
cat > /etc/motd EOF
Property of the lab.
EOF
systemctl enable sshd.service
