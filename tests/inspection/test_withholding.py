"""What may leave of an answer."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall import inspection
from firewall.detect import Scanner, Span
from firewall.formats import FORMATS
from firewall.inspection import Failure, outcome_at
from firewall.model import Category, Node, Outcome, Place, Treatment, View
from firewall.policy.view import answer_view
from tests import helpers_policy
from tests.helpers import (
    JSON,
    LIMITS,
    NOON,
    Broken,
    World,
    broken_detectors,
    compiled,
)
from tests.inspection.findings import Secrets, finders, plan_of, shown

often = settings(max_examples=150, deadline=None, database=None)


# ---- what may leave


def test_a_finding_where_none_was_declared_removes_the_member():
    screened = shown({"a": "a secret", "b": "x"}, {"/a": "record.id", "/b": "record.id"})

    assert screened.tree == {"b": "x"}
    assert screened.latched == {"/a"}


def test_a_finding_of_another_category_changes_nothing_where_the_value_may_go():
    screened = shown({"a": "shared"}, {"/a": "record.id"})

    assert screened.tree == {"a": "shared"}
    assert screened.latched == frozenset()
    assert screened.expected == {"word.shared"}


def test_a_finding_of_the_declared_category_changes_nothing():
    assert shown({"a": "secret"}, {"/a": "immigration"}, ("immigration",)).tree == {"a": "secret"}


def test_a_name_that_says_something_else_removes_the_member_it_stands_under():
    assert shown({"a": {"alienNumber": "x"}}, {"/a": "record.id"}).tree == {}


def test_a_key_that_says_something_else_removes_the_member_it_stands_under():
    screened = shown({"a": {"secret": 1}}, {"/a": "record.id"})

    assert (screened.tree, screened.latched) == ({}, {"/a"})


def test_a_key_by_the_name_of_what_is_withheld_removes_the_member_it_stands_under():
    screened = shown(
        {"a": {"zeta": "x"}, "b": "y"}, {"/a": "record.id", "/b": "record.id", "/zeta": "immigration"}
    )

    assert (screened.tree, screened.latched) == ({"b": "y"}, {"/a"})


def test_what_was_latched_before_stays_away():
    screened = shown({"a": "x"}, {"/a": "record.id"}, latched=("/a",))

    assert (screened.tree, screened.latched) == ({}, {"/a"})


def test_one_finding_latches_only_its_member():
    tree = {"a": "secret", "b": "x", "c": {"d": "y"}}

    assert shown(tree, {"/a": "record.id", "/b": "record.id", "/c/d": "record.id"}).tree == {
        "b": "x",
        "c": {"d": "y"},
    }


def test_a_number_in_free_text_cannot_be_cut_so_its_member_goes():
    opened = ("record.id", "case_notes")
    number = Secrets("7", "immigration.status")
    found = replace(finders(), scanner=Scanner((number,)))

    cut = shown({"a": "is 7"}, {"/a": "case_notes"}, opened, cuts=("case_notes",), found=found)
    whole = shown({"a": 7}, {"/a": "case_notes"}, opened, cuts=("case_notes",), found=found)

    assert cut.tree == {"a": "is [withheld]"}
    assert (whole.tree, whole.latched) == ({}, {"/a"})


def test_a_name_in_free_text_is_a_third_partys_even_where_names_are_shared():
    screened = shown(
        {"a": "name: x"}, {"/a": "case_notes"}, ("case_notes", "identity.name"), cuts=("case_notes",)
    )

    assert screened.tree == {"a": "[withheld] x"}


def test_a_note_that_is_declared_to_name_people_names_third_parties_all_the_same():
    """What is declared of a free text opens nothing that is found in it."""
    known = plan_of(("case_notes", "identity.name"), ("case_notes",))
    note = Place("/a", ("case_notes", "identity.name"), Treatment(Outcome.RELEASE), cuts=True)
    view = View(Node(), known, 0, ())

    assert outcome_at(note, Category("identity.name"), view) is Outcome.REMOVE
    assert outcome_at(replace(note, cuts=False), Category("identity.name"), view) is Outcome.RELEASE
    assert outcome_at(note, Category("case_notes"), view) is Outcome.RELEASE


def test_cuts_are_counted_by_place_and_category():
    screened = shown({"a": ["secret", "secret"]}, {"/a": "case_notes"}, ("case_notes",), cuts=("case_notes",))

    assert ("/a", "immigration.status", Outcome.REMOVE, 2) in [
        (c.pattern, c.category, c.outcome, c.times) for c in screened.counts
    ]
    assert screened.removed


def test_nothing_removed_is_told_as_that():
    assert not shown({"a": "x"}, {"/a": "record.id"}).removed
    assert shown({"a": "x", "b": 1}, {"/a": "record.id"}).removed


@pytest.mark.parametrize("detectors_of", [finders, broken_detectors])
def test_a_detector_that_breaks_makes_the_answer_uninspectable(detectors_of):
    found = replace(detectors_of(), scanner=Scanner([Broken()]))
    with pytest.raises(Failure, match="detector-failed"):
        shown({"a": "fragile"}, {"/a": "record.id"}, found=found)


# ---- people whom a model found


NOTES = {"/a": "case_notes"}
CUT = {"opened": ("record.id", "case_notes"), "cuts": ("case_notes",)}


def person(start, end):
    return (Span(start, end, Category("identity.name")),)


def test_a_person_whom_the_model_found_is_cut_out_and_latches_nothing():
    screened = shown({"a": "Ask Ana first"}, NOTES, **CUT, named={"Ask Ana first": person(4, 7)})

    assert screened.tree == {"a": "Ask [withheld] first"}
    assert screened.latched == frozenset()
    assert ("/a", "identity.name", Outcome.REMOVE, 1) in screened.counts


def test_a_text_that_the_model_was_not_shown_makes_the_answer_uninspectable():
    with pytest.raises(Failure, match="names-not-read"):
        shown({"a": "Ask Ana first"}, NOTES, **CUT, named={"another": ()})


def test_a_person_in_a_member_name_closes_the_place_for_this_message_alone():
    tree = {"a": {"Ana Ruiz": "called"}, "b": 1}
    named = {"Ana Ruiz": person(0, 8), "called": ()}

    screened = shown(tree, {**NOTES, "/b": "record.id"}, **CUT, named=named)

    assert screened.tree == {"b": 1}
    assert screened.latched == frozenset()


def test_who_was_found_in_one_text_is_cut_out_of_the_others_too():
    tree = {"a": ["Ana Ruiz called", "told ana-ruiz twice", "Ana and Ruizel"]}
    named = {"Ana Ruiz called": person(0, 8), "told ana-ruiz twice": (), "Ana and Ruizel": ()}

    screened = shown(tree, NOTES, **CUT, named=named)

    assert screened.tree == {"a": ["[withheld] called", "told [withheld] twice", "Ana and Ruizel"]}
    assert ("/a", "identity.name", Outcome.REMOVE, 2) in screened.counts


@pytest.mark.parametrize("seen", [person(0, 8), person(23, 31), person(0, 8) + person(23, 31), person(4, 8)])
def test_who_was_seen_at_one_place_in_a_text_is_cut_out_at_the_others(seen):
    text = "Ana Ruiz called; later Ana Ruiz came"
    named = {text: seen, "Ana Ruiz": person(0, 8)}

    screened = shown({"a": [text, "Ana Ruiz"]}, NOTES, **CUT, named=named)

    assert "Ruiz" not in str(screened.tree)
    assert "called; later" in str(screened.tree)


def test_a_single_word_that_was_found_is_cut_out_where_it_was_found_alone():
    tree = {"a": ["Bill is paid", "the Bill is late"]}
    named = {"Bill is paid": person(0, 4), "the Bill is late": ()}

    assert shown(tree, NOTES, **CUT, named=named).tree == {"a": ["[withheld] is paid", "the Bill is late"]}


def test_only_texts_that_may_be_cut_are_shown_to_the_model():
    fields = {tuple(n.split("/")[1:]): (Category(c),) for n, c in {**NOTES, "/b": "record.id"}.items()}
    place = helpers_policy.route(fields=fields)
    plan = plan_of(("record.id", "case_notes"), ("case_notes",))
    tree = {"a": ["one", {"key": "two"}, "one", 3], "b": "x", "c": "y"}

    shown_to_it, without_it = (
        inspection.to_be_named(
            tree, answer_view(plan, place, helpers_policy.VOCABULARY, frozenset(), reads_names=reads), str
        )
        for reads in (True, False)
    )

    assert shown_to_it == ("one", "key", "two", "3")
    assert without_it == ()


# ---- laws, over all trees and views


NAMES = ("a", "b", "c", "d")
CATEGORY = ("record.id", "contact.phone", "immigration.status", "identity.name", "case_notes")
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.sampled_from(["", "plain", "a secret", "shared", "secret shared"]),
)
trees = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.sampled_from((*NAMES, "e", "secret", "status")), below, max_size=4),
    ),
    max_leaves=12,
)
steps = st.sampled_from((*NAMES, "*"))
declared = st.dictionaries(
    st.lists(steps, min_size=1, max_size=3).map(lambda path: "/" + "/".join(path)),
    st.sampled_from(CATEGORY),
    min_size=1,
    max_size=5,
)
openings = st.sets(st.sampled_from(CATEGORY), min_size=1).map(sorted).map(tuple)


def marked(tree, path=()):
    """Every text of the tree made unlike any other."""
    if isinstance(tree, dict):
        return {name: marked(value, (*path, name)) for name, value in tree.items()}
    if isinstance(tree, list):
        return [marked(value, (*path, number)) for number, value in enumerate(tree)]
    return f"<{'.'.join(map(str, path))}> {tree}" if isinstance(tree, str) else tree


def texts(tree, path=()):
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from texts(value, (*path, name))
    elif isinstance(tree, list):
        for value in tree:
            yield from texts(value, (*path, "*"))
    elif isinstance(tree, str):
        yield path, tree


def governing(path, fields):
    """The category of the deepest place on the way to ``path``; literal names go before ``*``.  None: undeclared."""
    patterns = {tuple(name.split("/")[1:]): category for name, category in fields.items()}
    at, found = (), None
    for step in path:
        below = [(*at, s) for s in (step, "*") if any(p[: len(at) + 1] == (*at, s) for p in patterns)]
        if not below:
            # A list where none was declared: what is declared counts for each of its items.
            if step == "*":
                continue
            return found
        at = below[0]
        found = patterns.get(at, found)
    return found


@often
@given(trees, declared, openings)
def test_what_leaves_stood_at_a_place_that_is_open(tree, fields, opened):
    tree = marked(tree)
    screened = shown(tree, fields, opened)

    where = {text: path for path, text in texts(tree)}
    for _, text in texts(screened.tree):
        category = governing(where[text], fields)
        assert category in opened, (text, category)
        assert category != "case_notes"


@often
@given(trees, declared, openings)
def test_nothing_leaves_in_which_something_closed_is_found(tree, fields, opened):
    screened = shown(tree, fields, opened)

    for path, text in texts(screened.tree):
        akin = governing(path, fields) == "immigration.status"
        assert "secret" not in text or "immigration.status" in opened or akin


@often
@given(trees, declared, openings)
def test_no_member_is_invented(tree, fields, opened):
    def names(value):
        if isinstance(value, dict):
            return set(value).union(*map(names, value.values()))
        return set().union(*map(names, value)) if isinstance(value, list) else set()

    assert names(shown(tree, fields, opened).tree) <= names(tree)


@often
@given(trees, declared, openings)
def test_what_was_released_would_be_released_again(tree, fields, opened):
    once = shown(tree, fields, opened)
    again = shown(once.tree, fields, opened, latched=once.latched)

    assert again.tree == once.tree
    assert again.latched == once.latched


@often
@given(trees, declared, openings)
def test_a_latch_only_takes_away(tree, fields, opened):
    def size(value):
        return len(msgspec.json.encode(value))

    free = shown(tree, fields, opened)
    latched = shown(tree, fields, opened, latched=tuple(fields))

    assert list(texts(latched.tree)) == []
    assert size(latched.tree) <= size(free.tree) or free.tree == {}


@often
@given(trees, declared, openings)
def test_what_leaves_passes_the_exit_check(tree, fields, opened):
    screened = shown(tree, fields, opened)
    place = helpers_policy.route(fields={tuple(n.split("/")[1:]): (Category(c),) for n, c in fields.items()})
    view = answer_view(plan_of(opened), place, helpers_policy.VOCABULARY, screened.latched)
    body = inspection.write(screened.tree, FORMATS[JSON])

    assert not inspection.residue(body, FORMATS[JSON], view, screened.expected, finders(), LIMITS)


# ---- intakes


async def taken_in(body):
    ruling = await World(compiled()).ask(route="clinic:intake", body=body, at=NOON)
    return msgspec.json.decode(ruling.outgoing.body)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ({"name": "Amina", "surname": "Haddad"}, {"name": "Amina", "surname": "Haddad"}),
        ({"phone": "312-555-0147"}, {"phone": "312-555-0147"}),
        ({"zeta": "1"}, {}),
        ({"notes": "is undocumented"}, {"notes": "is [withheld]"}),
        ({"name": "A012345678"}, {}),
        ({"name": "Amina", "surname": "A012345678"}, {"name": "Amina", "surname": "[withheld]"}),
        ({"citizenshipCode": "HN"}, {}),
    ],
)
async def test_an_intake_takes_what_it_accepts(body, left):
    assert await taken_in(body) == left


async def test_once_an_undeclared_member_was_caught_out_only_declared_ones_are_taken():
    assert await taken_in({"name": "Amina", "surname": "Haddad", "phone": {"mobile": {"A012345678": 1}}}) == {
        "name": "Amina"
    }
