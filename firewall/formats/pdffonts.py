"""
Letters of a PDF: what each code that is shown says.

A letter is read by what its font's tables say of it.  Where no table names it, or readers go by different ones, an eye
sees a letter that nobody has read: refused.  What cannot be told is a font that comes with the file and names its
letters falsely.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from firewall.formats.base import Unreadable

_PROGRAMS = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})
_NAMELESS = re.compile(r"/.+|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]", re.DOTALL)
"""What stands for a letter of which only its font knows the name: that (``/g17``), or a number."""
_SYMBOLIC, _PLAIN = 4, 32
_SIGNS = frozenset({"/Symbol", "/ZapfDingbats"})
_THOUSANDTH = 0.001
_DRAWS_LINES = frozenset(
    b"d0 d1 m l c v y h re f F f* B B* b b* S s n W W* q Q cm w J j M d i g G rg RG k K [ ]".split()
)
_NUMBER = re.compile(rb"[-+]?[0-9]*\.?[0-9]*")


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """
    A font; ``named`` are the codes that its own table names, where only those count, ``scale`` is of its widths.

    ``is_lent`` tells that whoever looks at it takes a font of their own, which has the letters that all know.
    """

    font: Any
    named: frozenset[int] | None
    scale: float
    is_lent: bool = False

    def read(self, said: bytes) -> tuple[str, list[str]]:
        """
        Return its codes, a character each, and what each of them says.

        INVARIANT: each has a name that somebody knows: of any other an eye sees a letter, and nobody reads it.
        """
        font, table = self.font, self.named
        is_wide = isinstance(font.encoding, str)
        codes = said.decode(font.encoding, "surrogatepass") if is_wide else said.decode("latin-1")
        read = []
        for code in codes:
            if code in font.character_map:
                letter = font.character_map[code]
            elif is_wide or (table is not None and ord(code) not in table):
                raise Unreadable("pdf-font")
            else:
                name = font.encoding.get(ord(code), code)
                letter = "".join(font.character_map.get(one, one) for one in name)
            if not letter or _NAMELESS.search(letter) or (self.is_lent and self._is_another(code, letter)):
                raise Unreadable("pdf-font")
            read.append(letter)
        return codes, read

    def _is_another(self, code: str, letter: str) -> bool:
        """Whether an eye sees a letter that its table says to be another one."""
        shown = self.font.encoding.get(ord(code), "") if isinstance(self.font.encoding, dict) else ""
        return shown.isascii() and shown.isalnum() and normalize("NFKC", letter) != shown


def lettering(font: Any) -> Lettering:  # noqa: ANN401  # pypdf's, which may be missing
    """Raises :class:`Unreadable`, and whatever pypdf raises."""
    from pypdf.generic._font import Font  # noqa: PLC0415  # loaded by then, and there is no other way to its widths

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
    return Lettering(Font.from_font_resource(font), table, scale, is_lent=_is_lent(font))


def check_drawn_letter(data: bytes) -> None:
    """Raises :class:`Unreadable` where a letter is drawn with more than lines."""
    for part in set(data.replace(b"[", b" [ ").replace(b"]", b" ] ").split()):
        if part not in _DRAWS_LINES and not _NUMBER.fullmatch(part):
            raise Unreadable("pdf-font")


def _is_told_twice(font: Any) -> bool:  # noqa: ANN401  # as above
    """Whether it is a TrueType font with numbers of its own and a table of names, which says that the numbers count."""
    if font.get("/Subtype") != "/TrueType" or "/Encoding" not in font or "/FontDescriptor" not in font:
        return False
    descriptor = font["/FontDescriptor"].get_object()
    flags = descriptor.get("/Flags", _SYMBOLIC)
    return not _PROGRAMS.isdisjoint(descriptor) and (bool(flags & _SYMBOLIC) or not flags & _PLAIN)


def _is_lent(font: Any) -> bool:  # noqa: ANN401  # as above
    """Whether it is one of letters, and does not come with the file."""
    descriptor = font["/FontDescriptor"].get_object() if "/FontDescriptor" in font else {}
    if not _PROGRAMS.isdisjoint(descriptor) or font.get("/Subtype") not in {"/Type1", "/TrueType"}:
        return False
    return str(font.get("/BaseFont")) not in _SIGNS and not int(descriptor.get("/Flags", _PLAIN)) & _SYMBOLIC


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
