docker pull registry.example.com/team/web:2
