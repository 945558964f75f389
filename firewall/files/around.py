"""What stands around the records of all units, looked at by itself: it counts once, and leaves once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.audit import entry
from firewall.policy.view import spell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from firewall.files.progress import State
    from firewall.files.screening import Seen
    from firewall.files.units import Unit
    from firewall.model import Path


async def known(
    state: State,
    unit: Unit,
    seen: Seen,
    look: Callable[[], Awaitable[Seen | None]],
    *,
    media_type: str,
    place: Path,
) -> tuple[State, Seen]:
    """
    Return what of a unit is its own; of the last one that is all.

    ``look`` looks at what stands around, and is asked where it is not known yet and needed.
    """
    parts = seen.parts
    if parts is None or (unit.closes and parts.has_records):
        return state, seen
    if unit.closes:
        around = await look()
        if around is not None and around.parts is not None:
            # Of a document without a record nobody knows what was to stand before them.
            seen = seen._replace(parts=parts.behind_what(around.parts, media_type, place))
        return state, seen
    if not state.around and (around := await look()) is not None:
        state = state.changed(around=around.entry)
    return state, seen._replace(entry=entry.without(seen.entry, state.around, spell(place)))
