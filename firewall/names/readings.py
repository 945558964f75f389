"""
How a text is shown to a model, and how much of it a finding is.

Models learn from edited English: a note in capitals, without accents or with a name right after its first
word says nothing to them.  So each text is shown in two readings, and what is found in either counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from firewall.detect.fold import fold, place, unfold

_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 3
"""Letters of words that are hardly names, in a note that does not tell them apart by capitals."""

_LINK = r"(?:(?:da|de|do|dos|das|del|la|al|el|bin|ibn|van|von)[ -]){0,2}"
_NEXT = re.compile(rf"[ -]{_LINK}([^\W\d_])([\w'\u2019-]{{0,40}})")
_BEFORE = re.compile(rf"(?<![\w'\u2019-])([^\W\d_])[\w'\u2019.-]{{0,40}}[ -]{_LINK}$")
_REACH = 64
_MOST = 2
"""Words by which a finding grows at each end: of a name of three, a model often finds one."""


_NO_NAMES = frozenset(
    _WORD.findall(
        "the a an my his her their our caller callers client tenant tenants landlord landlady patient student resident "
        "neighbor neighbour neighbors husband wife daughter mother father mom dad sister brother cousin aunt uncle "
        "niece nephew grandmother grandfather roommate roommates inspector teacher doctor nurse visa card"
    )
)
"""What models take for names in notes without capitals.  What is also somebody's name (son, bill, mark) is not here."""


class Reading(NamedTuple):
    """One way to read a text; ``origin`` leads back (``detect.fold.unfold``)."""

    text: str
    origin: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        return place(self.origin, start, end)


def readings(text: str) -> tuple[Reading, ...]:
    """Return what a model is shown of a text."""
    plain, origin = fold(text), unfold(text)
    as_it_is = Reading(text, range(len(text) + 1))
    if _is_mixed(plain):
        return as_it_is, Reading(_first_word_small(plain), origin)
    shown = (Reading(_capitalized(plain, least), origin) for least in (0, _SHORT))
    # Where a script has no capitals, nothing of this changes anything.
    return tuple(shown) if plain.isascii() else (as_it_is, *shown)


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a finding to the words with a capital beside it: half of a name is a name."""
    if not _is_mixed(text):
        return start, end
    for _ in range(_MOST):
        end = _further(text, end)
    for _ in range(_MOST):
        start = _sooner(text, start)
    return start, end


def is_nobody(text: str, start: int, end: int) -> bool:
    """Whether a finding is only words that say what somebody is, and is not written as a name."""
    found = text[start:end]
    if _is_mixed(text) and found != found.lower():
        return False
    return _NO_NAMES.issuperset(_WORD.findall(found.lower()))


def _further(text: str, end: int) -> int:
    found = _NEXT.match(text, end)
    if found is None or not found[1].isupper():
        return end
    is_initial = not found[2] and text[found.end() : found.end() + 1] == "."
    return found.end() + is_initial


def _sooner(text: str, start: int) -> int:
    before = max(0, start - _REACH)
    found = _BEFORE.search(text[before:start])
    if found is None or not found[1].isupper() or before + found.start() == 0:
        return start  # a first word has a capital whatever it is
    return before + found.start()


def _is_mixed(text: str) -> bool:
    """Whether capitals say anything: the first letter has one in any note."""
    return text[1:] != text[1:].lower() and text != text.upper()


def _first_word_small(text: str) -> str:
    return _WORD.sub(lambda found: _alike(found[0], str.lower), text, count=1)


def _capitalized(text: str, least: int) -> str:
    """Write each word of more than ``least`` letters with a capital, and the others small."""
    return _WORD.sub(
        lambda found: _alike(found[0], str.capitalize if len(found[0]) > least else str.lower), text
    )


def _alike(word: str, write: Callable[[str], str]) -> str:
    """Write a word otherwise, but not longer: the way back counts letters."""
    other = write(word)
    return other if len(other) == len(word) else word


def merged(spans: Sequence[tuple[int, int, str]], first: str) -> Iterator[tuple[int, int, str]]:
    """Make one of those that overlap; where any of them is ``first``, that is what it is."""
    last: tuple[int, int, str] | None = None
    for start, end, what in sorted(spans):
        if last is None or start >= last[1]:
            if last is not None:
                yield last
            last = (start, end, what)
        else:
            last = (last[0], max(last[1], end), first if first in (last[2], what) else what)
    if last is not None:
        yield last
