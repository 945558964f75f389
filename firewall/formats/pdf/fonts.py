"""
Letters of a PDF: what each code that is shown says.

A letter is read by what its font's tables say of it.  Where no table names it, or readers go by different ones, an eye
sees a letter that nobody has read: refused.  What cannot be told is a font that comes with the file and names its
letters falsely.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from unicodedata import normalize

from firewall.formats.base import Unreadable

_PROGRAMS = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})
_NAMELESS = re.compile(r"/.+|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]", re.DOTALL)
"""What stands for a letter of which only its font knows the name: that (``/g17``), or a number."""
_SYMBOLIC, _PLAIN = 4, 32
_USUAL = frozenset({"/StandardEncoding", "/WinAnsiEncoding", "/MacRomanEncoding", "/PDFDocEncoding"})
_STANDARD = "/StandardEncoding"
_OWN = frozenset({"/Symbol", "/ZapfDingbats"})
"""Fonts that everybody has, with letters of their own: some of these are numbers in circles."""
_PICTORIAL = re.compile(r"(?i)dings|dingbat|ornament|symbol|marlett|emoji|pictogra|extras")
"""Names of fonts that look otherwise for whoever has them, and as words for whoever does not."""
_SUBSET = re.compile(r"\A/[A-Z]{6}\+")
_ASCII, _MOST_CODES = 128, 256
_SHORT, _MOST_KEPT = 8, 1_000
_THOUSANDTH = 0.001
_DRAWS_LINES = frozenset(
    b"d0 d1 m l c v y h re f F f* B B* b b* S s n W W* q Q cm w J j M d i g G rg RG k K [ ]".split()
)
_OF_A_FONT, _OF_A_LETTER = 256, 4
"""Letters that it takes as long to make a font as to read, and bytes of a table that say as much as one letter."""
_NUMBER = re.compile(rb"[-+]?[0-9]*\.?[0-9]*")


class Letters(NamedTuple):
    """What a string shows: what it says, how wide each of its letters is, and how many of them are blanks."""

    codes: str
    text: str
    widths: list[float]
    blanks: int


class Lettering:
    """
    A font; ``named`` are the codes that its own table names, where only those count, ``scale`` is of its widths.

    ``shown`` is, where whoever looks at it takes a font of their own, which letters those are.
    """

    def __init__(
        self,
        font: Any,  # noqa: ANN401  # pypdf's, which may be missing
        named: frozenset[int] | None,
        scale: float,
        *,
        shown: dict[int, str] | None = None,
    ) -> None:
        self.scale = scale
        self.size = len(font.character_map) + len(font.character_widths)
        """How many letters it was told of."""
        self._encoding = font.encoding if isinstance(font.encoding, str) else ""
        self._blank: str = font.space_char
        # Each letter is read once, however often it is shown.
        self._said = _Said(font, named, shown)
        self._widths = _Widths(font)
        self._read: dict[bytes, Letters] = {}
        """Short strings that were met, of which a page of tables or of single letters has many alike."""

    def read(self, said: bytes) -> Letters:
        """
        Return its codes, a character each, and what each of them says.

        INVARIANT: each has a name that somebody knows: of any other an eye sees a letter, and nobody reads it.
        """
        if said in self._read:
            return self._read[said]
        codes = said.decode(self._encoding, "surrogatepass") if self._encoding else said.decode("latin-1")
        widths = list(map(self._widths.__getitem__, codes))
        blanks = codes.count(self._blank) if self._blank else 0
        letters = Letters(codes, codes.translate(self._said), widths, blanks)
        if len(said) <= _SHORT and len(self._read) < _MOST_KEPT:
            self._read[said] = letters
        return letters

    def each(self, letters: Letters) -> list[tuple[str, float, bool]]:
        """Return of each what it says, how wide it is, and whether it is a blank."""
        said = [self._said[ord(one)] for one in letters.codes]
        blanks = [one == self._blank for one in letters.codes]
        return list(zip(said, letters.widths, blanks, strict=True))


class _Said(dict[int, str]):
    """What the codes that were met say.  Raises :class:`Unreadable` at one that nobody reads."""

    def __init__(
        self,
        font: Any,  # noqa: ANN401  # as above
        named: frozenset[int] | None,
        shown: dict[int, str] | None,
    ) -> None:
        super().__init__()
        self._font = font
        self._named = named
        self._shown = shown

    def __missing__(self, number: int) -> str:
        font, code = self._font, chr(number)
        if code in font.character_map:
            letter = font.character_map[code]
        elif isinstance(font.encoding, str) or (self._named is not None and number not in self._named):
            raise Unreadable("pdf-font")
        else:
            name = font.encoding.get(number, code)
            letter = "".join(font.character_map.get(one, one) for one in name)
        if not letter or _NAMELESS.search(letter) or self._is_another(number, letter):
            raise Unreadable("pdf-font")
        self[number] = letter
        return str(letter)

    def _is_another(self, number: int, letter: str) -> bool:
        """Whether an eye sees a letter that its table says to be another one."""
        if self._shown is None:
            return False
        shown = normalize("NFKC", self._shown.get(number, ""))
        is_letter = shown.isascii() and shown.isalnum()
        is_named = shown.startswith("/") and shown != "/"  # by whom, and as what?
        return is_named or (is_letter and normalize("NFKC", letter) != shown)


class _Widths(dict[str, float]):
    def __init__(self, font: Any) -> None:  # noqa: ANN401  # as above
        super().__init__()
        self._font = font

    def __missing__(self, code: str) -> float:
        width = self[code] = float(self._font.get_text_width(code))
        return width


def lettering(font: Any) -> Lettering:  # noqa: ANN401  # pypdf's, which may be missing
    """Raises :class:`Unreadable`, and whatever pypdf raises."""
    from pypdf.generic._font import Font  # noqa: PLC0415  # loaded by then, and there is no other way to its widths

    _check_names(font)
    scale, table = _THOUSANDTH, _table(font)
    if font.get("/Subtype") == "/Type3":
        a, b, c, d, *_ = map(float, font["/FontMatrix"])
        if "/ToUnicode" not in font or a <= 0 or d <= 0 or b or c:
            raise Unreadable("pdf-font")
        scale, table = a, frozenset()
    elif _is_told_twice(font):
        # Some readers go by the numbers in the font, and some by the table beside it.
        if "/ToUnicode" not in font:
            raise Unreadable("pdf-font")
        table = frozenset()
    return Lettering(Font.from_font_resource(font), table, scale, shown=_lent(font))


def effort_of(font: Any) -> int:  # noqa: ANN401  # as above
    """
    Return how much there is to read of a font, in letters; many fonts may share a table, and each reads it anew.

    Raises :class:`Unreadable` for one that is made of several.
    """
    below = font["/DescendantFonts"].get_object() if "/DescendantFonts" in font else [{}]
    if len(below) != 1:
        raise Unreadable("pdf-font")
    inner = below[0].get_object() if "/DescendantFonts" in font else font
    descriptor = inner["/FontDescriptor"].get_object() if "/FontDescriptor" in inner else {}
    table = font["/Encoding"].get_object() if "/Encoding" in font else {}
    if "/ToUnicode" in font:
        streams = [font["/ToUnicode"]]
    else:
        streams = [descriptor[name].get_object() for name in _PROGRAMS if name in descriptor]
    lists = [inner["/W"]] if "/W" in inner else []
    lists += [table["/Differences"]] if isinstance(table, dict) and "/Differences" in table else []
    read = sum(len(one.get_data()) for one in streams if hasattr(one, "get_data"))
    return _OF_A_FONT + read // _OF_A_LETTER + sum(len(one) for one in lists if isinstance(one, list))


def check_drawn_letter(data: bytes) -> None:
    """Raises :class:`Unreadable` where a letter is drawn with more than lines."""
    for part in set(data.replace(b"[", b" [ ").replace(b"]", b" ] ").split()):
        if part not in _DRAWS_LINES and not _NUMBER.fullmatch(part):
            raise Unreadable("pdf-font")


def _check_names(font: Any) -> None:  # noqa: ANN401  # as above
    """
    Raises :class:`Unreadable` for names of letters that readers take otherwise.

    Of tables that it does not know pypdf takes the usual one, and it takes ``97.0`` for a name, where others count on.
    """
    if "/Encoding" not in font or font.get("/Subtype") == "/Type0":
        return
    table = font["/Encoding"].get_object()
    base = table.get("/BaseEncoding", "/StandardEncoding") if isinstance(table, dict) else table
    names = table.get("/Differences", []) if isinstance(table, dict) else []
    if base not in _USUAL or not isinstance(names, list):
        raise Unreadable("pdf-font")
    for one in list.__iter__(names):
        is_code = isinstance(one, int) and 0 <= one < _MOST_CODES
        if not is_code and not (isinstance(one, str) and one.startswith("/")):
            raise Unreadable("pdf-font")


def _is_told_twice(font: Any) -> bool:  # noqa: ANN401  # as above
    """Whether it is a TrueType font with numbers of its own and a table of names, which says that the numbers count."""
    if font.get("/Subtype") != "/TrueType" or "/Encoding" not in font or "/FontDescriptor" not in font:
        return False
    descriptor = font["/FontDescriptor"].get_object()
    flags = descriptor.get("/Flags", _SYMBOLIC)
    return not _PROGRAMS.isdisjoint(descriptor) and (bool(flags & _SYMBOLIC) or not flags & _PLAIN)


def _lent(font: Any) -> dict[int, str] | None:  # noqa: ANN401  # as above
    """
    Return, of a font that does not come with the file, which letters an eye sees; nothing of any other.

    What a table beside it says that they mean changes no letter: pypdf mixes both, so it reads the font without one.
    Raises :class:`Unreadable` for one of numbers, of which only who lends it knows the letters.
    """
    from pypdf import generic  # noqa: PLC0415  # loaded by then
    from pypdf._cmap import get_encoding  # noqa: PLC0415  # as above

    is_numbered = "/DescendantFonts" in font or font.get("/Subtype") == "/Type0"
    inner = font["/DescendantFonts"][0].get_object() if is_numbered else font
    descriptor = inner["/FontDescriptor"].get_object() if "/FontDescriptor" in inner else {}
    if font.get("/Subtype") == "/Type3" or not _PROGRAMS.isdisjoint(descriptor):
        return None
    if is_numbered:
        raise Unreadable("pdf-font")
    named = _SUBSET.sub("/", str(font.get("/BaseFont", "")))
    if (named in _OWN and "/Encoding" in font) or (named not in _OWN and _PICTORIAL.search(named)):
        raise Unreadable("pdf-font")  # it shows its own letters, whatever a table says
    untold = {name: dict.__getitem__(font, name) for name in font if name != "/ToUnicode"}
    shown, _ = get_encoding(generic.DictionaryObject(untold))
    if not isinstance(shown, dict):
        raise Unreadable("pdf-font")
    if (
        named not in _OWN
        and descriptor.get("/Flags", 0) & _SYMBOLIC
        and font.get("/Encoding", _STANDARD) == _STANDARD
    ):
        shown = shown | dict.fromkeys(
            range(_ASCII, _MOST_CODES), "/unsure"
        )  # readers take other tables for it
    return shown


def _table(font: Any) -> frozenset[int] | None:  # noqa: ANN401  # as above
    """
    Return, of a font that comes with the file and numbers its letters as it likes, the numbers that a table names.

    Of one that is not in it the usual table counts (ISO 32000-1, 9.6.6).
    """
    if "/FontDescriptor" not in font or _PROGRAMS.isdisjoint(font["/FontDescriptor"].get_object()):
        return None
    table = font["/Encoding"].get_object() if "/Encoding" in font else {}
    if not isinstance(table, dict) or "/BaseEncoding" in table:
        return None
    found, number = set(), 0
    for one in table["/Differences"].get_object() if "/Differences" in table else ():
        if isinstance(one, int):
            number = int(one)
        else:
            found.add(number)
            number += 1
    return frozenset(found)
