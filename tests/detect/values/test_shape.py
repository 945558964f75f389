import pytest

from firewall.detect.values.shape import GUESS, LETTER, Shape, compact, spaced
from firewall.detect.values.words import Words
from firewall.model import Category

PHOTO = Category("photo")


def shape(**rest):
    return Shape(id="test", category=PHOTO, core=rest.pop("core", "[0-9]{5}"), **rest)


def confidences(recognizer, text):
    return [span.confidence for span in recognizer.find(text)]


def test_without_a_word_it_has_the_confidence_of_its_shape():
    recognizer = shape(alone=0.6, explained=0.9, words=Words("ticket"))

    assert confidences(recognizer, "12345") == [0.6]
    assert confidences(recognizer, "ticket 12345") == [0.9]


def test_a_weak_one_is_nothing_without_its_word():
    recognizer = shape(words=Words("ticket"))

    assert confidences(recognizer, "12345") == []
    assert confidences(recognizer, "ticket 12345") == [0.9]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12345", [0.6]), ("12346", [0.2]), ("ticket 12345", [0.9]), ("ticket 12346", [0.5])],
)
def test_a_wrong_check_digit_lowers_the_confidence_and_clears_nothing(text, expected):
    recognizer = shape(
        alone=0.6, alone_failed=0.2, words=Words("ticket"), check=lambda value: value.endswith("5")
    )

    assert confidences(recognizer, text) == expected


def test_what_does_not_fit_is_no_candidate():
    recognizer = shape(words=Words("ticket"), fits=lambda value: value != "12345")

    assert confidences(recognizer, "ticket 12345, 12346") == [0.9]


def test_what_is_labelled_otherwise_is_a_guess():
    assert confidences(shape(alone=0.6), "invoice no. 12345") == [GUESS]


def test_what_is_strong_stays_strong_whatever_it_is_called():
    assert confidences(shape(alone=0.9), "invoice no. 12345") == [0.9]


def test_a_label_in_front_of_the_digits_is_no_part_of_a_number():
    recognizer = shape(core="[A-Z]{2} ?[0-9]{5}", words=Words("ticket"))

    assert confidences(recognizer, "no ticket yet. AB 12345") == [0.9]
    assert confidences(recognizer, "no ticket yet. PO 12345") == []


def test_a_word_of_many_needs_company():
    recognizer = shape(words=Words("account"), beside=Words("agency"))

    assert confidences(recognizer, "account 12345") == []
    assert confidences(recognizer, "account 12345 of the agency") == [0.9]
    assert confidences(recognizer, "account 12345" + " " * 200 + "agency") == []


def test_the_end_of_a_window_cuts_no_number_in_two():
    """A row of 200 digits is no number of 72, though the window ends behind the seventy-second."""
    recognizer = shape(core="[0-9]{72}", words=Words("ticket"), before=5)

    for gap in range(1, 6):
        assert confidences(recognizer, "ticket" + " " * gap + "1" * 200) == []


def test_a_span_covers_the_number_and_nothing_else():
    text = "the ticket: 12345, thanks"
    (span,) = shape(words=Words("ticket")).find(text)

    assert text[span.start : span.end] == "12345"


def test_it_is_asked_for_by_its_shape_or_by_its_words():
    assert "[0-9]{5}" in shape(alone=0.5, words=Words("ticket")).prefilter
    assert shape(words=Words("ticket")).prefilter == Words("ticket").prefilter


def test_case_counts_where_it_is_asked_for():
    assert confidences(shape(core="AME", case=True, alone=0.5), "ame AME") == [0.5]


def test_separators_may_stand_anywhere_between_digits():
    recognizer = shape(core=spaced(5), alone=0.5)

    assert all(
        confidences(recognizer, text) for text in ("12345", "1 2 3 4 5", "12-345", "1\n2345", "1. 2345")
    )
    assert not confidences(recognizer, "1 - 2345")


def test_a_small_letter_and_a_blank_are_a_word():
    recognizer = shape(core=LETTER + "[0-9]{5}", alone=0.5)

    assert [len(text) for text in ("Y 12345", "y12345", "y 12345") if confidences(recognizer, text)] == [7, 6]


def test_compact_is_without_separators_and_in_capitals():
    assert compact("a-1.2 3/4_5*6(7)") == "A1234567"
