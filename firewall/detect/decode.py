"""
What a text says once its codes are undone: percent, entities, escapes, base64 and their like, nested.

The codes of a text are undone together, layer by layer, until nothing is left of them, and each
layer is a view.  Then every layer is read in the other ways of ``readings.py``.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import re2

from firewall.detect.by_re2 import ByRE2
from firewall.detect.escapes import CONTROL, DIGIT, ENTITY, ESCAPE, MARKUP, PERCENT, QUOTED_PRINTABLE
from firewall.detect.hidden import hides, revealed
from firewall.detect.matching import as_bytes
from firewall.detect.numbered import NUMBERED
from firewall.detect.readings import READINGS, second_looks
from firewall.detect.recognizer import TooManyError, TooMuchError
from firewall.detect.saying import SAMPLE, begins_as_text, looks_misread, may_say, text_of
from firewall.detect.view import Decoder, Edit, View, as_it_is

__all__ = ["CODES", "KINDS", "TELLTALE", "Budget", "Decoder", "TooDeepError", "View", "views"]


@dataclass(frozen=True, slots=True)
class Budget:
    """How far a text is followed: layers of codes, and all layers together as a multiple of the text."""

    layers: int = 8
    growth: int = 4
    spare: int = 1 << 16  # characters more, so that a short text may be anything

    def most(self, text: str) -> int:
        """Return how many characters the layers of this text may have."""
        return self.growth * len(text) + self.spare


BUDGET = Budget()


class TooDeepError(TooManyError):
    """There is more to undo than anybody would follow: such a text is not read to its end."""


# ---- texts written as letters and digits, token by token

_GLANCE = 16
"""Letters of a token that tell whether it may be text at all: as most of what only looks like a code is not."""


def _text_of(token: str, codes_of: Callable[[str], bytes]) -> str | None:
    """Return what a token says, if it begins as text does."""
    try:
        return _says_of(token, codes_of) if begins_as_text(codes_of(token[:_GLANCE])) else None
    except ValueError:
        return None


def _says_of(token: str, codes_of: Callable[[str], bytes]) -> str | None:
    """Do so with one of which the first letters are those of a text.  May raise ValueError."""
    sample = codes_of(token[:SAMPLE])
    if not may_say(sample):
        return None
    return text_of(sample if len(token) <= SAMPLE else codes_of(token))


MOST_TOKENS = 1 << 13
"""Tokens of one text that say something.  To read one takes as long as to look at a hundred characters."""


def _tokens(id: str, prefilter: str, edits: Callable[[str], Iterator[Edit]]) -> Decoder:  # noqa: A002 - its name in Decoder
    def read(view: View) -> View | None:
        found = list(islice(_no_more_than(BUDGET.most(view.text), edits(view.text)), MOST_TOKENS + 1))
        if len(found) > MOST_TOKENS:
            raise TooMuchError
        return view.edited(found, id) if found else None

    return Decoder(id, prefilter, read)


def _no_more_than(most: int, edits: Iterable[Edit]) -> Iterator[Edit]:
    """Pass on edits.  Raises TooDeepError where they say more together: a few letters may be packed a million."""
    for edit in edits:
        most -= len(edit[2])
        if most < 0:
            raise TooDeepError
        yield edit


_BESIDE = frozenset("+-")
"""Before a number, or behind it, these are part of it."""


def _apart(text: str, start: int, end: int, instead: str) -> Edit:
    """Keep what a token says apart from what was written straight before or behind it, as the signs of UTF-7 are."""
    before, behind = (
        " " * (beside.isalnum() or beside in _BESIDE)
        for beside in (text[start - 1 : start], text[end : end + 1])
    )
    return start, end, f"{before}{instead}{behind}"


def _whole(expression: str, codes_of: Callable[[str], bytes]) -> Callable[[str], Iterator[Edit]]:
    token = re.compile(expression)

    def edits(text: str) -> Iterator[Edit]:
        for match in token.finditer(text):
            instead = _text_of(match[0], codes_of)
            if instead is not None:
                yield _apart(text, match.start(), match.end(), instead)

    return edits


def _from_hex(token: str) -> bytes:
    digits = token.replace(":", "").replace(" ", "")
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")


def _from_base32(token: str) -> bytes:
    """As base64.b32decode, which takes ten times as long and needs its padding."""
    number = int(token.translate(_BASE32), 32)
    whole = len(token) * 5 // 8
    return (number >> (len(token) * 5 - whole * 8)).to_bytes(whole, "big")


_UNUSUAL = "-_\r\n="
_STANDARD = str.maketrans("-_", "+/", "\r\n=")
_GROUP = 4


def _from_base64(token: str) -> bytes:
    """Return the bytes, with or without padding."""
    whole = len(token) - (len(token) % _GROUP == 1)  # one character holds no byte
    return binascii.a2b_base64(token[:whole] + "=" * (-whole % _GROUP))


_BASE64_TOKEN = re.compile(
    # Lines as in RFC 2045 section 6.8, or one piece with either alphabet of RFC 4648.
    r"(?:(?:[A-Za-z0-9+/]{40,100}\r?\n)+[A-Za-z0-9+/]{1,100}|[A-Za-z0-9+/_-]{11,})={0,2}"
)
_BASE64_RUN = re2.compile(
    b"|".join(b"[0-9]{%d}[A-Za-z+/_-][A-Za-z0-9+/_-]{%d}" % (digits, 10 - digits) for digits in range(11))
)
"""
What every token has in it that may say something: RE2 passes over what is shorter, nearly all of any text, in half of
the time; and over rows of digits, each third byte of which would be beyond ASCII.
"""
_BASE64_SOON = re.compile(f"[^A-Za-z0-9+/_-]{{1,3}}(?P<token>{_BASE64_TOKEN.pattern})")
"""Where there is one soon after another, it is found in a fifth of the time."""
_DIGITS = "0123456789"
_BASE64_PIECE = re.compile("[A-Za-z0-9+]{16,}={0,2}")


def _base64(text: str) -> Iterator[Edit]:
    meanings = _Tokens()
    for start, end in _base64_tokens(text):
        yield from _base64_in(text, start, end, meanings)


def _base64_tokens(text: str) -> Iterator[tuple[int, int]]:
    data, at = text.encode("ascii", "replace"), 0
    while (run := _BASE64_RUN.search(data, at)) is not None:
        match = _BASE64_TOKEN.match(text, _before_digits(text, run.start(), at))
        if match is None:
            return  # there is always one
        yield match.span()
        at = match.end()
        while (match := _BASE64_SOON.match(text, at)) is not None:
            yield match.span("token")
            at = match.end()


def _before_digits(text: str, start: int, least: int) -> int:
    """Return where the row of digits begins that ends before ``start``: a token begins with all of it."""
    while least < start and text[start - 1] in _DIGITS:
        before = max(least, start - SAMPLE)
        start = before + len(text[before:start].rstrip(_DIGITS))
    return start


class _Tokens(dict[str, tuple[int, str] | None]):
    """Token -> from which of its letters on it says what.  Lives as long as one text is looked at."""

    def __missing__(self, token: str) -> tuple[int, str] | None:
        meaning = self[token] = _aligned(token)
        return meaning

    def edit(self, text: str, start: int, end: int) -> Edit | None:
        meaning = self[text[start:end]]
        return None if meaning is None else _apart(text, start + meaning[0], end, meaning[1])


def _base64_in(text: str, start: int, end: int, meanings: _Tokens) -> Iterator[Edit]:
    """
    Read what may be base64, as a whole or in pieces: a path has slashes too.

    It may begin up to three letters later, where something was written straight before it.
    """
    whole = meanings.edit(text, start, end)
    if whole is not None:
        yield whole
        return
    for piece in _BASE64_PIECE.finditer(text, start, end):
        edit = meanings.edit(text, *piece.span()) if piece.span() != (start, end) else None
        if edit is not None:
            yield edit


def _aligned(token: str) -> tuple[int, str] | None:
    plain = token.translate(_STANDARD) if any(map(token.__contains__, _UNUSUAL)) else token
    for first in range(_GROUP):
        glance = plain[first : first + _GLANCE]
        codes = binascii.a2b_base64(glance[: len(glance) // _GROUP * _GROUP])
        if not begins_as_text(codes):
            continue
        # Out of step there are four times as many accidents.
        instead = _says_of(plain[first:], _from_base64)
        if instead is not None and not (first and looks_misread(instead)):
            return first, instead
    return None


_ALONE = r"(?<![A-Za-z0-9+/])"
_OF_TEXT = (
    f"(?:[2-7]{DIGIT}|0[9AaDd]|[CcDd]{DIGIT}[89ABab]{DIGIT}|[Ee]{DIGIT}(?:[89ABab]{DIGIT}){{2}}"
    f"|[Ff][0-4](?:[89ABab]{DIGIT}){{3}})"
)
_PACKED = "1[Ff]8[Bb]08|78(?:01|5[Ee]|9[Cc]|[Dd][Aa])"
_WIDE = f"(?:00){{0,3}}[2-7]{DIGIT}000000|[Ff][Ff][Ff][Ee]|(?:0000)?[Ff][Ee][Ff][Ff]"
_BEGINS_AS_HEX = (
    f"(?=(?:{DIGIT}{{2}})?(?:{_OF_TEXT}{{3}}|(?:[2-7]{DIGIT}00){{3}})|{DIGIT}{{2}}[: ]|{_WIDE}|{_PACKED})"
)
"""As ``begins_as_text``: of thirty thousand numbers between commas, two in three are passed over."""
_HEX_TOKEN = (
    rf"{_ALONE}{_BEGINS_AS_HEX}(?:{DIGIT}{{16,}}|{DIGIT}{{2}}(?:[: ]{DIGIT}{{2}}){{7,}})(?![A-Za-z0-9+/=])"
    rf"|(?<=0x){_BEGINS_AS_HEX}{DIGIT}{{16,}}"
)
HEX = _tokens(
    id="hex",
    # Sixteen digits that are printable ASCII, or many of them: other characters have other bytes.
    prefilter=f"(?:[2-7]{DIGIT}){{8}}|{DIGIT}{{32}}|(?:[2-7]{DIGIT}[: ]){{7}}[2-7]{DIGIT}",
    edits=_whole(_HEX_TOKEN, _from_hex),
)
BASE32 = _tokens(
    id="base32",
    prefilter="[A-Z2-7]{16}",
    edits=_whole(rf"{_ALONE}[A-Z2-7]{{16,}}(?![A-Za-z0-9+/])", _from_base32),
)
BASE64 = _tokens(
    id="base64",
    # Two groups of four that stand for printable ASCII: the highest bit of each byte is 0, and not all of the
    # next two. Other characters have other bytes: then it is long, or has its padding.
    prefilter=(
        "(?:[I-Za-f][C-HS-Xi-ny-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]){2}"
        "|[A-Za-z0-9+]{16}|[A-Za-z0-9+/]{24}|[A-Za-z0-9+/_-]{10}="
    ),
    edits=_base64,
)

# ---- all of them

_ESCAPES = (CONTROL, PERCENT, ENTITY, ESCAPE, MARKUP)
_TOKENS = (NUMBERED, HEX, BASE32, BASE64)
CODES = (*_ESCAPES, *_TOKENS, QUOTED_PRINTABLE)
KINDS: tuple[Decoder, ...] = (*CODES, *READINGS)
TELLTALE = "|".join(f"(?:{kind.prefilter})" for kind in KINDS)
"""Matches in every folded text that has another reading (but for ``has_second_looks``)."""

_LINE_END = "\n"
_OCCURRING = ByRE2([as_bytes(kind.prefilter) for kind in KINDS])


def _possible(text: str) -> frozenset[str]:
    return frozenset(KINDS[number].id for number in _OCCURRING.occurring(as_bytes(text)))


@dataclass(frozen=True, slots=True)
class _Layer:
    """
    What was written, the same folded, and the kinds whose prefilters match in that.

    ``hides`` says whether there is something in what was written that folding leaves out.
    """

    written: View
    folded: View
    possible: frozenset[str]
    hides: bool = False


def _layer(written: View) -> _Layer:
    is_more = hides(written.text)  # before anything else is done with a text that is refused
    folded = written.folded()
    return _Layer(written, folded, _possible(folded.text), is_more)


def views(text: str, budget: Budget = BUDGET, found: Collection[str] | None = None) -> list[View]:
    """
    Return every other reading of a text: what its codes say, nested, and what a reader makes of either.

    ``found`` are the kinds whose prefilters occur in the text as one line, where somebody has looked.
    The plain one, ``fold(text)``, is not among them, what nobody sees of it is.  Raises TooDeepError where there is
    more than the budget allows, and TooMuchError: such a text was not read.
    """
    read: list[View] = []
    left = 0
    for number, layer in enumerate(_layers(_first(text, found), budget.layers)):
        if number:
            read.append(layer.folded)
            left -= len(layer.folded.text)
        else:
            left = budget.most(layer.folded.text)
        if left < 0:
            raise TooDeepError
        read += _readings(layer.folded, layer.possible)
        for second in second_looks(layer.written):
            read += (second, *_readings(second, _possible(second.text)))
    return read


def _first(text: str, found: Collection[str] | None) -> _Layer:
    written = as_it_is(text)
    is_one_line = text.isascii() and _LINE_END not in text  # as it was looked at
    return _layer(written) if found is None or not is_one_line else _Layer(written, written, frozenset(found))


def _layers(layer: _Layer, left: int) -> Iterator[_Layer]:
    """
    Undo the codes, one sort for each layer, until there are none; what is hidden in a layer is a text of its own.

    The surest first: what is left of escapes looks like hexadecimal, and an address with a query like
    quoted-printable.
    """
    yield layer
    undone = _undo(layer, _ESCAPES) or _undo(layer, _TOKENS) or _undo(layer, (QUOTED_PRINTABLE,))
    for deeper in (
        *(revealed(layer.written) if layer.hides else ()),
        *((undone,) if undone is not None else ()),
    ):
        if not left:
            raise TooDeepError
        yield from _layers(_layer(deeper), left - 1)


def _undo(layer: _Layer, codes: Iterable[Decoder]) -> View | None:
    view = layer.folded
    for code in codes:
        if code.id in layer.possible:
            view = code.read(view) or view
    return None if view is layer.folded else view


def _readings(view: View, possible: frozenset[str]) -> Iterator[View]:
    for reading in READINGS:
        other = reading.read(view) if reading.id in possible else None
        if other is not None:
            yield other
