import pytest

from firewall.detect.values.lookalikes import is_american_phone, is_date, is_neither, is_phone, is_plain


@pytest.mark.parametrize(
    "text",
    ["20240115", "2024-01-15", "01/15/2024", "15.01.2024", "1.5.2024", "01152024", "15012024", "2024 01 15"],
)
def test_a_day_is_one_in_any_usual_order(text):
    assert is_date(text)
    assert not is_neither(text)
    assert not is_plain(text)


@pytest.mark.parametrize("text", ["012345678", "20241315", "18991231", "123-456-789", "99/99/2024"])
def test_other_digits_are_no_day(text):
    assert not is_date(text)


@pytest.mark.parametrize("text", ["718-555-0144", "1-800-375-5283", "555-0144"])
def test_american_telephones_are_told_by_their_groups(text):
    assert is_american_phone(text)
    assert is_phone(text)


@pytest.mark.parametrize("text", ["01 53 71 53 71", "030 1234567", "0161 496 0000", "020-1234567"])
def test_european_telephones_are_told_by_their_zero(text):
    assert is_phone(text)
    assert is_plain(text)


@pytest.mark.parametrize("text", ["7185550144", "012345678", "123 456 789"])
def test_digits_without_such_groups_are_no_telephone(text):
    assert is_neither(text)
