"""Pieces of texts that take turns are read as whoever tells them apart would read them, by whatever that is."""

import random

import pytest

from firewall.inspection import Failure
from firewall.inspection.turns import PIECES, Turns


def continued(*records):
    """What is read together with the last one."""
    turns = Turns()
    for record in records[:-1]:
        turns.continued(record)
    return {"".join(pieces) for _, pieces in turns.continued(records[-1])}


@pytest.mark.parametrize(
    "record",
    [
        lambda who, text: {"who": who, "text": text},
        lambda who, text: {"event": who, "data": text},
        lambda who, text: {"event": who, "data": {"delta": [{"text": text}]}},
        lambda who, text: {"data": {"meta": {"who": who}, "who": [who], "is": who == "a", "text": text}},
        lambda who, text: {"n": 7, "kind": "t", "index": len(who), "by": {"who": who, "say": {"text": text}}},
        lambda who, text: [{"text": text}, {"text": ""}] if who == "a" else [{"text": ""}, {"text": text}],
    ],
)
def test_by_any_member_beside_a_text_or_around_it(record):
    said = [("a", "536-"), ("bb", "so "), ("a", "90-"), ("bb", "it "), ("a", "4399")]

    found = continued(*(record(*one) for one in said))

    assert "536-90-4399" in found


@pytest.mark.parametrize("size", [20, 50, 120])
def test_of_a_code_over_several_pieces_none_tells_anything(size):
    padding = f'<b title="{"a" * 190}">' * 4
    cut = [padding[at : at + size] for at in range(0, len(padding), size)]
    said = [("a", "536-90"), ("b", "so"), *(("a", text) for text in cut), ("a", "-4399")]

    assert f"536-90{padding}-4399" in continued(*({"who": who, "text": text} for who, text in said))


def test_by_two_together():
    said = [(1, 1, "536-"), (1, 2, "so "), (2, 1, "it "), (1, 1, "90-"), (2, 2, "is "), (1, 1, "4399")]

    assert "536-90-4399" in continued(*({"x": x, "y": y, "text": text} for x, y, text in said))


def test_what_is_counted_up_is_no_turn_and_what_is_always_there_is_none():
    records = [{"id": str(n), "at": n, "model": "m", "text": f"{n} "} for n in range(9)]

    assert {text for text in continued(*records) if text.startswith("0")} == set()


def test_no_more_is_remembered_than_needed():
    turns = Turns()
    for number in range(3 * PIECES):
        turns.continued({"who": number % 2, "text": "x" * 1000, f"odd{number}": "y"})

    pieces = [piece.text for place in turns._places.values() for piece in place]
    assert max(map(len, pieces)) <= 256
    assert len(turns._places) <= 128
    assert max(map(len, turns._places.values())) == PIECES


def test_many_members_beside_a_text_cost_no_more_than_some():
    turns = Turns()
    wide = [{f"m{m}": (number >> m % 5) & 1 for m in range(40)} | {"text": "x"} for number in range(PIECES)]
    for record in wide:
        found = turns.continued(record)

    assert 0 < len(found) <= 16


def test_a_record_with_more_members_than_anybody_would_compare_is_refused():
    wide = {"data": {f"m{number}": "v" for number in range(2_000)}}
    deep = {"data": [{"text": ["t"] * 1_000} | {f"m{number}": 1 for number in range(1_000)}]}

    for record in (wide, deep):
        with pytest.raises(Failure, match="too-many-fields"):
            Turns().continued(record)


def test_the_members_of_an_object_are_remembered_once_and_not_once_a_text():
    turns = Turns()
    turns.continued({f"m{number}": "v" for number in range(100)})

    assert len({id(piece.marks) for place in turns._places.values() for piece in place}) == 1


def test_what_is_read_with_a_long_text_is_no_longer_than_it_needs_to_be():
    turns = Turns()
    said = [{"who": number % 2, "text": f"{number:02}" + "x" * 998} for number in range(PIECES)]
    for record in said:
        turns.continued(record)

    read = turns.continued({"who": 0, "text": "y"})

    assert read
    assert max(len("".join(pieces)) for _, pieces in read) <= 3 * 256 + 1


@pytest.mark.parametrize("name", ["id", "event", "retry"])
def test_what_says_where_one_is_in_a_stream_is_no_text_in_pieces(name):
    assert (
        continued({name: "536-", "who": "a"}, {name: "so ", "who": "b"}, {name: "90-", "who": "a"}) == set()
    )
    inside = [{"data": {name: text, "who": who}} for text, who in (("536-", "a"), ("so ", "b"), ("90-", "a"))]
    assert "536-90-" in continued(*inside)


def test_what_is_empty_takes_no_piece_out_of_mind():
    between = [{"text": "", "who": "b"}] * (2 * PIECES)

    assert "536-90-" in continued({"text": "536-", "who": "a"}, {"text": "x", "who": "b"}, *between, {"text": "90-", "who": "a"})  # fmt: skip


def test_a_place_that_comes_again_and_again_is_not_forgotten_for_others():
    said = [("a", "536-"), ("b", "so "), ("a", "90-"), ("b", "it "), ("a", "4399")]
    records = []
    for turn, (who, text) in enumerate(said):
        records.append({"who": who, "text": text})
        records += [{f"odd{turn}{number}": "x"} for number in range(100)]

    assert "536-90-4399" in continued(*records[:-100])


@pytest.mark.parametrize("who", [None, True, 7, "x" * 64])
def test_whose_turn_it_is_may_be_told_by_any_short_value(who):
    said = [(who, "536-"), ("b", "so "), (who, "90-"), ("b", "it "), (who, "4399")]

    assert "536-90-4399" in continued(*({"who": one, "text": text} for one, text in said))


def test_what_is_long_tells_nobody_whose_turn_it_is():
    said = [("x" * 65, "536-"), ("b", "so "), ("x" * 65, "90-")]

    assert "536-90-" not in continued(*({"who": one, "text": text} for one, text in said))


def test_members_that_have_little_in_common_are_not_all_tried_with_one_another():
    """Of twenty such members there would be a million ways to take them together."""
    chance = random.Random(7)
    turns = Turns()
    for _ in range(PIECES):
        found = turns.continued({f"m{number}": chance.random() < 0.9 for number in range(22)} | {"text": "x"})

    assert len(found) == 16
