"""A firewall between a city's public services and immigration enforcement."""
