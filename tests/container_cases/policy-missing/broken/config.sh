rm -rf /etc/containers
mkdir -p /etc/containers
