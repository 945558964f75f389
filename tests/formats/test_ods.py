from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from firewall.formats import FORMATS, Limits
from firewall.formats.ods import MEDIA_TYPE
from tests.formats.archives import everything, refused, unzipped, zipped
from tests.formats.test_xlsx import NAMES, TEXTS

ODS = FORMATS[MEDIA_TYPE]
LIMITS = Limits()
CANARY = "A087654321"
HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="dc"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def book(*rows, name="Patients", **parts):
    table = f'<table:table table:name="{name}">' + "".join(
        f"<table:table-row>{row}</table:table-row>" for row in rows
    )
    return zipped(
        ("mimetype", MEDIA_TYPE), ("content.xml", HEAD.format(table + "</table:table>")), *parts.items()
    )  # fmt: skip


def cell(text, more=""):
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def values(body):
    """What lxml makes of it: names of sheets, and the texts of cells."""
    tree = etree.fromstring(unzipped(body)["content.xml"])
    spaces = {k: v for k, v in tree.nsmap.items() if k}
    return {
        table.get(f"{{{spaces['table']}}}name"): [
            ["".join(one.itertext()) for one in row] for row in table.iterfind(".//table:table-row", spaces)
        ]
        for table in tree.iterfind(".//table:table", spaces)
    }


def test_values_go_by_their_header():
    body = book(
        cell("name") + cell("born") + cell("n") + cell("b") + cell("x"),
        cell("José") + '<table:table-cell office:value-type="date" office:date-value="1984-05-02"><text:p>5/2/84</text:p></table:table-cell>'
        '<table:table-cell office:value-type="currency" office:value="1.50" table:formula="of:=SECRET"><text:p>$2</text:p></table:table-cell>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell table:number-columns-repeated="16000"/>',
        '<table:table-cell table:number-columns-repeated="16384"/>',
    )  # fmt: skip

    assert ODS.parse(body, LIMITS) == {
        "sheets": {
            "Patients": [{"name": "José", "born": "1984-05-02", "n": Decimal("1.50"), "b": True, "x": None}]
        }
    }


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), TEXTS, st.just("a  b\n\n c"), st.just("=1+1"), st.decimals(-1000, 1000, places=2))  # fmt: skip


@given(st.dictionaries(st.sampled_from(["Patients", "Streets & Co"]), st.lists(NAMES, min_size=1, max_size=4, unique=True).flatmap(lambda names: st.lists(st.fixed_dictionaries(dict.fromkeys(names, VALUES)), min_size=1, max_size=4)), min_size=1))  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_with_nothing_to_remove_it_means_the_same(sheets):
    sheets = {name: [row for row in rows if set(row.values()) != {None}] for name, rows in sheets.items()}
    sheets = {name: rows for name, rows in sheets.items() if rows}

    assert not sheets or ODS.parse(ODS.write({"sheets": sheets}), LIMITS) == {"sheets": sheets}


def test_what_is_taken_out_is_gone_and_so_is_all_that_stands_beside_the_values():
    note = (
        f"<office:annotation><dc:creator>{CANARY}</dc:creator><text:p>{CANARY}</text:p></office:annotation>"
    )
    body = book(
        cell("name") + cell("status"),
        f'<table:table-cell office:value-type="string" table:formula="of:={CANARY}">{note}<text:p>José</text:p></table:table-cell>' + cell(CANARY),
        **{"meta.xml": f"<a>{CANARY}</a>", "Thumbnails/t.png": CANARY},
    )  # fmt: skip
    tree = ODS.parse(body, LIMITS)
    assert tree == {"sheets": {"Patients": [{"name": "José", "status": CANARY}]}}

    out = ODS.write({"sheets": {"Patients": [{"name": "José"}]}})

    assert values(out) == {"Patients": [["name"], ["José"]]}
    assert CANARY.encode() in everything(body)
    assert CANARY.encode() not in everything(out)
    assert next(iter(unzipped(out))) == "mimetype"
    assert out[30:].startswith(b"mimetype" + MEDIA_TYPE.encode())


def test_names_of_columns_are_told_from_values():
    exposed = ODS.exposed(ODS.write({"sheets": {"S": [{"name": "status"}]}}), LIMITS)

    assert any(spelt in exposed for spelt in ODS.spelt("name"))
    assert not any(spelt in exposed for spelt in ODS.spelt("status"))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"x", "not-an-archive"),
        (zipped(("a", b"x")), "not-a-sheet"),
        (book("", **{"META-INF/manifest.xml": "<encryption-data/>"}), "encrypted"),
        (book("", **{"Basic/x.xml": "<a/>"}), "macros"),
        (book(cell("a"), cell("x", ' table:number-columns-repeated="99999999"')), "too-many-columns"),
        (book(cell("a")).replace(b"<", b"<"), None),
        (book(cell("a", ' table:number-columns-repeated="x"')), "not-a-sheet"),
        (zipped(("content.xml", b"<!DOCTYPE a><a/>")), "document-type"),
        (zipped(("content.xml", HEAD.format('<table:table table:name="a"><table:table-row>' + cell("a") + '</table:table-row><table:table-row table:number-rows-repeated="99999999">' + cell("1") + "</table:table-row></table:table>"))), "too-many-fields"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_in_one_way_is_refused(body, why):
    if why is None:
        assert ODS.parse(body, LIMITS) == {"sheets": {"Patients": []}}
    else:
        refused(lambda: ODS.parse(body, LIMITS), why)


def test_of_a_cell_that_says_one_thing_and_shows_another_what_it_says_is_read():
    said = cell("shown", ' office:string-value="said"')

    assert ODS.parse(book(cell("name"), said), LIMITS)["sheets"]["Patients"] == [{"name": "said"}]
