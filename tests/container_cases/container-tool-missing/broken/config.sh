podman load -i /usr/share/web.tar
