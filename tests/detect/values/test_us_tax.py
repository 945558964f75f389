import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("us.itin", "912-90-3456"),
    ("us.itin", "999-88-1234"),
    ("us.itin", "950-50-0001"),
    ("us.itin", "912.70.3456"),
    ("us.itin-bare", "ITIN 900701234"),
    ("us.itin-bare", "ATIN 912-93-4567"),
    ("us.itin-bare", "ITIN 9 0 0 7 0 1 2 3 4"),
    ("us.ssn", "536-90-4399"),
    ("us.ssn", "536 90 4399"),
    ("us.ssn-bare", "SSN 536904399"),
    ("us.ssn-bare", "ssn: 000-00-0000"),
    ("us.ssn-bare", "seguro social 999999999"),
    ("us.ssn-bare", "SSN 5 3 6 9 0 4 3 9 9"),
    ("us.ssn-bare", "social security number 536.90.4399"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "912-93-4567",
        "912-89-4567",
        "912-66-1234",
        "666-12-3456",
        "000-12-3456",
        "536-00-4399",
        "536-90-0000",
        "536904399",
        "900701234",
        "routing 121000358",
        "order 536-90-4399",
        "the EIN is 12-3456789",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_a_word_near_it_raises_the_confidence():
    assert confidence("us.ssn", "536-90-4399") < confidence("us.ssn", "SSN 536-90-4399")


@pytest.mark.parametrize("text", ["536-90-4399.1", "912.70.3456.5"])
def test_a_row_of_groups_that_ends_in_one_more_digit_is_a_version_or_a_part(text):
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "536-90-4399.",
        "it is 536-90-4399.1",
        "SSN 536-90-4399.1",
        "536-90-4399.1 kids",
        "hers:\n536-90-4399.1",
        "536-90-4399.1\nhis",
    ],
)
def test_a_number_with_a_dot_behind_it_is_one(text):
    assert is_found("us.ssn", text)


@pytest.mark.parametrize(
    ("shape", "text"),
    [("us.a-number", "A123456789.1"), ("us.a-number", "A123-456-789.1"), ("uk.nino", "AB123456C.1")],
)
def test_a_number_with_a_letter_is_no_version(shape, text):
    assert confidence(shape, text) == confidence(shape, text.removesuffix(".1"))
