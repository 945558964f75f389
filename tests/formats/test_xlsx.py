import io
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from firewall.formats import FORMATS, Limits, Unreadable
from firewall.formats.xlsx import MEDIA_TYPE
from firewall.formats.zipped import pack
from tests.formats.archives import everything, refused, unzipped, zipped

XLSX = FORMATS[MEDIA_TYPE]
LIMITS = Limits()
CANARY = "A087654321"

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(*rows, title="Patients", change=lambda made: None):
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(body):
    made = openpyxl.load_workbook(io.BytesIO(body))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in made}


def with_parts(body, **parts):
    return pack({**unzipped(body), **parts}.items())


def test_rows_go_by_their_header_and_dates_are_texts():
    body = book(["name", "born", "at", "t", "n", "b", "none"], ["José", date(1984, 5, 2), datetime(2026, 1, 2, 3, 4, 5), time(8, 30), 1.5, True, None])  # fmt: skip

    assert XLSX.parse(body, LIMITS) == {
        "sheets": {
            "Patients": [
                {"name": "José", "born": "1984-05-02", "at": "2026-01-02T03:04:05", "t": "08:30:00", "n": Decimal("1.5"), "b": True, "none": None},
            ]
        }
    }  # fmt: skip


NAMES = st.text("abcXYZ é_x0041&<\"'", min_size=1, max_size=12).map(str.strip).filter(bool)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), TEXTS, st.just("_x0041_x0042_"), st.just("=1+1"), st.decimals(-1000, 1000, places=2))  # fmt: skip


@given(st.dictionaries(st.sampled_from(["Patients", "Streets & Co", "Ä"]), st.lists(NAMES, min_size=1, max_size=4, unique=True).flatmap(lambda names: st.lists(st.fixed_dictionaries(dict.fromkeys(names, VALUES)), min_size=1, max_size=4)), min_size=1))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_with_nothing_to_remove_it_means_the_same(sheets):
    sheets = {name: [row for row in rows if set(row.values()) != {None}] for name, rows in sheets.items()}
    body = XLSX.write({"sheets": sheets})

    assert XLSX.parse(body, LIMITS) == {"sheets": sheets}
    for name, rows in read(body).items():
        assert [len(row) for row in rows[1:]] == [len(row) for row in sheets[name]]


def test_all_that_stands_beside_the_values_is_gone():
    def hide(made):
        sheet = made.active
        sheet["B2"] = f'=HYPERLINK("http://x/{CANARY}", "see")'
        sheet["A2"].comment = Comment(CANARY, CANARY)
        sheet["A2"].hyperlink = f"http://x/{CANARY}"
        sheet["A2"].number_format = f'"{CANARY}"0'
        sheet.oddHeader.left.text = CANARY
        sheet.row_dimensions[3].hidden = True
        made.defined_names["x"] = DefinedName("x", attr_text=f'"{CANARY}"')
        made.properties.creator = made.properties.title = CANARY
        made.create_sheet("Secrets").append([CANARY])
        made["Secrets"].sheet_state = "veryHidden"
        made["Secrets"].append([CANARY])

    body = book(["name", "status"], ["José", "x"], ["Ana", CANARY], change=hide)
    body = with_parts(
        body, **{"customXml/item1.xml": f"<a>{CANARY}</a>".encode(), "xl/embeddings/o.bin": CANARY.encode()}
    )
    tree = XLSX.parse(body, LIMITS)
    left = {"sheets": {"Patients": [{"name": row["name"]} for row in tree["sheets"]["Patients"]]}}

    out = XLSX.write(left)

    assert tree["sheets"]["Secrets"] == [{CANARY: CANARY}]
    assert read(out) == {"Patients": [["name"], ["José"], ["Ana"]]}
    assert CANARY.encode() in everything(body)
    assert CANARY.encode() not in everything(out)
    assert CANARY.encode() not in XLSX.exposed(out, LIMITS)


def test_a_formula_is_what_it_gave_and_never_a_formula_again():
    body = book(["a", "b"], ["x", "=1+1"])
    sheet = unzipped(body)["xl/worksheets/sheet1.xml"].replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")  # fmt: skip
    tree = XLSX.parse(with_parts(body, **{"xl/worksheets/sheet1.xml": sheet}), LIMITS)
    assert tree == {"sheets": {"Patients": [{"a": "x", "b": 2}]}}

    out = XLSX.write({"sheets": {"Patients": [{"a": "=1+1", "b": "@x"}]}})

    cells = openpyxl.load_workbook(io.BytesIO(out)).active[2]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True), ("s", True)]


def test_what_is_escaped_in_a_cell_is_read_as_everybody_reads_it():
    body = book(["a"], ["_x0041_087654321"])

    assert XLSX.parse(body, LIMITS)["sheets"]["Patients"] == [{"a": "A087654321"}]


def test_names_of_columns_and_sheets_are_told_from_values():
    out = XLSX.write({"sheets": {"Status": [{"name": "status"}]}})
    exposed = XLSX.exposed(out, LIMITS)

    assert any(spelt in exposed for spelt in XLSX.spelt("name"))
    assert any(spelt in exposed for spelt in XLSX.spelt("Status"))
    assert not any(spelt in exposed for spelt in XLSX.spelt("status"))


def test_a_workbook_of_nothing_opens():
    assert read(XLSX.write({})) == {"Sheet1": []}


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def of_sheet(data):
    return with_parts(book(["a"]), **{"xl/worksheets/sheet1.xml": SHEET % data})


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"name\nJos\xc3\xa9", "not-an-archive"),
        (zipped(("a.txt", b"x")), "not-a-sheet"),
        (with_parts(book(["a"]), **{"xl/vbaProject.bin": b"x"}), "macros"),
        (with_parts(book(["a"]), **{"xl/workbook.xml": b"<!DOCTYPE a><a/>"}), "document-type"),
        (of_sheet(b'<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "not-a-sheet"),
        (of_sheet(b'<row><c t="s"><v>99</v></c></row>'), "not-a-sheet"),
        (of_sheet(b'<row><c t="inlineStr"><is><t>_x0000_</t></is></c></row>'), "control-character"),
        (of_sheet(b'<row><c t="inlineStr"><is><t>_xD800_</t></is></c></row>'), "control-character"),
        (of_sheet(b"<row><c><v>1e999</v></c></row>"), "number-out-of-range"),
        (of_sheet(b"<row><c><v>1</v></c><c><v>1</v></c></row>"), "duplicate-key"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(body, why):
    refused(lambda: XLSX.parse(body, LIMITS), why)


NOISE = b"".join(
    b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="ALK%d"><v>0.5</v></c></row>' % ((n,) * 4)
    for n in range(1, 400)
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (NOISE, "too-many-fields"),  # narrow rows of a wide sheet
        (b"<row/>" * 1_000 + b'<row><c r="XFD1"><v>1</v></c></row>', "too-many-columns"),
    ],
)
def test_a_bomb_is_refused_in_little_memory(data, why):
    body = of_sheet(data)

    refused(lambda: XLSX.parse(body, Limits(fields=100_000)), why)


def test_any_bytes_at_all_end_in_a_reason():
    body = book(["name", "born"], ["José", date(1984, 5, 2)])
    parts = unzipped(body)
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"):
        for at in range(0, len(parts[name]), 97):
            broken = parts[name][:at] + b"\x00<" + parts[name][at + 2 :]
            try:
                XLSX.parse(with_parts(body, **{name: broken}), LIMITS)
            except Unreadable as unreadable:
                assert unreadable.why  # noqa: PT017  # either it is read, or there is a reason


@pytest.mark.parametrize("is_shared", [True, False])
def test_how_a_text_is_pronounced_is_no_part_of_it(is_shared):
    said = '<t>Ana</t><rPh sb="0" eb="1"><t>ana-kana</t></rPh>'
    body = book(["name"], ["Ana"])
    parts = unzipped(body)
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    link = f'<Relationship Id="rX" Type="{OFFICE}/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    data = parts["xl/worksheets/sheet1.xml"].decode()
    start = data.index('<c r="A2"')
    cell = '<c r="A2" t="s"><v>0</v></c>' if is_shared else f'<c r="A2" t="inlineStr"><is>{said}</is></c>'
    changed = {
        "xl/worksheets/sheet1.xml": data[:start] + cell + data[data.index("</c>", start) + 4 :],
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si>{said}</si></sst>',
    }

    tree = XLSX.parse(with_parts(body, **{name: text.encode() for name, text in changed.items()}), LIMITS)

    assert tree["sheets"]["Patients"] == [{"name": "Ana"}]
