podman load -i /root/web.tar
