cat >> /etc/motd <<EOF
Welcome
EOF
cat >> /etc/motd notes.txt
