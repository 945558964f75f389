"""Content codings are undone at the door, so that nothing behind it sees a coded body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.beside import worked_out
from firewall.formats import Unreadable
from firewall.formats.codings import decode
from firewall.inspection import Failure

if TYPE_CHECKING:
    from firewall.formats import Limits
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
