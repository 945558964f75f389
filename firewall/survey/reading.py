"""Bytes to documents: which kind a file is, and how each kind is read."""

from __future__ import annotations

import io
import json as strict
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import PurePath
from typing import BinaryIO, TextIO

import msgspec

from firewall.detect import Detectors
from firewall.detect.recognizer import ACTS
from firewall.formats import FORMATS, Unreadable
from firewall.model import Tree
from firewall.survey import rows, xml
from firewall.survey.encodings import UTF_8, encoding_of
from firewall.survey.parts import LIMITS, Part, Read, Unread

JSON, NDJSON, FORM, CSV, TSV, XML, TEXT = "json", "ndjson", "form", "csv", "tsv", "xml", "text"
KINDS = (JSON, NDJSON, FORM, CSV, TSV, XML, TEXT)

_BY_KIND = {
    JSON: (".json .geojson", "application/json"),
    NDJSON: (".ndjson .jsonl", "application/x-ndjson application/jsonl"),
    FORM: (".form .urlencoded", "application/x-www-form-urlencoded"),
    CSV: (".csv", "text/csv"),
    TSV: (".tsv .tab", "text/tab-separated-values"),
    XML: (".xml", "application/xml text/xml"),
    TEXT: (".txt .text .md .log .hl7 .x12 .edi", "text/plain"),
}
_SUFFIXES = {suffix: kind for kind, (suffixes, _) in _BY_KIND.items() for suffix in suffixes.split()}
_MEDIA_TYPES = {name: kind for kind, (_, names) in _BY_KIND.items() for name in names.split()}

_BYTE = re.compile(r"\(byte (\d+)\)")
_LONE = re.compile(rb"\\u[dD][89a-fA-F]")
_A_FORM = re.compile(r"[\w.\-\[\]%+]+=[^\s=]*(?:&[\w.\-\[\]%+]+=[^\s=]*)*\s*")
_HEAD = 1 << 16


def kind_by_name(name: str) -> str:
    """Return the kind that the end of a file's name tells, or nothing."""
    return _SUFFIXES.get(PurePath(name).suffix.lower(), "")


def kind_by_media_type(content_type: str) -> str:
    name = content_type.partition(";")[0].strip().lower()
    if name.endswith(("+json", "+xml")):
        return name.rpartition("+")[2]
    return _MEDIA_TYPES.get(name, "")


def read(stream: BinaryIO, kind: str, detectors: Detectors) -> Read:
    """
    Yield what a file holds, piece by piece; where no kind is told, what it looks like.

    Never raises for what stands in the file: that is an Unread.
    """
    try:
        if kind == XML:  # says its encoding itself
            yield _xml(stream)
            return
        encoding = encoding_of(stream)
        with _as_text(stream, encoding) as text:
            yield from _READERS[kind or _sniffed(text)](text, detectors)
    except Unreadable as cause:
        yield Unread(cause.why)
    except UnicodeDecodeError:  # it was changed while it was read
        yield Unread("not-utf-8")


@contextmanager
def _as_text(stream: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """Read a stream as text, and leave it to its owner to close."""
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        yield text
    finally:
        with suppress(ValueError):  # its owner closed it
            text.detach()


def json(body: bytes) -> Tree | Unread:
    """Read one JSON document as the firewall does; say where it is broken."""
    try:
        return FORMATS["application/json"].parse(body, LIMITS)
    except Unreadable as cause:
        return _located(cause.why, body)


def _located(why: str, body: bytes) -> Unread:
    if why != "not-json":
        return Unread(why)
    at = _first_fault(body)
    if at is None:
        return Unread("lone-surrogate" if _LONE.search(body) else why)
    before = body[:at]
    return Unread(
        why,
        None,
        before.count(b"\n") + 1,
        len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1,
    )


def _first_fault(body: bytes) -> int | None:
    """Return the byte at which it stops being JSON."""
    try:
        msgspec.json.decode(body)
    except ValueError as error:
        if told := _BYTE.search(str(error)):
            return int(told[1])
    with suppress(UnicodeDecodeError, RecursionError):
        text = body.decode()
        try:
            strict.loads(text)
        except strict.JSONDecodeError as error:
            return len(text[: error.pos].encode())
    return None


# ---- kinds


def _xml(stream: BinaryIO) -> Part | Unread:
    body = stream.read(LIMITS.body_bytes + 1)
    return _part(Unread("body-too-large") if len(body) > LIMITS.body_bytes else xml.parse(body, LIMITS))


def _part(read: Tree | Unread) -> Part | Unread:
    return read if isinstance(read, Unread) else Part(read)


def _whole(text: TextIO) -> str:
    body = text.read(LIMITS.body_bytes + 1)
    if len(body) > LIMITS.body_bytes:
        raise Unreadable("body-too-large")
    return body


def _read_json(text: TextIO, _detectors: Detectors) -> Read:
    yield _part(json(_whole(text).encode()))


def _read_ndjson(text: TextIO, _detectors: Detectors) -> Read:
    return rows.ndjson(text, lambda line: json(line.encode()), LIMITS)


def _read_form(text: TextIO, _detectors: Detectors) -> Read:
    body = _whole(text).strip()
    try:
        yield Part(FORMATS["application/x-www-form-urlencoded"].parse(body.encode(), LIMITS))
    except Unreadable as cause:
        yield Unread(cause.why)


def _read_csv(text: TextIO, detectors: Detectors) -> Read:
    return rows.table(
        text, rows.delimiter_of(_head(text).partition("\n")[0]), partial(_holds_data, detectors), LIMITS
    )


def _read_tsv(text: TextIO, detectors: Detectors) -> Read:
    return rows.table(text, "\t", partial(_holds_data, detectors), LIMITS)


def _read_text(text: TextIO, _detectors: Detectors) -> Read:
    return rows.text(text)


def _read_sniffed_xml(text: TextIO, _detectors: Detectors) -> Read:
    text.seek(0)
    yield _xml(text.buffer)


_READERS: dict[str, Callable[[TextIO, Detectors], Read]] = {
    JSON: _read_json,
    NDJSON: _read_ndjson,
    FORM: _read_form,
    CSV: _read_csv,
    TSV: _read_tsv,
    XML: _read_sniffed_xml,
    TEXT: _read_text,
}


def _head(text: TextIO) -> str:
    head = text.read(_HEAD)
    text.seek(0)
    return head


def _sniffed(text: TextIO) -> str:
    """Return the kind that a text looks like."""
    head = _head(text).lstrip()
    first, _, rest = head.partition("\n")
    if head.startswith(("{", "[")):
        is_line = rest.strip() and not isinstance(json(first.encode()), Unread)
        return NDJSON if is_line else JSON
    if head.startswith("<"):
        return XML
    if len(head) < _HEAD and _A_FORM.fullmatch(head):
        return FORM
    return TEXT


def _holds_data(detectors: Detectors, cell: str) -> bool:
    """Whether a cell of a first row is a value, and no name of a column."""
    if rows.is_number(cell):
        return True
    try:
        if detectors.names.categories(cell):
            return False
        return any(span.confidence >= ACTS for _, span, _ in detectors.scanner.scan_texts([cell]))
    except Exception:  # noqa: BLE001  # then it is read as a row, where the same detector is told to have failed
        return True


__all__ = ["KINDS", "UTF_8", "json", "kind_by_media_type", "kind_by_name", "read"]
