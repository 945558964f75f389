"""
Bodies that are made to cost: one table for the tests, which want each of them refused, and for
``python -m benchmarks.bombs``, which measures what a refusal costs.

Each is as large as it may be before it is refused for its size alone, or small and large once it is read.
"""

import gzip
import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli
import cbor2
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from PIL import Image

from tests.formats.archives import overlapping, zipped
from tests.formats.pdf.test_fonts import many_fonts
from tests.formats.pdf.test_pdf import PAGE, stream, with_other
from tests.formats.pdf.test_pdf import made as pdf
from tests.formats.test_docx import document, said
from tests.formats.test_ods import book, cell
from tests.formats.test_x12 import interchange
from tests.formats.test_xlsx import book as sheets

MOST = 8 * 1024 * 1024
"""Bytes of a body that is read at all, as ``limits.body_bytes`` has it by default."""

JSON, CSV, XML, HTML, YAML = (
    "application/json",
    "text/csv",
    "application/xml",
    "text/html",
    "application/yaml",
)
MSGPACK, CBOR, HL7, X12 = (
    "application/msgpack",
    "application/cbor",
    "application/hl7-v2",
    "application/edi-x12",
)
FORM, PARTS, ZIP, PDF = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=B",
    "application/zip",
    "application/pdf",
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
PARQUET = "application/vnd.apache.parquet"
ARROW, LINES = "application/vnd.apache.arrow.stream", "application/x-ndjson"
PNG = "image/png"


@dataclass(frozen=True)
class Bomb:
    """``why`` are the reasons for which it may be refused; empty where it is no more than a large body, and may leave."""

    media_type: str
    make: Callable[[int], bytes]
    why: str
    coding: str = ""
    route: str = "one"
    purpose: str = "public-health"
    found: str = ""
    """The reason for which it is refused once it is read, where it may be read."""


def _filled(size: int, unit: bytes, head: bytes = b"", tail: bytes = b"") -> bytes:
    """As many units as there is room for."""
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


def _nested(size: int, opening: bytes, closing: bytes, middle: bytes = b"1") -> bytes:
    times = (size - len(middle)) // (len(opening) + len(closing))
    return opening * times + middle + closing * times


def _many(of, size: int, head: bytes, tail: bytes, join: bytes = b",") -> bytes:
    """Each different: ``of`` a number."""
    out, length, number = [], len(head) + len(tail), 0
    while length < size - 64:
        one = of(number)
        out.append(one)
        length += len(one) + len(join)
        number += 1
    return head + join.join(out) + tail


def _columns(count: int) -> bytes:
    return b",".join(b"c%d" % n for n in range(count)) + b"\r\n"


def _skewed(size: int) -> bytes:
    """Bytes that a coder spends its tables on: each block has its own alphabet."""
    rng = random.Random(7)
    return b"".join(bytes(rng.choices(rng.sample(range(32, 127), 40), k=4096)) for _ in range(size // 4096))


def _blocks(count: int) -> bytes:
    """A deflate stream of empty blocks, then its end."""
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\0\0\0\xff\xff" * count + b"\1\0\0\xff\xff" + b"\0" * 8


def _png(width: int, height: int, data: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + data
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def _ztxt(count: int, each: int = 1_000_000) -> bytes:
    body = b"k\0\0" + zlib.compress(b"\0" * each, 9)
    one = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return _png(8, 8, one * count)


def _picture(size: tuple[int, int], kind: str = "PNG", mode: str = "1") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def _arrow(table: pa.Table, **options) -> bytes:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table)
    return bytes(out.getvalue())


def _parquet(table: pa.Table, **options) -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(table, out, **options)
    return bytes(out.getvalue())


def _shared(times: int) -> bytes:
    """One long text, to which each of many rows points."""
    values = pa.array(["x" * 1_000_000])
    return _arrow(pa.table({"id": pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), values)}))


def _rows(times: int) -> pa.Table:
    return pa.table({"id": [str(number) for number in range(times)]})


def _deep(levels: int, times: int) -> pa.Table:
    """Objects in objects that say the same each time, which takes a file no byte."""
    value: object = "x"
    for level in range(levels):
        value = {f"k{level}": value}
    return pa.table({"id": pa.array([value] * times)})


def _wide(columns: int) -> bytes:
    return _arrow(pa.table({f"c{n}": pa.nulls(1) for n in range(columns)}))


def _drawn(unit: bytes, size: int) -> bytes:
    """Pages that show one stream of 95 kB, in a file that says so much else that it is packed as much as it may be."""
    count = size // 95_000
    kids = b" ".join(b"%d 0 R" % number for number in (3, *range(7, 6 + count)))
    said = bytes(random.Random(3).choices(b"abcdefghij klmnop", k=size // 95))
    body = pdf(
        contents=stream(b"BT /F1 12 Tf " + unit * (95_000 // len(unit)) + b"ET"),
        more=[PAGE] * (count - 1),
        info=b"/Subject (%s)" % said,
    )
    return with_other(body, b"/Kids [3 0 R] /Count 1", b"/Kids [%s] /Count %d" % (kids, count))


def _workbook(rows: bytes) -> bytes:
    whole = {
        name: zipfile.ZipFile(io.BytesIO(sheets())).read(name)
        for name in zipfile.ZipFile(io.BytesIO(sheets())).namelist()
    }
    name = next(name for name in whole if name.startswith("xl/worksheets/"))
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole[name] = b'<worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"
    return zipped(*whole.items())


def _part(name: str, body: bytes = b"x", *more: bytes) -> bytes:
    lines = [b'Content-Disposition: form-data; name="' + name.encode() + b'"', *more, b"", body]
    return b"--B\r\n" + b"\r\n".join(lines) + b"\r\n"


def _files(body: bytes, media_type: str, count: int) -> bytes:
    kind = b"Content-Type: " + media_type.encode()
    return b"".join(_part(f'f{n}"; filename="f', body, kind) for n in range(count)) + b"--B--\r\n"


def _zipped_twice(times: int, size: int) -> bytes:
    body = b'"' + b" " * size + b'"'
    for _ in range(times):
        body = zipped(*((f"{n}.zip" if body.startswith(b"PK") else f"{n}.json", body) for n in range(10)))
    return body


def _in_notes(make: Callable[[int], bytes], each: int) -> Callable[[int], bytes]:
    """The same in many texts, each of which is short enough to be looked at."""

    def made(size: int) -> bytes:
        text = json.dumps(make(min(each, size // 9)).decode())[1:].encode()
        # Each different, for what stands twice is looked at once.
        notes = [b'"%06d ' % number + text for number in range((size - 11) // (len(text) + 9))]
        return b'{"note":[' + b",".join(notes) + b"]}"

    return made


def spelled(word: str, times: int) -> list[str]:
    """As many names that are one and the same to who compares them."""
    marks = [mark * count for count in range(1, times) for mark in "_-. "]
    return [word, *(word[:1] + mark + word[1:] for mark in marks)][:times]


def _pairs(says: str, holds: str, times: int) -> dict[str, str]:
    return dict.fromkeys(spelled(says, times), "ssn") | dict.fromkeys(spelled(holds, times), "1")


_ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&a9;</a>"
)
_ALIASES = b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 10)
)
_DOT = stream(
    b"\0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
)
_LONG = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
_HEAD = b"MSH|^~\\&|CITY|HC|COUNTY|PH|20260615||ADT^A01|1|P|2.5\r"

BOMBS: dict[str, Bomb] = {
    # ---- JSON
    "json-nested-lists": Bomb(JSON, lambda size: _nested(size, b"[", b"]"), "too-many-fields"),
    "json-nested-objects": Bomb(JSON, lambda size: _nested(size, b'{"a":', b"}"), "too-many-fields"),
    "json-nested-never-closed": Bomb(JSON, lambda size: b"[" * size, "too-many-fields"),
    "json-long-number": Bomb(JSON, lambda size: b"1" * size, "number-too-long"),
    "json-long-fraction": Bomb(JSON, lambda size: b"0." + b"1" * (size - 2), "number-too-long"),
    "json-long-exponent": Bomb(JSON, lambda size: b"1e" + b"1" * (size - 2), "number-too-long"),
    "json-long-numbers": Bomb(JSON, lambda size: _filled(size, b"1" * 4000 + b",", tail=b"1]", head=b"["), "number-too-long"),
    "json-huge-key": Bomb(JSON, lambda size: b'{"' + b"k" * (size - 6) + b'":1}', "key-too-long"),
    "json-escaped-key": Bomb(JSON, lambda size: _filled(size, b"\\u0061", head=b'{"', tail=b'":1}'), "key-too-long"),
    "json-many-keys": Bomb(JSON, lambda size: _many(lambda n: b'"%x":1' % n, size, b"{", b"}"), "too-many-fields"),
    "json-keys-twice": Bomb(JSON, lambda size: _filled(size, b'"a":1,', head=b"{", tail=b'"a":1}'), "too-many-fields"),
    "json-many-numbers": Bomb(JSON, lambda size: _filled(size, b"1,", head=b"[", tail=b"1]"), "too-many-fields"),
    "json-many-objects": Bomb(JSON, lambda size: _filled(size, b"{},", head=b"[", tail=b"{}]"), "too-many-fields"),
    "json-many-lists": Bomb(JSON, lambda size: _filled(size, b"[[]],", head=b"[", tail=b"[]]"), "too-many-fields"),
    "json-members-of-one": Bomb(
        JSON, lambda size: json.dumps({"note": {f"k{n}": "" for n in range(min(199_000, size // 42))}}).encode(), "too-many-fields"
    ),
    "json-name-of-its-own": Bomb(
        JSON, lambda size: json.dumps([{f"k{n}": ""} for n in range(min(66_000, size // 127))]).encode(), "too-many-fields", route="rows"
    ),
    "msgpack-members-of-one": Bomb(
        MSGPACK, lambda size: b"\xde" + min(65_000, size // 128).to_bytes(2, "big") + b"".join(b"\xa4%04x\xc0" % n for n in range(min(65_000, size // 128))), "too-many-fields"
    ),
    "ndjson-name-of-its-own": Bomb(
        LINES, lambda size: b"".join(b'{"k%d":""}\n' % n for n in range(min(66_000, size // 127))), "too-many-fields", route="rows", found="too-many-fields"
    ),
    "xml-name-of-its-own": Bomb(
        XML, lambda size: b"<people>" + b"".join(b"<k%x/>" % n for n in range(min(66_000, size // 127))) + b"</people>", "", route="people", found="too-many-fields"
    ),
    "csv-many-columns": Bomb(CSV, lambda size: _columns(min(66_000, size // 127)) + b"," * (min(66_000, size // 127) - 1), "too-many-fields", route="rows"),
    "json-pairs": Bomb(JSON, lambda _: json.dumps({"note": _pairs("field", "value", 100)}).encode(), "", found="too-many-findings"),
    "json-pairs-in-each": Bomb(
        JSON,
        lambda size: json.dumps({"note": [_pairs("field", "value", 30)] * min(3_300, size // 2_600)}).encode(), "", found="too-many-findings",
    ),
    "json-tables-of-tables": Bomb(
        JSON,
        lambda size: json.dumps(
            {"note": dict.fromkeys(spelled("columns", 31), ["ssn"] * 20) | dict.fromkeys(spelled("rows", 31), [["1"] * 20] * min(280, size // 30_000))}
        ).encode(), "", found="too-many-findings",
    ),
    "json-heads-over-nothing": Bomb(
        JSON, lambda size: json.dumps({"note": {"columns": ["itin"] + ["x"] * 1_900, "rows": [[]] * min(190_000, size // 64)}}).encode(), ""
    ),
    "json-blanks": Bomb(JSON, lambda size: b" " * (size - 1) + b"x", "not-json"),
    "json-escapes-cut": Bomb(JSON, lambda size: _filled(size, b"\\u00e9", head=b'["'), "not-json"),
    "json-quotes": Bomb(JSON, lambda size: _filled(size, b'\\"', head=b'["'), "not-json"),
    "json-surrogates": Bomb(JSON, lambda size: _filled(size, b"\\ud83d", head=b'["', tail=b'"]'), "not-json"),
    "ndjson-endless-line": Bomb(LINES, lambda size: b'{"a":"' + b"x" * (size - 6), "not-json", route="rows"),
    "ndjson-many-lines": Bomb(LINES, lambda size: b"{}\n" * (size // 3), "too-many-fields", route="rows"),
    "ndjson-empty-lines": Bomb(LINES, lambda size: b"\n" * size, "too-many-fields", route="rows"),
    "json-seq-marks": Bomb("application/json-seq", lambda size: b"\x1e" * size, "truncated-lines", route="rows"),
    # ---- tables, forms
    "csv-million-columns": Bomb(CSV, lambda size: _columns(size // 12) + b"," * (size // 12 - 1), "body-too-large too-many-fields", route="rows"),
    "csv-commas": Bomb(CSV, lambda size: b"," * size, "too-many-fields", route="rows"),
    "csv-quotes": Bomb(CSV, lambda size: b'"' * size, "field-too-long", route="rows"),
    "csv-quoted-cells": Bomb(CSV, lambda size: _filled(size, b'"",', tail=b'""'), "too-many-fields", route="rows"),
    "csv-one-quoted-cell": Bomb(CSV, lambda size: b'a\r\n"' + b'""' * (size // 2 - 8) + b'"', "field-too-long", route="rows"),
    "csv-many-rows": Bomb(CSV, lambda size: b"id\r\n" + b"1\r\n" * (size // 3 - 2), "too-many-fields", route="rows"),
    "csv-rows-of-one": Bomb(CSV, lambda size: b"id\r\n" + b"".join(b"%d\r\n" % n for n in range(min(199_000, size // 45))), "too-many-fields", route="rows"),
    "csv-half-as-many-rows": Bomb(CSV, lambda size: b"name\r\n" + b"a\r\n" * min(99_000, size // 86), "", route="rows", found="too-many-records"),
    "csv-open-quotes": Bomb(CSV, lambda size: _filled(size, b',"a', head=b"a"), "too-many-fields", route="rows"),
    "tsv-tabs": Bomb("text/tab-separated-values", lambda size: b"\t" * size, "too-many-fields", route="rows"),
    "form-many-fields": Bomb(FORM, lambda size: _many(lambda n: b"%x=1" % n, size, b"", b"", b"&"), "too-many-fields"),
    "form-same-field": Bomb(FORM, lambda size: _filled(size, b"a=1&", tail=b"a=1"), "too-many-fields"),
    "form-ampersands": Bomb(FORM, lambda size: b"&" * size, "too-many-fields"),
    "form-escapes": Bomb(FORM, lambda size: b"a=" + b"%41" * (size // 3 - 2) + b"%", "not-a-form"),
    "form-long-name": Bomb(FORM, lambda size: b"a" * (size - 2) + b"=1", "key-too-long"),
    "multipart-many-parts": Bomb(
        PARTS, lambda size: _many(lambda n: _part(f"{n:x}"), size, b"", b"--B--\r\n", b""), "too-many-fields", route="upload"
    ),
    "multipart-many-headers": Bomb(
        PARTS, lambda size: _part("a", b"x", *[b"X-%d: 1" % n for n in range(size // 20)]) + b"--B--\r\n", "not-multipart", route="upload"
    ),
    "multipart-long-header": Bomb(
        PARTS, lambda size: _part("a" * (size - 200)) + b"--B--\r\n", "not-multipart", route="upload"
    ),
    "multipart-near-boundaries": Bomb(PARTS, lambda size: _filled(size, b"\r\n--", head=_part("a")), "not-multipart", route="upload"),
    "multipart-dashes": Bomb(PARTS, lambda size: b"-" * size, "not-multipart", route="upload"),
    "multipart-pictures": Bomb(
        PARTS, lambda size: _files(_picture((700, 700)), "image/png", min(900, size // 600)), "coding-ratio", route="upload"
    ),
    "multipart-documents": Bomb(
        PARTS, lambda size: _files(document("".join(said(str(n * n)) for n in range(size // 250))), DOCX, 30), "body-too-large", route="upload"
    ),
    "multipart-values": Bomb(
        PARTS, lambda size: _files(b"[" + b"[]," * (size // 120) + b"1]", JSON, 38), "too-many-fields", route="upload"
    ),
    # ---- XML, HTML, YAML
    "xml-entities": Bomb(XML, lambda size: _ENTITIES, "document-type", route="people"),
    "xml-nested": Bomb(XML, lambda size: _nested(size, b"<a>", b"</a>"), "too-many-fields", route="people"),
    "xml-never-closed": Bomb(XML, lambda size: b"<a>" * (size // 3), "too-many-fields", route="people"),
    "xml-many-elements": Bomb(XML, lambda size: _filled(size, b"<a/>", head=b"<r>", tail=b"</r>"), "too-many-fields", route="people"),
    "xml-many-attributes": Bomb(
        XML, lambda size: _many(lambda n: b'a%x="1"' % n, size, b"<r ", b"/>", b" "), "too-many-fields", route="people"
    ),
    "xml-attributes-on-each": Bomb(
        XML, lambda size: _filled(size, b'<a b="1" c="2" d="3"/>', head=b"<r>", tail=b"</r>"), "too-many-fields", route="people"
    ),
    "xml-long-name": Bomb(XML, lambda size: b"<" + b"a" * (size - 3) + b"/>", "not-xml", route="people"),
    "xml-many-namespaces": Bomb(
        XML, lambda size: _many(lambda n: b'xmlns:n%x="urn:%x"' % (n, n), size, b"<r ", b"/>", b" "), "too-many-fields", route="people"
    ),
    "xml-same-name-among-texts": Bomb(
        XML, lambda size: b"<people>" + b"<name/>t" * min(65_000, size // 128) + b"</people>", "", route="people"
    ),
    "xml-comments": Bomb(XML, lambda size: _filled(size, b"<!---->", head=b"<r>", tail=b"</r>"), "", route="people"),
    "xml-instructions": Bomb(XML, lambda size: _filled(size, b"<?a?>", head=b"<r>", tail=b"</r>"), "too-many-fields", route="people"),
    "xml-cdata": Bomb(XML, lambda size: _filled(size, b"<![CDATA[]]>", head=b"<r>", tail=b"</r>"), "", route="people"),
    "xml-references": Bomb(XML, lambda size: _filled(size, b"&#65;", head=b"<r>", tail=b"</x>"), "not-xml", route="people"),
    "html-nested": Bomb(HTML, lambda size: b"<div>" * (size // 5), "too-many-fields", route="page"),
    "html-formatting": Bomb(HTML, lambda size: b"<b><i><u>" * (size // 9), "too-many-fields", route="page"),
    "html-tables": Bomb(HTML, lambda size: b"<table><tr><td>" * (size // 15), "too-many-fields", route="page"),
    "html-attributes": Bomb(
        HTML, lambda size: _many(lambda n: b"a%x=1" % n, size, b"<p ", b">", b" "), "tag-too-long", route="page"
    ),
    "html-open-tag": Bomb(HTML, lambda size: b"<p " + b"a" * (size - 3), "tag-too-long", route="page"),
    "html-less-than": Bomb(HTML, lambda size: b"<" * size, "too-many-fields", route="page"),
    "html-comments": Bomb(HTML, lambda size: b"<!---->" * (size // 7), "too-many-fields", route="page"),
    "html-ampersands": Bomb(HTML, lambda size: b"<p>" + b"&amp;" * (size // 5 - 1), "", route="page"),
    "yaml-aliases": Bomb(YAML, lambda size: _ALIASES, "yaml-alias"),
    "yaml-nested": Bomb(YAML, lambda size: b"[" * size, "too-deep"),
    "yaml-nested-blocks": Bomb(YAML, lambda size: b"- " * (size // 2), "too-deep"),
    "yaml-many": Bomb(YAML, lambda size: b"- a\n" * (size // 4), "too-many-fields"),
    "yaml-long-key": Bomb(YAML, lambda size: b"? " + b"a" * (size - 2), "key-too-long"),
    "yaml-indents": Bomb(YAML, lambda size: b"".join(b" " * n + b"a:\n" for n in range(int(size**0.5))), "too-deep"),
    "yaml-comments": Bomb(YAML, lambda size: b"#\n" * (size // 2), "too-many-fields"),
    # ---- packed values
    "msgpack-nested": Bomb(MSGPACK, lambda size: b"\x91" * size, "too-deep"),
    "msgpack-huge-list": Bomb(MSGPACK, lambda size: b"\xdd\xff\xff\xff\xff" + b"\xc0" * 100, "too-many-fields"),
    "msgpack-huge-map": Bomb(MSGPACK, lambda size: b"\xdf\xff\xff\xff\xff" + b"\xa0\xc0" * 100, "too-many-fields"),
    "msgpack-huge-text": Bomb(MSGPACK, lambda size: b"\xdb\xff\xff\xff\xff" + b"x" * 100, "not-msgpack"),
    "msgpack-many": Bomb(MSGPACK, lambda size: b"\xdd" + (size - 5).to_bytes(4, "big") + b"\xc0" * (size - 5), "too-many-fields"),
    "msgpack-huge-lists-in-lists": Bomb(MSGPACK, lambda size: b"\xdd\x00\x0f\xff\xff" * 60, "too-many-fields"),
    "cbor-nested": Bomb(CBOR, lambda size: b"\x81" * size, "too-deep"),
    "cbor-tags": Bomb(CBOR, lambda size: b"\xc0" * size, "too-deep"),
    "cbor-huge-list": Bomb(CBOR, lambda size: b"\x9b" + b"\xff" * 8 + b"\x00" * 100, "too-many-fields"),
    "cbor-huge-map": Bomb(CBOR, lambda size: b"\xbb\x00\x00\x00\xff" + b"\xff" * 4 + b"\x00" * 100, "too-many-fields"),
    "cbor-huge-text": Bomb(CBOR, lambda size: b"\x7b\x00\x00\x00\xff\xff\xff\xff\xff" + b"x" * 100, "not-cbor"),
    "cbor-many": Bomb(CBOR, lambda size: b"\x9a" + (size - 5).to_bytes(4, "big") + b"\x00" * (size - 5), "too-many-fields"),
    "cbor-huge-number": Bomb(CBOR, lambda size: b"\xc2\x5a" + (size - 6).to_bytes(4, "big") + b"\xff" * (size - 6), "number-too-long"),
    "cbor-huge-exponent": Bomb(CBOR, lambda size: cbor2.dumps(cbor2.CBORTag(4, [2**40, 1])), "number-out-of-range"),
    "cbor-indefinite": Bomb(CBOR, lambda size: b"\x9f" * size, "indefinite-length"),
    # ---- segments
    "hl7-repetitions": Bomb(HL7, lambda size: _HEAD + b"PID|" + b"~" * (size - 80) + b"\r", "too-many-fields", route="hl7"),
    "hl7-components": Bomb(HL7, lambda size: _HEAD + b"PID|" + b"^" * (size - 80) + b"\r", "too-many-fields", route="hl7"),
    "hl7-segments": Bomb(HL7, lambda size: _filled(size, b"PID|1\r", head=_HEAD), "too-many-fields", route="hl7"),
    "hl7-escapes": Bomb(HL7, lambda size: _filled(size, b"\\F", head=_HEAD + b"PID|", tail=b"\r"), "too-many-fields", route="hl7"),
    "x12-segments": Bomb(X12, lambda size: interchange("834", *["INS*Y"] * (size // 7)), "too-many-fields", route="enrolment"),
    "x12-elements": Bomb(X12, lambda size: interchange("834", "INS" + "*" * (size - 400)), "too-many-fields", route="enrolment"),
    # ---- codings
    "gzip-zeros": Bomb(JSON, lambda size: gzip.compress(b" " * 120 * size, 9), "body-too-large", "gzip"),
    "gzip-small": Bomb(JSON, lambda size: gzip.compress(b" " * (size // 2), 9), "coding-ratio", "gzip"),
    "gzip-empty-blocks": Bomb(JSON, lambda size: _blocks(size // 5), "coding-blocks", "gzip"),
    "deflate-zeros": Bomb(JSON, lambda size: zlib.compress(b" " * 60 * size, 9), "body-too-large", "deflate"),
    "br-zeros": Bomb(JSON, lambda size: brotli.compress(b" " * 50 * size, quality=5), "coding-ratio", "br"),
    "br-huffman": Bomb(JSON, lambda size: brotli.compress(_skewed(4 * size), quality=5)[:size], "body-too-large", "br"),
    "br-huffman-cut": Bomb(JSON, lambda size: brotli.compress(_skewed(size), quality=9)[:-9], "truncated-coding", "br"),
    "zstd-zeros": Bomb(JSON, lambda size: zstandard.compress(b" " * 120 * size, 3), "coding-ratio", "zstd"),
    "zstd-window": Bomb(
        JSON,
        lambda size: zstandard.ZstdCompressor(compression_params=_LONG).compress(b" " * 25 * size),
        "coding-window",
        "zstd",
    ),
    "zstd-huffman": Bomb(JSON, lambda size: zstandard.compress(_skewed(5 * size // 4), 19), "body-too-large", "zstd"),
    "zstd-empty-blocks": Bomb(
        JSON, lambda size: b"\x28\xb5\x2f\xfd\x00\x58" + b"\0\0\0" * (size // 4) + b"\1\0\0", "coding-blocks", "zstd"
    ),
    # ---- archives and documents
    "zip-zeros": Bomb(ZIP, lambda size: zipped(("a.json", b" " * 100 * size)), "body-too-large", route="files"),
    "zip-overlapping": Bomb(ZIP, lambda size: overlapping(5000, size // 4), "too-many-members", route="files"),
    "zip-many-members": Bomb(
        ZIP, lambda size: zipped(*((f"{n}.txt", b"") for n in range(size // 140)), method=zipfile.ZIP_STORED), "too-many-members", route="files"
    ),
    "zip-in-zips": Bomb(ZIP, lambda size: _zipped_twice(3, size // 2), "body-too-large coding-ratio too-deep", route="files"),
    "zip-of-large-kinds": Bomb(
        ZIP, lambda size: zipped(*((f"{n}.json", b"[" + b"1," * (size // 85) + b"1]") for n in range(40))), "coding-ratio too-many-fields", route="files"
    ),
    "xlsx-million-rows": Bomb(XLSX, lambda size: _workbook(b'<row r="1"><c r="A1"><v>1</v></c></row>' * (size // 8)), "body-too-large", route="sheets"),
    "xlsx-far-cell": Bomb(XLSX, lambda size: _workbook(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "too-many-columns", route="sheets"),
    "xlsx-many-cells": Bomb(
        XLSX, lambda size: _workbook(b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, hash(n) % 7919) for n in range(1, size // 94))), "", route="sheets"
    ),
    "ods-repeated-rows": Bomb(
        ODS, lambda size: book(cell("id"), cell("7", ' table:number-columns-repeated="16384"') * 100, name="people"), "too-many-columns", route="sheets"
    ),
    "ods-repeated-cells": Bomb(
        ODS, lambda size: book(cell("id"), cell("7", ' table:number-columns-repeated="999999999"'), name="people"), "not-a-sheet", route="sheets"
    ),
    "docx-zeros": Bomb(DOCX, lambda size: document(said("a" * 40 * size)), "body-too-large", route="letter"),
    "docx-many-paragraphs": Bomb(DOCX, lambda size: document(said("a") * (size // 8)), "body-too-large", route="letter"),
    "docx-nested": Bomb(DOCX, lambda size: document("<w:tbl>" * (size // 80) + "</w:tbl>" * (size // 80)), "coding-ratio too-deep", route="letter"),
    "pdf-many-streams": Bomb(PDF, lambda size: pdf(catalog=b"/A (" + b"stream\n" * (size // 8) + b")"), "too-many-members", route="paper"),
    "pdf-zeros": Bomb(PDF, lambda size: pdf(contents=stream(b" " * 50 * size)), "coding-ratio", route="paper"),
    "pdf-words": Bomb(
        PDF, lambda size: pdf(contents=stream(b"BT /F1 12 Tf " + b"(a) Tj " * (size // 14) + b"ET")), "coding-ratio", route="paper"
    ),
    "pdf-nested": Bomb(PDF, lambda size: pdf(catalog=b"/A " + b"[" * (size // 16) + b"]" * (size // 16)), "pdf-form", route="paper"),
    "pdf-quarter-full": Bomb(PDF, lambda size: pdf(catalog=b"/A [" + b"1 " * (size // 4) + b"]"), "pdf-form", route="paper"),
    "pdf-fonts": Bomb(PDF, lambda size: many_fonts(200, 5_000), "too-many-fields", route="paper"),
    "pdf-pictures": Bomb(PDF, lambda size: pdf(more=[_DOT] * (size // 200)), "too-many-members", route="paper"),
    "pdf-operators": Bomb(PDF, lambda size: _drawn(b"f\n", size // 4), "too-many-fields", route="paper"),
    "pdf-strings": Bomb(PDF, lambda size: _drawn(b"(a)Tj ", size // 4), "too-many-fields", route="paper"),
    "pdf-lists": Bomb(PDF, lambda size: _drawn(b"[" + b"(a)9" * 400 + b"]TJ ", size // 4), "too-many-fields", route="paper"),
    "pdf-letters-over-letters": Bomb(PDF, lambda size: _drawn(b"(" + b"a" * 400 + b")Tj 1 0 Td ", size // 4), "too-many-fields", route="paper"),
    # ---- pictures
    "png-pixels": Bomb(PNG, lambda size: _png(60_000, 60_000), "too-many-pixels", route="photo", purpose="care-treatment"),
    "png-one-colour": Bomb(PNG, lambda size: _picture((4000, 3100)), "coding-ratio", route="photo", purpose="care-treatment"),
    "png-texts": Bomb(PNG, lambda size: _ztxt(size // 4200), "coding-ratio", route="photo", purpose="care-treatment"),
    "png-many-texts": Bomb(PNG, lambda size: _ztxt(size // 1_000, 250_000), "coding-ratio too-many-members", route="photo", purpose="care-treatment"),
    "gif-pixels": Bomb("image/gif", lambda size: _picture((6000, 6000), "GIF", "P"), "too-many-pixels", route="photo", purpose="care-treatment"),
    "jpeg-pixels": Bomb("image/jpeg", lambda size: _picture((4500, 4500), "JPEG", "L"), "too-many-pixels", route="photo", purpose="care-treatment"),
    # ---- Arrow
    "arrow-shared-text": Bomb(ARROW, lambda size: _shared(size // 8), "body-too-large too-many-fields", route="rows"),
    "arrow-nulls": Bomb(ARROW, lambda size: _arrow(pa.table({"id": pa.nulls(250 * size)})), "too-many-fields", route="rows"),
    "arrow-columns": Bomb(ARROW, lambda size: _wide(5_000), "too-many-columns", route="rows"),
    "arrow-packed": Bomb(ARROW, lambda size: _arrow(pa.table({"id": [" " * 60 * size]}), compression="zstd"), "arrow-compressed", route="rows"),
    "parquet-repeated": Bomb(PARQUET, lambda size: _parquet(pa.table({"id": ["x" * 1000] * (size // 8)})), "too-many-fields", route="rows"),
    "parquet-empty-lists": Bomb(
        PARQUET, lambda size: _parquet(pa.table({"id": pa.array([[]] * min(99_000, size // 90), pa.list_(pa.string()))}), store_schema=False),
        "", route="rows", found="too-many-fields",
    ),
    "parquet-deep-objects": Bomb(PARQUET, lambda size: _parquet(_deep(55, min(3_000, size // 2_800))), "", route="rows", found="too-many-fields"),
    "arrow-rows-of-nothing": Bomb(ARROW, lambda size: _arrow(pa.table({"id": pa.nulls(min(99_000, size // 90))})), "", route="rows", found="too-many-fields"),
    "parquet-rows-of-one": Bomb(PARQUET, lambda size: _parquet(_rows(min(199_000, size // 45))), "too-many-fields", route="rows"),
    "parquet-half-as-many-rows": Bomb(PARQUET, lambda size: _parquet(_rows(min(99_000, size // 86))), "", route="rows", found="too-many-records"),
    "arrow-rows-of-one": Bomb(ARROW, lambda size: _arrow(_rows(min(199_000, size // 45))), "too-many-fields", route="rows"),
    "arrow-half-as-many-rows": Bomb(ARROW, lambda size: _arrow(_rows(min(99_000, size // 86))), "", route="rows", found="too-many-records"),
    "parquet-columns": Bomb(PARQUET, lambda size: _parquet(pa.table({f"c{n}": [1] for n in range(size // 300)})), "", route="rows"),
    "parquet-packed": Bomb(PARQUET, lambda size: _parquet(pa.table({"id": ["x" * 10 * size]}), compression="zstd"), "body-too-large", route="rows"),
    # ---- texts that a pattern would go over again and again
    "text-digits": Bomb("text/plain", lambda size: b"1" * size, "", route="text"),
    "text-a-numbers": Bomb("text/plain", lambda size: _filled(size, b"A219384756 "), "", route="text"),
    "text-almost-numbers": Bomb("text/plain", lambda size: _filled(size, b"A21938475 "), "", route="text"),
    "text-percent": Bomb("text/plain", lambda size: b"%25" * (size // 3), "", route="text"),
    "text-ampersands": Bomb("text/plain", lambda size: b"&amp;" * (size // 5), "", route="text"),
    "text-base64": Bomb("text/plain", lambda size: b"QUFB" * (size // 4), "", route="text"),
    "text-at-signs": Bomb("text/plain", lambda size: b"a@" * (size // 2), "", route="text"),
    "text-quoted-names": Bomb("text/plain", lambda size: _filled(size, b'"status":"x",'), "", route="text"),
    "text-escapes": Bomb("text/plain", lambda size: b"\\u0041" * (size // 6), "", route="text"),
    "text-marks": Bomb("text/plain", lambda size: "e\N{COMBINING ACUTE ACCENT}".encode() * (size // 3), "", route="text"),
    "text-joiners": Bomb("text/plain", lambda size: "\N{ZERO WIDTH JOINER}".encode() * (size // 3), "", route="text"),
    "text-dots": Bomb("text/plain", lambda size: b"A.2.1.9." * (size // 8), "", route="text"),
    "text-spaced": Bomb("text/plain", lambda size: b"a  b - " * (size // 7), "", route="text"),
    "text-groups": Bomb("text/plain", lambda size: b"12-34/" * (size // 6), "", route="text"),
    "text-odd-groups": Bomb("text/plain", lambda size: b"123--45) " * (size // 9), "", route="text"),
    "text-wrapped": Bomb("text/plain", lambda size: b"1\n23-\n" * (size // 6), "", route="text"),
    "text-backwards": Bomb("text/plain", lambda size: b"654837912A " * (size // 11), "", route="text"),
    "text-nested-codes": Bomb("text/plain", lambda size: b"%26%23x%34%31%3B" * (size // 16), "", route="text"),
    "text-json": Bomb("text/plain", lambda size: b'{"immigration_status":"x"} ' * (size // 27), "", route="text"),
    "text-one-of-digits": Bomb("text/plain", lambda size: _filled(size, b"1" * 900, tail=b" 12 - 34 - 5678 "), "", route="text"),
    "text-number-names": Bomb("text/plain", lambda size: _filled(size, b"one two three four five six "), "", route="text"),
    "text-few-names": Bomb("text/plain", lambda size: _filled(size, b"once upon a time ", tail=b" one two three "), "", route="text"),
    "text-underscores": Bomb("text/plain", lambda size: _filled(size, b"_" * 900 + b" tin: 123456789 "), "", route="text"),
    "text-letters": Bomb("text/plain", lambda size: _filled(size, b"undocumented "), "", route="text"),
}  # fmt: skip

for _name, _text in [(name, bomb) for name, bomb in BOMBS.items() if name.startswith("text-")]:
    BOMBS[f"long-{_name}"] = Bomb(JSON, _in_notes(_text.make, 900_000), "")
    BOMBS[f"many-{_name}"] = Bomb(JSON, _in_notes(_text.make, 2_000), "")
