"""No test may talk to another machine: every way out of Python's sockets is closed, and who tried is remembered."""

import ipaddress
import socket

ATTEMPTS = []


class NotLoopbackError(RuntimeError):
    """Something reached for the network."""


def forbid():
    """Close connect, connect_ex, sendto and name resolution to all but this machine, for the rest of the process."""
    socket.socket.connect = _only_near(socket.socket.connect, address_at=1)
    socket.socket.connect_ex = _only_near(socket.socket.connect_ex, address_at=1)
    socket.socket.sendto = _only_near(socket.socket.sendto, address_at=-1)
    socket.getaddrinfo = _only_near(socket.getaddrinfo, address_at=0)


def _only_near(call, address_at):
    def checked(*args, **options):
        if not is_near(args[address_at] if args else options.get("host")):
            ATTEMPTS.append(call.__name__)
            raise NotLoopbackError(
                f"{call.__name__} to another machine. Tests talk to 127.0.0.1 and to no name but localhost."
            )
        return call(*args, **options)

    return checked


def is_near(address):
    """Whether an address, or the host of a name look-up, is this machine: loopback, or a socket in its own files."""
    host = address[0] if isinstance(address, tuple) else address
    name = host.decode("latin-1") if isinstance(host, bytes) else host
    if not isinstance(name, str) or name.startswith(("/", "\0")):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return name == "localhost"
