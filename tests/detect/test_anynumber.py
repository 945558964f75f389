import pytest

from firewall.detect.anynumber import has_mixed_words, kinds_of, most_of_numbers, most_of_pairs


def test_texts_that_differ_in_digits_alone_are_of_one_kind_and_as_long_as_before():
    texts = ["Seen on 2026-01-05, room 12.", "Seen on 1987-11-30, room 40.", "Seen on 2026-01-05, room 120."]
    kinds = kinds_of(texts)

    assert kinds[0] == kinds[1] != kinds[2]
    assert list(map(len, kinds)) == list(map(len, texts))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("seen on ####", False),
        ("form i ##", False),
        ("form i##", True),
        ("a ##nd time", True),
        ("no number", False),
    ],
)
def test_a_word_with_a_digit_in_it_is_another_word_with_another(sentence, expected):
    assert has_mixed_words(sentence) is expected


def test_the_most_that_numbers_add():
    parts = {"94 ": 3 + 5j, "20 ": 7 + 6j, "7 ": -2 + 4j, "visa ": 9 + 9j, "^94": 8 + 1j}

    assert most_of_numbers(parts) == {"##": 7 + 0j}


def test_the_most_that_pairs_with_numbers_add():
    pairs = {
        ("i", "94"): 3 + 5j,
        ("i", "20"): 4 + 6j,
        ("2", "94"): 1 + 1j,
        ("i", "7"): -1 + 1j,
        ("no", "visa"): 9 + 9j,
    }

    assert most_of_pairs(pairs) == {("i", "##"): 4 + 0j, ("#", "##"): 1 + 0j}
