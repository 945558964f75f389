"""
One spelling for texts that look alike: what a reader sees, in ASCII where that is possible.

Full-width digits, dashes of every length, hard spaces, accents and letters of another script
that look Latin become plain; what is invisible goes away.  Case stays.  Plain ASCII costs nothing.
"""

from __future__ import annotations

import unicodedata

# Unicode Default_Ignorable_Code_Point that no general category tells (Hangul fillers, Braille blank).
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# What the compatibility mapping leaves alone, but a reader takes for the ASCII character
# (Unicode TS #39 confusables: the Cyrillic and Greek letters with a Latin twin).
_TWINS = dict(
    zip(
        "АВСЕНІЈКМОРЅТХҮԚԜаесһіјорѕхуԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονрıłŁøØđĐ−⁃‘’‚′“”„″",  # noqa: RUF001 - the twins themselves
        "ABCEHIJKMOPSTXYQWaechijopsxyqwABEZHIKMNOPTYXovpilLoOdD--''''\"\"\"\"",
        strict=True,
    )
)
_UNREADABLE = "\ufffd"
_REMEMBERED = 8192


class _Folded(dict[int, str]):
    """Code point -> what stands for it.  Bounded: whoever sends text chooses the code points."""

    def __missing__(self, code: int) -> str:
        folded = "".join(_fold_char(part) for part in unicodedata.normalize("NFKD", chr(code)))
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char.isascii():
        return char
    if char in _TWINS:
        return _TWINS[char]
    kind = unicodedata.category(char)
    if kind in {"Mn", "Me", "Cf"} or char in _FILLERS:
        return ""
    if kind == "Pd":
        return "-"
    if kind == "Cs":
        return _UNREADABLE  # half a character: RE2 takes only whole ones
    return _plain(char)


def _plain(char: str) -> str:
    """Digits of every script, and what separates words."""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return " " if char.isspace() else char


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return the text in plain spelling.  It may be shorter or longer: ``unfold`` leads back."""
    return text if text.isascii() else text.translate(_FOLDED)


def unfold(text: str) -> list[int]:
    """
    Return, for each character of ``fold(text)`` and its end, where it comes from in ``text``.

    What was invisible belongs to the character before it, so that a cut takes it along.
    """
    origin = [index for index, char in enumerate(text) for _ in _FOLDED[ord(char)]]
    return [*origin, len(text)]
