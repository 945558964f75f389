"""JSON a line, read at once: as by the reader of single lines, or not at all."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firewall.formats import Limits, Unreadable, flat
from firewall.formats.lines import Lines

LIMITS = Limits()
NDJSON = Lines("application/x-ndjson")

often = settings(max_examples=300, deadline=None, database=None)

PIECES = (
    '{"a":1}', '{"a":"x"}', '{"a":null}', '{"a":1.50}', '{"a":true}', '{"a":"\\u00e9"}', '{"a":"x","b":2}', "{", "}",
    '"', "\n", "\n", "\n", ",", ":", "[", "]", '{"a":', '"b":', "1", '{"a":[{"b":1}', '{"b":2}]}', '{"a":{}', " ", "\r",
    '{"a":1,"a":2}', '{"a":1e400}', '{"a":-0}', '{"a":9007199254740993}', '{"a":"}\n{"}', '{"a" :1}', '{"a":"\\":"}',
)  # fmt: skip

bodies = st.lists(st.sampled_from(PIECES), max_size=9).map("".join).map(str.encode)


def read(body, limits=LIMITS):
    try:
        return NDJSON.parse(body, limits)
    except Unreadable as unreadable:
        return unreadable.why


def spelled(value):
    """A tree with each number as it is spelled, and of its type."""
    if isinstance(value, dict):
        return [(key, spelled(member)) for key, member in value.items()]
    return [spelled(item) for item in value] if isinstance(value, list) else (type(value), str(value))


@often
@given(bodies)
@example(b'{"a":[{"b":1}\n{"b":2}]}\n{"a":1},{"a":2}')
@example(b'{"a":"}\n{"}\n{"a":1},{"a":2}')
@example(b'{"a":1}\n{"a":1},{"a":2}')
@example(b'{"a":1}\n{"a":1,"a":2}')
@example(b'{"a":1}\n{"a":1}\n\n')
@example(b'{"a":1}\n{"a":true}')
def test_what_is_read_at_once_is_read_alike_line_by_line(body):
    found = flat.grid(body, LIMITS)

    if found is not None:
        assert spelled(found.rows()) == spelled(read(body))


@often
@given(
    st.lists(
        st.fixed_dictionaries({"a": st.text(), "b": st.none() | st.integers() | st.booleans()}), min_size=1
    )
)
def test_what_is_written_at_once_is_what_is_written_line_by_line(records):
    body = NDJSON.write(records)
    found = NDJSON.grid(body, LIMITS)

    if found is not None:
        assert NDJSON.write_grid(found) == body


def test_lines_of_one_shape_are_read_at_once():
    found = flat.grid(b'{"a":"x","b":1.50}\n{"a":"y","b":null}\n', LIMITS)

    assert found is not None
    assert flat.written(found) == b'{"a":"x","b":1.50}\n{"a":"y","b":null}\n'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"1\n2",
        b'{"a":1}\r\n{"a":2}',
        b'{"a":1}\n{"b":2}',
        b'{"a":1}\n{"b":1,"a":2}',
        b'{"a":[]}\n{"a":[]}',
        b'{"a":{}}',
        b'{"a":1,"a":1}',
        b'{"a":1}\n{"a":1,"a":2}',
        b'{"a":1}\n\n{"a":2}',
        b'{"a":1e5}',
        b'{"a":9007199254740993}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}',
        b'{"' + b"k" * 300 + b'":1}',
    ],
)
def test_what_could_be_otherwise_is_left_to_the_reader_of_lines(body):
    assert flat.grid(body, LIMITS) is None


def test_limits_are_those_of_the_reader_of_lines():
    body = b'{"a":1}\n' * 10

    assert read(body, replace(LIMITS, fields=20)) == [{"a": 1}] * 10
    assert flat.grid(body, replace(LIMITS, fields=20)) is not None
    for limits in (replace(LIMITS, fields=19), replace(LIMITS, body_bytes=79)):
        with pytest.raises(Unreadable) as caught:
            flat.grid(body, limits)
        assert caught.value.why == read(body, limits)
    assert flat.grid(body, replace(LIMITS, depth=3)) is None
    assert flat.grid(body, replace(LIMITS, number=39)) is None


def test_a_sequence_is_read_one_by_one():
    assert Lines("application/json-seq", b"\x1e").grid(b'\x1e{"a":1}\n', LIMITS) is None
