import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import format_of
from firewall.formats.base import Limits, Unreadable
from firewall.formats.lines import SEQUENCE, Lines, one, written

LIMITS = Limits()
NDJSON = Lines("application/x-ndjson")

records = st.lists(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda below: st.dictionaries(st.text(), below)
    )
)


def why(body, lines=NDJSON, limits=LIMITS):
    with pytest.raises(Unreadable) as caught:
        lines.parse(body, limits)
    return caught.value.why


@pytest.mark.parametrize(
    "media_type", ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-seq"]
)
def test_the_type_keeps_its_name(media_type):
    assert format_of(media_type).media_type == media_type


@pytest.mark.parametrize("body", [b'{"a":1}\n{"a":2}\n', b'{"a":1}\n{"a":2}', b'{"a":1}\r\n {"a":2} \n'])
def test_lines_are_the_list_of_their_records(body):
    assert NDJSON.parse(body, LIMITS) == [{"a": 1}, {"a": 2}]


def test_nothing_is_no_record():
    assert NDJSON.parse(b"", LIMITS) == []
    assert NDJSON.write([]) == b""


@given(records)
def test_with_nothing_to_remove_the_records_stay_the_same(tree):
    for lines in (NDJSON, SEQUENCE):
        body = lines.write(tree)
        assert lines.parse(body, LIMITS) == tree
        assert [json.loads(line.lstrip("\x1e")) for line in body.decode().split("\n")[:-1]] == tree


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"a":1}\n\n{"a":2}\n', "blank-line"),
        (b'\n{"a":1}\n', "blank-line"),
        (b'{"a":1}\n\n', "blank-line"),
        (b'{"a":1}\n \t\r\n', "blank-line"),
        (b'{"a":1} {"a":2}\n', "not-json"),
        (b'{"a":\n1}\n', "not-json"),
        (b'{"a":1}\n{"a":', "not-json"),
        (b'{"a":1}\r{"a":2}\n', "not-json"),
        (b'{"a":1,"a":2}\n', "duplicate-key"),
        (b'\xef\xbb\xbf{"a":1}\n', "byte-order-mark"),
        (b'{"a":"\xff"}\n', "not-utf-8"),
        (b'# comment\n{"a":1}\n', "not-json"),
        (b'\x1e{"a":1}\n', "not-json"),
    ],
)
def test_what_two_readers_could_split_differently_is_refused(body, code):
    assert why(body) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"a":1}\n', "not-lines"),
        (b'\x1e{"a":1}', "truncated-lines"),
        (b'\x1e\x1e{"a":1}\n', "not-json"),
        (b"\x1e\n", "blank-line"),
    ],
)
def test_a_sequence_marks_each_record(body, code):
    assert why(body, SEQUENCE) == code


def test_the_limits_are_those_of_the_whole_body():
    assert why(b"[1,2]\n" * 4, limits=Limits(fields=11)) == "too-many-fields"
    assert len(NDJSON.parse(b"[1,2]\n" * 4, Limits(fields=12))) == 4
    assert why(b"0\n" * 20, limits=Limits(fields=10)) == "too-many-fields"
    assert why(b"[[[1]]]\n", limits=Limits(depth=3)) == "too-deep"
    assert why(b"0\n", limits=Limits(body_bytes=1)) == "body-too-large"


def test_what_is_no_list_is_not_written():
    with pytest.raises(Unreadable, match="not-lines"):
        NDJSON.write({"a": 1})


def test_a_record_is_one_line_whatever_its_texts_hold():
    line = written({"a": "x\n\r\x1e\u2028"})
    assert line.count(b"\n") == 1
    assert b"\x1e" not in line
    assert one(line.removesuffix(b"\n"), LIMITS) == {"a": "x\n\r\x1e\u2028"}


def test_names_stand_as_they_do_in_json():
    assert NDJSON.spelt("name") == (b'"name":',)
    assert NDJSON.exposed(b"{}\n", LIMITS) == b"{}\n"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([b'{"a":1}', b'{"a":1,"a":2}'], "duplicate-key"),
        ([b'{"a":1}', b'{"a" :1,"\\u0061":2}'], "duplicate-key"),
        ([b'{"a":[{}', b"{}]}", b"{},{}"], "not-json"),
        ([b'{"a":1}', b"1,2"], "not-json"),
        ([b"{}", b"\r", b"{}"], "blank-line"),
        ([b"{}", b"1e9999"], "number-out-of-range"),
        ([b"{}", b"[" * 70 + b"]" * 70], "too-deep"),
        ([b'{"a":1}'] * 100_001, "too-many-fields"),
    ],
)
def test_lines_that_are_read_together_are_read_as_strictly_as_each_alone(lines, why):
    with pytest.raises(Unreadable) as caught:
        Lines("application/x-ndjson").parse(b"\n".join(lines), Limits())

    assert caught.value.why == why


def test_a_name_may_stand_in_each_of_many_lines():
    lines = [b'{"a" : {"b": -0, "c": 1.10}}'] * 5_000

    assert len(Lines("application/x-ndjson").parse(b"\n".join(lines), Limits())) == 5_000
