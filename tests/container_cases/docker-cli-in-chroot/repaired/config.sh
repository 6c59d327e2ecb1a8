systemctl enable docker.service
docker --version
