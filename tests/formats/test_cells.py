from decimal import Decimal

import pytest

from firewall.formats.base import Unreadable
from firewall.formats.cells import text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (None, ""),
        ([], ""),
        ({}, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (Decimal("1.10"), "1.10"),
    ],
)
def test_values_are_texts_in_a_cell(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize("value", [["a"], {"a": "b"}])
def test_a_cell_holds_no_tree(value):
    with pytest.raises(Unreadable, match=r"^not-a-table$"):
        text_of(value)
