"""
Escapes, each of which stands for a character or a byte: percent, entities, backslashes and their like.

Layers of them are undone in ``decode.py``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from string import ascii_letters, digits

import msgspec

from firewall.detect.recognizer import TooMuchError
from firewall.detect.view import Decoder, View

__all__ = ["CONTROL", "DIGIT", "ENTITY", "ESCAPE", "MARKUP", "MOST_NEEDLESS", "PERCENT", "QUOTED_PRINTABLE"]

MOST_NEEDLESS = 1 << 16
"""
Letters and digits of ASCII, and signs of percent, that one text may have in escapes.

No code asks for escapes of the former, and who has so many of the latter has written layers upon layers: what such a
text may say takes longer to read than all else of its length.
"""
_NEEDLESS = f"{ascii_letters}{digits}%".encode()
_NOT_NEEDLESS = bytes(set(range(256)).difference(_NEEDLESS))


def _allow(meant: Sequence[str]) -> None:
    """Raises TooMuchError where escapes mean more that needs none than anybody would read."""
    said = "".join(meant)
    if len(said) <= MOST_NEEDLESS:
        return
    if len(said.encode(errors="replace").translate(None, _NOT_NEEDLESS)) > MOST_NEEDLESS:
        raise TooMuchError


def _characters(codes: bytes) -> str:
    """Return what bytes say: UTF-8, and where they are not, Latin-1, which is never wrong."""
    try:
        return codes.decode()
    except UnicodeDecodeError:
        return codes.decode("latin-1")


def _allow_soft_breaks(meant: Sequence[str]) -> None:
    """Raises TooMuchError where more of them are by themselves than in four megabytes of an encoder's lines."""
    if len(meant) > MOST_NEEDLESS and meant.count("") > MOST_NEEDLESS:
        raise TooMuchError


class _Meanings(dict[str, str]):
    """Code -> what it says.  Lives as long as one text is looked at."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def __missing__(self, code: str) -> str:
        meaning = self[code] = self._read(code)
        return meaning


Read = Callable[[str], str]


def _escapes(
    *,
    id: str,  # noqa: A002 - its name in Decoder
    prefilter: str,
    one: str,
    read: Read,
    allow: Callable[[Sequence[str]], object] = _allow,
    seldom: Sequence[str] = (),
) -> Decoder:
    """
    Read each run of escapes as a whole, possessively so that nothing is tried twice; ``one`` is the expression of each.

    It begins with the character that all of them begin with, for which a search skips all others.

    ``seldom`` are such as ``allow`` would refuse, where they are too many: to count them takes no time.
    """
    code = re.compile(f"({one}(?:{one})*+)")

    def see(view: View) -> View | None:
        if sum(map(view.text.count, seldom)) > MOST_NEEDLESS:
            raise TooMuchError
        return view.read_as(code, _Meanings(read), id, allow)

    return Decoder(id, prefilter, see)


def _bytes(escapes: str) -> str:
    return _characters(bytes.fromhex(escapes))


_SIMPLE = {"b": "", "f": " ", "n": "\n", "r": "\n", "t": " "}
_CONTROLS = {"\b": "b", "\f": "f", "\r": "r", "\t": "t"}


def _escape(escape: str) -> str:
    """Read one escape of JSON, JavaScript, Python or C (and ``%u0041``, which old servers read)."""
    letter = escape[1]
    if letter == "x":
        return _bytes(escape.replace("\\x", ""))
    if letter not in "uU" and not letter.isdigit():
        return _SIMPLE.get(letter, letter)
    codes = [int(code, 8 if letter.isdigit() else 16) for code in re.findall("[0-9A-Fa-f]+", escape)]
    if len(codes) > 1:  # two halves of one character
        return chr(0x10000 + ((codes[0] & 0x3FF) << 10 | codes[1] & 0x3FF))
    return chr(codes[0]) if codes[0] <= 0x10FFFF else ""  # noqa: PLR2004 - the last code point


_NUMBER, _NUMBER_END = "&#", ";"
_PRINTABLE = bytes(range(0x20, 0x7F))
_LONG = 4096
"""Characters of a run from which on it pays to ask whether all of it is written in one way that is read faster."""
_NEXT_LINE = re.compile("&#(?:0*133|[xX]0*85);?")  # it ends a line in XML, and is an ellipsis in HTML


def _entities(run: str) -> str:
    """Read a run of them; within it, each begins with the only ampersand that it has."""
    as_numbers = _as_numbers(run) if len(run) >= _LONG else None
    if as_numbers is not None:
        return as_numbers
    return "".join(map(_Meanings(_entity).__getitem__, run.split("&")[1:]))


def _as_numbers(run: str) -> str | None:
    """Read a run of the numbers of printable ASCII and no others, which takes a third of the time."""
    first, last = len(_NUMBER), -len(_NUMBER_END)
    if not (run.startswith(_NUMBER) and run.endswith(_NUMBER_END)):
        return None
    try:
        codes = bytes(
            msgspec.json.decode(f"[{run[first:last].replace(_NUMBER_END + _NUMBER, ',')}]", type=list[int])
        )
    except (msgspec.MsgspecError, ValueError):
        return None
    return codes.decode() if not codes.translate(None, _PRINTABLE) else None


def _entity(said: str) -> str:
    one = f"&{said}"
    return "\n" if _NEXT_LINE.fullmatch(one) else html.unescape(one)


DIGIT = "[0-9A-Fa-f]"
"""One hexadecimal digit."""
# A backslash before what JSON, JavaScript, Python and C escape; the halves of a character together.
_ESCAPE = (
    rf"[\\%](?:(?<=\\)u[Dd][89ABab]{DIGIT}{{2}}\\u[Dd][C-Fc-f]{DIGIT}{{2}}|u{DIGIT}{{4}}"
    rf"|(?<=\\)(?:u\{{{DIGIT}{{1,6}}\}}|U{DIGIT}{{8}}|x{DIGIT}{{2}}(?:\\x{DIGIT}{{2}})*|[0-3][0-7]{{2}}|[\"'\\/bfnrt]))"
)
_ENTITY = r"&(?:#[0-9]{1,64};?|#[xX][0-9A-Fa-f]{1,64};?|[A-Za-z][A-Za-z0-9]{1,31};|(?:amp|lt|gt|quot|nbsp))"

_ONE_ESCAPE = re.compile(_ESCAPE)


def _read_escapes(run: str) -> str:
    as_json = _as_json(run) if len(run) >= _LONG else None
    if as_json is not None:
        return as_json
    return "".join(map(_Meanings(_escape).__getitem__, _ONE_ESCAPE.findall(run)))


def _as_json(run: str) -> str | None:
    """Read a run that has the escapes of JSON and no others; what it cannot read is left to who reads them all."""
    try:
        text = None if "%" in run else msgspec.json.decode(f'"{run}"', type=str)
    except msgspec.DecodeError:
        return None
    if text is not None:
        for control, letter in _CONTROLS.items():
            text = text.replace(control, _SIMPLE[letter])
    return text


CONTROL = _escapes(
    # C0 and DEL but for white space: a reader does not see them.
    id="control",
    prefilter=r"[\x00-\x08\x0e-\x1f\x7f]",
    one=r"[\x00-\x08\x0e-\x1f\x7f]",
    read=lambda _: "",
)
PERCENT = _escapes(
    # RFC 3986 section 2.1.
    id="percent",
    prefilter=f"%{DIGIT}{{2}}",
    one=f"%{DIGIT}{{2}}",
    read=lambda run: _bytes(run.replace("%", "")),
    seldom=("%25",),
)
ENTITY = _escapes(
    # HTML 5.2 section 12.1.4, XML 1.0 section 4.1; browsers do without the semicolon.
    id="entity",
    prefilter="&(?:#[0-9xX]|[A-Za-z][A-Za-z0-9]{1,31};|amp|lt|gt|quot|nbsp)",
    one=_ENTITY,
    read=_entities,
)
ESCAPE = _escapes(
    id="escape",
    prefilter=rf"\\(?:[uU][0-9A-Fa-f{{]|x[0-9A-Fa-f]|[0-3][0-7]{{2}}|[\"'\\/bfnrt])|%u{DIGIT}{{4}}",
    one=_ESCAPE,
    read=_read_escapes,
)
_OF_A_BLOCK = (
    "address article aside blockquote body br dd div dl dt footer form h[1-6] head header hr html input label li main"
    " nav ol option p pre script section select style table tbody td textarea tfoot th thead title tr ul"
)
MARKUP = _escapes(
    # A tag within a line of text, or a comment: a browser shows nothing of it. Others stand between two texts.
    id="markup",
    prefilter="<(?:!--|/?[A-Za-z])[^<>]{0,200}>",
    one=rf"<(?:!--[^<>]{{0,200}}-->|/?(?!(?:{_OF_A_BLOCK.replace(' ', '|')})[\s/>])[A-Za-z][^<>]{{0,200}}>)",
    read=lambda _: "",
)
_SOFT = r"[ \t]{0,2}\r?\n"
QUOTED_PRINTABLE = _escapes(
    # RFC 2045 section 6.7. Every address with a query looks a little like it.
    id="quoted-printable",
    prefilter=rf"=(?:{DIGIT}{{2}}|[ \t]{{0,2}}[\r\n])",  # as in lines.py, a line within a text ends in `\r`
    one=rf"=(?:{DIGIT}{{2}}|{_SOFT})",
    read=lambda run: _bytes(re.sub(f"={_SOFT}", "", run).replace("=", "")),
    seldom=("=\n", "=\r\n"),
    allow=_allow_soft_breaks,  # and "width=41": so do numbers behind names look
)
