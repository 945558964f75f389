"""What units of a list have in common, of JSON or of XML: a part of the file that is held, and how it ends badly."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firewall.files.units import Cut, Seekable, Unit
from firewall.formats.base import Unreadable

if TYPE_CHECKING:
    from firewall.formats import Limits

TIMES = 4
"""How much longer than what it repeats a unit is."""


class NoListError(Exception):
    """It is no list, or one that is not whole."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class ListUnits(ABC):
    """It begins at the list, or anywhere a unit ended if it is told that it ``is_begun``, and if it ``is_over``."""

    source: Seekable
    cut: Cut
    limits: Limits
    is_begun: bool = False
    is_over: bool = False
    opening: bytes = b""
    _held: bytearray = field(default_factory=bytearray)

    def __iter__(self) -> Iterator[Unit]:
        """Yield the units; the last one says it where the rest is no list."""
        try:
            yield from self._units()
        except (NoListError, Unreadable) as failed:
            yield Unit(b"", 0, failed.why)

    @property
    @abstractmethod
    def around(self) -> Unit | None:
        """The document without what is in the list, once a unit was given; None where there is no such thing."""

    @abstractmethod
    def _units(self) -> Iterator[Unit]:
        """Raises NoListError and :class:`Unreadable`."""

    def _fill(self) -> bool:
        """Hold more of the file; whether there was more."""
        block = self.source.read(self.cut.block_bytes)
        self._held += block
        return bool(block)
