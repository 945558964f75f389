"""Of every format the bytes that leave are the same, whatever was withheld, and whether it was there."""

import csv
import io
import json

import cbor2
import msgspec
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from tests.formats import test_docx as docx
from tests.formats import test_hl7 as hl7
from tests.formats import test_ods as ods
from tests.formats import test_x12 as x12
from tests.formats.archives import zipped
from tests.formats.through import through

FIELDS = {"/*/id": "record.id", "/*/name": "identity.name", "/*/citizenshipCode": "immigration.citizenship"}
VALUES = ["MX", "Honduras, and before that somewhere else; long ago. " * 40, "x*~:^|&\\1", ""]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def records(value):
    return [
        {"id": str(n), "name": f"Ana {n % 3}", "citizenshipCode": value if n % 2 else "MX"} for n in range(40)
    ]


def text(value):
    return value.replace("&", "&amp;").replace("<", "&lt;")


def table(value, dialect):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "name", "citizenshipCode"], dialect=dialect)
    writer.writeheader()
    writer.writerows(records(value))
    return out.getvalue().encode()


def arrow(value, kind):
    known = pa.Table.from_pylist(records(value))
    out = io.BytesIO()
    with kind(out, known.schema) as writer:
        writer.write_table(known, max_chunksize=max(1, 40 - len(value)))
    return out.getvalue()


def parquet(value):
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(records(value)), out, row_group_size=max(1, 40 - len(value)))
    return out.getvalue()


def workbook(value):
    book, out = Workbook(), io.BytesIO()
    rows = records(value)
    book.active.title = "People"
    for row in [list(rows[0]), *([*one.values()] for one in rows)]:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def page(value):
    rows = "".join(
        f"<tr><td>{one['id']}</td><td>{one['name']}</td><td>{text(one['citizenshipCode'])}</td></tr>"
        for one in records(value)
    )
    head = "<tr><th>id</th><th>name</th><th>citizenshipCode</th></tr>"
    return f"<!DOCTYPE html><html><body><table>{head}{rows}</table></body></html>".encode()


def form_of_parts(value):
    parts = [("id", "7"), ("citizenshipCode", value), ("name", "Ana")]
    return (
        "".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{one}\r\n' for name, one in parts
        ).encode()
        + b"--b--\r\n"
    )


def elements(value):
    rows = "".join(
        f'<p c="{text(one["citizenshipCode"])}"><id>{one["id"]}</id><name>{one["name"]}</name></p>'
        for one in records(value)
    )
    return f"<r>{rows}</r>".encode()


def sheets(value):
    rows = [("id", "name", "citizenshipCode"), *(one.values() for one in records(value))]
    return ods.book(*("".join(ods.cell(text(one)) for one in row) for row in rows), name="People")


ROOT = {place.removeprefix("/*"): word for place, word in FIELDS.items()}
BELOW = {place.replace("/*", "/sheets/People/*", 1): word for place, word in FIELDS.items()}
KINDS = {
    "application/json": (lambda value: json.dumps(records(value)).encode(), FIELDS),
    "application/x-ndjson": (lambda value: b"".join(json.dumps(one).encode() + b"\n" for one in records(value)), FIELDS),
    "application/json-seq": (
        lambda value: b"".join(b"\x1e%b\n" % json.dumps(one).encode() for one in records(value)), FIELDS,
    ),
    "application/yaml": (lambda value: json.dumps(records(value), indent=1 + len(value) % 5).encode(), FIELDS),
    "application/msgpack": (lambda value: msgspec.msgpack.encode(records(value)), FIELDS),
    "application/cbor": (lambda value: cbor2.dumps(records(value)), FIELDS),
    "text/csv": (lambda value: table(value, "excel"), FIELDS),
    "text/tab-separated-values": (lambda value: table(value.replace("\\", ""), "excel-tab"), FIELDS),
    "application/xml": (
        elements, {"/r/p/id": "record.id", "/r/p/name": "identity.name", "/r/p/@c": "immigration.citizenship"},
    ),
    "text/html": (page, {place.replace("/*", "/tables/*/*", 1): word for place, word in FIELDS.items()}),
    "multipart/form-data; boundary=b": (form_of_parts, ROOT),
    SHEET: (workbook, BELOW),
    ods.MEDIA_TYPE: (sheets, BELOW),
    "application/vnd.apache.parquet": (parquet, FIELDS),
    "application/vnd.apache.arrow.stream": (lambda value: arrow(value, pa.ipc.new_stream), FIELDS),
    "application/vnd.apache.arrow.file": (lambda value: arrow(value, pa.ipc.new_file), FIELDS),
    "application/zip": (
        lambda value: zipped(("a.json", json.dumps(records(value))), ("b.json", "[]")),
        {place.replace("/*", "/files/*/content/*", 1): word for place, word in FIELDS.items()} | {"/files/*/name": "record.meta"},
    ),
    hl7.TYPE: (
        lambda value: hl7.message(hl7.PID.replace(hl7.CANARY, value.translate(str.maketrans("", "", "|~^&\\")))), hl7.FIELDS,
    ),
    "application/EDI-X12": (
        lambda value: x12.ENROLMENT.replace(x12.CANARY.encode(), value.translate(str.maketrans("", "", "*~:^")).encode()),
        x12.ENVELOPE | {"/*/NM104": "identity.name", "/*/DMG06": "immigration.citizenship", "/*/NM103": "immigration.citizenship"},
    ),
    docx.MEDIA_TYPE: (
        lambda value: docx.document(docx.said("Open from 9 to 5."), **{"word/comments.xml": docx.part(f"<w:comment>{docx.said(text(value))}</w:comment>", "comments")}),
        {"/body/*/paragraph": "record.meta", "/comments/*": "immigration.citizenship"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_what_leaves_is_the_same_whatever_was_withheld(kind):
    made, fields = KINDS[kind]
    left = []
    for value in VALUES:
        ruling = await through(made(value), kind, fields)
        assert ruling.outgoing is not None, (ruling.decision.reasons, value[:20])
        assert ruling.decision.counts, value
        left.append((ruling.outgoing.body, ruling.outgoing.media_type, ruling.decision.withheld))

    assert b"" not in [body for body, _, _ in left]
    assert len(set(left)) == 1


def test_there_is_something_in_them():
    book = openpyxl.load_workbook(io.BytesIO(workbook("MX")))

    assert [cell.value for cell in book["People"][2]] == ["0", "Ana 0", "MX"]
