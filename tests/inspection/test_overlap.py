"""A text in pieces is read together before the first of them leaves."""

from dataclasses import replace

import pytest

from firewall.inspection import overlap
from firewall.inspection.overlap import MOST, WINDOW, Overlap
from firewall.inspection.turns import OF_THE_STREAM
from firewall.model import THIRD_PARTY, Category
from firewall.policy.decide import plan
from firewall.policy.people import ONLY_A_MODEL_FINDS
from firewall.policy.view import answer_view
from firewall.policy.words import CategoryFacts
from tests import helpers_policy
from tests.inspection.findings import finders

OPENED = ("record.id", "case_notes", *ONLY_A_MODEL_FINDS, THIRD_PARTY)
"""Without a model free text leaves only to who may know whoever is named in it."""

_KNOWN = helpers_policy.VOCABULARY
WORDS = replace(
    _KNOWN, categories={**dict.fromkeys(map(Category, OPENED), CategoryFacts("")), **_KNOWN.categories}
)
FIELDS = {
    "data": "record.id",
    "note": "record.id",
    "told": "case_notes",
    "index": "record.id",
    "secretive": "immigration.status",
}


def closed_by(*lots):
    """Return what each lot of records closes, where those before it have left."""
    waiting, closed = Overlap(), []
    shares = helpers_policy.agreement(*OPENED, cut_spans=True)
    known = plan(
        helpers_policy.bundle(shares, vocabulary=WORDS), helpers_policy.exchange(helpers_policy.COUNTY)
    )
    place = helpers_policy.route(fields={(name,): (about,) for name, about in FIELDS.items()})
    for records in lots:
        waiting.add(records)
        found = waiting.closed(
            frozenset(),
            lambda latched: answer_view(known, place, WORDS, latched, reads_names=False),
            finders(),
            lambda value: f"psn_{len(value)}",
        )
        closed.append(set(found))
        waiting.take(is_last=True)
    return closed


def test_a_record_waits_for_what_could_continue_it():
    waiting = Overlap()
    waiting.add([{"data": "a"}, {"data": "b" * (WINDOW - 1)}])
    assert waiting.take(is_last=False) == []

    waiting.add([{"data": "c"}])

    assert waiting.take(is_last=False) == [{"data": "a"}]
    assert waiting.take(is_last=True) == [{"data": "b" * (WINDOW - 1)}, {"data": "c"}]


@pytest.mark.parametrize("padding", ["\u200b", " ", "<b></b>", "&#x0000000000041;", "\\u0041"], ids=repr)
def test_padding_is_nothing_that_has_come(padding):
    waiting = Overlap()
    waiting.add([{"data": "a"}, {"data": padding * WINDOW}, {"data": "z" * (WINDOW - 1)}])
    assert waiting.take(is_last=False) == []

    waiting.add([{"data": "c"}])

    assert waiting.take(is_last=False)[0] == {"data": "a"}


def test_what_is_padded_is_read_with_what_left_before():
    assert closed_by([{"data": "sec" + "\u200b" * 2000}], [{"data": "ret"}]) == [set(), {"/data"}]


def test_what_stands_elsewhere_continues_nothing():
    waiting = Overlap()
    waiting.add([{"data": "a"}, {"other": "b" * WINDOW}, {"id": "3"}])

    assert waiting.take(is_last=False) == []


def test_no_more_wait_than_may():
    waiting = Overlap()
    waiting.add([{"data": ""}] * (MOST + 5))

    assert len(waiting.take(is_last=False)) == 5


def test_long_texts_do_not_fill_memory():
    waiting = Overlap()
    for number in range(20):
        waiting.add([{f"at{number}": "x" * (overlap.MOST_CHARACTERS // 4)}])
        waiting.take(is_last=False)

    assert waiting.held_bytes <= 2 * overlap.MOST_CHARACTERS


def test_what_is_no_text_does_not_fill_memory_behind_one_that_waits():
    waiting = Overlap()
    waiting.add([{"data": "a"}])
    numbers = {"numbers": list(range(30_000))}
    for _ in range(20):
        waiting.add([numbers])
        waiting.take(is_last=False)

    assert waiting.held_bytes <= 2 * overlap.MOST_WEIGHT


@pytest.mark.parametrize("at", range(1, 6))
def test_what_goes_from_one_piece_into_the_next_closes_its_place(at):
    pieces = [{"data": "a " + "secret"[:at]}, {"data": "secret"[at:] + " b"}]

    assert closed_by(pieces) == [{"/data"}]
    assert closed_by(*([piece] for piece in pieces)) == [set(), {"/data"}]


def test_what_goes_over_many_pieces_closes_it_when_the_last_has_come():
    assert closed_by(*([{"data": letter}] for letter in "secret")) == [set()] * 5 + [{"/data"}]


def test_pieces_that_say_nothing_close_nothing():
    assert closed_by([{"data": "sec"}, {"data": "ond"}], [{"data": "rate"}]) == [set(), set()]


def test_where_spans_are_cut_only_one_that_goes_over_a_border_closes():
    for before, after in (("a secret", " b"), ("a ", "secret")):
        assert closed_by([{"told": before}, {"told": after}]) == [set()]
    assert closed_by([{"told": "a sec"}, {"told": "ret b"}]) == [{"/told"}]


def test_what_is_withheld_in_pieces_is_not_met_again_in_pieces():
    records = [
        {"secretive": "qv mar", "note": "he said qv"},
        {"secretive": "imba tango", "note": " marimba tango"},
    ]

    assert closed_by(records) == [{"/note"}]


def test_pieces_are_read_by_their_numbers_and_as_one_text():
    assert closed_by([piece(1, "sec"), piece(2, "zzz"), piece(1, "ret")]) == [{"/data"}]
    assert closed_by([piece(1, "sec"), piece(2, "ret")]) == [{"/data"}]


def test_pieces_are_read_by_any_mark_that_tells_them_apart():
    assert closed_by([marked("x", "sec"), marked("y", "zzz"), marked("x", "ret")]) == [{"/data"}]


def test_what_stands_apart_is_no_text_in_pieces():
    (apart, *_) = OF_THE_STREAM
    waiting = Overlap()
    waiting.add([tree_of(apart, "a"), tree_of(apart, "b")])

    assert len(waiting.take(is_last=False)) == 2


def tree_of(path, text):
    return overlap._standing(path, text)


def marked(mark, text):
    return {"note": mark, "data": text}


def piece(number, text):
    return {"index": number, "data": text}


def test_the_end_of_what_has_left_is_read_with_what_follows():
    waiting, text = Overlap(), "a" * WINDOW + "end"
    waiting.add([{"data": text}])
    waiting.take(is_last=True)
    waiting.add([{"data": "next"}])

    joined, ends = waiting._joined()

    whole = text[-WINDOW:] + "next"
    assert joined == [{"data": whole}]
    assert set(ends[whole]) == {WINDOW}


def test_however_many_places_there_are_those_that_are_known_are_read_on():
    others = {f"k{number}": "x" * 65 for number in range(MOST + 5)}

    assert closed_by([{"data": "a se", **others}], [{"data": "cr"}], [{"data": "et"}])[-1] == {"/data"}
