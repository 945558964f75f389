from firewall.detect.guarded import Guard, Guarded

CAT, DOG = (
    Guard(literals=("cat",), expression="(?i)cats?"),
    Guard(literals=("dog",), expression="(?i)dog|cow"),
)
ANY = Guard(literals=(), expression="(?i)cow")


def test_what_occurs_is_found_in_any_case():
    assert sorted(Guarded([CAT, DOG]).spans("a Cat, a DOG")) == [(2, 5), (9, 12)]


def test_an_expression_is_asked_only_where_a_literal_of_its_stands():
    assert list(Guarded([CAT, DOG]).spans("a cow")) == []
    assert list(Guarded([CAT, DOG]).spans("a cow and a dog")) == [(2, 5), (12, 15)]


def test_an_expression_without_literals_is_always_asked():
    assert list(Guarded([CAT, ANY]).spans("a cow")) == [(2, 5)]
    assert list(Guarded([ANY]).spans("a cow")) == [(2, 5)]


def test_a_literal_inside_another_counts():
    assert list(Guarded([CAT, Guard(literals=("concatenate",), expression="x")]).spans("concatenate")) == [
        (3, 6)
    ]


def test_nothing_is_nowhere():
    assert list(Guarded([]).spans("a cat")) == []


def test_what_matches_as_a_whole_is_told_by_its_number():
    guarded = Guarded([CAT, DOG, ANY])

    assert list(guarded.matching("cats")) == [0]
    assert list(guarded.matching("cow")) == [2]
    assert list(guarded.matching("a cat")) == []
