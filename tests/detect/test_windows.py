import re

from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.recognizer import Span
from firewall.detect.windows import MARGIN, MOST_PLACES, WHOLE, around
from firewall.model import Category


class Numbers:
    id = "numbers"
    prefilter = r"\d{9}"

    def __init__(self):
        self.shown = 0

    def find(self, text):
        self.shown += len(text)
        for match in re.finditer(r"(?<!\d)\d{9}(?!\d)", text):
            yield Span(*match.span(), Category("photo"))


def test_a_short_text_is_shown_whole():
    numbers = Numbers()

    assert [s.start for s in around(numbers, "x" * 100 + " 123456789 ", [110])] == [101]
    assert numbers.shown == 111


def test_of_a_long_text_only_what_stands_around_is_shown():
    numbers = Numbers()
    text = "x " * 200_000 + "123456789" + " x" * 200_000

    assert [(s.start, s.end) for s in around(numbers, text, [400_008])] == [(400_000, 400_009)]
    assert numbers.shown <= 2 * MARGIN


def test_a_long_text_with_too_many_places_counts_as_a_whole_where_it_can_be_but_one_thing():
    numbers = Numbers()
    text = "123456789 " * 1000
    places = range(8, 10 * (MOST_PLACES + 1), 10)

    assert list(around(numbers, text, places, Category("photo"))) == [Span(0, len(text), Category("photo"))]
    assert numbers.shown == 0
    assert len(list(around(numbers, text, places))) > 1
    assert len(list(around(numbers, text, places[1:], Category("photo")))) > 1


def test_where_nobody_says_where_all_is_shown():
    assert len(list(around(Numbers(), "123456789 " * 1000, []))) == 1000


@given(
    st.lists(
        st.sampled_from(["123456789", "1234567890", "12345678", "x" * 700, "x" * 1500, " ", "-"]), max_size=40
    )
)
def test_a_long_text_gives_what_it_gives_whole(pieces):
    text = " ".join(pieces) + " " * WHOLE
    ends = [match.start() + 8 for match in re.finditer(r"(?=\d{9})", text)]

    assert list(around(Numbers(), text, ends or [0])) == list(Numbers().find(text))
