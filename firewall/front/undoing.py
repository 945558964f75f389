"""Content codings are undone at the door, so that nothing behind it sees a coded body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from firewall.beside import worked_out
from firewall.errors import UpstreamError
from firewall.formats import Unreadable
from firewall.formats.codings import decode
from firewall.inspection import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firewall.formats import Limits
    from firewall.formats.coded import Undoing
    from firewall.front.budget import Lease

_GROWS = 8
"""A coded body is work for so many times its bytes: past a few kilobytes it is undone beside the loop."""


async def undone(coding: str, body: bytes, limits: Limits) -> bytes:
    """Returns the plain body.  Raises :class:`Unreadable`."""
    if not coding or coding == "identity":
        return decode(coding, body, limits)
    try:
        return await worked_out(_GROWS * len(body), lambda: decode(coding, body, limits))
    except Failure as failure:  # it took too long
        raise Unreadable(failure.why) from None


async def taken(coding: str, body: bytes, limits: Limits, lease: Lease) -> tuple[bytes, str]:
    """Returns the plain body of a request, or the code of what was wrong with it."""
    if not coding:
        return body, ""
    try:
        plain = await undone(coding, body, limits)
    except Unreadable as error:
        return b"", error.why
    return (plain, "") if lease.take(len(plain)) else (b"", "over-budget")


class _Source(Protocol):
    async def next(self) -> bytes: ...

    def close(self) -> None: ...


class Undone:
    """A coded answer of any length, as it would have come without its coding: a source like the one it is read from."""

    def __init__(self, source: _Source, undoing: Undoing, held_bytes: int) -> None:
        self.held_bytes = held_bytes
        self._source = source
        self._undoing = undoing
        self._pieces: Iterator[bytes] = iter(())

    async def next(self) -> bytes:
        """Return what came, and nothing at the proper end.  Raises UpstreamError for any other end."""
        try:
            while not (piece := next(self._pieces, b"")):
                data = await self._source.next()
                if not data:
                    self._undoing.close()
                    return b""
                self._pieces = self._undoing.feed(data)
        except Unreadable as unreadable:
            raise UpstreamError(unreadable.why) from None
        return piece

    def close(self) -> None:
        self._source.close()
