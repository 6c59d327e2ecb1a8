systemctl enable web.service
