"""One element to its tree."""

import pytest

from firewall.formats.xml.elements import Element
from firewall.ordered import Ordered


def tree(*content, attributes=None, preserves=False):
    return Element("a", attributes or {}, {}, preserves=preserves, content=list(content)).tree()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ((), ""),
        (("x", "y"), "xy"),
        ((("b", "1"), ("b", "2")), {"b": ["1", "2"]}),
        ((" ", ("b", "1"), "\n"), {"b": "1"}),
    ],
)
def test_what_stands_together_is_grouped(content, expected):
    assert tree(*content) == expected
    assert not isinstance(tree(*content), Ordered)


def test_what_does_not_keeps_its_order():
    assert tree(("b", "1"), ("c", ""), ("b", "2")) == [{"b": "1"}, {"c": ""}, {"b": "2"}]
    assert isinstance(tree("x", ("b", "1")), Ordered)


def test_white_space_counts_where_other_text_does_or_it_is_said_to():
    assert tree("x", ("b", ""), " ", ("b", "")) == [{"#text": "x"}, {"b": ""}, {"#text": " "}, {"b": ""}]
    assert tree(" ", ("b", ""), preserves=True) == [{"#text": " "}, {"b": ""}]


def test_an_element_in_order_stands_in_a_list_of_its_own():
    inner = Ordered([{"b": "1"}])

    assert tree(("c", inner)) == {"c": [inner]}
    assert tree("x", ("c", inner)) == [{"#text": "x"}, {"c": [inner]}]


def test_nil_is_nothing_only_where_nothing_else_is_said():
    assert tree(attributes={"@xsi:nil": "true"}) is None
    assert tree("x", attributes={"@xsi:nil": "true"}) == {"@xsi:nil": "true", "#text": "x"}
    assert tree(attributes={"@xsi:nil": "true", "@id": "1"}) == {"@xsi:nil": "true", "@id": "1"}
