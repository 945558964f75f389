"""What of a unit goes behind what was written of those before it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from firewall.files import arrays, tables
from firewall.files.units import first_line_end

if TYPE_CHECKING:
    from firewall.files.progress import State
    from firewall.files.screening import Seen
    from firewall.files.units import Cut, Unit
    from firewall.files.wrapped import Parts
    from firewall.formats import Limits


class Joined(NamedTuple):
    """
    The bytes, and what the next unit has to know of them; none where this is no part of the same file, and ``why``.

    ``is_bare`` tells that what stands around the records is not the same in all units, so that none of it may leave.
    """

    body: bytes | None
    head: bytes = b""
    why: str = ""
    is_bare: bool = False


def joined(state: State, cut: Cut, unit: Unit, seen: Seen, *, media_type: str, limits: Limits) -> Joined:
    if seen.why:
        return Joined(None, why=seen.why)
    if seen.parts is not None:
        return _within(state, seen.parts, closes=unit.closes)
    body = seen.body or b""
    if cut.is_array:
        return Joined(arrays.joined(body, state.written, closes=unit.closes), why="not-a-list")
    if not cut.repeats_first_line:
        return Joined(body)
    return _without_head(state, cut, body, media_type, limits)


def _within(state: State, parts: Parts, *, closes: bool) -> Joined:
    before, behind = parts.before, parts.behind
    if state.is_bare:
        before, behind = parts.bare_before, parts.bare_behind
    head = hashlib.sha256(before).digest()
    if not (parts.has_records or closes):
        return Joined(b"", state.head)
    if state.written and head != state.head:
        return Joined(None, is_bare=True)
    # Nothing is written before there is a record.
    opening = before if not state.written else parts.separator if parts.records else b""
    return Joined(opening + parts.records + (behind if closes else b""), head)


def _without_head(state: State, cut: Cut, body: bytes, media_type: str, limits: Limits) -> Joined:
    """Take off what stands in each unit of a table and leaves once; None where it is not the same in all."""
    head = body[: first_line_end(body, has_quotes=cut.has_quotes)]
    if not state.entry:
        return Joined(body, head)
    if head == state.head:
        return Joined(body[len(head) :], head)
    return Joined(tables.under(state.head, body, media_type, limits), state.head, why="columns-differ")
