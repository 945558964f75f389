from firewall.ordered import TEXT, Ordered


def test_what_is_ordered_is_a_list_to_whoever_does_not_ask():
    assert Ordered([{TEXT: "a"}, {"b": "c"}]) == [{"#text": "a"}, {"b": "c"}]
    assert isinstance(Ordered(), list)
