from firewall.ordered import TEXT, Numbered, Ordered


def test_what_is_ordered_is_a_list_to_whoever_does_not_ask():
    assert Ordered([{TEXT: "a"}, {"b": "c"}]) == [{"#text": "a"}, {"b": "c"}]
    assert isinstance(Ordered(), list)


def test_what_is_numbered_is_an_object_to_whoever_does_not_ask():
    assert Numbered({"1": "a"}) == {"1": "a"}
    assert isinstance(Numbered(), dict)
