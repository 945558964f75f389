"""Tables row by row: the same as a whole table is, however the bytes come."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import Limits, Unreadable, format_of
from firewall.formats.rows import RowReader, Rows
from firewall.grid import Grid
from tests.formats.test_jsonlines import fed, listed, told

LIMITS = Limits()
TYPES = ["text/csv", "text/csv; header=absent", "text/tab-separated-values"]
PIECES = st.lists(
    st.sampled_from(
        ["a", "b", "é", ",", "\t", '"', '""', "\n", "\r\n", "\r", "\N{ZERO WIDTH NO-BREAK SPACE}"]
    ),
    max_size=14,
)


def rows(media_type="text/csv"):
    return Rows(format_of(media_type))


def read(work):
    try:
        return work()
    except Unreadable:
        return None


@given(st.sampled_from(TYPES), PIECES, st.integers(1, 9))
def test_row_by_row_is_read_what_is_read_of_a_whole_table_and_nothing_else(media_type, pieces, size):
    body = "".join(pieces).encode()
    whole = read(lambda: format_of(media_type).parse(body, LIMITS))
    found = read(lambda: fed(rows(media_type), body, size))
    # A byte order mark at the beginning of a later row is refused here, and a letter of a whole table.
    assert found == whole or (found is None and "\ufeff" in body.decode())


CELLS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=6) | st.sampled_from(
    ["a\nb", 'a"b']
)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.integers(1, 40))
def test_with_nothing_to_remove_a_table_is_the_same_to_another_reader(cells, size):
    out = io.StringIO()
    csv.writer(out).writerows([("id", "name"), *cells])
    kind = rows()
    found = fed(kind, out.getvalue().encode(), size)
    assert [tuple(row.values()) for row in found] == cells

    writer = kind.writer()
    written = b"".join([writer.opening(), *(writer.records([row]) for row in found), writer.closing()])

    assert written == format_of("text/csv").write(found)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"a,b\n1,2,3\n", "ragged-row"),
        (b"a,b\n\n1,2\n", "empty-line"),
        (b"a,A\n", "duplicate-column"),
        (b'a\n1"2\n"\n', "not-csv"),
        (b'a\n"1\n2', "truncated-record"),
        (b"a\r\n1\n", "line-ends"),
        (b"a\n1\r", "line-ends"),
        (b"a\n\xff\n", "not-utf-8"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa\n", "byte-order-mark"),
        (b"a\n" + b"1" * (1 << 20) + b"\n", "record-too-large"),
        (b'a\n"' + b"1\n" * (1 << 19) + b'"\n', "record-too-large"),
        (b"a" * (1 << 20) + b",b\n", "record-too-large"),
    ],
)
def test_what_two_readers_could_split_differently_is_refused(body, why):
    with pytest.raises(Unreadable) as caught:
        fed(rows(), body, 65536)
    assert caught.value.why == why


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf", b"a,b", b"a,b\r\n"])
def test_a_table_without_rows_is_written_as_nothing(body):
    kind = rows()
    assert fed(kind, body, 1) == []
    assert kind.writer().records([]) == b""


def test_no_more_than_a_row_is_held():
    reader = rows().reader(LIMITS)
    assert listed(reader.feed(b'a\n1\n"2\n3')) == [{"a": "1"}]
    assert reader.held_bytes == 4
    assert listed(reader.feed(b'"\n')) == [{"a": "2\n3"}]
    assert reader.held_bytes == 0


@pytest.mark.parametrize(("begins", "goes_on"), [(b'"', b"1\n"), (b"1", b",1")])
def test_a_row_without_an_end_is_not_held_for_ever(begins, goes_on):
    reader = rows().reader(LIMITS)
    reader.feed(begins)
    with pytest.raises(Unreadable, match="record-too-large"):
        for _ in range(20):
            reader.feed(goes_on * 32768)


def test_a_column_that_is_gone_is_empty_and_one_that_comes_later_is_no_table():
    writer = rows().writer()
    assert writer.records([{"a": "1", "b": "2"}]) == b"a,b\r\n1,2\r\n"
    assert writer.records([{"b": "3"}]) == b",3\r\n"
    for record in ({"c": "4"}, ["1", "2"]):
        with pytest.raises(Unreadable, match="not-a-table"):
            writer.records([record])


def test_a_row_of_nothing_is_none_where_nothing_quotes():
    writer = rows("text/tab-separated-values").writer()
    assert writer.records([{"a": "1"}]) == b"a\r\n1\r\n"
    with pytest.raises(Unreadable, match="not-a-table"):
        writer.records([{}])


def test_a_formula_is_text_in_any_row():
    writer = rows().writer()
    assert writer.records([{"a": "=1+1"}]) + writer.records([{"a": "@x"}]) == b"a\r\n'=1+1\r\n'@x\r\n"


@given(st.sampled_from(TYPES), PIECES, PIECES, st.integers(1, 40))
def test_rows_that_are_read_at_once_are_what_they_are_one_by_one(media_type, pieces, more, size):
    body = "".join(("a\n", *pieces, "\n", *more)).encode()
    found = told(rows(media_type), body, size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RowReader, "_grid", lambda _: None)
        assert found == told(rows(media_type), body, size)


def test_rows_come_as_columns_once_their_names_are_known():
    reader = rows().reader(LIMITS)

    assert listed(reader.feed(b"a,b\r\n1,")) == []
    found = reader.feed(b'"2\r\n3"\r\n4,5\r\n6,"')
    assert isinstance(found, Grid)
    assert found.columns == (("1", "4"), ("2\r\n3", "5"))
    assert listed(reader.feed(b'7"\r\n')) == [{"a": "6", "b": "7"}]


def test_columns_leave_under_the_names_that_stand_above_them():
    writer = rows().writer()

    assert writer.grid(Grid(("a", "b"), (("1",), ("=2",)), 1)) == b"a,b\r\n1,'=2\r\n"
    assert writer.grid(Grid(("b",), (("3",),), 1)) == b",3\r\n"
    assert writer.records([{"a": "4"}]) == b"4,\r\n"
    with pytest.raises(Unreadable, match="not-a-table"):
        writer.grid(Grid(("c",), (("3",),), 1))


def test_a_cell_of_very_many_lines_is_read_once():
    body = b'"' + b"x\n" * 500
    reader = rows().reader(LIMITS)

    assert listed(reader.feed(b"a\n" + body)) == []
    assert listed(reader.feed(b'"\n')) == [{"a": "x\n" * 500}]
