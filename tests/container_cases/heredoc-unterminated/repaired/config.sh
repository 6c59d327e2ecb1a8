if true; then
    cat >> /etc/motd <<EOF
Welcome
EOF
fi
