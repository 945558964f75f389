"""The text messages of a WebSocket: each is a record in JSON, and may hold a piece of a text that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable
from firewall.formats.json import Json
from firewall.formats.jsonlines import JsonLines

if TYPE_CHECKING:
    from firewall.formats.lines import Lines
    from firewall.formats.records import Writer
    from firewall.model import Path, Tree

MOST_BYTES = 1 << 20
"""Of one message, as of one record of any stream."""


class Messages:
    """
    Written as lines of JSON, each of which is a message: JSON of ours has no line end in it.

    A message is fed as a whole, and nothing else is.
    """

    media_type = "application/x-ndjson"
    splits = True
    place: Path = ()

    def __init__(self) -> None:
        self._lines = JsonLines(self.media_type)

    @property
    def format(self) -> Lines:
        return self._lines.format

    def reader(self, limits: Limits) -> _Reader:
        return _Reader(limits)

    def writer(self) -> Writer:
        return self._lines.writer()


class _Reader:
    held_bytes = 0
    around: Tree = None

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._json = Json("application/json")

    def feed(self, data: bytes) -> list[Tree]:
        if len(data) > MOST_BYTES:
            raise Unreadable("record-too-large")
        return [self._json.parse(data, self._limits)]

    def close(self) -> list[Tree]:
        return []
