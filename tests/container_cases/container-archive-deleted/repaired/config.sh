rm -rf /var/tmp/zypp.*
