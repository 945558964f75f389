"""A list inside of an object, an item at a time."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.envelopes import JsonEnvelope, added, levels, listed, placed
from tests.formats.trees import integers, trees

values = trees(integers)

KEYS = st.sampled_from(["items", "data", "a", 'q"[', "\\", "é", ""])
PLACES = st.lists(KEYS, min_size=1, max_size=3).map(tuple)


@st.composite
def envelopes(draw):
    """A list at a place in objects, with members before it and behind it on each level."""
    place = draw(PLACES)
    tree = draw(st.lists(values, max_size=4))
    for step in reversed(place):
        others = draw(st.dictionaries(KEYS, values, max_size=4))
        others.pop(step, None)
        names = list(others)
        at = draw(st.integers(0, len(names)))
        tree = {**{n: others[n] for n in names[:at]}, step: tree, **{n: others[n] for n in names[at:]}}
    return place, tree


@given(envelopes(), st.integers(1, 40), st.sampled_from([None, 1]))
def test_with_nothing_to_remove_the_same_value_leaves(envelope, size, indent):
    place, tree = envelope
    body = json.dumps(tree, indent=indent).encode()
    kind = JsonEnvelope("application/json", place)
    reader, writer = kind.reader(Limits()), kind.writer()
    records, out = [], b""
    for at in range(0, len(body), size):
        found = reader.feed(body[at : at + size])
        if found and not records:
            out += writer.opening(reader.around)
        out += writer.records(found)
        records += found
    reader.close()
    out = (out or writer.opening(reader.around)) + writer.closing(reader.around)

    parsed = kind.format.parse(body, Limits())
    assert listed(parsed, place) == records
    assert kind.format.parse(out, Limits()) == parsed
    assert placed(records, place, reader.around) == parsed


@given(st.binary(max_size=60), st.integers(0, 60))
def test_whatever_comes_it_is_read_or_unreadable(noise, at):
    body = b'{"a":1,"items":[1,2],"b":{"items":[]}}'
    reader = JsonEnvelope("application/json", ("items",)).reader(Limits())
    try:
        found = reader.feed(body[:at] + noise + body[at:]) + reader.close()
    except Unreadable:
        return
    assert listed(placed(found, ("items",), reader.around), ("items",)) == found


def test_what_left_already_is_not_written_again_and_what_changed_ends_it():
    before = levels({"a": 1, "x": {"b": 2, "y": []}}, ("x", "y"))
    assert before == [{"a": 1}, {"b": 2}]

    assert added(before, levels({"a": 1, "x": {"b": 2, "y": [], "c": 3}, "d": 4}, ("x", "y"))) == [
        {"d": 4},
        {"c": 3},
    ]
    assert added(before, levels({"x": {"b": 2, "y": [], "c": 3}, "d": 4}, ("x", "y"))) == [{}, {}]
    assert added(before, levels({"a": 1, "x": {"b": 3, "y": []}, "d": 4}, ("x", "y"))) == [{}, {}]


def test_what_is_no_list_is_told_from_none():
    assert listed({"x": {}}, ("x", "y")) == []
    assert listed({"x": {"y": 1}}, ("x", "y")) is None
    assert listed({}, ()) is None


def test_a_long_head_is_looked_at_once():
    reader = JsonEnvelope("application/json", ("items",)).reader(Limits(body_bytes=400_000))
    head = b'{"a":{' + b",".join(b'"items%d":[1]' % n for n in range(9000)) + b'},"items":['
    for at in range(0, len(head), 16):
        assert reader.feed(head[at : at + 16]) == []

    assert reader.feed(b"7,") == [7]
    with pytest.raises(Unreadable, match="record-too-large"):
        JsonEnvelope("application/json", ("items",)).reader(Limits()).feed(b'{"a":"' + b"a" * (1 << 20))
