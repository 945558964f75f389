"""
Server-Sent Events (WHATWG HTML, section 9.2), an event at a time.

An event reads as ``{event, id, retry, data}``.  Its ``data:`` lines are one text; where that is a JSON object or
array, it is read as one.  The same afterwards means: the same events in the same order, with the same fields; comments
and fields that no browser knows do not leave.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8
from firewall.formats.json import Json
from firewall.formats.jsonlines import check_record
from firewall.formats.text import check_controls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.model import Path, Tree

_JSON = Json("application/json")
_END = re.compile(rb"\n\r?\n")
_RETRY = re.compile(r"[0-9]{1,9}")
_DATA = "data"


@dataclass(frozen=True, slots=True)
class Events:
    media_type: str = "text/event-stream"
    splits: bool = True
    place: Path = ()

    @property
    def format(self) -> Events:
        return self

    def reader(self, limits: Limits) -> EventReader:
        return EventReader(limits)

    def writer(self) -> EventWriter:
        return EventWriter()

    # ---- as a format

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        reader = EventReader(limits)
        return [*reader.feed(body), *reader.close()]

    def write(self, tree: Tree) -> bytes:
        if not isinstance(tree, list):
            raise Unreadable("not-a-list")
        return EventWriter().records(tree)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return (*_JSON.spelt(name), f"\n{name}: ".encode())

    def exposed(self, body: bytes, _: Limits) -> bytes:
        """As it stands, and once more as a browser puts the lines of an event together."""
        return b"\n" + body + body.replace(b"\ndata: ", b"\n")


class EventReader:
    around: Tree = None

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = b""
        self._has_begun = False

    @property
    def held_bytes(self) -> int:
        return len(self._held)

    def feed(self, data: bytes) -> list[Tree]:
        looked = max(len(self._held) - 2, 0)
        self._held += data
        found: list[Tree] = []
        start = 0
        while ended := _END.search(self._held, max(looked, start)):
            self._event(found, self._held[start : ended.start()])
            start = ended.end()
        self._held = self._held[start:].removeprefix(b"\n")  # of an event that was nothing but its end
        check_record(len(self._held), self._limits)
        return found

    def close(self) -> list[Tree]:
        if self._held.strip(b"\r\n"):
            raise Unreadable("truncated-record")  # a browser drops an event without its end
        return []

    def _event(self, found: list[Tree], raw: bytes) -> None:
        check_record(len(raw), self._limits)
        event: dict[str, Tree] = {}
        data: list[str] = []
        for line in decode_utf8(raw).split("\n"):
            self._line(event, data, line.removesuffix("\r"))
        if data:
            event[_DATA] = _value("\n".join(data), self._limits)
        if event:
            found.append(event)

    def _line(self, event: dict[str, Tree], data: list[str], line: str) -> None:
        if "\r" in line:
            raise Unreadable("bare-return")  # a line end to a browser, and to few others
        check_controls(line)
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == _DATA:
            data.append(value)
        elif name in {"event", "id"}:
            if name in event:
                raise Unreadable("duplicate-name")
            event[name] = value
        elif name == "retry" and _RETRY.fullmatch(value):
            event[name] = int(value)


def _value(text: str, limits: Limits) -> Tree:
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return _JSON.parse(text.encode(), limits)
    except Unreadable as error:
        if error.why == "not-json":
            return text
        raise


class EventWriter:
    def opening(self, _around: Tree = None) -> bytes:
        return b""

    def records(self, records: Sequence[Tree]) -> bytes:
        return b"".join(map(_written, records))

    def closing(self, _around: Tree = None) -> bytes:
        return b""


def _written(event: Tree) -> bytes:
    if not isinstance(event, dict):
        raise Unreadable("not-an-event")
    lines = [line for name, value in event.items() for line in _lines(name, value)]
    return "".join(f"{line}\n" for line in (*lines, "")).encode() if lines else b""


def _lines(name: str, value: Tree) -> list[str]:
    if name == _DATA:
        text = value if isinstance(value, str) else _JSON.write(value).decode()
        return [f"data: {line}" for line in text.split("\n")]
    if name not in {"event", "id", "retry"} or isinstance(value, dict | list):
        raise Unreadable("not-an-event")
    text = "" if value is None else str(value)
    if "\n" in text or "\r" in text:
        raise Unreadable("not-an-event")
    return [f"{name}: {text}"]
