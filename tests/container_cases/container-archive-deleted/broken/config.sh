rm -rf /var/tmp/*
