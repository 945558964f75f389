"""
Another way to read a text, and the way back: where each of its characters comes from.

A view is made of another one by edits, and remembers only those.  The way back is worked out when
something was found, which is rare; making views is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from firewall.detect.fold import fold, place, unfold
from firewall.detect.origins import follow, of_edits, of_pieces, through

Edit = tuple[int, int, str]
"""What stands for ``text[start:end]``.  It is cut out whole or not at all."""

# How much is kept around an edit where only its surroundings are of interest: what explains a number stands
# within forty characters of it (near.py), and a word may begin before that.
_AROUND = 64
# Where something was left out. No pattern goes across it.
_LEFT_OUT = "\n\x01\n"


class View:
    """One reading of an original text."""

    def __init__(self, text: str, kind: str, origin: Callable[[], Sequence[int]], changed: int = 0) -> None:
        """``changed`` is how many characters were read otherwise."""
        self.text = text
        self.kind = kind
        self.changed = changed
        self._find_origin = origin

    @cached_property
    def origin(self) -> Sequence[int]:
        """
        Return, for each character of the text and its end, the index in the original that it comes from.

        INVARIANT: never falls, and ends with the length of the original.
        """
        return self._find_origin()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the original: whole escapes, codes and clusters."""
        return place(self.origin, start, end)

    def edited(self, edits: Sequence[Edit], kind: str) -> View:
        """Return the view in which the edits were made.  They are in order, and do not overlap."""
        return self._made(edits, kind, edits)

    def alone(self, edits: Sequence[Edit], kind: str) -> View:
        """Return what stands for the edited places, and nothing of what stands beside them."""
        ends = (0, *(end for _, end, _ in edits))
        beside = [(end, start, "") for end, (start, _, _) in zip(ends, edits, strict=False)]
        both = [edit for pair in zip(beside, edits, strict=True) for edit in pair]
        return self._made([*both, (ends[-1], len(self.text), "")], kind, edits)

    def _made(self, edits: Sequence[Edit], kind: str, read: Iterable[Edit]) -> View:
        changed = sum(end - start for start, end, _ in read)
        return View(_edit(self.text, edits), kind, lambda: follow(self.origin, of_edits(edits)), changed)

    def read_as(
        self,
        code: re.Pattern[str],
        meanings: Mapping[str, str],
        kind: str,
        allow: Callable[[Sequence[str]], object] = len,
    ) -> View | None:
        """
        Return the view in which what ``code`` finds has become what it means; None where nothing changes.

        ``code`` is one group.  There may be a million places: each costs a look into ``meanings``, no more.
        ``allow`` is shown what they mean, and may raise.
        """
        pieces = code.split(self.text)
        found = pieces[1::2]
        meant = list(map(meanings.__getitem__, found))
        allow(meant)
        pieces[1::2] = meant
        text = "".join(pieces)
        if text == self.text:
            return None
        return View(text, kind, lambda: follow(self.origin, of_pieces(pieces, found)), sum(map(len, found)))

    def without(self, what: re.Pattern[str], kind: str) -> View | None:
        """Return the view without all that an expression finds, each counted as one; None where that is nothing."""
        text, left_out = what.subn("", self.text)
        if not left_out:
            return None

        def origin() -> Sequence[int]:
            edits = [(*found.span(), "") for found in what.finditer(self.text)]
            return follow(self.origin, of_edits(edits))

        return View(text, kind, origin, left_out)

    def folded(self) -> View:
        """Return the view in plain spelling."""
        if self.text.isascii():
            return self
        return View(fold(self.text), self.kind, lambda: through(self.origin, unfold(self.text)), self.changed)

    def respelled(self, text: str, kind: str) -> View:
        """Return the view in which each character has become another."""
        return View(text, kind, lambda: self.origin)

    def around(self, edits: Sequence[Edit], kind: str) -> View:
        """Return the edited places with their surroundings, and nothing of what stands far from them."""
        return self._made(list(_without_the_rest(edits, len(self.text))), kind, edits)


@dataclass(frozen=True, slots=True)
class Decoder:
    """
    One other way to read a text.

    ``read`` must be linear in the text.  INVARIANT: where it finds anything to read otherwise, ``prefilter``
    matches in the text; that is an expression of RE2 and of Hyperscan.
    """

    id: str
    prefilter: str
    read: Callable[[View], View | None]

    def view(self, text: str) -> View | None:
        """Return the other reading of a folded text, and None where there is none."""
        read = self.read(as_it_is(text))
        return None if read is None else read.folded()


def as_it_is(text: str) -> View:
    return View(text, "plain", lambda: range(len(text) + 1))


def _edit(text: str, edits: Iterable[Edit]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, instead in edits:
        parts += (text[done:start], instead)
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _without_the_rest(edits: Iterable[Edit], length: int) -> Iterable[Edit]:
    kept = 0
    for start, end, instead in edits:
        if start - _AROUND > kept:
            yield kept, start - _AROUND, _LEFT_OUT
        yield start, end, instead
        kept = end + _AROUND
    if kept < length:
        yield kept, length, _LEFT_OUT
