"""
How a reader reads on where a pattern stops: digits spelled, spaced, wrapped, swapped or shown backwards.

These are guesses.  Each only adds a reading, beside the text as it is.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import re2

from firewall.detect.lookalikes import SECOND_LOOKS
from firewall.detect.recognizer import TooMuchError
from firewall.detect.searching import Search
from firewall.detect.swapped import unswap
from firewall.detect.view import Decoder, Edit, View

__all__ = ["DIGITS_NAMED", "MOST_GUESSED", "READINGS", "has_second_looks", "second_looks"]

MOST_GUESSED = 3 << 17
"""Characters of one text that are read otherwise by one guess."""
# A text longer than this is not kept whole for a few places in it.
_SHORT = 512
# Fewer digits are a date; identifiers that are read without a name beside them have nine.
_FEWEST_DIGITS = 9
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d[ .]\d\d", re.ASCII)


def _reading(id: str, prefilter: str, edits: Callable[[str], Sequence[Edit]]) -> Decoder:  # noqa: A002 - its name in Decoder
    telling = Search(prefilter)

    def read(view: View) -> View | None:
        # Edits may be a little wider than the prefilter, which is asked without this text's neighbours.
        found = edits(view.text) if telling.occurs(view.text) else ()
        if not found:
            return None
        return view.edited(found, id) if len(view.text) <= _SHORT else view.around(found, id)

    return Decoder(id, prefilter, read)


_PIECE = 128 * 1024
_MANY_GROUPS = 2 * 999
"""Characters of a run from which on it may have been cut for its many groups: each has two at least."""


def _runs(first: re.Pattern[str], more: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """
    Yield where each run stands, which goes on as long as there is ``more``.

    A run of millions is matched in pieces, each possessively, since a way back would be kept for each of them; and a
    long text is searched in pieces that overlap, since a search lets nobody else have a turn before it is made.
    """
    at = 0
    while at < len(text):
        until = min(at + _PIECE, len(text))
        surely = until + 1 if until == len(text) else until - _SHORT
        rest = min(surely, until)
        for found in first.finditer(text, at, until):
            start, end = found.span()
            if end < surely and end - start < _MANY_GROUPS:
                yield start, end
                continue
            match = first.match(text, start) if end == until else found  # it may go on, or be none
            rest = start + 1
            while match is not None:
                rest = match.end()
                match = more.match(text, rest)
            if rest > start + 1:
                yield start, rest
            break
        at = rest


def _within(runs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield runs.  Raises TooMuchError where they are too long together, before any of them is read otherwise."""
    left = MOST_GUESSED
    for start, end in runs:
        left -= end - start
        if left < 0:
            raise TooMuchError
        yield start, end


def _pieces(run: str) -> Iterator[str]:
    """A run a piece at a time, none of which ends in a gap: what is put together at once is kept small."""
    at = 0
    while at < len(run):
        end = at + _PIECE
        while end < len(run) and not run[end - 1].isalnum():
            end += 1
        yield run[at:end]
        at = end


# ---- spaced out: "5 3 6 - 9 0", "A.0.1.2", "d e p o r t e d"

_BETWEEN = r"[-. _/,+*|:;()~\t\\]"
_NEXT = rf"(?:{_BETWEEN}{{1,3}}[A-Za-z0-9](?![A-Za-z0-9]))"
_SPACED = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z0-9]{_NEXT}{{6,999}}+"), re.compile(rf"{_NEXT}{{1,999}}+")
_GAP = re.compile(rf"({_BETWEEN}+)")


def _close_spaced(text: str) -> Sequence[Edit]:
    runs = list(_within(_runs(*_SPACED, text)))
    return [(start, end, _closed(text[start:end])) for start, end in runs]


def _closed(run: str) -> str:
    """The most frequent gap is the one between letters; a rarer one stands between groups."""
    gaps: Counter[str] = Counter()
    for piece in _pieces(run):
        gaps.update(_GAP.findall(piece))
    instead = {gap: "-" if "-" in gap else " " for gap in gaps} | {gaps.most_common(1)[0][0]: ""}
    return "".join(_regapped(piece, instead) for piece in _pieces(run))


def _regapped(piece: str, instead: Mapping[str, str]) -> str:
    """There may be a million gaps: each costs a look into ``instead``, no more."""
    parts = _GAP.split(piece)
    parts[1::2] = map(instead.__getitem__, parts[1::2])
    return "".join(parts)


# ---- in groups that no pattern knows: "53-69-04-399", "536.90.4399", "536 - 90 - 4399"

_GROUP_GAP = r"[-. _/+*|\\]"
# After a letter that stands in lower case among others it is part of a UUID.
_GROUP = rf"(?:{_GROUP_GAP}{{1,2}}[0-9]+)"
_GROUPS = (
    re.compile(rf"(?<![0-9])(?<![-0-9a-z][a-z])[0-9]+{_GROUP}{{1,999}}+"),
    re.compile(rf"{_GROUP}{{1,999}}+"),
)
_NOT_DIGITS = re.compile("[^0-9]+")
# Not the groups that are everywhere, and that patterns know: 3-2-4, 3-3-3, 3-3-4 with or without +1, dates of eight
# digits with or without a time, ZIP+4; nor coordinates, which have a point.
_ODDLY_GROUPED = r"(?:^|[^0-9a-z+-])(?:{})(?:$|[^0-9:])".format(
    "|".join(
        "[-. _/+*|\\\\]{1,2}".join(f"[0-9]{{{digits}}}" for digits in groups.split())
        for groups in (
            "1,4 1,4 1,4 1,8", "1,2 3,8 3,8", "1,2 2 5,8", "3 1,2 5,8", "3 4,8 1,8", "3 3 5,8", "3 1 4", "4,8 3,8 1,8",
            "4,8 1,2 3,8",
        )
    )
    + "|"
    + "|".join(
        "[- _/+*|\\\\]{1,2}".join(f"[0-9]{{{digits}}}" for digits in groups.split())
        for groups in ("1,4 5,8", "6,8 1,8", "5 5,8")
    )
)  # fmt: skip


def _close_groups(text: str) -> Sequence[Edit]:
    return _regrouped(text, list(_within(_numbers(text, _GROUPS))), _NOT_DIGITS, "")


def _numbers(text: str, groups: tuple[re.Pattern[str], re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    long = ((start, end) for start, end in _runs(*groups, text) if end - start > _FEWEST_DIGITS)
    return ((start, end) for start, end in long if _is_number(text, start, end))


def _regrouped(
    text: str, runs: Iterable[tuple[int, int]], between: re.Pattern[str], gap: str
) -> Sequence[Edit]:
    return [
        (start, end, "".join(between.sub(gap, piece) for piece in _pieces(text[start:end])))
        for start, end in runs
    ]


def _is_number(text: str, start: int, end: int) -> bool:
    if _ISO_DATE.match(text, start, end):
        return False
    return _digits(text[start : min(end, start + _SHORT)]) >= _FEWEST_DIGITS


def _digits(text: str) -> int:
    return len(_NOT_DIGITS.sub("", text))


_ODD_GAP = r"(?:\)? {0,2}[-./_+*|\\~] {0,2}|\)?  |--)"
# Letters may be the first group: A/012/345/678, MSC - 21 - 903 - 12345.
_ODD_GROUP = rf"(?:{_ODD_GAP}[0-9]{{2,}}+)"
# A run of digits is tried from its first one only: from each of them, a long one would take the square of its length.
_ODD_GROUPS = (
    re.compile(
        rf"(?:(?<![A-Za-z0-9])[A-Za-z]{{1,3}}{_ODD_GAP}|(?<![0-9]))[0-9]{{2,}}+{_ODD_GROUP}{{2,999}}+"
    ),
    re.compile(rf"{_ODD_GROUP}{{1,999}}+"),
)
_NO_GROUP = re.compile("[^A-Za-z0-9]+")


# Between two digits of a run that is not in plain groups already; one of those that "grouped" is asked about.
_OTHER_GAP = r"\)? {0,2}[./_+*|\\~] {0,2}|\)? {1,2}- {0,2}|- {1,2}|\)?  |--"
_GROUPED = re.compile(f"[0-9]{{2}}(?:{_OTHER_GAP})[0-9]{{2}}")
# It has three groups, and a gap before or behind the middle one that is no single dash.
_THREE_GROUPS = "[0-9]{{2}}(?:(?:{other})[0-9]{{2,}}{any}|{any}[0-9]{{2,}}(?:{other}))[0-9]{{2}}".format(
    other=rf"{_OTHER_GAP}|\)- {{0,2}}", any=_ODD_GAP
)


def _group_alike(text: str) -> Sequence[Edit]:
    if _GROUPED.search(text) is None:
        return []
    edits = _regrouped(text, _numbers(text, _ODD_GROUPS), _NO_GROUP, "-")
    return [edit for edit in edits if text[edit[0] : edit[1]] != edit[2]]


# ---- wrapped at the end of a line

# It begins with one of four characters, for which a search skips all others.
_WRAP = re.compile(
    r"[ \t\r\n](?<=[A-Za-z0-9)-][ \t\r\n])(?:(?<=\n)|(?<=\r)\n|(?<=[ \t])[ \t]{0,3}\r?\n)[ \t>]{0,4}(?=[0-9-])"
)


# Texts are looked at together, one a line: a number after another is no wrap, a hyphen or an indent is.  What ends a
# line within a text is `\r` there (``lines.py``), so that either is taken for one.
_END = r"[\r\n]"
_WRAPPED = (
    rf"[-)][ \t]{{0,4}}\r?{_END}[ \t>]{{0,4}}[0-9]"
    rf"|[A-Za-z0-9](?:[ \t]{{0,4}}\r{_END}[ \t>]{{0,4}}|[ \t]{{0,4}}{_END}[ \t>]{{1,4}}|\r?{_END}-)[0-9]"
)
_LOOKS_WRAPPED = Search(_WRAPPED)


def _unwrap(view: View) -> View | None:
    return view.without(_WRAP, "wrapped") if _LOOKS_WRAPPED.occurs(view.text) else None


# ---- blanks as forms send them: "ssn:+536904399"

# It begins with the sign itself, for which a search skips all else.
_PLUS = re.compile(r"(\+(?<=[A-Za-z0-9:;.,)#]\+)(?=[A-Za-z0-9(#]))")


class _Blank(dict[str, str]):
    def __missing__(self, _: str) -> str:
        return " "


def _plus(view: View) -> View | None:
    return view.read_as(_PLUS, _Blank(), "plus")


# ---- as words: "five three six dash nine zero"

_NAMES_OF_DIGITS = {
    # en, es, fr, de, it, nl, pt; folded. No word means two digits in two of these languages.
    "0": "zero oh nought cero null nul",
    "1": "one uno una un une eins ein een um uma",
    "2": "two dos deux zwei zwo due twee dois duas",
    "3": "three tres trois drei tre drie",
    "4": "four cuatro quatre vier quattro quatro",
    "5": "five cinco cinq funf fuenf cinque vijf",
    "6": "six seis sechs sei zes meia",
    "7": "seven siete sept sieben sette zeven sete",
    "8": "eight ocho huit acht otto oito",
    "9": "nine nueve neuf neun nove negen",
    "-": "dash hyphen guion tiret bindestrich trattino streepje hifen traco",
}
_DIGIT_OF = {name: digit for digit, names in _NAMES_OF_DIGITS.items() for name in names.split()}
_NAME = f"(?:{'|'.join(sorted(_DIGIT_OF, key=lambda name: (-len(name), name)))})"
_PAUSE = r"[-, ./;\t\r\n]{1,3}"
_NAMED = re.compile(rf"(?<![a-z0-9]){_NAME}(?:{_PAUSE}{_NAME}(?![a-z0-9])){{4,}}+", re.IGNORECASE | re.ASCII)
# Where it may stand: RE2 passes over what is no name twenty times as fast.
_LOOKS_NAMED = Search(rf"(?:^|[^A-Za-z0-9])(?i:{_NAME}(?:{_PAUSE}{_NAME}){{4,}})")
DIGITS_NAMED = rf"(?i:{_NAME}{_PAUSE}{_NAME}{_PAUSE}{_NAME})"
_WORD = re.compile("[a-z]+")


def _name_digits(text: str) -> Sequence[Edit]:
    return [
        (match.start(), match.end(), "".join(map(_DIGIT_OF.__getitem__, _WORD.findall(match[0].lower()))))
        for start, end in _LOOKS_NAMED.places(text)
        for match in _NAMED.finditer(text, start, end + 1)
    ]


# ---- ROT13

# What immigration, undocumented, alien, asylum, deport, visa, passport, status, refugee and citizen become. Any
# other cipher is as good; this one is known by its name, and looking for its words costs nothing.
_ROT13_WORDS = (
    "vzzvtengv", "haqbphzragrq", "nyvra", "nflyhz", "qrcbeg", "ivfn", "cnffcbeg", "fgnghf", "ershtrr", "pvgvmra",
    "vazvten", "fbpvny", "erpvcg", "zvtenag",
)  # fmt: skip


_ROT13 = f"(?i){'|'.join(_ROT13_WORDS)}"
_LOOKS_LIKE_ROT13 = Search(_ROT13)


def _rot13(view: View) -> View | None:
    if not _LOOKS_LIKE_ROT13.occurs(view.text):
        return None
    return view.respelled(codecs.encode(view.text, "rot13"), "rot13")


READINGS: tuple[Decoder, ...] = (
    _reading(
        "spaced",
        rf"(?:^|[^A-Za-z0-9])(?:[A-Za-z0-9]{_BETWEEN}{{1,3}}){{6}}[A-Za-z0-9](?:$|[^A-Za-z0-9])",
        _close_spaced,
    ),
    _reading("closed", _ODDLY_GROUPED, _close_groups),
    _reading("grouped", _THREE_GROUPS, _group_alike),
    Decoder("wrapped", _WRAPPED, _unwrap),
    Decoder("plus", r"[A-Za-z0-9:;.,)#]\+[A-Za-z0-9(#]", _plus),
    _reading("words", DIGITS_NAMED, _name_digits),
    _reading(
        "swapped",
        (
            r"[0-9][-. /]?[OoIl]{1,4}[-. /]?[0-9]|[OoIl][0-9][-. /]?[0-9]|[0-9][-. /]?[0-9][OoIl]"
            r"|[a-z][I01][a-z]|[a-z]I(?:$|[^A-Za-z0-9])"
        ),
        unswap,
    ),
    Decoder("rot13", _ROT13, _rot13),
)


# ---- other readings of what is not ASCII: fold() took the other way

_SECOND = f"[{''.join(SECOND_LOOKS)}]"
_UNSEEN = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]{0,4}"
# RE2, which most texts that are not ASCII are asked by, and which takes a quarter of the time.
_BESIDE_ASCII = re2.compile(f"{_SECOND}{_UNSEEN}[!-~]|[!-~]{_UNSEEN}{_SECOND}".encode())
_SECOND_ONE = re.compile(f"({_SECOND})")
# U+202E overrides the order until U+202C, the end of the line, or the end of the isolate around it (UAX #9).
_OVERRIDE = "\u202e"
_MOST_OVERRIDES = 1 << 13
"""In one text.  Who writes from right to left needs none: letters have their direction."""
_BACKWARDS = re.compile("\u202e([^\u202c\u2069\n\u2028\u2029]*)\u202c?")


def has_second_looks(text: str) -> bool:
    """Tell whether a text that is not ASCII reads otherwise too: this is asked of the original."""
    return not text.isascii() and (_has_looks(text) or _BACKWARDS.search(text) is not None)


def _has_looks(text: str) -> bool:
    return _BESIDE_ASCII.search(text.encode(errors="replace")) is not None


def second_looks(view: View) -> list[View]:
    """
    Return the other readings of a text that is not ASCII, folded.

    INVARIANT: none, unless ``has_second_looks``.  A text that is folded already shows only its letters.
    Raises TooMuchError where more is shown backwards than anybody would read.
    """
    if view.text.isascii():
        return []
    if view.text.count(_OVERRIDE) > _MOST_OVERRIDES:
        raise TooMuchError
    # Digits that look like letters are either. Folded, they are digits, and only letters have second looks.
    read = {looks.text: looks for looks in (_looks(view), _looks(view.folded())) if looks is not None}
    shown = [(m.start(), m.end(), m[1][::-1]) for m in _BACKWARDS.finditer(view.text)]
    return [*read.values(), view.edited(shown, "backwards").folded()] if shown else list(read.values())


def _looks(view: View) -> View | None:
    looks = view.read_as(_SECOND_ONE, SECOND_LOOKS, "looks") if _has_looks(view.text) else None
    return None if looks is None else looks.folded()
