MY_REGISTRY=registry.example.com
cat > /etc/containers/registries.conf.d/50-local.conf <<'EOF'
unqualified-search-registries = ["$MY_REGISTRY"]
EOF
