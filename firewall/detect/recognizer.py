"""
What a detector of values is: a cheap question first, then the exact one.

A recognizer never sees a text unless its prefilter, together with everybody else's, found
something in it.  So a hundred recognizers cost one pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from firewall.model import Category


class Span(msgspec.Struct, frozen=True, gc=False):
    """
    Where in a text something was found, and what.  Never the text itself.

    Made by the hundred in each message: to make it as a dataclass takes six times as long.
    """

    start: int
    end: int
    category: Category
    confidence: float = 1.0


ACTS = 0.4
"""
Confidence from which a finding is acted on; what is below is a guess, told by `firewall scan` alone.

The number is Presidio's own default threshold, so that its scores mean with us what they mean there.
"""


class TooManyError(Exception):
    """There is more to find than anybody would look at: such a text is not read to its end."""


class TooMuchError(TooManyError):
    """More reads otherwise than anybody would undo: such a message is not read to its end."""


class Recognizer(Protocol):
    """
    One kind of thing that a text may hold.

    Texts arrive folded (``fold.py``) where they were not plain ASCII.
    INVARIANT: where ``find`` finds something, ``prefilter`` matches; else it is never asked.
    """

    @property
    def id(self) -> str:
        """A short stable name, the same in every record."""

    @property
    def prefilter(self) -> str:
        """
        Return an RE2 expression that occurs in every text in which ``find`` finds something.

        It is matched with ``^`` and ``$`` at line ends.  Empty means: always ask, which is slow.
        """

    def find(self, text: str) -> Iterable[Span]:
        """Yield what the text holds.  May raise: the caller counts that as uninspectable."""
