"""JSON a line: each value by itself, however the bytes come."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import Limits, Unreadable
from firewall.formats.jsonlines import JsonLines, LineReader
from firewall.grid import Grid

LINES = JsonLines("application/x-ndjson")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc\u00e9", max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def fed(kind, body, size):
    reader = kind.reader(Limits())
    parts = [reader.feed(body[at : at + size]) for at in range(0, len(body), size)]
    return [record for part in (*parts, reader.close()) for record in listed(part)]


def listed(records):
    return records.rows() if isinstance(records, Grid) else records


@given(st.lists(VALUES, max_size=5), st.integers(1, 50))
def test_with_nothing_to_remove_each_line_is_the_same_value(values, size):
    body = b"".join(json.dumps(value).encode() + b"\n" for value in values)

    found = fed(LINES, body, size)

    assert found == values
    assert [json.loads(line) for line in LINES.format.write(found).splitlines()] == values


def test_the_last_line_may_end_with_the_bytes():
    assert fed(LINES, b"1\n2", 1) == [1, 2]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"1\n\n2\n", "blank-line"),
        (b"1 2\n", "not-json"),
        (b'{"a": 1, "a": 2}\n', "duplicate-key"),
        (b'{"a": 1', "not-json"),
        (b"\xff\n", "not-json"),
        (b"\xef\xbb\xbf1\n", "byte-order-mark"),
        (b'"' + b"a" * (1 << 20) + b'"\n', "record-too-large"),
        (b"[" * 100 + b"]" * 100 + b"\n", "too-deep"),
    ],
)
def test_what_is_not_a_value_a_line_is_refused(body, why):
    with pytest.raises(Unreadable) as caught:
        fed(LINES, body, 4096)
    assert caught.value.why in {why, "not-utf-8"} if body[0] == 0xFF else caught.value.why == why


def test_what_is_written_a_line_at_a_time_is_what_is_written_of_all():
    records = [{"a": "x\n"}, None, [1]]
    writer = LINES.writer()
    written = b"".join([writer.opening(), *(writer.records([one]) for one in records), writer.closing()])
    assert written == LINES.format.write(records)
    assert LINES.format.parse(written, Limits()) == records


SHORT = st.lists(
    st.sampled_from(
        ['{"a":1}\n', '{"a":"x"}\n', '{"b":1}\n', '{"a":[1]}\n', "{", "}", '"', "\n", ",", "\r\n"]
    ),
    max_size=9,
)


def told(kind, body, size):
    try:
        return fed(kind, body, size)
    except Unreadable as unreadable:
        return unreadable.why


@given(SHORT, st.integers(1, 40))
def test_lines_that_are_read_at_once_are_what_they_are_one_by_one(pieces, size):
    body = "".join(pieces).encode()
    found = told(LINES, body, size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LineReader, "_grid", lambda *_: None)
        assert found == told(LINES, body, size)


def test_lines_of_one_shape_come_as_columns():
    assert isinstance(LINES.reader(Limits()).feed(b'{"a":1}\n{"a":2}\n'), Grid)
    assert LINES.writer().grid(Grid(("a",), ((1, 2),), 2)) == b'{"a":1}\n{"a":2}\n'
