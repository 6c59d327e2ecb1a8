cat >> /etc/motd EOF
Welcome
EOF
