"""Long files: rows, lines and pieces of text, and that nothing falls between two of them."""

import io

import pytest

from firewall.formats import Limits
from firewall.survey import rows
from firewall.survey.parts import Part, Unread
from firewall.survey.reading import json

LIMITS = Limits()


def ndjson(text, limits=LIMITS):
    return list(rows.ndjson(io.StringIO(text, newline=""), lambda line: json(line.encode()), limits))


def table(text, limits=LIMITS, holds_data=lambda _: False):
    return list(rows.table(io.StringIO(text, newline=""), ",", holds_data, limits))


def records(parts):
    """Everything that was read, by its position in the whole."""
    return {
        part.first + n: item for part in parts if isinstance(part, Part) for n, item in enumerate(part.tree)
    }


# ---- NDJSON


def test_a_bad_line_is_told_and_the_others_are_read():
    parts = ndjson('{"a":1}\n{"b":}\n\n{"c":3}\n{"d":4}')

    assert records(parts) == {0: {"a": 1}, 3: {"c": 3}, 4: {"d": 4}}
    assert [part for part in parts if isinstance(part, Unread)] == [Unread("not-json", 1, 2, 6)]


def test_many_lines_keep_their_numbers(monkeypatch):
    monkeypatch.setattr(rows, "_BATCH_ROWS", 7)
    parts = ndjson("".join(f"{number}\n" for number in range(100)))

    assert len(parts) > 10
    assert records(parts) == {number: number for number in range(100)}


def test_a_null_on_a_line_is_a_record():
    assert records(ndjson("null\n1\n")) == {0: None, 1: 1}


def test_a_line_without_an_end_is_told_and_what_stood_before_is_read():
    parts = ndjson('{"a":1}\n' + '"' + "x" * 200 + '"\n{"b":1}', Limits(body_bytes=100))

    assert records(parts) == {0: {"a": 1}}
    assert parts[0] == Unread("line-too-long", 1, 2) or parts[-1] == Unread("line-too-long", 1, 2)


# ---- CSV


def test_the_first_row_gives_names_and_rows_count_from_zero():
    assert records(table('Name,Note\nBob,"a\nb"\nAnn,"c ""d"""\n')) == {
        0: {"Name": "Bob", "Note": "a\nb"},
        1: {"Name": "Ann", "Note": 'c "d"'},
    }


def test_a_first_row_of_values_is_a_row():
    found = table("Bob,123-45-6789\n", holds_data=lambda cell: "123" in cell)

    assert records(found) == {0: {"0": "Bob", "1": "123-45-6789"}}


def test_cells_beyond_the_header_are_read_and_missing_ones_are_none():
    assert records(table("a,b\n1\n1,2,3\n")) == {0: {"a": "1"}, 1: {"a": "1", "b": "2", "2": "3"}}


def test_no_two_columns_have_one_name():
    assert rows.column_names(["a", "", "a", "a 2", "1"]) == ["a", "1", "a 2", "a 2 2", "1 2"]


def test_a_field_of_more_than_131072_characters_is_read():
    text = "x" * 200_000

    assert records(table(f'a\n"{text}"\n')) == {0: {"a": text}}


def test_a_quotation_mark_that_is_not_closed_is_told():
    assert [part.why for part in table('a\n"' + "x\n" * 100, Limits(body_bytes=100))] == ["field-too-long"]


def test_a_row_with_too_many_cells_is_told():
    assert [part.why for part in table("a\n" + "1," * 50, Limits(fields=20))] == ["too-many-fields"]


def test_a_header_that_is_too_long_for_a_name_is_a_row():
    assert records(table("x" * 300)) == {0: {"0": "x" * 300}}


def test_rows_keep_their_numbers_over_batches(monkeypatch):
    monkeypatch.setattr(rows, "_BATCH_ROWS", 7)
    parts = table("n\n" + "".join(f"{number}\n" for number in range(100)))

    assert len(parts) > 10
    assert records(parts) == {number: {"n": str(number)} for number in range(100)}


def test_no_table_at_all_has_no_rows():
    assert table("") == []


@pytest.mark.parametrize(
    ("line", "delimiter"), [("a;b;c", ";"), ("a\tb", "\t"), ("a,b|c,d", ","), ("a", ",")]
)
def test_the_delimiter_is_what_stands_between_the_names(line, delimiter):
    assert rows.delimiter_of(line) == delimiter


# ---- text


def pieces(text):
    return list(rows.text(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"line {number} of many\n" for number in range(20_000)),
        "word " * 60_000,
        "x" * 300_000,
        "\r\n".join(["a" * 5_000] * 50),
        "",
        "\n" * 200_000,
    ],
    ids=["lines", "one line of words", "one word", "long lines", "nothing", "empty lines"],
)
def test_pieces_overlap_and_leave_nothing_out(text):
    parts = pieces(text)
    whole = ""
    for part in parts:
        assert part.start == len(whole) - part.overlap
        assert text.count("\n", 0, part.start) + 1 == part.line
        whole += part.tree[part.overlap :]

    assert whole == text
    assert all(len(part.tree) <= rows._WINDOW + rows._OVERLAP_CHARACTERS for part in parts)


def test_pieces_of_lines_share_some_lines():
    parts = pieces("".join(f"line {number} of many\n" for number in range(20_000)))

    assert all(part.tree[: part.overlap].count("\n") == rows._OVERLAP_LINES for part in parts[1:])
