"""
Which of many expressions occur where, in one pass: by Hyperscan, or by RE2 where that has no wheel or overlooks.

Both read in linear time, whoever wrote the text, and both read bytes that stand for one
character each (``as_bytes``), so that a place in the bytes is a place in the text.  Whatever
they report is a reason to look, never a finding: what they may disagree in is looked at by both.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Protocol

from firewall.errors import ConfigError

Occurrence = tuple[int, int, int]
"""Number of the expression, and the first and last byte that surely belong to the occurrence."""

MOST, BYTES_EACH = 16_000, 40
"""
Occurrences in one message: ``MOST``, and one more for each forty bytes.

Records of people have one in some hundreds. To look at more takes longer than anybody waits (``scan.MOST``).
"""

_LONG, _UNUSED = 4096, "\x01\x02\x03\x04"
"""Characters of a text from which on it pays not to be asked about each row of strangers, and what no text has."""
_STRANGER = b"\xff"
"""What a character beyond Latin-1 is read as: no expression names it, and every class of non-ASCII has it."""


class Matcher(Protocol):
    """Expressions, compiled together.  Safe to share between threads."""

    def occurrences(self, data: bytes, wanted: frozenset[int] | None = None) -> list[Occurrence]:
        """
        Return at least one occurrence for each line in which an expression occurs, in no promised order.

        Of expressions that are not ``wanted`` it may be left out.
        Raises :class:`~firewall.detect.recognizer.TooManyError` above ``most(data)``, and whatever the
        engine raises: then nothing was read.
        """


Compile = Callable[[Sequence[bytes]], Matcher]
"""Makes a matcher of expressions.  Raises ConfigError where one is none."""


def most(data: bytes) -> int:
    """Return how many occurrences are reported of ``data``."""
    return MOST + len(data) // BYTES_EACH


def as_bytes(text: str) -> bytes:
    """Write each character as one byte: Latin-1, and one stranger for all others."""
    if text.isascii():
        return text.encode()
    if len(text) > _LONG and (free := next((sign for sign in _UNUSED if sign not in text), "")):
        # A question mark stands for all others, too: each of theirs is something else in the meantime.
        written = text.replace("?", free).encode("latin-1", "replace").replace(b"?", _STRANGER)
        return written.replace(free.encode(), b"?")
    return text.encode("latin-1", _HANDLER)


def best(expressions: Sequence[bytes]) -> Matcher:
    """Compile for the fastest engine that is installed.  With hundreds of expressions that takes seconds."""
    if is_hyperscan_usable():
        from firewall.detect.by_hyperscan import ByHyperscan  # noqa: PLC0415  # has no wheel for every machine

        return ByHyperscan.compile(expressions)
    from firewall.detect.by_re2 import ByRE2  # noqa: PLC0415  # only where it is needed

    return ByRE2(expressions)


def is_hyperscan_usable() -> bool:
    """Whether it is installed, in a release that finds what others overlooked."""
    if find_spec("hyperscan") is None:
        return False
    from firewall.detect.by_hyperscan import is_sound  # noqa: PLC0415  # has no wheel for every machine

    return is_sound()


def refused(expression: bytes, why: str) -> ConfigError:
    """The fault of a detector whose prefilter no engine takes; the expression is ours or the city's."""
    return ConfigError(f"A detector's prefilter cannot be matched in linear time ({why}): {expression!r}.")


def _strangers(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _STRANGER * (error.end - error.start), error.end


_HANDLER = "firewall.strangers"
codecs.register_error(_HANDLER, _strangers)
