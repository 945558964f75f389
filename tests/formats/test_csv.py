import csv
import io
from contextlib import suppress

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import format_of
from firewall.formats.base import Limits, Unreadable
from firewall.formats.csv import TAB, Csv
from firewall.formats.formulas import neutralised
from tests.formats.through import through

CSV = Csv()
BARE = format_of("text/csv; header=absent")
TSV = Csv("text/tab-separated-values", TAB)
LIMITS = Limits()
CANARY = "CANARY-7c1f"


def test_rows_are_objects_by_the_names_in_the_header():
    body = b'id,name,note\r\n1,"Ana ""A"" L\xc3\xb3pez","a, b\r\nc"\r\n2,,\r\n'

    assert CSV.parse(body, LIMITS) == [
        {"id": "1", "name": 'Ana "A" López', "note": "a, b\r\nc"},
        {"id": "2", "name": "", "note": ""},
    ]


def test_without_a_header_columns_go_by_their_places():
    assert BARE.parse(b"1,Ana\n2,Bo\n", LIMITS) == [{"0": "1", "1": "Ana"}, {"0": "2", "1": "Bo"}]


def test_tabs_separate_and_nothing_quotes():
    assert TSV.parse(b'id\tname\n1\tAna "A", L\n', LIMITS) == [{"id": "1", "name": 'Ana "A", L'}]


def test_the_mark_that_excel_writes_is_no_part_of_a_name():
    assert CSV.parse(b"\xef\xbb\xbfid,name\r\n1,Ana\r\n", LIMITS) == [{"id": "1", "name": "Ana"}]


@pytest.mark.parametrize("body", [b"", b"id,name", b"id,name\r\n", b"\xef\xbb\xbf"])
def test_a_table_without_rows_is_an_empty_list_and_written_as_nothing(body):
    assert CSV.write(CSV.parse(body, LIMITS)) == b""


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"a,b\n1,2,3\n", "ragged-row"),
        (b"a,b\n1\n", "ragged-row"),
        (b"a,b\n1,2\n\n", "empty-line"),
        (b"a\n\n1\n", "empty-line"),
        (b"\na\n1\n", "empty-line"),
        (b"a,a\n1,2\n", "duplicate-column"),
        (b"ssn,SSN\n1,2\n", "duplicate-column"),
        (b"ssn,ssn \n1,2\n", "duplicate-column"),
        (b"a,\n1,2\n", "empty-column"),
        (b"a, \n1,2\n", "empty-column"),
        (b'a,b\n1,"2\n', "not-csv"),
        (b'a,b\n1,2"\n', "not-csv"),
        (b'a,b\n1,"2"x\n', "not-csv"),
        (b'a,b\n1, "2"\n', "not-csv"),
        (b'a,b\n1,x"2"\n', "not-csv"),
        (b'a,b\n1,"2" \n', "not-csv"),
        (b'a,b\n1,"2\\",3"\n', "not-csv"),
        (b"a,b\r1,2\r", "line-ends"),
        (b"a,b\n1,2\r", "line-ends"),
        (b'a,b\n1,"2\r3"\n', "line-ends"),
        (b"a,b\r\n1,2\n", "line-ends"),
        (b"a,b\n1,\x00\n", "control-character"),
        (b"a,b\n1,\x1b[2J\n", "control-character"),
        (b"a,b\n1,\xff\n", "not-utf-8"),
        (b"\xff\xfea\x00", "not-utf-8"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n", "byte-order-mark"),
        (b"k" * 257 + b"\n1\n", "key-too-long"),
        (b"a\n" + b"x" * 140_000 + b"\n", "field-too-long"),
    ],
)
def test_what_two_readers_could_split_differently_is_refused(body, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        CSV.parse(body, LIMITS)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'a\tb\n1\t"2"\n', "not-csv"),
        (b'"a"\tb\n', "not-csv"),
        (b"a\tb\n1\n", "ragged-row"),
        (b"a\n\n", "empty-line"),
    ],
)
def test_the_same_for_tabs(body, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        TSV.parse(body, LIMITS)


@pytest.mark.parametrize(
    "body",
    [b"," * 300_000, b"a\n" + b'"",' * 500_000, b"a\n" * 300_000, b"a\n" + b"," * 300_000, b"\n" * 300_000],
)
def test_too_many_cells_are_refused_before_they_are_built(body):
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        CSV.parse(body, LIMITS)


def test_commas_in_quotes_are_no_cells():
    assert CSV.parse(b'a\n"' + b"," * 1000 + b'"\n', Limits(fields=10)) == [{"a": "," * 1000}]


def test_a_column_taken_out_is_in_no_byte():
    tree = CSV.parse(f"id,ssn,zip\n1,{CANARY},60601\n2,{CANARY},60602\n".encode(), LIMITS)

    body = CSV.write([{"id": row["id"], "zip": row["zip"]} for row in tree])

    assert CANARY.encode() not in body
    assert b"ssn" not in body
    assert pl.read_csv(io.BytesIO(body)).rows() == [(1, 60601), (2, 60602)]


def test_without_a_header_a_column_taken_out_leaves_its_place_empty():
    body = f"1,{CANARY},60601,{CANARY}\n".encode()
    tree = BARE.parse(body, LIMITS)

    written = BARE.rewrite(body, tree, [{"0": "1", "2": "60601"}], LIMITS)

    assert written == b"1,,60601,\r\n"


def test_markers_and_numbers_are_written_as_texts():
    tree = [{"a": None, "b": True, "c": 0, "d": [], "e": "withheld"}]

    assert CSV.write(tree) == b"a,b,c,d,e\r\n,true,0,,withheld\r\n"


@pytest.mark.parametrize(
    "tree", [None, "a", {}, ["a"], [{"a": "1"}, {"b": "1"}], [{"a": {"b": "c"}}], [{"a": "1"}, {}]]
)
def test_no_other_tree_is_written(tree):
    with pytest.raises(Unreadable, match=r"^not-a-table$"):
        CSV.write(tree)


@pytest.mark.parametrize("tree", [[{"x": "1"}], [{"2": "a", "1": "b"}], [{"-1": "a"}], [{"²": "a"}]])
def test_no_other_places_are_written(tree):
    with pytest.raises(Unreadable, match=r"^not-a-table$"):
        BARE.write(tree)


@pytest.mark.parametrize("cell", ['"a', "a\tb", "a\nb", ""])
def test_what_tabs_cannot_say_is_not_written(cell):
    with pytest.raises(Unreadable, match=r"^not-a-table$"):
        TSV.write([{"a": cell}])


def test_the_exit_check_sees_names_in_the_header_alone_and_cells_without_quotes():
    body = CSV.write([{"status": 'a "status" b', "zip": "status"}])

    assert CSV.exposed(body, LIMITS).count(CSV.spelt("status")[0]) == 1
    assert CSV.spelt("zip")[0] in CSV.exposed(body, LIMITS)
    assert b'a "status" b' in CSV.exposed(body, LIMITS)
    assert CSV.exposed(b"", LIMITS) == b""
    assert BARE.spelt("0") == ()


@pytest.mark.parametrize(
    ("content_type", "written"),
    [
        ("text/csv; header=present", "text/csv"),
        ("text/csv; header=absent; charset=UTF-8", "text/csv; header=absent"),
        ("text/csv; charset=utf-8", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
    ],
)
def test_the_media_type_says_whether_there_is_a_header(content_type, written):
    assert format_of(content_type).media_type == written
    assert format_of(written).media_type == written


@pytest.mark.parametrize("parameters", ["header=maybe", "header=Absent", "delimiter=x", "header=absent; x=y"])
def test_no_other_parameters_are_known(parameters):
    with pytest.raises(Unreadable, match=r"^unknown-parameter$"):
        format_of(f"text/csv; {parameters}")


def test_what_the_message_says_counts_for_more_than_the_file():
    assert not CSV.without_header().has_header
    assert format_of("text/csv; header=present").without_header().has_header


# ---- row by row


def test_rows_are_read_and_written_one_by_one_as_the_whole_is():
    lines = ["id,note\r\n", '1,"=a ""b""\r\nc"\r\n', "2,x"]

    names = CSV.names(CSV.read_row(lines[0], LIMITS), LIMITS)
    records = [CSV.record(names, CSV.read_row(line, LIMITS)) for line in lines[1:]]

    assert records == CSV.parse("".join(lines).encode(), LIMITS)
    written = CSV.write_row(names) + b"".join(CSV.write_row(CSV.cells(record, names)) for record in records)
    assert written == CSV.write(records)


def is_whole(table, text):
    held = bytearray(text.encode())
    return table.quotes(held, 0, len(held)) % 2 == 0


def test_a_row_ends_with_a_line_but_not_between_quotes():
    assert is_whole(CSV, '1,"a"\n')
    assert not is_whole(CSV, '1,"a\n')
    assert is_whole(TSV, '1\t5"\n')


@pytest.mark.parametrize("line", ["1\n2\n", ""])
def test_more_or_less_than_one_row_is_none(line):
    with pytest.raises(Unreadable, match=r"^not-csv$"):
        CSV.read_row(line, LIMITS)


# ---- laws

cell = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=8)
name = cell.filter(str.strip)


@st.composite
def tables(draw, of=cell, named=name):
    names = draw(st.lists(named, min_size=1, max_size=4, unique_by=lambda n: n.strip().casefold()))
    return [
        dict(zip(names, row, strict=True))
        for row in draw(st.lists(st.tuples(*[of] * len(names)), max_size=4))
    ]


def _neutral(table):
    return [{neutralised(n): neutralised(c) for n, c in row.items()} for row in table]


@given(tables())
def test_what_we_write_reads_back_the_same_here_and_elsewhere(table):
    body = CSV.write(table)

    with suppress(Unreadable):  # two names that an apostrophe makes one
        assert CSV.parse(body, LIMITS) == _neutral(table)
        assert list(csv.DictReader(io.StringIO(body.decode(), newline=""))) == _neutral(table)
        assert CSV.write(CSV.parse(body, LIMITS)) == body


@given(st.text('",\r\n a=1', max_size=14))
def test_whatever_is_read_python_reads_alike(text):
    with suppress(Unreadable):
        table = BARE.parse(text.encode(), LIMITS)

        assert [list(row.values()) for row in table] == list(csv.reader(io.StringIO(text, newline="")))


@given(st.text('",\r\n a=1', max_size=14))
def test_whatever_is_read_is_read_row_by_row_too(text):
    with suppress(Unreadable):
        table = BARE.parse(text.encode(), LIMITS)
        lines, pending = [], ""
        for line in io.StringIO(text, newline="\n"):
            pending += line
            if is_whole(BARE, pending):
                lines.append(pending)
                pending = ""

        assert not pending
        assert [BARE.read_row(line, LIMITS) for line in lines] == [list(row.values()) for row in table]


@given(st.binary(max_size=40) | st.text('a,"\r\n=\t', max_size=20).map(str.encode))
def test_nothing_but_unreadable_is_raised(body):
    for each in (CSV, BARE, TSV):
        with suppress(Unreadable):
            each.write(each.parse(body, LIMITS))


# ---- through the engine

FIELDS = {"/*/id": "record.id", "/*/name": "identity.name", "/*/citizenship": "immigration.citizenship"}


async def test_a_table_goes_through_without_what_is_not_shared():
    body = f"id,name,citizenship,other\n1,Ana,HN,{CANARY}\n2,=Bo,MX,{CANARY}\n".encode()

    ruling = await through(body, "text/csv", FIELDS)

    assert ruling.outgoing.media_type == "text/csv"
    assert ruling.outgoing.body == b"id,name\r\n1,Ana\r\n2,'=Bo\r\n"


@pytest.mark.parametrize("more", ["title: By column", "header: absent"])
async def test_what_came_in_another_character_set_leaves_as_utf_8(more):
    """The first byte of this letter in UTF-8 and the second stand for others in Latin-1, or for none."""
    names = "" if "absent" in more else "id,name,citizenship\r\n"
    fields = {"/*/0": "record.id", "/*/1": "identity.name", "/*/2": "health.record"} if not names else FIELDS
    body = f"{names}1,Élodie,HN\r\n2,Ñu,MX\r\n".encode("latin-1")

    ruling = await through(body, "text/csv; charset=iso-8859-1", fields, more=more)

    left = "id,name\r\n1,Élodie\r\n2,Ñu\r\n" if names else "1,Élodie,HN\r\n2,Ñu,MX\r\n"
    assert ruling.outgoing.body == left.encode()


async def test_the_service_file_says_that_there_is_no_header():
    fields = {"/*/0": "record.id", "/*/1": "immigration.citizenship", "/*/2": "identity.name"}

    ruling = await through(b"1,HN,Ana\n2,MX,Bo\n", "text/csv", fields, more="header: absent")

    assert ruling.outgoing.media_type == "text/csv; header=absent"
    assert ruling.outgoing.body == b"1,,Ana\r\n2,,Bo\r\n"


async def test_data_taken_for_a_header_do_not_leave():
    ruling = await through(f"{CANARY},536-90-4399\n1,2\n".encode(), "text/csv", FIELDS)

    assert ruling.outgoing.body == b""


async def test_a_finding_in_one_row_takes_the_column_out_of_all():
    body = b"id,name\n1,Ana\n2,A-number A087654321 undocumented\n"

    ruling = await through(body, "text/csv", FIELDS)

    assert ruling.outgoing.body == b"id\r\n1\r\n2\r\n"


async def test_a_table_that_cannot_be_read_in_one_way_does_not_leave():
    ruling = await through(b"id,name\n1\n", "text/csv", FIELDS)

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("ragged-row",)


def test_how_long_a_cell_may_be_is_no_matter_of_who_else_reads_tables():
    before = csv.field_size_limit(10**9)
    try:
        with pytest.raises(Unreadable, match="field-too-long"):
            CSV.parse(b"a\n" + b"x" * 140_000 + b"\n", Limits())
    finally:
        csv.field_size_limit(before)
