"""An object whose members stand one by one."""

from firewall.ordered import Ordered
from firewall.transform.ordered import gathered, spoken


def test_members_are_gathered_by_name():
    assert gathered(Ordered([{"a": "1"}, {"b": "2"}, {"a": "3", "c": None}, "x"])) == {
        "a": ["1", "3"],
        "b": "2",
        "c": None,
    }


def test_all_text_is_read_in_order_and_attributes_are_none_of_it():
    inner = Ordered([{"@id": "9"}, {"#text": "b"}, {"i": {"@x": "9", "#text": "c"}}])

    assert spoken(Ordered([{"#text": "a"}, {"p": [inner]}, {"q": None}, {"r": 1}])) == "abc1"
