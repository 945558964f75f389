"""A JSON array in units: nothing is lost, and nothing is taken for an item that is none."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.files.arrays import ArrayUnits, is_list, joined
from firewall.files.units import Cut
from firewall.formats import Limits

VALUES = st.recursive(
    st.none() | st.integers(0, 99) | st.text('a"\\[]{},', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"', max_size=2), inner, max_size=3)
    ),
    max_leaves=6,
)
ITEMS = st.lists(VALUES | st.dictionaries(st.sampled_from("ab"), st.text('x"\\,]}', max_size=4)), max_size=9)


def units(text, unit=10, block=4, limits=None, **at):
    cut = Cut(of_records=True, is_array=True, unit_bytes=unit, block_bytes=block)
    return list(ArrayUnits(io.BytesIO(text), cut, limits or Limits(), **at))


@given(
    ITEMS,
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([None, 1]),
    st.sampled_from(["", " ", "\r\n"]),
)
def test_an_array_is_cut_between_items_and_nothing_of_it_is_lost(items, unit, block, indent, around):
    text = f"{around}{json.dumps(items, indent=indent)}{around}".encode()

    found = units(text, unit, block)

    assert b"".join(one.read for one in found) == text
    assert [item for one in found for item in json.loads(one.body)] == items
    assert [one.closes for one in found] == [False] * (len(found) - 1) + [True]
    assert found == units(text, unit, 1000)  # however it is read
    out = b""
    for one in found:
        out += joined(json.dumps(json.loads(one.body)).encode(), len(out), closes=one.closes)
    assert json.loads(out) == items


@given(ITEMS, st.integers(0, 5))
def test_it_goes_on_where_a_unit_ended(items, done):
    text = json.dumps(items).encode()
    found = units(text)
    rest = found[done:]
    at = sum(one.taken for one in found[:done])

    assert units(text[at:], is_begun=at > 0, is_over=done >= len(found)) == rest


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "not-a-list"),
        (b'{"a":1}', "not-a-list"),
        (b"[", "truncated-record"),
        (b"[1", "truncated-record"),
        (b"[1,", "truncated-record"),
        (b'["a', "truncated-record"),
        (b"[1,]", "not-json"),
        (b"[,1]", "not-json"),
        (b"[1}", "not-json"),
        (b"[1] 2", "not-json"),
        (b"[1]]", "not-json"),
        (b"[1]" + b" " * 300, "not-json"),
        (b'["' + b"x" * 300 + b'"]', "body-too-large"),
    ],
)
def test_what_is_no_array_to_its_end_fails(text, why):
    assert units(text, limits=Limits(body_bytes=200))[-1].failure == why
    assert units(text, 1, limits=Limits(body_bytes=200))[-1].failure == why


def test_an_item_that_is_none_is_left_to_the_parser():
    assert [one.body for one in units(b"[1 2,x]", 1)] == [b"[1 2]", b"[x]"]


def test_what_of_a_unit_leaves_stands_within_one_pair_of_brackets():
    assert joined(b"[]", 0, closes=False) == b"["
    assert joined(b"[1]", 1, closes=False) == b"1"
    assert joined(b"[2]", 2, closes=False) == b",2"
    assert joined(b"[]", 4, closes=True) == b"]"
    assert joined(b"{}", 4, closes=True) is None


def test_a_list_begins_like_one():
    assert is_list(b" \n[1")
    assert not is_list(b'{"a":[')


# ---- in an object


def inside(text, unit=10, block=4, limits=None, *, at=0, place=("ps",), **begun):
    cut = Cut(
        of_records=True, is_array=True, is_enclosed=True, place=place, unit_bytes=unit, block_bytes=block
    )
    source = io.BytesIO(text)
    source.seek(at)
    return ArrayUnits(source, cut, limits or Limits(), **begun)


@settings(max_examples=40)
@given(ITEMS, st.integers(1, 40), st.integers(1, 40), st.sampled_from([None, 1]), st.integers(0, 5))
def test_a_list_in_an_object_is_cut_alike(items, unit, block, indent, done):
    whole = {"a": [1, "]"], "ps": items, "t": {"ps": [2]}}
    text = json.dumps(whole, indent=indent).encode()
    given_ = inside(text, unit, block)

    found = list(given_)

    assert b"".join(one.read for one in found) == text
    assert sum(one.taken for one in found) == len(text)
    assert [item for one in found for item in json.loads(one.body)["ps"]] == items
    assert [one.closes for one in found] == [False] * (len(found) - 1) + [True]
    assert all("t" not in json.loads(one.body) for one in found[:-1])
    assert json.loads(found[-1].body)["t"] == whole["t"]
    assert json.loads(given_.around.body) == {"a": whole["a"], "ps": []}
    at = sum(one.taken for one in found[:done])
    again = inside(text, unit, block, at=at, is_begun=at > 0, is_over=done >= len(found))
    assert list(again) == found[done:]


def test_units_are_longer_than_what_they_repeat():
    text = json.dumps({"a": "x" * 100, "ps": list(range(500))}).encode()

    assert all(len(one.body) > 400 for one in inside(text, 1) if not one.closes)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "not-a-list"), (b"{}", "not-a-list"), (b'{"ps":7}', "not-a-list"), (b'{"ps":{}}', "not-a-list"), (b"[1]", "not-a-list"), (b'{"a":1', "not-a-list"),
        (b'{"ps":[', "truncated-record"), (b'{"ps":[1,', "truncated-record"), (b'{"ps":[1,]}', "not-json"), (b'{"ps":[1}', "not-json"),
        (b'{"a":"' + b"x" * 300 + b'","ps":[1]}', "record-too-large"), (b'{"a"' + b" " * 300, "record-too-large"), (b'{"ps":["' + b"x" * 300 + b'"]}', "body-too-large"),
    ],
)  # fmt: skip
def test_what_is_no_list_in_an_object_to_its_end_fails(text, why):
    for block in (4, 100):
        found = list(inside(text, 1, block, Limits(body_bytes=200)))
        assert found[-1].failure == why
        assert all(one.failure or json.loads(one.body) for one in found[:-1])


def test_what_stands_behind_a_list_in_an_object_is_left_to_the_parser():
    """The strict one reads the last unit, with what stood before the list."""
    assert [one.body for one in inside(b'{"ps":[1]}x', 1)] == [b'{"ps":[1]}x']
    assert [one.body for one in inside(b'{"ps":[1],"ps":[3]}', 1)] == [b'{"ps":[1],"ps":[3]}']


@pytest.mark.parametrize("body", [b"[1", b"1]", b"", b"{]", b"[}"])
def test_what_has_not_both_brackets_is_no_array(body):
    assert joined(body, 4, closes=True) is None


def test_a_list_alone_has_nothing_around_it():
    cut = Cut(of_records=True, is_array=True)

    assert ArrayUnits(io.BytesIO(b"[1]"), cut, Limits()).around is None
