"""A small city to try the firewall on: three services, their residents, and the partners that ask."""
