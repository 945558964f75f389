"""A new tree is built, and only declared members are taken over."""

from dataclasses import replace
from decimal import Decimal

import pytest

from firewall.model import UNCLASSIFIED, Category, Node, Outcome, Place, Plan, Treatment, View
from firewall.ordered import Numbered, Ordered
from firewall.transform.markers import MARKERS
from firewall.transform.prune import prune

RELEASE, REMOVE = Treatment(Outcome.RELEASE), Treatment(Outcome.REMOVE)
YEAR = Treatment(Outcome.COARSEN, "year")
LAST = Treatment(Outcome.MASK, "last-4")
PLAN = Plan(
    policy="", outcome=Outcome.RELEASE, because=(), reasons=(), categories={}, asked=frozenset(), refers=frozenset(),
    met=(), spends=(), limits=(), cuts_spans=frozenset(),
)  # fmt: skip


def place(treatment=RELEASE, category="record.meta", pattern="/x", **changes):
    return Place(pattern, (Category(category),), treatment, **changes)


def view(**places):
    """Places by path: ``a__b`` is /a/b, and ``ANY`` is ``*``."""
    root = Node()
    for name, what in places.items():
        node = root
        for step in name.split("__"):
            if step == "ANY":
                node.any = node.any or Node()
                node = node.any
            else:
                node = node.members.setdefault(step, Node())
        node.place = what
    return View(root, PLAN, 0, ())


def pruned(tree, accepts=None, **places):
    return prune(tree, view(**places), accepts, lambda value: f"psn_{len(value)}")


def sent(tree, **places):
    """What an intake is sent of it."""
    return prune(tree, replace(view(**places), accepts=()), None, str).tree


def left(tree, **places):
    return pruned(tree, **places).tree


def read(tree, **places):
    return pruned(tree, **places).texts


def test_only_declared_members_are_taken_over():
    assert left({"a": 1, "b": 2}, a=place()) == {"a": 1}


def test_a_withheld_member_is_gone_whatever_it_holds():
    for value in ("x", 7, None, [], {"b": 1}):
        assert left({"a": value, "b": 1}, a=place(REMOVE), b=place()) == {"b": 1}


def test_the_tree_that_came_stays_as_it_was():
    tree = {"a": "1987-03-09", "b": {"c": ["x"]}, "d": 1}

    pruned(tree, a=place(YEAR), b=place())

    assert tree == {"a": "1987-03-09", "b": {"c": ["x"]}, "d": 1}


@pytest.mark.parametrize("marker", MARKERS)
def test_a_marker_stands_where_the_member_was(marker):
    assert left({"a": "x"}, a=place(REMOVE, marker=marker)) == {"a": MARKERS[marker]}


@pytest.mark.parametrize(
    "tree", [{}, {"a": "x"}, {"a": None}, {"b": 1}, {"a": "x", "b": 1}, {"b": 1, "a": "x"}]
)
def test_a_marker_stands_whether_or_not_there_was_a_member(tree):
    marked = left(tree, a=place(REMOVE, marker="text"), b=place())

    assert marked["a"] == "withheld"
    assert list(marked)[-1] == "a"  # where it stands would tell, too


@pytest.mark.parametrize("tree", [{}, {"b": "x"}, {"b": "x", "c": 1}, {"c": 1, "b": "x"}])
def test_a_marker_under_a_declared_member_stands_whether_or_not_there_was_one(tree):
    marked = left({"a": tree}, a=place(), a__b=place(REMOVE, marker="text"))

    assert list(marked["a"].items())[-1] == ("b", "withheld")


def test_an_intake_is_sent_no_marker_for_what_nobody_sent():
    assert sent({}, a=place(REMOVE, marker="text")) == {}
    assert sent({"a": "x"}, a=place(REMOVE, marker="text")) == {"a": "withheld"}


@pytest.mark.parametrize(
    "held", [{"b": "x"}, {"b": {"d": 1}}, {"undeclared": 1}, {}, [], [{"b": 1}], [{}, {"b": 1}], None, 7]
)
@pytest.mark.parametrize("marker", [None, "text"])
def test_a_part_in_which_nothing_is_left_does_not_tell_that_it_was_there(held, marker):
    alone = {"a__b": place(REMOVE, marker=marker), "a__c": place(), "z": place()}
    listed = {"a__ANY__b": place(REMOVE, marker=marker), "a__ANY__c": place(), "z": place()}

    assert left({"a": held, "z": 1}, **alone) == left({"z": 1}, **alone) == {"z": 1}
    assert left({"a": held, "z": 1}, **listed) == {"z": 1}


def test_a_part_under_a_declared_member_in_which_nothing_is_left_does_not_tell():
    assert left({"a": {"b": {"c": 1}, "d": 2}}, a=place(), a__b__c=place(REMOVE)) == {"a": {"d": 2}}


def test_the_list_of_the_records_is_there_when_there_are_none():
    shown = view(a__ANY__b=place())
    shown.root.members["a"].stays = True

    assert (
        prune({"a": []}, shown, None, str).tree
        == prune({"a": [{"z": 1}]}, shown, None, str).tree
        == {"a": []}
    )


def test_an_intake_is_sent_the_parts_that_are_empty():
    assert sent({"a": {}, "b": []}, a__c=place(), b__ANY__d=place()) == {"a": {}, "b": []}


@pytest.mark.parametrize("treatment", [YEAR, LAST, Treatment(Outcome.PSEUDONYMIZE)])
def test_a_key_under_a_treated_member_is_data_and_does_not_leave_whole(treatment):
    assert left({"a": {"1987-03-09": True}, "b": 1}, a=place(treatment), b=place()) == {"a": {}, "b": 1}


def test_a_place_in_what_is_treated_is_nobodys_data():
    parts = Numbered({"1": "1987-03-09", "3": Numbered({"2": "19870309"})})

    assert left({"a": parts, "b": {"1": "1987-03-09"}}, a=place(YEAR), b=place(YEAR)) == {
        "a": {"1": "1987", "3": {"2": "1987"}},
        "b": {},
    }


def test_deeper_members_count_for_themselves():
    assert left({"a": {"b": "x", "c": "y", "d": "z"}}, a__b=place(), a__c=place(REMOVE)) == {"a": {"b": "x"}}


def test_under_a_declared_member_deeper_declarations_count_for_themselves():
    assert left({"a": {"b": "x", "c": "y"}}, a=place(), a__b=place(REMOVE)) == {"a": {"c": "y"}}


@pytest.mark.parametrize("outer", [YEAR, LAST, Treatment(Outcome.PSEUDONYMIZE)])
def test_what_is_withheld_deeper_is_not_treated_instead(outer):
    assert set(
        left(
            {"a": {"b": "1987-03-09", "c": "1987-03-09"}},
            a=place(outer),
            a__b=place(REMOVE),
            a__c=place(outer),
        )["a"]
    ) == {"c"}


def test_what_is_released_deeper_is_not_treated_as_what_stands_around_it():
    assert left(
        {"a": {"b": "1987-03-09", "c": "1987-03-09"}}, a=place(YEAR), a__b=place(), a__c=place(YEAR)
    ) == {"a": {"b": "1987-03-09", "c": "1987"}}


def test_a_list_where_one_was_declared_is_treated_as_the_one():
    assert left({"a": [{"b": "x", "c": "y"}]}, a=place(), a__b=place(REMOVE)) == {"a": [{"c": "y"}]}


@pytest.mark.parametrize(
    ("tree", "shape"),
    [("text", {}), (7, {}), (None, {}), ([], []), (["x"], []), ({}, {}), ({"z": 1}, {})],
)
def test_a_structure_holds_nothing_that_is_not_declared_in_it(tree, shape):
    assert left({"a": tree}, a__b=place()) == {}
    assert sent({"a": tree}, a__b=place()) == {"a": shape}


@pytest.mark.parametrize("tree", ["text", 7, None, [], ["x"]])
def test_where_a_list_was_declared_there_is_a_list(tree):
    assert sent({"a": tree}, a__ANY__b=place()) in ({"a": []}, {"a": [{}]})


def test_each_item_is_treated_alike():
    tree = {"a": [{"b": 1, "c": 2}, {"c": 3}, {"b": 4}]}

    assert left(tree, a__ANY__b=place(), a__ANY__c=place(REMOVE)) == {"a": [{"b": 1}, {"b": 4}]}


def test_items_that_are_withheld_do_not_tell_how_many_they_were():
    assert left(["x", "y", "z"], ANY=place(REMOVE)) == []
    assert left({"a": ["x", "y"]}, a=place(), a__ANY=place(REMOVE)) == {"a": []}


@pytest.mark.parametrize("marker", [None, "text"])
def test_keys_that_are_withheld_do_not_stay(marker):
    assert left({"Amina": 1, "Bo": 2}, ANY=place(REMOVE, marker=marker)) == {}
    assert left({"a": {"Amina": 1}}, a=place(), a__ANY=place(REMOVE, marker=marker)) == {"a": {}}


def test_a_key_that_no_declaration_is_about_does_not_stay():
    assert left({"a": {"Amina Haddad": {"b": 1}}}, a__ANY__b=place()) == {}


def test_a_released_item_is_kept_in_its_order():
    assert left({"a": ["x", {"y": 1}, None, 7]}, a__ANY=place()) == {"a": ["x", {"y": 1}, None, 7]}


def test_each_item_is_made_coarse():
    assert left({"a": ["1987-03-09", "x"]}, a__ANY=place(YEAR)) == {"a": ["1987", None]}


def test_a_value_is_made_a_pseudonym():
    assert left({"a": "1234"}, a=place(Treatment(Outcome.PSEUDONYMIZE))) == {"a": "psn_4"}


# ---- what the detectors are shown


def test_every_text_that_leaves_is_read():
    tree = {"a": "x", "b": ["y", {"c": "z"}], "d": 7, "e": Decimal("1.5"), "f": True, "g": None}
    places = {name: place() for name in "abdefg"}

    assert set(read(tree, **places)) >= {"x", "y", "z", "7", "1.5"}


def test_what_does_not_leave_is_not_read():
    assert read({"a": "x", "b": "y"}, a=place(REMOVE)) == []


def test_a_treated_value_is_read_as_it_was():
    assert read({"a": "1987-03-09"}, a=place(YEAR)) == ["1987-03-09"]


def test_a_key_that_stands_for_anything_is_read():
    assert "Amina" in read({"a": {"Amina": 1}}, a__ANY=place())
    assert "Amina" in read({"a": {"Amina": 1}}, a=place(), a__ANY=place())
    assert "Amina" in read({"a": {"Amina": {"b": 1}}}, a=place(), a__ANY__b=place())


def test_a_key_that_nobody_declared_is_read_where_it_leaves():
    assert "Amina" in read({"a": {"Amina": 1}}, a=place())
    assert {name for name, _ in pruned({"a": {"b": {"Amina": 1}}}, a=place()).keys} == {"b", "Amina"}


# ---- what is counted


def test_each_declared_place_is_counted_with_what_happened_there():
    counts = pruned(
        {"a": [{"b": 1}, {"b": 2}], "z": 1, "y": 2}, a__ANY__b=place(REMOVE, "identity.name", "/a/*/b")
    ).counts()

    assert {(c.pattern, c.category, c.outcome, c.times) for c in counts} == {
        ("/a/*/b", "identity.name", Outcome.REMOVE, 2),
        ("?", UNCLASSIFIED, Outcome.REMOVE, 2),
    }


# ---- intakes


def accepts_names(name):
    return (Category("identity.name"),) if name == "surname" else ()


def test_an_intake_keeps_what_its_name_says_it_accepts():
    tree = {"surname": "Haddad", "visa": "B2"}

    assert pruned(tree, accepts_names, a=place()).tree == {"surname": "Haddad"}
    assert pruned(tree, None, a=place()).tree == {}


# ---- one of several is what one alone would be


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"r": {"name": "Ann", "visa": "x"}}, {"r": {"name": "Ann"}}),
        ({"r": [{"name": "Ann", "visa": "x"}]}, {"r": [{"name": "Ann"}]}),
        ({"r": [{"name": "Ann"}, {"name": "Bob"}]}, {"r": [{"name": "Ann"}, {"name": "Bob"}]}),
        ({"r": [[{"name": "Ann", "visa": "x"}]]}, {"r": [[{"name": "Ann"}]]}),
        ({"r": [{"visa": "x"}, "x", 1, None]}, {}),
        ([{"r": {"name": "Ann", "visa": "x"}}], [{"r": {"name": "Ann"}}]),
    ],
)
def test_where_no_list_was_declared_each_item_counts(tree, expected):
    assert left(tree, r__name=place()) == expected


def test_an_undeclared_list_in_what_is_sent_keeps_nothing_undeclared():
    assert sent({"r": ["x", {"visa": "y"}, {"name": "Ann"}]}, r__name=place()) == {"r": [{"name": "Ann"}]}


def test_what_is_withheld_is_withheld_in_each_item():
    assert left({"r": [{"name": "Ann"}]}, r__name=place(REMOVE)) == {}
    assert left({"r": [{"name": "Ann"}]}, r__name=place(REMOVE, marker="text"), r__id=place()) == {}
    assert left({"r": [{"name": "x", "id": 1}]}, r__name=place(REMOVE, marker="text"), r__id=place()) == {
        "r": [{"id": 1, "name": "withheld"}]
    }


# ---- members that stand one by one


def one_by_one(*members):
    return Ordered([{name: value} for name, value in members])


def test_the_order_of_what_leaves_stays():
    tree = {"r": [one_by_one(("a", "1"), ("visa", "x"), ("b", "2"), ("a", "3"))]}

    assert left(tree, r__a=place(), r__b=place()) == {"r": [[{"a": "1"}, {"b": "2"}, {"a": "3"}]]}
    assert left(tree, r__z=place()) == {}


@pytest.mark.parametrize("covering", [{}, {"r": place()}])
def test_a_marker_stands_once_and_last_however_often_its_member_was_there(covering):
    declared = {"r__a": place(), "r__visa": place(REMOVE, "immigration", marker="text")} | covering
    expected = [{"a": "1"}, {"a": "3"}, {"visa": "withheld"}]

    for tree in (
        one_by_one(("a", "1"), ("a", "3")),
        one_by_one(("a", "1"), ("visa", "x"), ("a", "3")),
        one_by_one(("visa", "x"), ("a", "1"), ("visa", "y"), ("a", "3")),
    ):
        assert left({"r": [tree]}, **declared) == {"r": [expected]}
    # Where only markers would be left, nothing is: not even how often.
    if not covering:
        assert left({"r": [one_by_one(("visa", "x"), ("visa", "y"))]}, **declared) == {}


def test_a_member_with_nothing_left_in_it_does_not_tell_that_it_was_there():
    tree = {"r": [one_by_one(("a", "1"), ("p", {"visa": "x"}), ("a", "2"))]}

    assert left(tree, r__a=place(), r__p__name=place()) == {"r": [[{"a": "1"}, {"a": "2"}]]}


def test_under_a_declared_place_members_one_by_one_are_treated_each():
    tree = {"r": [one_by_one(("dob", "1987-03-09"), ("x", "1990-01-01"), ("dob", "1991-01-01"))]}

    assert left(tree, r=place(), r__dob=place(YEAR)) == {
        "r": [[{"dob": "1987"}, {"x": "1990-01-01"}, {"dob": "1991"}]]
    }


def test_text_around_members_is_read_as_a_reader_puts_it_together():
    tree = {"r": [one_by_one(("#text", "A01"), ("b", "2345"), ("#text", "678"))]}

    assert "A012345678" in read(tree, r=place())
    assert "A012345678" in read(tree, r__ANY=place(), r=place())
    assert "A012345678" in read({"q": tree}, **{"q__r__#text": place(), "q__r__b": place()})
    assert "A01678" in read(tree, **{"r__#text": place()})


def test_members_one_by_one_are_judged_together():
    done = prune(
        {"r": [one_by_one(("a", "1"), ("b", "2"), ("a", "3"))]},
        view(r__a=place(), r__b=place()),
        None,
        str,
        lambda names: set(names) == {"a", "b"},
    )

    assert [one.members for one in done.objects] == [{"a": ["1", "3"], "b": "2"}]


# ---- the text of an element


@pytest.mark.parametrize("value", ["Ann", {"#text": "Ann"}, {"#text": "Ann", "@status": "x"}])
def test_text_is_what_its_element_is_whether_or_not_there_were_attributes(value):
    gone = place(REMOVE, "immigration")

    assert left({"a": value}, **{"a__#text": place(), "a__@status": gone}) == {"a": {"#text": "Ann"}}
    assert left({"a": value}, **{"a__#text": place(), "a": place(), "a__@status": gone}) == {
        "a": {"#text": "Ann"}
    }
    assert left({"a": value}, **{"a__#text": gone, "a": place(), "a__@status": gone}) == {"a": {}}


@pytest.mark.parametrize("value", ["1987-03-09", {"#text": "1987-03-09", "@status": "x"}])
def test_what_is_done_to_an_element_is_done_to_its_text(value):
    done = left({"a": value}, a=place(YEAR))["a"]

    assert done in ("1987", {"#text": "1987"})


@pytest.mark.parametrize("value", ["Ann", {"#text": "Ann"}, {"#text": "Ann", "@status": "x"}])
def test_a_marked_attribute_stands_beside_every_text(value):
    marked = place(REMOVE, "immigration", marker="text")

    assert left({"a": value}, **{"a": place(), "a__@status": marked}) == {
        "a": {"#text": "Ann", "@status": "withheld"}
    }


# ---- what is gone is kept in mind: it may be met again somewhere else

GONE = [
    ({"a": "s"}, {"a": place(REMOVE)}),
    ({"a": "s"}, {"a": place(REMOVE, marker="text")}),
    ({"a": "s"}, {"a": place(YEAR)}),
    ({"a": {"k": "s"}}, {"a__ANY": place(REMOVE)}),
    ({"a": ["s"]}, {"a__ANY": place(REMOVE)}),
    ({"a": ["s"]}, {"a": place(), "a__ANY": place(REMOVE)}),
    ({"a": {"b": "s"}}, {"a": place(), "a__b": place(REMOVE)}),
    ({"a": {"b": "s"}}, {"a": place(), "a__b": place(REMOVE, marker="text")}),
    ({"r": one_by_one(("a", "s"))}, {"r__a": place(REMOVE)}),
    ({"r": one_by_one(("a", "s"))}, {"r__a": place(REMOVE, marker="text")}),
    ({"r": one_by_one(("a", "s"))}, {"r": place(), "r__a": place(REMOVE)}),
    ({"r": one_by_one(("a", "s"))}, {"r": place(), "r__a": place(REMOVE, marker="text")}),
]


@pytest.mark.parametrize(("tree", "places"), GONE)
def test_what_does_not_leave_as_it_was_is_kept_in_mind_with_its_place(tree, places):
    done = pruned(tree, **places)

    (where,) = [one for one in places.values() if one.treatment is not RELEASE]
    assert [one for one in done.gone if one[0] is not None] == [("s", where)]
    assert "'s'" not in str(done.tree)


@pytest.mark.parametrize("tree", [{"a": {"k": "s", "l": "t"}}, {"a": ["s", "t"]}])
def test_what_is_withheld_counts_each_time_under_any_key(tree):
    where = place(REMOVE)

    assert pruned(tree, a__ANY=where).seen == {where: 2}


@pytest.mark.parametrize(
    "members", [{"a": "1", "b": "2", "c": "3"}, one_by_one(("a", "1"), ("b", "2"), ("c", "3"))]
)
def test_what_tells_something_by_its_parts_is_judged_with_the_names_of_what_is_gone(members):
    done = prune({"r": members}, view(r__a=place(), r__b=place(REMOVE)), None, str, lambda _: True)

    (one,) = [each for each in done.objects if "a" in each.members]
    assert set(one.members) == {"a"}
    assert set(one.gone) == {"b", "c"}


def test_what_stands_in_a_declared_member_is_judged_with_its_place():
    outer = place(category="contact.phone")
    done = prune({"r": {"a": "1", "b": "2"}}, view(r=outer, r__a=place()), None, str, lambda _: True)

    assert [(one.members, one.covering) for one in done.objects if one.covering] == [
        ({"a": "1", "b": "2"}, outer)
    ]


STRAYS = [
    ({"z": "s"}, {"a": place()}, [("z", "s")]),
    ({"a": {"k": {"b": "s"}}}, {"a__ANY__b": place()}, [("k", {"b": "s"})]),
    ({"a": {"k": {"b": "s"}}}, {"a": place(YEAR), "a__ANY__b": place()}, [("k", {"b": "s"})]),
    ({"a": {"z": "s"}}, {"a": place(YEAR)}, [("z", "s")]),
    ({"r": one_by_one(("z", "s"))}, {"r__a": place()}, [("z", "s")]),
    ({"a": {"z": "s"}}, {"a": place()}, []),  # as released as what it stands in, and read
]


@pytest.mark.parametrize(("tree", "places", "strays"), STRAYS)
def test_what_nobody_declared_is_kept_in_mind_with_its_name(tree, places, strays):
    done = pruned(tree, **places)

    assert (done.strays, done.undeclared) == (strays, len(strays))


def test_a_part_under_a_declared_member_keeps_what_is_declared_around_it():
    tree = {"a": {"b": {"c": "x", "d": "y"}, "e": "z"}}
    coarse = pruned(tree, a=place(YEAR), a__b__c=place())

    assert left(tree, a=place(), a__b__c=place()) == tree
    assert coarse.tree == {"a": {"b": {"c": "x"}}}


def test_an_intake_keeps_what_it_accepts_where_members_stand_one_by_one():
    accepts = {"name": (Category("identity.name"),)}.get
    tree = one_by_one(("name", "Ann"), ("origin", "x"))
    done = prune(tree, replace(view(id=place()), accepts=()), lambda name: accepts(name, ()), str)

    assert (done.tree, done.strays) == (one_by_one(("name", "Ann")), [("origin", "x")])


def test_plain_texts_in_a_declared_member_are_judged_together_with_its_place():
    outer = place(category="contact.phone")
    done = prune({"r": {"a": "1", "b": "2"}}, view(r=outer), None, str, lambda names: "a" in names)

    assert [(one.members, one.covering) for one in done.objects] == [({"a": "1", "b": "2"}, outer)]


def test_each_text_is_read_once_and_no_others_with_it():
    assert read({"a": "x", "b": 7}, a=place(), b=place()) == ["x", "7"]
    assert read({"r": one_by_one(("a", "x"), ("b", "y"))}, r__a=place(), r__b=place()) == ["x", "y"]


def test_text_in_text_is_read_together_once():
    inner = one_by_one(("#text", "b"), ("c", "d"))
    tree = one_by_one(("#text", "a"), ("p", one_by_one(("q", inner))), ("#text", "e"))

    assert read({"r": tree}, r=place()).count("abde") == 1
    assert "bd" not in read({"r": tree}, r=place())


@pytest.mark.parametrize("value", [7, 1.5, True, None, []])
def test_what_is_no_text_is_no_text_of_an_element(value):
    assert left({"a": value}, **{"a__#text": place()}) == {}


@pytest.mark.parametrize(
    ("tree", "places", "dropped"),
    [
        ({"a": ["x"]}, {"a__ANY": place(REMOVE)}, True), ({"a": {"k": "x"}}, {"a": place(), "a__k": place(REMOVE)}, True), ({"a": "x"}, {"a": place(REMOVE)}, True),
        ({"z": "x"}, {"a": place()}, True), ({"a": ["x"]}, {"a__ANY": place()}, False), ({"a": "1990-01-01"}, {"a": place(YEAR)}, False),
    ],
)  # fmt: skip
def test_whether_anything_stayed_behind(tree, places, dropped):
    assert pruned(tree, **places).has_dropped is dropped


def test_records_of_texts_that_leave_as_they_are_are_taken_over_together():
    records = [{"a": f"{number}", "b": "x"} for number in range(20)]

    found = prune(records, replace(view(ANY__a=place(), ANY__b=place(pattern="/y")), accepts=()), None, str)

    assert found.tree == records
    assert found.texts == [text for record in records for text in record.values()]
    assert {spot.pattern: times for spot, times in found.met().items()} == {"/x": 20, "/y": 20}
    assert all(kept is given for kept, given in zip(found.tree, records, strict=True))


def test_one_record_of_another_shape_has_what_nobody_declared_taken_out_of_it():
    records = [*({"a": "x"} for _ in range(20)), {"a": "x", "b": "y"}]

    assert sent(records, ANY__a=place()) == [{"a": "x"}] * 21
