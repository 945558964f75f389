"""Bodies that nobody writes by hand, each with a mark in what must not leave."""

import cbor2
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from tests.formats.archives import zipped
from tests.formats.pdf.test_pdf import made as pdf
from tests.formats.photos import photo
from tests.formats.test_docx import document, part, said
from tests.formats.test_ods import book, cell
from tests.formats.test_x12 import interchange

CANARY = "CANARY-7c1f"
PERSON = {"id": "7", "name": "Ana Rey", "birthDate": "1987-03-09", "citizenshipCode": CANARY, "note": "v1"}
PEOPLE = [PERSON, {**PERSON, "id": "8", "name": "Eva"}]
TABLE = pa.table({name: [one[name] for one in PEOPLE] for name in PERSON}).replace_schema_metadata(
    {"by": CANARY}
)
CSV = "id,name,citizenshipCode\r\n7,Ana Rey," + CANARY + "\r\n"


def _arrow(new):
    out = pa.BufferOutputStream()
    with new(out, TABLE.schema) as writer:
        writer.write_table(TABLE)
    return bytes(out.getvalue())


def _parquet():
    out = pa.BufferOutputStream()
    pq.write_table(TABLE, out, compression="none")
    return bytes(out.getvalue())


def _form(*parts, end=b"--Bnd--\r\n"):
    return b"".join(b"--Bnd\r\n" + one + b"\r\n" for one in parts) + end


def _part(disposition, body, *headers):
    lines = [f"Content-Disposition: form-data; {disposition}", *headers, "", body]
    return "\r\n".join(lines).encode()


_FIELDS = (_part('name="id"', "7"), _part('name="note"', "v1"), _part('name="citizenshipCode"', CANARY))
_UPLOAD = _part('name="upload"; filename="people.csv"', CSV, "Content-Type: text/csv")
_TABLE = f"<w:tbl><w:tr><w:tc>{said('note')}</w:tc><w:tc>{said(CANARY)}</w:tc></w:tr></w:tbl>"
_NAMES = cell("id") + cell("name") + cell("citizenshipCode")
_COMMENT = f"<office:annotation><text:p>{CANARY}</text:p></office:annotation>"
_MEMBER = ("NM1*IL*1*REY*ANA", f"DMG*D8*19870309*F**C:RET:2106-3*{CANARY}")


def _enrolment():
    return interchange("834", "BGN*00*1*20260615", "INS*Y*18*030", *_MEMBER)


MADE = {
    "arrow-file": lambda: _arrow(pa.ipc.new_file),
    "arrow-stream": lambda: _arrow(pa.ipc.new_stream),
    "arrow-cut": lambda: _arrow(pa.ipc.new_stream)[:-9],
    "parquet": _parquet,
    "parquet-cut": lambda: _parquet()[:-1],
    "cbor-rows": lambda: cbor2.dumps(PEOPLE),
    "cbor-tagged": lambda: cbor2.dumps({"id": "7", "note": cbor2.CBORTag(37, b"1234567890123456")}),
    "msgpack-rows": lambda: msgspec.msgpack.encode(PEOPLE),
    "msgpack-binary": lambda: msgspec.msgpack.encode({"id": b"7"}),
    "docx": lambda: document(
        said("Open from 9 to 5.") + _TABLE, **{"word/comments.xml": part(f"<w:comment>{said(CANARY)}</w:comment>", "comments")}
    ),
    "docx-with-program": lambda: document(said("a"), **{"word/vbaProject.bin": "x"}),
    "ods": lambda: book(_NAMES, cell("7") + cell("Ana Rey" + _COMMENT) + cell(CANARY), name="people"),
    "ods-alike": lambda: book(
        cell("id") + cell("birthDate"), *(cell(str(n)) + cell(f"{year}-03-09") for n, year in enumerate((1987, 1931, 1987))),
        name="people",
    ),
    "ods-twice": lambda: book(cell("id") + cell("id"), cell("7") + cell("8"), name="people"),
    "pdf": lambda: pdf("Open from 9 to 5."),
    "pdf-with-number": lambda: pdf("A-Number A219384756"),
    "pdf-with-program": lambda: pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    "png": lambda: photo("PNG", Image.new("RGB", (8, 8), "red")),
    "gif": lambda: photo("GIF", Image.new("P", (8, 8))),
    "jpeg-behind": lambda: photo("JPEG", Image.new("RGB", (8, 8))) + b"more",
    "zip-of-kinds": lambda: zipped(
        ("a.json", f'{{"id":"7","citizenshipCode":"{CANARY}"}}'), ("b.xml", f"<citizenshipCode>{CANARY}</citizenshipCode>"), ("c.txt", "v1")
    ),
    "zip-of-a-file-of-no-kind": lambda: zipped(("a.exe", "MZ")),
    "zip-out-of-its-folder": lambda: zipped(("../a.json", "{}")),
    "zip-in-zip": lambda: zipped(("b.zip", zipped(("a.json", f'{{"id":"7","citizenshipCode":"{CANARY}"}}')))),
    "form": lambda: _form(*_FIELDS),
    "form-with-file": lambda: _form(*_FIELDS, _UPLOAD),
    "form-twice": lambda: _form(_FIELDS[0], _FIELDS[0]),
    "form-without-end": lambda: _form(*_FIELDS, end=b""),
    "form-in-base64": lambda: _form(_part('name="id"', "Nw==", "Content-Transfer-Encoding: base64")),
    "x12": _enrolment,
    "x12-wrong-count": lambda: _enrolment().replace(b"SE*6*", b"SE*9*"),
}  # fmt: skip
