"""The machine: files that may be open, ports, who reaches the admin pages, what was compiled before."""

from __future__ import annotations

import http.client
import resource
import socket
from pathlib import Path

from firewall.checkup.lines import Line, fault, ok, warning
from firewall.config import Admin, Config, Listen
from firewall.detect import matching

_BESIDE = 200
"""Descriptors for the stores, the log, kept connections to services and the rest."""

_A_CONNECTION = 2
"""Each exchange may hold one to its requester and one to its service."""


def descriptors(connections: int) -> Line:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _A_CONNECTION * connections + _BESIDE
    says = f"{soft} files may be open; {connections} connections need {wanted}."
    if soft >= wanted:
        return ok("open files", says)
    how = "Set LimitNOFILE= in the unit, or `ulimit -n`" if hard >= wanted else "Raise the hard limit"
    return warning("open files", says, f"{how}, or lower limits.connections.")


def ports(listen: Listen, admin: Admin) -> list[Line]:
    """Whether they are free; where a firewall runs there already, that is fine too."""
    if is_firewall(admin):
        return [ok("ports", f"A firewall runs on {admin.host}:{admin.port} already.")]
    return [_port("listen", listen.host, listen.port), _port("admin", admin.host, admin.port)]


def _port(name: str, host: str, port: int) -> Line:
    about = f"port {port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        return fault(
            about, f"{name}.port needs rights that this account does not have.", "Take one above 1023."
        )
    except OSError as error:
        return fault(
            about,
            f"{host}:{port} cannot be listened on ({error.strerror}).",
            f"Stop what listens there, or set another {name}.port.",
        )
    return ok(about, f"{host}:{port} is free.")


def is_firewall(admin: Admin) -> bool:
    """Whether our own admin pages answer there."""
    if not admin.port:
        return False
    asked = http.client.HTTPConnection(admin.host, admin.port, timeout=2)
    try:
        asked.request("GET", "/healthz", headers={"Host": "localhost"})
        answer = asked.getresponse()
        return (answer.status, answer.read(64)) == (200, b"alive\n")
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def reach(config: Config) -> Line:
    """Who can reach the admin pages: they ask nobody for a password."""
    if config.admin.allow_remote_admin_dangerous:
        return warning(
            "admin pages",
            f"They listen on {config.admin.host}, and ask nobody for a password.",
            "Set admin.host to 127.0.0.1, unless the network itself keeps strangers out.",
        )
    return ok("admin pages", "This machine alone reaches them.")


def cache(folder: Path) -> Line:
    """Whether what was compiled is there for the next start."""
    if any(folder.glob("detectors-*.hs")) or not folder.exists():
        return ok("detectors", f"They are compiled, in {folder}.")
    return warning(
        "detectors",
        f"What was compiled could not be kept in {folder}, so each start takes longer.",
        "Make it a folder that its owner alone may write to.",
    )


def engine() -> Line:
    """Which engine looks for all expressions at once."""
    if matching.is_hyperscan_usable():
        return ok("matching", "Hyperscan is installed, in a release that finds what it should.")
    return warning(
        "matching",
        "RE2 looks in place of Hyperscan: no release of that is here that finds all. Nothing is missed, all is slower.",
        "Install the hyperscan that requirements.lock names, where there is a wheel of it for this machine.",
    )
