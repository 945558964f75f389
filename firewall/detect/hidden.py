"""
Text in characters that nobody sees: tags, which are ASCII once more, and selectors of variants, each of them a byte.

``fold.py`` leaves them out, as a reader does; a machine reads them.  What they say is read where it stands, and put
together without all that stands between.  Honest texts have a few: a flag of a country within another one is made of
tags, a heart in red and a rare form of an ideograph of a selector.  Those that mean no letter are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import re2

from firewall.detect.recognizer import TooMuchError
from firewall.detect.view import Edit, View

__all__ = ["HIDDEN", "KIND", "MOST_HIDDEN", "has_hidden", "hides", "revealed"]

KIND = "hidden"
MOST_HIDDEN = 1 << 13
"""Of one text: a thousand flags."""
_FEWEST = 6
"""Nothing that we look for is shorter."""

# Unicode 15.0, block Tags; Variation_Selector of PropList.txt.
_TAGS = "\U000e0020-\U000e007e"
_LETTERS = f"{_TAGS}\U000e0110-\U000e01ef"
"""Tags, and selectors of which each is a byte that is no control character: the first sixteen are bytes, too."""
_LOW = "\ufe00-\ufe0f"
_NOT_OF_EMOJI = "\ufe00-\ufe0d"
"""Those after emoji ask for a picture, or for none."""
_BOTH = (_LETTERS, _NOT_OF_EMOJI)
HIDDEN = "|".join(f"(?:[{some}][^\\x00{some}]*){{{_FEWEST}}}" for some in _BOTH)
"""Stands, for RE2, in every text that may hide something, of texts that NUL parts."""
_ONES = tuple(re.compile(f"[{some}]") for some in _BOTH)
_MAY_HIDE = re2.compile("|".join(f"(?:[{some}][^{some}]*){{{_FEWEST}}}" for some in _BOTH).encode())
_TAG, _FIRST_16, _OTHERS = 0xE0000, 0xFE00, 0xE0100 - 16
_NOT_SHOWN = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})


def _as_byte(code: int) -> int:
    """A tag is a letter of ASCII; the 256 selectors are bytes from the first one on."""
    if code < _TAG:
        return code - _FIRST_16
    return code - (_TAG if code <= 0xE007F else _OTHERS)  # noqa: PLR2004 - the last tag


def _bytes(run: str) -> str:
    said = bytes(map(_as_byte, map(ord, run))).translate(None, _NOT_SHOWN)
    try:
        return said.decode()
    except UnicodeDecodeError:
        return said.decode("latin-1")


def _shifted(run: str) -> str:
    """Some count from the first of the long block: `5` is U+E0135."""
    return "".join(chr(ord(char) & 0xFF) for char in run)


def _halves(run: str) -> str:
    """Sixteen selectors are digits: of a number, or of bytes in hexadecimal, which are read on."""
    return "".join(f"{ord(char) - _FIRST_16:x}" for char in run)


@dataclass(frozen=True, slots=True)
class _Way:
    """What a run of hidden characters is made of, what it has at least one of, and what it says."""

    run: re.Pattern[str]
    one: re.Pattern[str]
    says: Callable[[str], str]
    beside: str = ""
    """What parts it from letters that everybody sees: digits of bytes are a word of their own."""


_WAYS = (
    _Way(re.compile(f"[{_LOW}\U000e0000-\U000e007f\U000e0100-\U000e01ef]+"), _ONES[0], _bytes),
    _Way(
        re.compile("[\U000e0120-\U000e017e]+"),
        re.compile("[\U000e0130-\U000e0139\U000e0141-\U000e017a]"),
        _shifted,
    ),
    _Way(re.compile(f"[{_LOW}]+"), _ONES[1], _halves, " "),
)


def has_hidden(text: str) -> bool:
    """Tell whether a text has enough of such characters to say anything."""
    return not text.isascii() and _MAY_HIDE.search(text.encode(errors="replace")) is not None


def hides(text: str) -> bool:
    """Do as ``has_hidden`` does.  Raises TooMuchError where more is hidden than anybody would read."""
    if not has_hidden(text):
        return False
    if any(sum(1 for _ in islice(one.finditer(text), MOST_HIDDEN + 1)) > MOST_HIDDEN for one in _ONES):
        raise TooMuchError
    return True


def revealed(view: View) -> Iterator[View]:
    """Yield what is hidden in a text, as it was written: within the text, and alone where it stands in pieces."""
    for way in _WAYS:
        found: list[Edit] = [
            (run.start(), run.end(), way.says(run[0]))
            for run in way.run.finditer(view.text)
            if way.one.search(run[0])
        ]
        whole = "".join(said for _, _, said in found)
        if len(whole) < _FEWEST or len(set(whole)) == 1:  # one selector over and over is how letters look
            continue
        beside = way.beside
        yield view.edited([(start, end, f"{beside}{said}{beside}") for start, end, said in found], KIND)
        if len(found) > 1:
            yield view.alone(found, KIND)
