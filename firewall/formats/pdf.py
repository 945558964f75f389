"""
PDF: read for the decision, and let out as it is or not at all.

``{"pages": ["…"], "strings": ["…"], "metadata": ["…"]}``: the text of each page; every string that stands anywhere else
in the file (titles, authors, notes, links, bookmarks, names); and what is kept as XMP.  Nobody takes a sentence out of
a PDF so that it is gone from its file: so it leaves only where every one of these goes out whole.

It is the one format whose bytes may leave as they came.  So whatever nobody has read in them refuses it: pictures,
drawn forms and their looks, programs, files in it, older versions behind the last, objects to which nothing leads,
bytes between objects, letters of which only their font knows the name, ways to pack that are not plain deflate.
What packs its objects or packs twice, as most writers do, is written anew first (:mod:`firewall.formats.pdfanew`).
What cannot be told is what somebody drew with lines, and a font that names its letters falsely.
"""

from __future__ import annotations

import logging
import re
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any, TypeVar

from firewall.formats.base import Limits, Rewriting, Unreadable, check_size
from firewall.formats.pdfanew import anew, check_only, is_packed
from firewall.formats.pdfplaces import lines_of
from firewall.model import Tree

T = TypeVar("T")

MOST_PAGES = 200
_MOST_OBJECTS = 20_000
_HEAD = re.compile(rb"%PDF-[12]\.[0-9]\s")
_END = re.compile(rb"\sstartxref\s+[0-9]+\s+%%EOF\s?\s?\Z")
_STREAM = re.compile(rb"stream\r?\n")
_FILTER = re.compile(rb"/Filter(?!\s*(?:/FlateDecode\b|\[\s*/FlateDecode\s*\]|\[\s*\]))")
_PACKED_FILTER = re.compile(
    rb"/Filter(?!\s*(?:/FlateDecode\b|/ASCII85Decode\b|\[\s*(?:/ASCII85Decode\s*)?(?:/FlateDecode\s*)?\]))"
)
_ESCAPED_NAME = re.compile(rb"/[A-Za-z]*#[0-9A-Fa-f]{2}")
_LENGTH = re.compile(rb"/Length\s+([0-9]{1,8})\b(?!\s+[0-9]+\s+R)")
_OBJECT = re.compile(rb"[0-9]+\s+[0-9]+\s+obj\b.*\bendobj\s*(?:%[^\r\n]{0,64}\s*)?", re.DOTALL)
_LONGEST_HEAD = 64
"""Bytes before the first object: its version, and a line that says that it is binary."""

_ACTS = frozenset(
    {
        "/JavaScript", "/JS", "/AA", "/OpenAction", "/Launch", "/SubmitForm", "/XFA", "/RichMedia", "/Rendition",
        "/Movie", "/Sound",
    }
)  # fmt: skip
_FILES = frozenset({"/EmbeddedFiles", "/EmbeddedFile", "/EF", "/Filespec", "/AF", "/Collection"})
_DRAWN = frozenset({"/XObject", "/AP", "/Pattern", "/Shading", "/Type3", "/Image", "/SMask", "/Thumb"})
_STREAMS = frozenset(
    {
        "/Contents",
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
_HEX = re.compile(rb"<[0-9A-Fa-f\s]*>")
_TELLING = re.compile(r"[0-9]{4}")
"""What a name of a font or of a place has none of, and a number of a person has."""
_LONG = 1_000_000
_PIECE = 4 * 1024
_MOST_DRAWN = 2 * 1024 * 1024
"""Bytes of all pages together: each costs a microsecond."""
_LITERAL = re.compile(rb"\((?:[^()\\]|\\.)*+\)", re.DOTALL)
_NESTED = 16
_UNREAD_IN_PAGES = re.compile(
    rb"%|(?<![^\s\[\]<>{}/()])(?:BI|ID|EI|BX|EX)(?![^\s\[\]<>{}/()])|/[^\s\[\]<>{}/()]*#"
)
"""Remarks, pictures in a page, what only some viewers know, and names that are spelt so that nobody finds them."""
_SHOWN = {b"Tj": 1, b"TJ": 1, b"'": 1, b'"': 3}
"""What shows text, and with how many operands: of more, viewers take the last."""
_DRAWS = frozenset(
    b"q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T*"
    b" CS cs SC SCN sc scn G g RG rg K k MP DP BMC BDC EMC".split()
)
_MARKED = frozenset({"/MCID", "/Type", "/Subtype", "/BBox", "/Attached"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,8}){0,2}")


@dataclass(frozen=True, slots=True)
class Pdf(Rewriting):
    media_type: str = "application/pdf"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        body = _plain(body, limits)
        return _read_with(lambda reader: _read(reader, body, limits), body)

    def write(self, tree: Tree) -> bytes:  # noqa: ARG002  # whatever it is
        raise Unreadable("pdf-not-whole")

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:
        # INVARIANT: what leaves is what was read, byte for byte, and nothing in it was to be taken out.
        if before != after or not isinstance(before, dict):
            raise Unreadable("pdf-not-whole")
        return _plain(body, limits)

    def spelt(self, _: str) -> tuple[bytes, ...]:
        return ()

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        tree = self.parse(body, limits)
        said = tree.values() if isinstance(tree, dict) else ()
        return "\n".join(str(text) for texts in said if isinstance(texts, list) for text in texts).encode()


def _plain(body: bytes, limits: Limits) -> bytes:
    """Return the file that is read, and that leaves: as it came, or anew where that cannot be looked through."""
    check_size(body, limits)
    if is_packed(body):
        _check_form(body, limits, _PACKED_FILTER)
        check_only(body)
        body = _read_with(lambda reader: anew(reader, limits, _MOST_OBJECTS), body)
    _check_form(body, limits, _FILTER)
    return body


def _read_with(work: Callable[[Any], T], body: bytes) -> T:
    try:
        import pypdf  # noqa: PLC0415  # heavy, and an extra
    except ImportError:
        raise Unreadable("needs-extra-documents") from None
    # It tells of a file's oddities letter by letter, and a log is no place for what a file says.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about files that others wrote
            reader = pypdf.PdfReader(BytesIO(body), strict=True)
            if reader.is_encrypted:
                raise Unreadable("encrypted")  # noqa: TRY301  # as what is found later
            return work(reader)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  # a library that reads hostile bytes may raise anything
        raise Unreadable("pdf-form") from None


def _check_form(body: bytes, limits: Limits, odd: re.Pattern[bytes]) -> None:
    """What the bytes alone tell, before anybody reads an object."""
    if not _HEAD.match(body):
        raise Unreadable("not-a-pdf")
    if not _END.search(body[-128:]):
        if b"%%EOF" in body[-1024:]:
            raise Unreadable("trailing")
        raise Unreadable("truncated")
    if body.count(b"%%EOF") != 1 or body.count(b"startxref") != 1:
        raise Unreadable("pdf-older-versions")
    if b"/Encrypt" in body:
        raise Unreadable("encrypted")
    if _ESCAPED_NAME.search(body) or odd.search(body):
        raise Unreadable("pdf-form")
    left = limits.body_bytes
    if body.count(b"stream") > 2 * _MOST_OBJECTS:
        raise Unreadable("too-many-members")
    for found in _STREAM.finditer(body):
        left -= _inflated_bytes(body, found.end(), min(left, limits.ratio * len(body)))
        if left < 0:
            raise Unreadable("coding-ratio")


def _inflated_bytes(body: bytes, at: int, most: int) -> int:
    stream, size = zlib.decompressobj(), 0
    view = memoryview(body)  # a few bytes at a time: the rest would be copied for each of many streams
    try:
        for start in range(at, len(body), _PIECE):
            data: bytes | memoryview = view[start : start + _PIECE]
            while data and size <= most:
                size += len(stream.decompress(data, 64 * 1024))
                data = b"" if stream.eof else stream.unconsumed_tail  # behind the end it stays what it was
            if stream.eof or size > most:
                break
    except zlib.error:
        pass  # not deflated: its size is what it is
    if size > most:
        raise Unreadable("coding-ratio")
    return size


def _read(reader: Any, body: bytes, limits: Limits) -> Tree:  # noqa: ANN401  # pypdf's, which may be missing
    seen = _Walk(reader)
    seen.walk(reader.trailer)
    _check_objects(reader, body, seen.met)
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable("pdf-too-many-pages")
    if seen.contents - {id(one) for page in reader.pages for one in _streams_of(page)}:
        raise Unreadable("pdf-unmet")
    if sum(len(page.get_contents().get_data()) for page in reader.pages if "/Contents" in page) > _MOST_DRAWN:
        raise Unreadable("too-many-fields")
    pages: list[Tree] = [_page(page) for page in reader.pages]
    strings: list[Tree] = list(dict.fromkeys(text for text in seen.strings if text.strip()))
    if len(strings) > limits.fields:
        raise Unreadable("too-many-fields")
    return {"pages": pages, "strings": strings, "metadata": list[Tree](seen.metadata)}


def _page(page: Any) -> str:  # noqa: ANN401  # as above
    """Return what a page says in the order in which it is drawn, and by where it stands, where that differs."""
    contents = page.get_contents()
    if contents is None:
        return str(page.extract_text())
    resources = page.get("/Resources", {}).get_object()
    _check_drawing(contents, frozenset(resources.get("/Font", {}).get_object()))
    drawn = str(page.extract_text())
    placed = lines_of(page)
    said = {" ".join(line.split()) for line in drawn.splitlines()}
    return drawn if said.issuperset(placed) else "\n".join((drawn, *placed))


def _streams_of(page: Any) -> list[Any]:  # noqa: ANN401  # as above
    """Return the streams of which a page is made, each as it is met on the way through the file."""
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else []
    return [one.get_object() for one in contents] if isinstance(contents, list) else [contents]


def _check_drawing(contents: Any, fonts: frozenset[str]) -> None:  # noqa: ANN401  # as above
    """Whatever a page says must be text that it shows: only that is read."""
    plain, before = bytes(contents.get_data()), b""
    for _ in range(_NESTED):
        plain, before = _LITERAL.sub(b" ", plain), plain
        if plain == before:
            break
    if plain != before or _UNREAD_IN_PAGES.search(plain):
        raise Unreadable("pdf-drawn")
    is_text = False
    for operands, operator in contents.operations:
        if operator in _SHOWN:
            is_odd = not is_text or not _is_shown(operator, operands)
        else:
            is_odd = operator not in _DRAWS or not all(map(_is_drawing, operands))
            is_text = operator == b"BT" or (is_text and operator != b"ET")
        if operator == b"Tf":
            is_odd = is_odd or not operands or operands[0] not in fonts
        elif operator in {b"cm", b"Tm"}:
            is_odd = is_odd or len(operands) != 6 or _is_flat(*operands)  # noqa: PLR2004  # of a matrix
        if is_odd:
            raise Unreadable("pdf-drawn")


def _is_shown(operator: bytes, operands: Any) -> bool:  # noqa: ANN401  # as above
    """Whether all that stands there is shown, so that it is read."""
    if not isinstance(operands, list) or len(operands) != _SHOWN[operator]:
        return False
    *spaces, last = operands
    if operator == b"TJ":
        return isinstance(last, list) and all(map(_is_said, last))
    return (
        isinstance(last, str | bytes)
        and _is_said(last)
        and not any(isinstance(s, str | bytes) for s in spaces)
    )


def _is_said(operand: Any) -> bool:  # noqa: ANN401  # as above
    from pypdf import generic  # noqa: PLC0415  # loaded by then

    if isinstance(operand, int | float):
        return abs(operand) < _LONG
    return isinstance(operand, generic.TextStringObject | generic.ByteStringObject)


def _is_flat(a: float, b: float, c: float, d: float, *_: float) -> bool:
    """Whether a matrix leaves nothing of what is drawn."""
    return float(a) * float(d) == float(b) * float(c)


def _is_drawing(operand: Any) -> bool:  # noqa: ANN401  # as above
    """Whether it is a number, a name, or marks of a place; a text would be one that nobody shows."""
    if isinstance(operand, dict):
        said = dict(operand)
        language = said.pop("/Lang", "en")
        is_plain = isinstance(language, str) and _LANGUAGE.fullmatch(language) is not None
        return is_plain and set(said) <= _MARKED and all(map(_is_drawing, said.values()))
    if isinstance(operand, list):
        return all(map(_is_drawing, operand))
    if isinstance(operand, int | float):
        return abs(operand) < _LONG
    return isinstance(operand, str) and operand.startswith("/") and not _TELLING.search(operand)


class _Walk:
    """Meets every object to which the end of the file leads, and refuses those that nobody reads."""

    def __init__(self, reader: Any) -> None:  # noqa: ANN401  # as above
        from pypdf import generic  # noqa: PLC0415  # loaded by then

        self._kinds = generic
        self._reader = reader
        self.met: set[int] = set()
        self.contents: set[int] = set()
        self.strings: list[str] = []
        self.metadata: list[str] = []

    def walk(self, root: Any) -> None:  # noqa: ANN401  # as above
        waiting: list[tuple[str, Any]] = [("", root)]
        while waiting:
            key, value = waiting.pop()
            if isinstance(value, self._kinds.IndirectObject):
                if value.idnum in self.met:
                    continue
                self.met.add(value.idnum)
                if len(self.met) > _MOST_OBJECTS:
                    raise Unreadable("too-many-members")
                value = value.get_object()
            waiting += self._below(key, value)

    def _below(self, key: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # as above
        kinds = self._kinds
        if isinstance(value, kinds.StreamObject):
            self._stream(key, value)
        if isinstance(value, dict):
            self._check(value)
            for name in value:
                below = dict.__getitem__(value, name)
                if not _is_harmless(str(name), below):
                    self._word(str(name))
                yield str(name), below
        elif isinstance(value, list):
            yield from ((key, one) for one in list.__iter__(value))
        elif isinstance(value, kinds.NameObject):
            self._word(str(value))
        elif (isinstance(value, int | float) and abs(value) >= _LONG) or isinstance(
            value, kinds.TextStringObject
        ):
            self.strings.append(str(value))
        elif isinstance(value, kinds.ByteStringObject) and key != "/ID":
            self.strings.append(bytes(value).decode("latin-1"))

    def _stream(self, key: str, stream: Any) -> None:  # noqa: ANN401  # as above
        if key not in _STREAMS:
            raise Unreadable("pdf-drawn")
        if key == "/Metadata":
            self.metadata.append(stream.get_data().decode("utf-8", "replace"))
        elif key == "/Contents":
            self.contents.add(id(stream))
        elif key == "/ToUnicode":
            # All but its tables of letters: words and remarks in it are texts like others.
            self.strings.append(_HEX.sub(b" ", stream.get_data()).decode("latin-1"))

    def _word(self, word: str) -> None:
        _check_word(word)
        if _TELLING.search(word):
            self.strings.append(word)

    def _check(self, value: dict[Any, Any]) -> None:
        kind = value.get("/Type")
        if not _FONTS.isdisjoint(value) and kind not in {"/Font", "/FontDescriptor"}:
            raise Unreadable("pdf-font")
        if value.get("/Type") == "/Font" and value.get("/Subtype") == "/Type0" and "/ToUnicode" not in value:
            raise Unreadable("pdf-font")


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


def _check_objects(reader: Any, body: bytes, met: set[int]) -> None:  # noqa: ANN401  # as above
    """
    Every object is met, and between them stands nothing.

    With a table of objects in a stream, or objects in streams, that cannot be told from outside: refused.
    """
    if reader.xref_objStm or "/Prev" in reader.trailer or "/XRefStm" in reader.trailer:
        raise Unreadable("pdf-form")
    offsets = {number: at for table in reader.xref.values() for number, at in table.items() if at}
    if set(offsets) != met:
        raise Unreadable("pdf-unmet")
    ends = sorted([*offsets.values(), body.rindex(b"xref", 0, body.rindex(b"startxref"))])
    if ends[0] > _LONGEST_HEAD:
        raise Unreadable("pdf-unmet")
    for start, end in pairwise(ends):
        part = body[start:end]
        if not _OBJECT.fullmatch(part) or part.count(b"endobj") != 1 or _has_unread(part):
            raise Unreadable("pdf-unmet")
    if body.count(b"%", ends[-1]) != len(b"%%"):
        raise Unreadable("pdf-unmet")


def _has_unread(part: bytes) -> bool:
    """Whether an object has a remark in it, or bytes behind the end of its stream."""
    opened = _STREAM.search(part)
    if opened is None:
        return b"%" in part
    end = part.rfind(b"endstream")
    outside, data = part[: opened.start()] + part[end:], part[opened.end() : end]
    said = _LENGTH.search(part, 0, opened.start())
    if b"/FlateDecode" in outside:
        stream = zlib.decompressobj()
        while data and not stream.eof:
            stream.decompress(data, 64 * 1024)
            data = stream.unconsumed_tail or stream.unused_data
        rest = stream.unused_data
    else:
        rest = data[int(said[1]) :] if said else b"?"
    return b"%" in outside or bool(rest.strip())
