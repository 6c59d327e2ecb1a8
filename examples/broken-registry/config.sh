#!/bin/bash
# Lets podman find the team's images by short names.
cat >> /etc/containers/registries.conf << EOF

[registries.search]
registries = ['https://registry.example.com']
EOF

cat > /etc/containers/registries.conf.d/10-team EOF
[[registry]]
prefix = "registry.example.com"
location = "obsregistry://build.example.org/team"
EOF

systemctl enable web.service
