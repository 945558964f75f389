"""
PDF: read for the decision, and let out as it is or not at all.

``{"pages": ["…"], "strings": ["…"], "metadata": ["…"], "pictures": ["picture …"]}``: the text of each page, with what
is told of it to who does not see it; every string that stands anywhere else in the file (titles, authors, notes,
links, bookmarks, names); what is kept as XMP; and its pictures, which a service declares as ``photo``.  Nobody takes a
sentence out of a PDF so that it is gone from its file: so it leaves only where every one of these goes out whole.

Whatever nobody has read in it refuses it: looks of notes, patterns, programs, files in it, older versions behind the
last, letters of which only their font knows the name, ways to pack that are not plain.  A file that cannot be looked
through from outside is written anew first (:mod:`firewall.formats.pdf.anew`); only of any other the bytes leave as they
came.  What cannot be told is what somebody drew with lines, and a font that comes with the file and names its
letters falsely.
"""

from __future__ import annotations

import logging
import re
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import pairwise
from typing import Any, TypeVar

from firewall.formats.base import Limits, Rewriting, Unreadable, check_size
from firewall.formats.pdf.anew import anew, check_only, is_linearized, is_packed, is_twofold
from firewall.formats.pdf.columns import runs_of
from firewall.formats.pdf.drawn import Drawings, Drawn, check_much
from firewall.formats.pdf.effort import Effort
from firewall.formats.pdf.lines import in_order, lines_of, others_of, rows_of
from firewall.formats.pdf.looks import WHITE
from firewall.formats.pdf.notes import add_notes
from firewall.formats.pdf.places import drawn_of
from firewall.formats.pdf.seen import seen_of
from firewall.formats.pdf.steps import ODD_ESCAPE
from firewall.formats.pdf.walk import MOST_PICTURES, Walk
from firewall.model import Tree

__all__ = ["Pdf"]

T = TypeVar("T")

MOST_PAGES = 200
MOST_OBJECTS = 20_000
_HEAD = re.compile(rb"%PDF-[12]\.[0-9]\s")
_END = re.compile(rb"\sstartxref\s+[0-9]+\s+%%EOF\s?\s?\Z")
_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image(?![A-Za-z0-9])")
_FILTER = re.compile(rb"/Filter(?!\s*(?:/FlateDecode\b|/DCTDecode\b|\[\s*/FlateDecode\s*\]|\[\s*\]))")
_LENGTH = re.compile(rb"/Length\s+([0-9]{1,8})\b(?!\s+[0-9]+\s+R)")
_OBJECT = re.compile(rb"[0-9]+\s+[0-9]+\s+obj\b.*\bendobj\s*(?:%[^\r\n]{0,64}\s*)?", re.DOTALL)
_LONGEST_HEAD = 64
"""Bytes before the first object: its version, and a line that says that it is binary."""

_PIECE = 4 * 1024


@dataclass(frozen=True, slots=True)
class Pdf(Rewriting):
    media_type: str = "application/pdf"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        for one in _readable(body, limits):
            effort = Effort(len(body), limits)  # by what came: written anew it may be larger
            tree = _read_with(partial(_read, limits=limits, effort=effort), one)
            if tree is not None:
                return tree
        raise Unreadable("pdf-unmet")

    def write(self, tree: Tree) -> bytes:  # noqa: ARG002  # whatever it is
        raise Unreadable("pdf-not-whole")

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:
        # INVARIANT: what leaves is what was read, byte for byte, and nothing in it was to be taken out.
        if before != after or not isinstance(before, dict):
            raise Unreadable("pdf-not-whole")
        check_size(body, limits)
        for one in _readable(body, limits):
            if _read_with(_met, one) is not None:
                return one
        raise Unreadable("pdf-unmet")

    def spelt(self, _: str) -> tuple[bytes, ...]:
        return ()

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        tree = self.parse(body, limits)
        said = tree.values() if isinstance(tree, dict) else ()
        return "\n".join(str(text) for texts in said if isinstance(texts, list) for text in texts).encode()


def _readable(body: bytes, limits: Limits) -> Iterator[bytes]:
    """
    Yield the file that is read, and that leaves: as it came, and anew where that cannot be looked through.

    What has something in it to which nothing leads is not to be read as it came: then that stays behind.
    """
    if not is_packed(body):
        _check_plain(body, limits)
        yield body
    # A file for "fast web view" begins with what its end goes on with: two ends of one version, or one.
    _check_form(body, limits, ends=2 if is_linearized(body) or is_twofold(body) else 1)
    check_only(body)
    body = _read_with(lambda reader, _: anew(reader, limits, MOST_OBJECTS), body)
    _check_plain(body, limits)
    yield body


def _check_plain(body: bytes, limits: Limits) -> None:
    _check_form(body, limits)
    if _FILTER.search(body):
        raise Unreadable("pdf-form")


def _met(reader: Any, body: bytes) -> Walk | None:  # noqa: ANN401  # pypdf's, which may be missing
    """Return what is met on the way through it, or nothing where not all is."""
    seen = Walk(MOST_OBJECTS)
    seen.walk(reader.trailer)
    try:
        _check_objects(reader, body, seen.met)
    except Unreadable as unreadable:
        if unreadable.why != "pdf-unmet":
            raise
        return None
    return seen


def _read_with(work: Callable[[Any, bytes], T], body: bytes) -> T:
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
            return work(reader, body)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  # a library that reads hostile bytes may raise anything
        raise Unreadable("pdf-form") from None


def _check_form(body: bytes, limits: Limits, ends: int = 1) -> None:
    """What the bytes alone tell, before anybody reads an object."""
    if not _HEAD.match(body):
        raise Unreadable("not-a-pdf")
    if not _END.search(body[-128:]):
        if b"%%EOF" in body[-1024:]:
            raise Unreadable("trailing")
        raise Unreadable("truncated")
    if not 1 <= body.count(b"%%EOF") <= ends or not 1 <= body.count(b"startxref") <= ends:
        raise Unreadable("pdf-older-versions")
    if b"/Encrypt" in body:
        raise Unreadable("encrypted")
    left = limits.body_bytes
    if sum(1 for _ in _PICTURE.finditer(body)) > MOST_PICTURES:
        raise Unreadable("too-many-members")
    if body.count(b"stream") > 2 * MOST_OBJECTS:
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


def _read(reader: Any, body: bytes, limits: Limits, effort: Effort) -> Tree | None:  # noqa: ANN401  # as above
    seen = _met(reader, body)
    if seen is None:
        return None
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable("pdf-too-many-pages")
    _check_tree(reader)
    if seen.contents - {id(one) for page in reader.pages for one in _streams_of(page)}:
        raise Unreadable("pdf-unmet")
    check_much(one.get_data() for page in reader.pages for one in _streams_of(page))
    drawings = Drawings(reader, seen.forms, set(seen.pictures), effort)
    pages: list[Tree] = [_page(page, drawings) for page in reader.pages]
    for tile in seen.tiles:
        drawings.check_wordless(tile)
    if seen.forms - drawings.drawn:
        raise Unreadable("pdf-unmet")
    said = (*seen.strings, *drawings.words, *_labels(reader))
    strings: list[Tree] = list(dict.fromkeys(text for text in said if text.strip()))
    if len(strings) > limits.fields:
        raise Unreadable("too-many-fields")
    tree: dict[str, Tree] = {"pages": pages, "strings": strings, "metadata": list[Tree](seen.metadata)}
    return tree | ({"pictures": list[Tree](list(seen.pictures.values()))} if seen.pictures else {})


def _labels(reader: Any) -> list[str]:  # noqa: ANN401  # as above
    """Return how a viewer calls each page: what stands before its number may be the half of another one."""
    return list(reader.page_labels) if "/PageLabels" in reader.root_object else []


def _check_tree(reader: Any) -> None:  # noqa: ANN401  # as above
    """
    Of each page what it says is above it is what leads to it.

    Its fonts may be kept there: some readers ask the one, and some the other.
    """
    reference = dict.get(reader.root_object, "/Pages")
    waiting: list[tuple[Any, Any]] = [(reference, None)]
    met: set[int] = set()
    while waiting:
        reference, above = waiting.pop()
        node = reference.get_object()
        if dict.get(node, "/Parent") != above:
            raise Unreadable("pdf-form")
        if id(node) not in met:
            met.add(id(node))
            waiting += [(kid, reference) for kid in list.__iter__(node.get("/Kids", []))]


def _page(page: Any, drawings: Drawings) -> str:  # noqa: ANN401  # as above
    """Return what a page says in the order in which it is drawn, and by where it stands, where that differs."""
    drawn = drawings.page(page) or Drawn()
    pieces, copied, canvas = drawn_of(drawn.all_steps(), drawings.effort)
    add_notes(page, pieces, canvas)
    rows = rows_of(pieces, drawings.effort)
    more = runs_of(pieces, rows, drawings.effort)  # first, since they may be too much
    more += others_of(rows, drawings.effort)
    placed = lines_of(rows)
    ordered = "\n".join(filter(None, (in_order(pieces), *drawn.told)))
    said = {" ".join(line.split()) for line in ordered.splitlines()}
    found = [ordered] if said.issuperset(placed) else [ordered, *placed]
    for some in (copied, *seen_of(pieces, canvas, WHITE, drawings.effort)):
        rows = rows_of(some, drawings.effort)
        more += lines_of(rows) + others_of(rows, drawings.effort) + runs_of(some, rows, drawings.effort)
    said.update(placed)
    return "\n".join((*found, *dict.fromkeys(line for line in more if line not in said)))


def _streams_of(page: Any) -> list[Any]:  # noqa: ANN401  # as above
    """Return the streams of which a page is made, each as it is met on the way through the file."""
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else []
    return [one.get_object() for one in contents] if isinstance(contents, list) else [contents]


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
    if body.count(b"%", ends[-1]) != len(b"%%") or ODD_ESCAPE.search(body, ends[-1]):
        raise Unreadable("pdf-unmet")


def _has_unread(part: bytes) -> bool:
    """Whether an object has a remark in it, a text that is spelt oddly, or bytes behind the end of its stream."""
    opened = _STREAM.search(part)
    if opened is None:
        return b"%" in part or ODD_ESCAPE.search(part) is not None
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
    return b"%" in outside or bool(rest.strip()) or ODD_ESCAPE.search(outside) is not None
