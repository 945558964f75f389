"""
What would happen: the firewall on copied traffic, answering nobody.

A city's own proxy copies each request to it (nginx ``mirror``, Envoy ``request_mirror_policies``).  It decides as
the firewall would, keeps a record of its own, and says an empty 204 whatever happens.
"""
