"""A JSON array, an item at a time: the same items as a parser of the whole reads."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import Limits, Unreadable
from firewall.formats.arrays import JsonArray
from tests.formats.test_jsonlines import VALUES, fed

ARRAY = JsonArray()


def written(records):
    writer = ARRAY.writer()
    return b"".join([writer.opening(), *(writer.records([record]) for record in records), writer.closing()])


@given(st.lists(VALUES, max_size=5), st.integers(1, 30), st.sampled_from([None, 1]), st.booleans())
def test_with_nothing_to_remove_each_item_is_the_same_value(values, size, indent, ascii_):
    body = json.dumps(values, indent=indent, ensure_ascii=ascii_).encode()

    found = fed(ARRAY, body, size)

    assert found == values
    assert json.loads(written(found)) == values


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[1,]", "not-json"), (b"[,1]", "not-json"), (b"[1 2]", "not-json"), (b"[1]x", "not-json"),
        (b"[1][2]", "not-json"), (b"{}", "not-a-list"), (b"[1", "truncated-record"), (b"[{]}]", "not-json"),
        (b'["a]', "truncated-record"), (b"[1}", "not-json"), (b"", "truncated-record"), (b"[}", "not-json"),
        (b'[{"a":1,"a":2}]', "duplicate-key"), (b'["' + b"a" * (1 << 20) + b'"]', "record-too-large"),
        (b"[" * 200 + b"]" * 200, "too-deep"), (b'["\\', "truncated-record"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 1 << 22])
def test_what_is_no_array_is_refused(body, why, size):
    if size == 1 and len(body) > 10_000:
        size = 4096
    with pytest.raises(Unreadable, match=why):
        fed(ARRAY, body, size)


def test_it_holds_no_more_than_one_item():
    reader = ARRAY.reader(Limits())

    reader.feed(b'[{"a": 1}, {"b"')

    assert reader.held_bytes == len(b' {"b"')


def test_a_record_of_brackets_is_refused_before_it_is_held():
    limits = Limits()
    deep = b"[" * limits.depth + b"1" + b"]" * limits.depth

    assert len(fed(ARRAY, b"[" + deep + b"]", 7)) == 1
    with pytest.raises(Unreadable, match="too-deep"):
        ARRAY.reader(limits).feed(b"[" * (limits.depth + 4))
