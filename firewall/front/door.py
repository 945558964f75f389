"""
The TLS that new connections get: it can be changed while we listen, for new connections alone.

A server keeps the context that it was started with, and asks it for each connection's TLS.  This one passes
the question on to the context of the moment.  So nothing is closed and opened again, nobody who connects
meanwhile is turned away, and connections that run go on as they began.  But a certificate that somebody verified
who is believed no more proves nobody, however long its connection has been open: whoever carries exchanges asks.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any, NamedTuple
from weakref import WeakSet


class Door(ssl.SSLContext):
    """Has no certificate of its own: whatever it were asked for by another way could only fail."""

    def __new__(cls, first: ssl.SSLContext) -> Door:  # noqa: ARG004, PYI034 - the first is kept by __init__
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(self, first: ssl.SSLContext) -> None:
        self._behind = first
        self._believed = WeakSet([first])
        self.is_open = True

    def wrap_bio(self, *args: Any, **more: Any) -> ssl.SSLObject:  # noqa: ANN401 - the library's signature
        return self._behind.wrap_bio(*args, **more)

    def wrap_socket(self, *args: Any, **more: Any) -> ssl.SSLSocket:  # noqa: ANN401 - as above
        return self._behind.wrap_socket(*args, **more)

    def renew(self, tls: ssl.SSLContext, *, all_believed: bool = True) -> None:
        """From now on new connections get this.  ``all_believed``: whether it believes everybody that older ones do."""
        if not all_believed:
            self._believed.clear()
        self._believed.add(tls)
        self._behind, self.is_open = tls, True

    def is_over(self, connection: ssl.SSLObject) -> bool:
        """Whether it shows a certificate that somebody may have verified whom we believe no more."""
        return (
            connection.context not in self._believed and connection.getpeercert(binary_form=True) is not None
        )

    def shut(self) -> None:
        """From now on no handshake comes to its end: there is no certificate to show."""
        self._behind, self.is_open = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), False


class Shown(NamedTuple):
    """What the TLS layer verified, in DER; None without TLS or certificate, and where it ``is_over``."""

    certificate: bytes | None = None
    is_over: bool = False


def shown(transport: asyncio.BaseTransport | None, door: Door | None) -> Shown:
    """Look at a connection that came in by a door, or by an address without one."""
    tls = None if transport is None else transport.get_extra_info("ssl_object")
    if tls is None:
        return Shown()
    if door is not None and door.is_over(tls):
        return Shown(is_over=True)
    return Shown(tls.getpeercert(binary_form=True))
