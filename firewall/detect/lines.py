"""Texts as the lines of one text, and what is found in it, by the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import TypeVar

from firewall.detect.matching import Occurrence, as_bytes

# No prefilter may need to cross it, and it ends a line: ^ and $ mean the ends of a text.
BETWEEN = "\n"
END = b"\n"
ONE_DIGIT = bytes(ord("0") if chr(code) in "123456789" else code for code in range(256))
"""With it, texts that differ in digits alone are the same."""
_BLANK, _ONE_BLANK = " ", b" "
_LINE = "\r"  # a line break within a text, to an expression

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Lines:
    """
    Lines that stand for texts: what occurs in a line occurs in each of its texts, at the same places, and nothing else.

    ``texts`` are the numbers of those of each line; without them, each line is the text of its number.
    ``is_plain``: that none of them holds a code is known.
    """

    data: bytes
    texts: Sequence[Sequence[int]] | None = None
    is_plain: bool = False

    def by_text(self, found: Mapping[int, _Found]) -> Mapping[int, _Found]:
        """Return what was found, by the numbers of texts in place of those of lines."""
        if self.texts is None:
            return found
        return {text: here for line, here in found.items() for text in self.texts[line]}

    def having(self, blanks: int, texts: Sequence[str]) -> list[Sequence[int]]:
        """
        Return the numbers of those of the texts that have so many blanks.

        Together stand texts in ASCII that differ in nothing but digits and in how a line of them ends.
        """
        if self.texts is None:
            counted = enumerate(map(str.count, texts, repeat(_BLANK)))
            return [(number,) for number, many in counted if many >= blanks]
        found: list[Sequence[int]] = []
        for line, some in zip(self.data.split(END), self.texts, strict=True):
            if line.count(_ONE_BLANK) >= blanks:
                found += [some] if line.isascii() else zip(some, strict=True)
        return found

    def without(self, left_out: set[int], texts: Sequence[str]) -> Lines:
        """Return the lines of all texts but these."""
        if self.texts is None:
            numbers = [number for number in range(len(texts)) if number not in left_out]
            return Lines(as_lines([texts[number] for number in numbers]), list(zip(numbers, strict=True)))
        kept = [
            (line, rest)
            for line, some in zip(self.data.split(END), self.texts, strict=True)
            if not left_out.issuperset(some)
            if (rest := some if left_out.isdisjoint(some) else [one for one in some if one not in left_out])
        ]
        return Lines(END.join([line for line, _ in kept]), [rest for _, rest in kept])


def grouped(lines: Iterable[bytes]) -> dict[bytes, list[int]]:
    """Return the numbers of equal lines."""
    groups: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        groups[line].append(number)
    return groups


def as_lines(texts: Sequence[str]) -> bytes:
    """Write one text a line."""
    joined = BETWEEN.join(texts)
    if joined.count(BETWEEN) >= max(len(texts), 1):  # somebody's line breaks, which are no ends of texts
        joined = BETWEEN.join(text.replace(BETWEEN, _LINE) for text in texts)
    return as_bytes(joined)


def by_line(found: Iterable[Occurrence], data: bytes) -> dict[int, dict[int, list[int]]]:
    """
    Tell in which lines the occurrences stand: number of the expression -> number of the line -> places in it.

    One that spans two lines may hide one that lies in the second, so both are looked at.
    """
    places: dict[int, dict[int, list[int]]] = {}
    index = start = 0  # of the line at hand
    end = _end(data, 0)
    for number, first, last in sorted(found, key=itemgetter(2)):
        if last > end:
            index += data.count(END, end, last)
            start, end = data.rfind(END, end, last) + 1, _end(data, last)
        here = places.get(number)
        if here is None:
            here = places[number] = {}
        if index in here:
            here[index].append(last - start)
        else:
            here[index] = [last - start]
        if first < start:
            _before(here, data, first, index, start)
    return places


def _before(here: dict[int, list[int]], data: bytes, first: int, index: int, start: int) -> None:
    """Add the lines before the one that starts at ``start``, back to where the byte ``first`` stands."""
    while first < start:
        end = start - 1
        start = data.rfind(END, 0, end) + 1
        index -= 1
        here.setdefault(index, []).append(max(first, start) - start)


def _end(data: bytes, start: int) -> int:
    """Return where the line ends in which ``start`` stands."""
    end = data.find(END, start)
    return len(data) if end < 0 else end
