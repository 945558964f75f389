"""What HL7 and X12 have in common: what stands in a segment has a number, and no name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.formats.base import Unreadable
from firewall.formats.cells import text_of
from firewall.ordered import Numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from firewall.model import Tree

_MOST = 999


def numbered(texts: Iterable[str], read: Callable[[str], Tree]) -> Numbered:
    """Returns the parts that say something, by their numbers, from 1."""
    return Numbered((str(number), read(text)) for number, text in enumerate(texts, 1) if text)


def placed(parts: Mapping[int, str]) -> list[str]:
    """Returns parts at their numbers, and nothing where there is none."""
    last = max(parts, default=0)
    if last > _MOST or min(parts, default=1) < 1:
        raise Unreadable("not-a-table")
    return [parts.get(number, "") for number in range(1, last + 1)]


def joined(value: Tree, delimiters: str, write: Callable[[str], str]) -> str:
    """Returns a value that may have numbered parts, as many levels deep as there are delimiters."""
    if not isinstance(value, dict):
        return write(text_of(value))
    if not delimiters:
        raise Unreadable("not-a-table")
    parts = {number_of(name): joined(part, delimiters[1:], write) for name, part in value.items()}
    return delimiters[0].join(placed(parts)).rstrip(delimiters[0])


def number_of(name: str) -> int:
    if not (name.isascii() and name.isdecimal() and len(name) <= len(str(_MOST))):
        raise Unreadable("not-a-table")
    return int(name)
