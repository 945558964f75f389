import pytest

from firewall.formats.base import Unreadable
from firewall.formats.positions import joined, number_of, numbered, placed


def test_parts_stand_at_their_numbers():
    assert numbered(["a", "", "c"], str) == {"1": "a", "3": "c"}
    assert placed({1: "a", 3: "c"}) == ["a", "", "c"]
    assert joined({"1": "a", "3": {"2": "x"}}, "^&", str) == "a^^&x"
    assert placed({}) == []


@pytest.mark.parametrize("name", ["", "x", "-1", "1000", "²"])
def test_a_number_is_plain(name):
    with pytest.raises(Unreadable, match=r"^not-a-table$"):
        number_of(name)


@pytest.mark.parametrize("parts", [{0: "a"}, {1000: "a"}])
def test_places_have_bounds(parts):
    with pytest.raises(Unreadable, match=r"^not-a-table$"):
        placed(parts)


def test_deeper_than_the_standard_has_is_nothing():
    with pytest.raises(Unreadable, match=r"^not-a-table$"):
        joined({"1": {"1": "a"}}, "^", str)
