podman load -i /usr/share/web.tar
rm -rf /var/lib/containers/storage
