"""Lists of records with parts, wherever they stand: pruned by column they are what they are record by record."""

import copy
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall import inspection
from firewall.model import Category, Node, Outcome, Place, Treatment, View
from tests.helpers import detectors
from tests.inspection.findings import finders, plan_of
from tests.inspection.test_grids import (
    CATEGORIES,
    OTHERS,
    TEXTS,
    pseudonymize,
    said,
    times,
    treatments,
)

often = settings(max_examples=150, deadline=None, database=None)
PARTS = ("name", "address")
MEMBERS = ("id", "given", "family", "note", "citizenshipCode")
NAMED = st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=3, unique=True)


@st.composite
def shapes(draw, depth=3):
    shape = dict.fromkeys(draw(NAMED))
    for name in draw(
        st.lists(st.sampled_from((*PARTS, *PARTS, "id")), max_size=2 if depth else 0, unique=True)
    ):
        shape[name] = draw(shapes(depth - 1))
    return dict(draw(st.permutations([*shape.items()])))


@st.composite
def lists(draw):
    """Records of one shape, and now and then one of another."""
    shape = draw(shapes())
    values = st.sampled_from(TEXTS) if draw(st.booleans()) else st.sampled_from(TEXTS + OTHERS)
    others = st.sampled_from((None, {}, [], ["Ana"], {"id": "Ana Permit"}, "Ana"))

    def record(below):
        if below is None:
            return draw(values)
        return {name: record(inner) for name, inner in below.items()}

    found = [record(shape) for _ in range(draw(st.integers(1, 5)))]
    if draw(st.integers(0, 9)) == 0:
        found[-1][draw(st.sampled_from([*shape]))] = draw(others)
    return found


@st.composite
def nodes(draw, path=""):
    """Some of the names are declared, with places of their own or with parts that have some."""
    members = {}
    for name in draw(NAMED):
        treatment = draw(treatments)
        cuts = treatment.outcome is Outcome.RELEASE and draw(st.booleans())
        marker = draw(st.sampled_from((None, None, "text", "null")))
        category = Category("case_notes" if cuts else draw(st.sampled_from(CATEGORIES)))
        members[name] = Node(Place(f"{path}/{name}", (category,), treatment, cuts=cuts, marker=marker))
    for name in PARTS if path.count("/") < 5 else ():
        if draw(st.integers(0, 3)):
            members[name] = replace(draw(nodes(f"{path}/{name}")), stays=draw(st.booleans()))
    return Node(members=members)


@st.composite
def cases(draw):
    """A list by itself, in something, or in a list; beside it, now and then, what was taken out of it."""
    found, where = draw(lists()), draw(st.sampled_from(("alone", "listed", "within", "undeclared")))
    aside = Place("/note", ("case_notes",), Treatment(Outcome.RELEASE), cuts=draw(st.booleans()))
    note = draw(st.sampled_from(TEXTS))
    match where:
        case "alone":
            return found, Node(any=draw(nodes("/*")))
        case "undeclared":
            inner = draw(nodes("/items"))
            return {"items": found, "note": note}, Node(members={"items": inner, "note": Node(aside)})
        case "within":
            inner = Node(any=draw(nodes("/items/*")))
            return {"items": found, "note": note}, Node(members={"note": Node(aside), "items": inner})
    inner = Node(
        members={
            "given": Node(replace(aside, pattern="/*/given")),
            "items": Node(any=draw(nodes("/*/items/*"))),
        }
    )
    return [{"given": note, "items": found}, {"given": "x", "items": copy.deepcopy(found)}], Node(any=inner)


def view_of(root):
    plan, known = plan_of(("record.id",)), {}

    def closing(node, closed):
        place = node.place
        if place is not None and place.pattern in closed:
            place = replace(place, treatment=Treatment(Outcome.REMOVE), cuts=False)
        return Node(
            place,
            {name: closing(below, closed) for name, below in node.members.items()},
            None if node.any is None else closing(node.any, closed),
            stays=node.stays,
        )

    def view(closed):
        if closed not in known:
            known[closed] = View(closing(root, closed), plan, 3, ("zeta",))
        return known[closed]

    return view


def withheld(tree, view, found, least):
    with patch("firewall.grid.LEAST", least):
        return said(lambda: inspection.withhold(copy.deepcopy(tree), view, frozenset(), found, pseudonymize))


def leaves(tree):
    """Types and spelling count, and the order of names."""
    if isinstance(tree, dict):
        return [(name, leaves(value)) for name, value in tree.items()]
    if isinstance(tree, list):
        return [leaves(item) for item in tree]
    return type(tree), str(tree)


def alike(case, found):
    tree, root = case
    slow, fast = (withheld(tree, view_of(root), found, least) for least in (10**6, 1))
    if isinstance(slow, str):
        assert fast == slow
        return
    assert leaves(fast.tree) == leaves(slow.tree)
    assert times(fast.counts) == times(slow.counts)
    for name in ("latched", "closed", "expected", "removed"):
        assert getattr(fast, name) == getattr(slow, name), name
    assert fast.view.withheld == slow.view.withheld


@often
@given(cases())
def test_columns_leave_as_records_do_whatever_is_found(case):
    alike(case, finders())


@often
@given(cases())
def test_columns_leave_as_records_do_under_the_real_detectors(case):
    alike(case, detectors())


@pytest.mark.parametrize("least", [1, 10**6])
def test_a_finding_in_a_column_is_cut_out_of_each_record(least):
    def may_be_cut(path):
        return Node(Place(path, ("case_notes",), Treatment(Outcome.RELEASE), cuts=True))

    rows = [{"a": "a secret", "p": {"b": "a secret", "c": "x"}}, {"a": "none", "p": {"b": "y", "c": "z"}}] * 9
    part = Node(members={"b": may_be_cut("/*/p/b"), "c": may_be_cut("/*/p/c")})
    root = Node(any=Node(members={"a": may_be_cut("/*/a"), "p": part}))

    screened = withheld(rows, view_of(root), finders(), least)

    cut = {"a": "a [withheld]", "p": {"b": "a [withheld]", "c": "x"}}
    assert [{**one} for one in screened.tree] == [cut, rows[1]] * 9
    assert times(screened.counts)["/*/a", Outcome.REMOVE] == 9
