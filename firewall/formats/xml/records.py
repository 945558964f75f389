"""
XML records of any number: the elements at one place, ``/patients/patient``, one after the other.

What stands around them (attributes of the elements they are in, elements before and behind) is kept until the end, so
it is no longer than a record may be.  Nothing may stand between two records.  What leaves is well-formed, and each
record declares the prefixes that it uses itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable
from firewall.formats.envelopes import added, levels
from firewall.formats.jsonlines import check_record
from firewall.formats.xml import Xml
from firewall.formats.xml.reading import Reader
from firewall.formats.xml.writing import DECLARATION, parts_of
from firewall.ordered import TEXT, Ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from firewall.formats.xml.elements import Content, Element
    from firewall.model import Path, Tree

_PIECE = 16 * 1024
_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True)
class XmlRecords:
    media_type: str
    place: Path
    splits: bool = False

    @property
    def format(self) -> Xml:
        return Xml(self.media_type)

    def reader(self, limits: Limits) -> RecordReader:
        return RecordReader(self.place, limits)

    def writer(self) -> RecordWriter:
        return RecordWriter(self.place)


@dataclass(frozen=True, slots=True)
class _Within:
    """An element on the way to the records, and how much stood in it before the first of them."""

    element: Element = field(repr=False)
    before: int


class RecordReader:
    """``around`` is what was read around the records: nothing before the first of them has ended."""

    def __init__(self, place: Path, limits: Limits) -> None:
        self._place = place
        self._limits = limits
        self._found: list[Tree] = []
        self._way: tuple[_Within, ...] = ()
        self._reader = Reader(limits, self._take)
        self.held_bytes = 0
        self.around: Tree = None

    def feed(self, data: bytes) -> list[Tree]:
        found: list[Tree] = []
        for at in range(0, len(data), _PIECE):
            piece = data[at : at + _PIECE]
            self._reader.feed(piece)
            self.held_bytes = 0 if self._found else self.held_bytes + len(piece)
            check_record(self.held_bytes, self._limits)
            found += self._taken_out()
        return found

    def close(self) -> list[Tree]:
        tree = self._reader.close()
        found = self._taken_out()
        self.around = self._read_around() if self._way else _without_records(tree, self._place)
        return found

    def _taken_out(self) -> list[Tree]:
        found, self._found = self._found, []
        return found

    def _take(self, path: Path, tree: Tree) -> bool:
        if path != self._place:
            return False
        way = tuple(_within(element) for element in self._reader.open)
        if not self._way:
            self._way = way
            self.around = self._read_around()
        elif not all(
            one.element is two.element and one.before == two.before
            for one, two in zip(way, self._way, strict=True)
        ):
            raise Unreadable("between-records")
        self._found.append(tree)
        return True

    def _read_around(self) -> Tree:
        around: Tree = []
        is_innermost = True
        for within, step in zip(reversed(self._way), reversed(self._place[1:]), strict=True):
            content, at = within.element.content, within.before
            # Past the records: of an element further out, what stands behind the one on the way.
            behind = content[at if is_innermost else at + 1 :]
            is_innermost = False
            members = _members((*content[:at], *behind))
            if step in members:
                raise Unreadable("between-records")
            around = {**within.element.attributes, **members, step: around}
        return {self._place[0]: around}


def _within(element: Element) -> _Within:
    content = element.content
    while content and isinstance(content[-1], str) and not content[-1].strip(_SPACE):
        content.pop()  # between records it means nothing, and there is no end of it
    return _Within(element, len(content))


def _members(content: Iterable[Content]) -> dict[str, Tree]:
    """Return what stands around the records by its name; in which order other names stood is not kept."""
    found: dict[str, list[Tree]] = {}
    texts = []
    for part in content:
        if isinstance(part, str):
            texts.append(part)
        else:
            found.setdefault(part[0], []).append(part[1])
    text = "".join(texts)
    said: dict[str, Tree] = {TEXT: text} if text.strip(_SPACE) else {}
    return said | {name: _alone(values) for name, values in found.items()}


def _alone(values: list[Tree]) -> Tree:
    return values[0] if len(values) == 1 and not isinstance(values[0], Ordered) else values


def _without_records(tree: Tree, place: Path) -> Tree:
    """Return a document in which no record stands, with an empty list in their place."""
    if not isinstance(tree, dict) or place[0] not in tree:
        raise Unreadable("not-a-list")
    return {place[0]: _emptied(tree[place[0]], place[1:])}


def _emptied(value: Tree, place: Path) -> Tree:
    if not place:
        return []
    if isinstance(value, list) and not isinstance(value, Ordered) and len(value) == 1:
        value = value[0]
    if isinstance(value, Ordered):
        items = (item.items() for item in value if isinstance(item, dict))
        members = _members(one for pairs in items for one in pairs)
    elif isinstance(value, dict):
        members = value
    elif isinstance(value, list):
        raise Unreadable("between-records")
    else:
        members = {TEXT: value} if value else {}
    return {**members, place[0]: _emptied(members.get(place[0]), place[1:])}


class RecordWriter:
    def __init__(self, place: Path) -> None:
        self._place = place
        self._before: list[dict[str, Tree]] = []

    def opening(self, around: Tree = None) -> bytes:
        self._before = levels(around, self._place)
        opened = (_opened(step, level) for step, level in zip(self._place, self._before[1:], strict=False))
        return "".join((DECLARATION, *opened)).encode()

    def records(self, records: Sequence[Tree]) -> bytes:
        return "".join(part for record in records for part in parts_of(self._place[-1], record)).encode()

    def closing(self, around: Tree = None) -> bytes:
        more = added(self._before, levels(around, self._place))
        closed = [_closed(step, level) for step, level in zip(self._place, more[1:], strict=False)]
        return "".join(reversed(closed)).encode()


def _opened(name: str, level: dict[str, Tree]) -> str:
    *parts, end = parts_of(name, level)
    return "".join((*parts, ">" if end == "/>" else ""))


def _closed(name: str, level: dict[str, Tree]) -> str:
    """The elements behind the records; a text that stands there does not leave."""
    spelling = parts_of(name, {})[0].removeprefix("<")
    follows = (
        part
        for child, value in level.items()
        if child != TEXT
        for one in (value if isinstance(value, list) else (value,))
        for part in _element(child, one)
    )
    return "".join((*follows, f"</{spelling}>"))


def _element(name: str, value: Tree) -> list[str]:
    if name.startswith("@"):
        raise Unreadable("not-xml")  # its element has left
    return parts_of(name, value)
