from firewall.detect.searching import Search


def test_it_is_told_whether_an_expression_occurs_and_where_in_letters():
    search = Search("^b+|c")

    assert search.occurs("é\nbb")
    assert not search.occurs("ab")
    assert list(search.places("é\nbb\U0001f642c")) == [(2, 4), (5, 6)]


def test_half_a_character_counts_as_one():
    assert list(Search("c").places("\ud800c")) == [(1, 2)]


def test_of_all_matches_from_one_place_the_longest_may_be_asked_for():
    assert list(Search("ab|abc").places("abc")) == [(0, 2)]
    assert list(Search("ab|abc", longest=True).places("abc")) == [(0, 3)]
