"""
One spelling for texts that look alike: what a reader sees, in ASCII where that is possible.

Full-width digits, dashes of every length, hard spaces, accents and letters of another script that
look Latin become plain; what is invisible goes away.  Case stays, and so does the logical order.
Plain ASCII costs nothing.  Every character is folded by itself, so a part folds as in the whole.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain, compress

from firewall.detect.lookalikes import LOOKALIKES

# Unicode 15.0, DerivedCoreProperties.txt, Default_Ignorable_Code_Point: also the places kept free for more of them.
_INVISIBLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_IGNORABLE = frozenset(chr(code) for first, last in _INVISIBLE for code in range(first, last + 1))
# Unicode 15.0, PropList.txt, Dash: what is a dash, but not of general category Pd.
_DASHES = frozenset("\u2053\u207b\u208b\u2212")
# UAX #14: they end a line, as U+000A does.
_LINE_ENDS = frozenset("\u0085\u2028\u2029")
# Symbols that are letters in a frame, and letters with a stroke or a hook: no mapping of Unicode tells, but the
# name does. (DOTLESS I is a look-alike, TURNED E is not named so.)
_DECORATED = re.compile(
    "(?:(?:NEGATIVE )?(?:CIRCLED|SQUARED)|CROSSED NEGATIVE SQUARED|REGIONAL INDICATOR SYMBOL|)"
    " ?(?:LATIN )?(?:CAPITAL |(SMALL ))?LETTER (SMALL CAPITAL )?([A-Z])(?: WITH .*)?"
)
# Numbers in a circle go up to fifty; some of them have no value as a digit, and no mapping.
_SHOWN = {float(number): number for number in range(51)}
_BLANK_BRAILLE = "\u2800"
_UNREADABLE = "\ufffd"
# More than all letters that are not ideographs. Ordinary texts use a few hundred.
_REMEMBERED = 65_536
# Characters from which on it pays to replace one sign after the other, and how many different ones at most.
_LONG, _FEW = 256, 8
_NOT_ASCII, _NOT_ASCII_AT_ALL = re.compile("[^\x00-\x7f]"), re.compile("[^\x00-\x7f]+")
_SPARSE = 8
"""Of so many characters one may be no ASCII where each row of those costs less than a look at every character."""
_LONGEST_FOLDED = 4
"""Characters that a sign becomes which are not all ASCII: U+FDFA alone would become eighteen."""


class _Folded(dict[int, str]):
    """
    Code point -> what stands for it.

    Bounded: whoever sends text chooses the code points.  When it is full it starts anew, or one
    hostile text would make all that follow slow.
    """

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char.isascii():
        return char
    if char in LOOKALIKES:
        return LOOKALIKES[char]
    if char in _IGNORABLE:
        return ""
    kind = unicodedata.category(char)
    if kind in {"Lo", "Co", "Cn"} and not unicodedata.decomposition(char):
        return char  # ideographs, syllables, what nobody has named: most of Unicode, so it must be quick
    sign = _sign(char, kind)
    return _letters(char) if sign is None else sign


def _sign(char: str, kind: str) -> str | None:
    """Return what stands for a character that is no letter, and None for a letter."""
    # Of any script, superscript, circled, in brackets or with its full stop.
    digit = unicodedata.digit(char, None)
    if digit is None and kind == "No" and not unicodedata.decomposition(char):
        digit = _SHOWN.get(unicodedata.numeric(char, -1.0))
    if digit is not None:
        return str(digit)
    if char in _LINE_ENDS:
        return "\n"
    if char.isspace() or char == _BLANK_BRAILLE:
        return " "
    if kind == "Pd" or char in _DASHES:
        return "-"
    if kind == "Cs":
        return _UNREADABLE  # half a character: RE2 takes only whole ones
    return "" if kind in {"Mn", "Mc", "Me", "Cf", "Cc"} else None


def _letters(char: str) -> str:
    """Return the plain letters of a letter, a ligature, or a symbol made of letters."""
    plain = unicodedata.normalize("NFKD", char)
    if plain != char:
        folded = "".join(map(_fold_char, plain))
        if len(folded) > _LONGEST_FOLDED and not folded.isascii():
            return char
        # One sign for "(a)" or "20." is that letter or number: so are the digits that Unicode has as such.
        return folded.strip("().,") or folded
    if char in "ßẞ":  # the only letters that fold by case alone into ASCII letters (CaseFolding.txt)
        return "ss" if char.islower() else "SS"
    named = _DECORATED.fullmatch(unicodedata.name(char, ""))
    if named is None:
        return char
    return named[3].lower() if named[1] or named[2] else named[3]


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return the text in plain spelling.  It may be shorter or longer: ``unfold`` leads back."""
    if text.isascii():
        return text
    return _fold_long(text) if len(text) > _LONG else text.translate(_FOLDED)


def _fold_long(text: str) -> str:
    """To replace a few characters one after the other takes a tenth of the time that a table takes."""
    start = 0
    for _ in range(_FEW):
        found = _NOT_ASCII.search(text, start)
        if found is None:
            return text
        start, folded = found.start(), _FOLDED[ord(found[0])]
        if not folded.isascii():
            break  # it would be found again and again
        text = text.replace(found[0], folded)
    if len(text.encode(errors="replace")) - len(text) > len(text) // _SPARSE:
        return text.translate(_FOLDED)
    return _NOT_ASCII_AT_ALL.sub(lambda found: found[0].translate(_FOLDED), text)


def unfold(text: str) -> Sequence[int]:
    """
    Return, for each character of ``fold(text)`` and its end, where it comes from in ``text``.

    What was invisible belongs to the character before it, so that a cut takes it along.
    INVARIANT: never falls, and ends with the length of ``text``.
    """
    if text.isascii():
        return range(len(text) + 1)
    letters = set(text)
    odd = {char for char in letters if len(_FOLDED[ord(char)]) != 1}
    if not odd:
        return range(len(text) + 1)
    if len(text) > _LONG and not any(_FOLDED[ord(char)] for char in odd):
        kept = compress(range(len(text)), map((letters - odd).__contains__, text))
        return array("I", chain(kept, (len(text),)))
    origin = array("I")  # a list takes nine times as much
    done = 0
    for found in re.finditer(f"([{re.escape(''.join(odd))}])\\1*", text):
        start, end = found.span()
        origin.extend(range(done, start))
        length = len(_FOLDED[ord(found[1])])
        if length:
            origin.extend(index for index in range(start, end) for _ in range(length))
        done = end
    origin.extend(range(done, len(text) + 1))
    return origin


def place(origin: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """
    Return where ``[start:end]`` of a view stands in the text that it was made of.

    Characters of the view with the same origin come from one thing, which is never cut in two.
    """
    if start >= end:
        return origin[start], origin[start]
    if isinstance(origin, range):
        return origin[start], origin[end]
    last, behind = origin[end - 1], origin[end]
    if behind == last:  # as it seldom is, and to search takes twenty looks
        behind = origin[bisect_right(origin, last, lo=end)]
    return origin[start], behind


def cluster(text: str, start: int, end: int) -> tuple[int, int]:
    """
    Widen a cut to whole clusters: no mark is left without its letter, and nothing invisible beside the cut.

    A view's ``place`` already ends after what follows invisibly; this is for cuts from anywhere.
    """
    if text.isascii():
        return start, end
    while 0 < start < len(text) and _belongs(text[start]):
        start -= 1  # the cut began within a cluster
    while start and text[start - 1] in _IGNORABLE:
        start -= 1
    while end < len(text) and _belongs(text[end]):
        end += 1
    return start, end


def _belongs(char: str) -> bool:
    """Whether a character is part of the one before it."""
    return not char.isascii() and not _FOLDED[ord(char)]
