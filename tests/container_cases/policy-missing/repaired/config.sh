rm -rf /etc/containers/certs.d
