import pytest

from firewall.detect.values.others import is_labelled_otherwise, labels_otherwise, names_another


@pytest.mark.parametrize(
    ("text", "otherwise"),
    [
        ("invoice 123", True),
        ("Invoice no. 123", True),
        ("Rechnungsnummer: 123", True),
        ("the order number is 123", True),
        ("order_id=123", True),
        ("telephone (123", True),
        ("nothing 123", False),
        ("removal order 123", False),
        ("final removal order no. 123", False),
        ("invoice for her, file 123", False),
        ("reorder 123", False),
        ("a very long text that ends with an xinvoice 123", False),
    ],
)
def test_the_word_straight_before_a_number_labels_it(text, otherwise):
    assert is_labelled_otherwise(text, text.index("123")) is otherwise


def test_a_word_that_begins_too_early_is_the_explaining_one():
    assert labels_otherwise("account ", 0)
    assert not labels_otherwise("online account ", len("online account"))


def test_a_word_with_two_meanings_counts_only_before_the_number():
    assert names_another("see the invoice of")
    assert not names_another("as a part of the file")
