"""Routes that are conversations: a WebSocket whose messages go one by one."""

from __future__ import annotations

import re

from firewall.policy.files.reading import Section
from firewall.policy.rules import MESSAGES, Route

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
"""RFC 9110 section 5.6.2: what a subprotocol may be called."""


def subprotocols(section: Section) -> tuple[str, ...]:
    return tuple(section.texts("subprotocols"))


def check(route: Route, section: Section) -> None:
    if route.stream == MESSAGES:
        if route.method not in ("", "GET"):
            section.faults.add(section.place("match"), "POL397", method=route.method)
        for key in ("records", "header", "graphql", "dialect"):
            if key in section:
                section.faults.add(section.place(key), "POL148", key=key)
    if "subprotocols" in section and not (
        route.stream == MESSAGES and all(map(_TOKEN.fullmatch, route.subprotocols))
    ):
        section.faults.add(section.place("subprotocols"), "POL398")
