"""
Everything in a PDF to which its end leads: its words, and what is refused since nobody reads it.

What may be a stream is known by its place: the text of a page, the looks of letters, XMP.  Forms and pictures are known
by what they say they are; whoever draws one looks whether it was met as that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from firewall.formats.base import Unreadable
from firewall.formats.pdf import pictures
from firewall.formats.pdf.drawn import LONG
from firewall.formats.pdf.fonts import check_drawn_letter
from firewall.formats.pdf.told import read_of, xmp
from firewall.formats.pdf.words import RESOURCES, in_words, is_glyph, is_used, words_of

MOST_PICTURES = 2_000
"""Ten on each page.  To read one, and to write it anew, takes a quarter of a millisecond."""
_ACTS = frozenset(
    {
        "/JavaScript", "/JS", "/AA", "/OpenAction", "/Launch", "/SubmitForm", "/XFA", "/RichMedia", "/Rendition",
        "/Movie", "/Sound",
    }
)  # fmt: skip
_FILES = frozenset({"/EmbeddedFiles", "/EmbeddedFile", "/EF", "/Filespec", "/AF", "/Collection"})
_DRAWN = frozenset({"/AP", "/Thumb"})
"""Looks of notes, and of pages.  (Meshes are streams, and no place is theirs; plain shades are none.)"""
_ELSEWHERE = frozenset({"/Ref", "/OPI", "/PS", "/Subtype2"})
"""What a form has that stands for something in another file, or for a program."""
_STREAMS = frozenset(
    {
        "/Contents",
        "/CharProcs",
        "/ToUnicode",
        "/FontFile",
        "/FontFile2",
        "/FontFile3",
        "/Metadata",
        "/CIDToGIDMap",
        "/CIDSet",
    }
)
"""What may be a stream: all of it is read, or says how letters look."""
_FONTS = frozenset({"/ToUnicode", "/FontFile", "/FontFile2", "/FontFile3", "/CIDToGIDMap", "/CIDSet"})
_CHOICES = frozenset({"/V", "/DV", "/AS"})
"""What somebody ticked in a form is a name, of a state that the form has."""
_INHERITED = {"/CharProcs": "/CharProcs", "/Info": "/V"}
"""As what members are known that are no other things by their names."""
_USUAL = frozenset(
    {
        "/Title",
        "/Author",
        "/Subject",
        "/Keywords",
        "/Creator",
        "/Producer",
        "/CreationDate",
        "/ModDate",
        "/Trapped",
    }
)
"""What is said of a whole file everywhere; under any other name whoever keeps it says what they like."""
_MEMBERS_SAY = frozenset({"/Info", "/Dests"})
_WRITTEN = re.compile(r"[ -~]{4,}")
_LETTERS = re.compile(
    rb"<\s*(?:[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\s*)*+)\s*>|<<|>>|[\[\]]"
    rb"|\((?:Adobe|UCS|Identity)\)"
    rb"|/(?:Supplement|CMapType|CMapVersion|WMode)\s+[0-9](?![0-9])"
    rb"|(?<![0-9A-Za-z])[0-9]{1,3}\s+(?:dict|begin(?:codespacerange|bfchar|bfrange))(?![A-Za-z])"
    rb"|(?<![A-Za-z])/?(?:Adobe-Identity-UCS|CIDInit|ProcSet|findresource|begin|end|begincmap|endcmap|CIDSystemInfo"
    rb"|Registry|Ordering|Supplement|def|dup|put|CMapName|currentdict|CMap|defineresource|pop|endcodespacerange|endbfchar"
    rb"|endbfrange)(?![A-Za-z0-9-])"
)
"""
What a table of letters is made of: codes of one byte or of pairs, and words around them (Adobe Technical Note 5014).

What is of no such length is no code: ten digits are a number of somebody.
"""


class Walk:
    """Meets every object to which the end of the file leads, and refuses those that nobody reads."""

    def __init__(self, most_objects: int) -> None:
        from pypdf import generic  # noqa: PLC0415  # loaded by then

        self._kinds = generic
        self._most = most_objects
        self._roles: set[tuple[int, str]] = set()
        self.met: set[int] = set()
        self.contents: set[int] = set()
        self.forms: set[int] = set()
        self.pictures: dict[int, str] = {}
        self.tiles: list[Any] = []
        self._kept: list[Any] = []  # so that each is known by where it is in memory
        self.strings: list[str] = []
        self.metadata: list[str] = []

    def walk(self, root: Any) -> None:  # noqa: ANN401  # pypdf's, which may be missing
        waiting: list[tuple[str, Any]] = [("", root)]
        while waiting:
            key, value = waiting.pop()
            if isinstance(value, self._kinds.IndirectObject):
                # What stands in several places may be several things: a picture to one reader, XMP to another.
                role = (value.idnum, key if key in _STREAMS | _CHOICES | _MEMBERS_SAY else "")
                if role in self._roles:
                    continue
                self._roles.add(role)
                self.met.add(value.idnum)
                if len(self.met) > self._most:
                    raise Unreadable("too-many-members")
                value = value.get_object()
            waiting += self._below(key, value)

    def _below(self, key: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # as above
        kinds = self._kinds
        if isinstance(value, kinds.StreamObject):
            self._stream(key, value)
        if isinstance(value, dict):
            self._check(key, value)
            is_picture = isinstance(value, kinds.StreamObject) and id(value) in self.pictures
            for name in value:
                below = dict.__getitem__(value, name)
                if not _is_harmless(str(name), below):
                    _check_word(str(name))
                self._member(key, str(name), below)
                if is_picture and name == "/ColorSpace":
                    below = pictures.without_palette(below)
                yield _INHERITED.get(key, str(name)), below
        elif isinstance(value, list):
            yield from ((key, one) for one in list.__iter__(value))
        elif isinstance(value, kinds.NameObject):
            self._word(str(value), key)
        elif isinstance(value, int | float) and abs(value) >= LONG:
            self.strings.append(str(value))
        elif isinstance(value, kinds.TextStringObject | kinds.ByteStringObject):
            self._text(key, value)

    def _member(self, key: str, name: str, value: Any) -> None:  # noqa: ANN401  # as above
        """What no standard calls a member is said by whoever wrote it, and so is what stands there."""
        if (key in RESOURCES and is_used(name)) or (key == "/CharProcs" and is_glyph(name)):
            return
        said = words_of(name)
        self.strings += said
        parts = [] if not said or value is None else _plain(value.get_object(), self._kinds)
        if parts:
            self.strings.append(f"{in_words(name)}: {' '.join(parts)}")

    def _text(self, key: str, value: Any) -> None:  # noqa: ANN401  # as above
        if isinstance(value, self._kinds.TextStringObject):
            self.strings += read_of(str(value))
            return
        said = bytes(value).decode("latin-1")
        # What tells a file from others is any bytes at all; somebody may have written words there.
        self.strings += read_of(said) if key != "/ID" else _WRITTEN.findall(said)

    def _stream(self, key: str, stream: Any) -> None:  # noqa: ANN401  # as above
        self._kept.append(stream)
        if key not in _STREAMS:
            self._drawn(stream)
        elif pictures.JPEG in str(stream.get("/Filter")):
            raise Unreadable("pdf-form")
        elif key == "/Metadata":
            self.metadata += xmp(stream.get_data())
        elif key == "/CharProcs":
            check_drawn_letter(stream.get_data())
        elif key == "/Contents":
            self.contents.add(id(stream))
        elif key == "/ToUnicode":
            # All but its tables of letters: words and remarks in it are texts like others.
            self.strings.append(" ".join(_LETTERS.sub(b" ", stream.get_data()).decode("latin-1").split()))

    def _drawn(self, stream: Any) -> None:  # noqa: ANN401  # as above
        kind = stream.get("/Subtype")
        if pictures.is_picture(stream):
            if len(self.pictures) >= MOST_PICTURES:
                raise Unreadable("too-many-members")
            self.pictures[id(stream)] = pictures.named(stream)
        elif kind == "/Form" and _ELSEWHERE.isdisjoint(stream) and stream.get("/Filter") != pictures.JPEG:
            self.forms.add(id(stream))
        elif stream.get("/PatternType") == 1 and stream.get("/Filter") != pictures.JPEG:
            self.tiles.append(stream)
        else:
            raise Unreadable("pdf-drawn")

    def _word(self, word: str, key: str = "") -> None:
        _check_word(word)
        if key in _CHOICES:
            self.strings.append(word.removeprefix("/"))
        elif key not in {"/Differences", "/CharProcs"} or not is_glyph(word):
            self.strings += words_of(word)

    def _check(self, key: str, value: dict[Any, Any]) -> None:
        if key in _MEMBERS_SAY:
            self.strings += [str(name).removeprefix("/") for name in value if name not in _USUAL]
        if "/St" in value:  # where numbers of pages begin
            self.strings.append(f"{value.get('/P', '')}{value['/St']}")
        kind = value.get("/Type")
        if not _FONTS.isdisjoint(value) and kind not in {"/Font", "/FontDescriptor"}:
            raise Unreadable("pdf-font")
        if value.get("/Type") == "/Font" and value.get("/Subtype") == "/Type0" and "/ToUnicode" not in value:
            raise Unreadable("pdf-font")


def _plain(value: Any, kinds: Any) -> list[str]:  # noqa: ANN401  # as above
    """Return what a value says that is no object of its own, and that a list of such says."""
    if isinstance(value, kinds.NameObject):
        return [in_words(str(value))]
    if isinstance(value, int | float | kinds.TextStringObject):
        return [str(value)]
    if isinstance(value, list) and not any(
        isinstance(one, dict | list | kinds.IndirectObject) for one in list.__iter__(value)
    ):
        return [said for one in list.__iter__(value) for said in _plain(one, kinds)]
    return []


def _is_harmless(name: str, value: Any) -> bool:  # noqa: ANN401  # as above
    """Whether a name that elsewhere acts or draws leads to nothing: an empty list of pictures, a place to begin at."""
    if name == "/OpenAction":
        return isinstance(value, list)
    return name in _DRAWN and isinstance(value.get_object(), dict | list) and not value.get_object()


def _check_word(word: str) -> None:
    if word in _ACTS:
        raise Unreadable("pdf-acts")
    if word in _FILES:
        raise Unreadable("pdf-files")
    if word in _DRAWN:
        raise Unreadable("pdf-drawn")
