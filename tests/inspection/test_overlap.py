"""A text in pieces is read together before the first of them leaves."""

from firewall.inspection import overlap
from firewall.inspection.overlap import MOST, WINDOW, Overlap


def test_a_record_waits_for_what_could_continue_it():
    waiting = Overlap()
    waiting.add([{"data": "a"}, {"data": "b" * (WINDOW - 1)}])
    assert waiting.take(is_last=False) == []

    waiting.add([{"data": "c"}])

    assert waiting.take(is_last=False) == [{"data": "a"}]
    assert waiting.take(is_last=True) == [{"data": "b" * (WINDOW - 1)}, {"data": "c"}]


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
