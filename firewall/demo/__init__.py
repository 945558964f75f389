"""A small city to try the firewall on: its services, their residents, and the partners that ask."""
