podman info
rm -rf /var/lib/containers/storage
