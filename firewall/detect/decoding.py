"""What the scanner asks about codes: which texts could read otherwise, whether it pays to look, and how they read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from firewall.detect import hidden
from firewall.detect.decode import KINDS, views
from firewall.detect.readings import MOST_GUESSED, READINGS, has_second_looks
from firewall.detect.recognizer import TooMuchError


class Reading(Protocol):
    """Another way to read a text; canonical already."""

    @property
    def text(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def changed(self) -> int:
        """How many characters were read otherwise."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the original."""


MOST_EFFORT = MOST_GUESSED * 4
"""
What the other readings of one message may take: one for each character of a code, four for each of a guess, and eight
for each end of a line that was left out, and for each character that nobody sees.

To undo a million characters of codes takes a twentieth of a second, to put together a million that are spaced or in
groups four times as long.  A body of 8 MiB that is full of notes and markup has a hundred thousand in codes.
"""
_EFFORT = {reading.id: 4 for reading in READINGS} | {"wrapped": 8, hidden.KIND: 8}


class Effort:
    """What is left for the readings of one message."""

    def __init__(self, most: int = MOST_EFFORT) -> None:
        self.left = most

    def spend(self, readings: Sequence[Reading]) -> None:
        """Raises TooMuchError once there is nothing left."""
        for reading in readings:
            self.left -= reading.changed * _EFFORT.get(reading.kind, 1)
        if self.left < 0:
            raise TooMuchError


class Read(Protocol):
    """Return the other readings of a text; ``found`` are the codes that occur in it, where somebody has looked."""

    def __call__(self, text: str, found: Collection[str] | None = None, /) -> Sequence[Reading]: ...


def _no_readings(_text: str, _found: Collection[str] | None = None) -> Sequence[Reading]:
    return ()


def _all_readings(text: str, found: Collection[str] | None = None) -> Sequence[Reading]:
    return views(text, found=found)


def _always(_text: str, _kinds: Collection[str]) -> bool:
    return True


def _never(_: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Decoding:
    """
    ``prefilters`` by the id of a code: where none occurs in a canonical text, it reads as it stands.

    ``pays`` says, of a text and the codes that occur in it, whether ``readings`` could show anything.
    ``reads_otherwise`` is asked of an original that is not ASCII: no prefilter sees what folding chose.
    """

    prefilters: tuple[tuple[str, str], ...] = ()
    readings: Read = _no_readings
    pays: Callable[[str, Collection[str]], bool] = _always
    reads_otherwise: Callable[[str], bool] = _never


NONE = Decoding()

# Whole texts that every record has, and that look like codes and grouped numbers: a UUID (RFC 9562), a moment
# (RFC 3339), a day. There are no digits in them to be grouped otherwise, and no letters to be read.
_ORDINARY = re.compile(
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_BY_THEIR_LOOKS = frozenset({"base64", "base32", "hex", "closed", "grouped", "plus", "spaced", "swapped"})
_GROUPS = frozenset({"closed"})
_LETTER = re.compile("[A-Za-z]")
_SHORT = 16
"""Characters of a number in groups up to which, alone, it is a telephone number or a date and nothing longer."""


def _pays(text: str, kinds: Collection[str]) -> bool:
    if _GROUPS.issuperset(kinds) and len(text) <= _SHORT and _LETTER.search(text) is None:
        return False  # without groups it is a row of digits, which nothing explains
    return not (_BY_THEIR_LOOKS.issuperset(kinds) and _ORDINARY.fullmatch(text))


def _reads_otherwise(text: str) -> bool:
    return has_second_looks(text) or hidden.has_hidden(text)


ALL = Decoding(tuple((kind.id, kind.prefilter) for kind in KINDS), _all_readings, _pays, _reads_otherwise)
