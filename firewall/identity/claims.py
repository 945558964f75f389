"""
What a requester says of its purpose and its legal process: claims, in the words of the vocabulary.

A claim may close or delay and never opens, so nothing here can fail: what cannot be understood
is a claim that is not understood, and the policy sees that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.model import ProcessKind, Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence

UNSPECIFIED = Purpose("unspecified")

_LONGEST_PURPOSE = 100
_LONGEST_PROCESS = 1000


@dataclass(frozen=True, slots=True)
class Claims:
    """``not_understood`` tells that a process was claimed which the vocabulary does not know."""

    purpose: Purpose | None = None
    processes: frozenset[ProcessKind] = frozenset()
    not_understood: bool = False


NOTHING = Claims()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that count.  A word outside is a claim that nobody understands."""

    purposes: frozenset[Purpose]
    processes: frozenset[ProcessKind]

    def read(self, purpose: Sequence[str], process: Sequence[str]) -> Claims:
        """Read all values of ``Purpose-Of-Use`` and of ``Legal-Process``, each as often as it was sent."""
        if not purpose and not process:
            return NOTHING
        kinds, not_understood = self._processes(process)
        return Claims(self._purpose(purpose), kinds, not_understood)

    def _purpose(self, values: Sequence[str]) -> Purpose | None:
        if not values:
            return None
        # Two purposes are none: an exchange has exactly one, or nobody can hold the requester to it.
        word = Purpose(values[0].strip(" \t")) if len(values) == 1 else UNSPECIFIED
        return word if _is_plain(values[0], _LONGEST_PURPOSE) and word in self.purposes else UNSPECIFIED

    def _processes(self, values: Sequence[str]) -> tuple[frozenset[ProcessKind], bool]:
        plain = [value for value in values if _is_plain(value, _LONGEST_PROCESS)]
        # A repeated header is not trusted, but the words in it still count: a claim can only close.
        words = [_word(part) for value in plain for part in value.split(",")]
        known = frozenset(word for word in words if word in self.processes)
        return known, len(values) > 1 or len(plain) < len(values) or not known.issuperset(words)


def _is_plain(value: str, longest: int) -> bool:
    return len(value) <= longest and value.isascii() and value.isprintable()


def _word(part: str) -> ProcessKind:
    """Return the word before the parameters: a docket number after ``;`` is for people."""
    return ProcessKind(part.partition(";")[0].strip(" \t"))
