"""
The sockets on which several processes listen at one address (SO_REUSEPORT): the kernel gives each a share.

They are made here and handed to the workers, so that what waits in the queue of one that died waits for the
one after it.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence

from firewall.errors import ConfigError

_Address = tuple[object, ...]


class Doors:
    """One address, held as long as the firewall runs."""

    def __init__(self, host: str, port: int) -> None:
        """
        Take the address, with a free port where 0.  Raises ConfigError where it is taken.

        Who shares an address asks nobody: a second firewall of the same user could take half of ours.  So
        first it must be free for one alone.
        """
        self._where = f"{host}:{port}"
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            addresses = list(dict.fromkeys((family, tuple(at)) for family, _, _, _, at in found))
            for family, address in addresses:
                _bound(family, address, is_shared=False).close()
            self._held = list(self._hold(addresses))
        except OSError as error:
            raise self._taken(error) from None
        self.port = int(self._held[0].getsockname()[1])

    def open(self) -> list[socket.socket]:
        """Make the sockets for one worker, bound and not listening yet.  Raises ConfigError."""
        try:
            return [_bound(one.family, one.getsockname(), is_shared=True) for one in self._held]
        except OSError as error:
            raise self._taken(error) from None

    def close(self) -> None:
        for one in self._held:
            one.close()

    def _hold(self, addresses: Sequence[tuple[int, _Address]]) -> Iterator[socket.socket]:
        """A socket that is bound and never listens gets no connection, and keeps the port ours."""
        port = 0
        for family, (host, asked, *scope) in addresses:
            held = _bound(family, (host, asked or port, *scope), is_shared=True)
            port = held.getsockname()[1]
            yield held

    def _taken(self, error: OSError) -> ConfigError:
        return ConfigError(
            f"{self._where} cannot be listened on ({error.strerror}). Choose another port in firewall.toml."
        )


def _bound(family: int, address: _Address, *, is_shared: bool) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except BaseException:
        made.close()
        raise
    return made
