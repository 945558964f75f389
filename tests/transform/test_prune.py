"""A new tree is built, and only declared members are taken over."""

from dataclasses import replace
from decimal import Decimal

import pytest

from firewall.model import UNCLASSIFIED, Category, Node, Outcome, Place, Plan, Treatment, View
from firewall.transform.prune import MARKERS, cut, prune

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


# ---- cutting


def cut_out(text, *spans):
    done = pruned({"a": text}, a=place(cuts=True))
    cut(done, [(0, start, end) for start, end in spans])
    return done.tree["a"]


@pytest.mark.parametrize(
    ("spans", "result"),
    [
        ([(0, 3)], "[withheld]defghij"),
        ([(7, 10)], "abcdefg[withheld]"),
        ([(0, 10)], "[withheld]"),
        ([(2, 4), (6, 8)], "ab[withheld]ef[withheld]ij"),
        ([(6, 8), (2, 4)], "ab[withheld]ef[withheld]ij"),
        ([(2, 6), (4, 8)], "ab[withheld]ij"),
        ([(2, 8), (3, 4)], "ab[withheld]ij"),
        ([(2, 4), (2, 4)], "ab[withheld]efghij"),
        ([], "abcdefghij"),
    ],
)
def test_spans_are_cut_out_of_a_text(spans, result):
    assert cut_out("abcdefghij", *spans) == result


def test_texts_in_lists_and_objects_can_be_cut():
    done = pruned({"a": ["xx", {"b": "yy"}]}, a=place(cuts=True))
    fields = done.texts

    cut(done, [(fields.index("xx"), 0, 2), (fields.index("yy"), 1, 2)])

    assert done.tree == {"a": ["[withheld]", {"b": "y[withheld]"}]}


def test_items_can_be_cut():
    done = pruned({"a": ["xx", "yy"]}, a__ANY=place(cuts=True))

    cut(done, [(1, 0, 1)])

    assert done.tree == {"a": ["xx", "[withheld]y"]}
