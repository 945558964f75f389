from dataclasses import replace

import pytest

from firewall.model import Category, Outcome
from firewall.policy.decide import plan
from firewall.policy.people import ONLY_A_MODEL_FINDS
from firewall.policy.view import answer_view, intake_view, spell
from firewall.policy.words import CategoryFacts
from tests.helpers_policy import (
    COUNTY,
    INTAKE,
    RELEASE,
    REMOVE,
    VOCABULARY,
    YEAR,
    agreement,
    bundle,
    changed,
    exchange,
    route,
    rule,
)

NAMING = tuple(map(Category, (*ONLY_A_MODEL_FINDS, "third_party")))
EVERYTHING = tuple(VOCABULARY.categories)


def declared(**fields):
    """``name="identity.name"``; two underscores are a step, and ``any`` is any item."""
    return {
        tuple("*" if step == "any" else step for step in path.split("__")): tuple(
            map(Category, words.split())
        )
        for path, words in fields.items()
    }


def view_of(fields, *parts, latched=(), reads_names=False, **changes):
    shape = route("clinic:patient", fields=fields, **changes)
    known = plan(bundle(*parts, routes=(shape,)), exchange(COUNTY))
    return answer_view(known, shape, VOCABULARY, frozenset(latched), reads_names=reads_names)


def place(view, *path):
    node = view.root
    for step in path:
        node = node.any if step == "*" else node.members[step]
    return node.place


def test_a_member_is_treated_by_its_declared_category():
    view = view_of(
        declared(name="identity.name", dob="identity.dob", phone="contact.phone"),
        agreement("identity.name"),
        agreement("identity.dob", id="DSA-2", treatment=YEAR),
    )

    assert [place(view, p).treatment for p in ("name", "dob", "phone")] == [RELEASE, YEAR, REMOVE]
    assert view.withheld == 1
    assert view.absent == ("phone",)
    assert view.accepts is None


def test_a_member_of_two_categories_gets_the_stricter():
    view = view_of(declared(label="identity.name contact.phone"), agreement("identity.name"))

    assert place(view, "label").treatment == REMOVE


def test_a_place_carries_the_rules_that_closed_it_and_no_value():
    view = view_of(declared(name="identity.name"), agreement("identity"), rule(REMOVE, "identity"))

    assert place(view, "name").rules == ("law/rule",)
    assert place(view, "name").pattern == "/name"


def test_free_text_goes_wherever_any_category_would_be_stricter():
    notes = declared(notes="case_notes", name="identity.name")
    nearly = agreement(*(c for c in EVERYTHING if not c.startswith("contact")))

    assert place(view_of(notes, nearly), "notes").treatment == REMOVE
    assert place(view_of(notes, agreement(*EVERYTHING)), "notes").treatment == RELEASE


def test_free_text_may_leave_with_its_spans_cut_where_an_agreement_takes_it_so():
    view = view_of(declared(notes="case_notes"), agreement("case_notes", cut_spans=True), reads_names=True)

    assert place(view, "notes").treatment == RELEASE
    assert place(view, "notes").cuts
    assert place(view, "notes").needs_names
    assert view.needs_names


def test_without_a_model_that_reads_names_free_text_goes_whole_to_who_may_have_no_names():
    view = view_of(declared(notes="case_notes"), agreement("case_notes", cut_spans=True))

    assert place(view, "notes").treatment == REMOVE
    assert not place(view, "notes").cuts
    assert place(view, "notes").needs_names  # which says why
    assert not view.needs_names


def test_who_may_have_names_gets_free_text_with_its_spans_cut_without_a_model():
    shares = agreement("case_notes", *NAMING, cut_spans=True)
    words = replace(VOCABULARY, categories=VOCABULARY.categories | dict.fromkeys(NAMING, CategoryFacts("")))
    shape = route("clinic:patient", fields=declared(notes="case_notes"))
    policy = replace(bundle(shares, routes=(shape,)), vocabulary=words)

    view = answer_view(plan(policy, exchange(COUNTY)), shape, words, frozenset())

    assert place(view, "notes").cuts
    assert not place(view, "notes").needs_names
    assert not view.needs_names


def test_a_model_changes_nothing_where_no_agreement_takes_cut_text():
    view = view_of(declared(notes="case_notes"), agreement("case_notes"), reads_names=True)

    assert place(view, "notes").treatment == REMOVE
    assert not view.needs_names


@pytest.mark.parametrize("words", ["case_notes identity.name", "identity.name case_notes"])
def test_cut_spans_do_not_open_what_else_the_member_is(words):
    view = view_of(declared(notes=words), agreement("case_notes", cut_spans=True), reads_names=True)

    assert place(view, "notes").treatment == REMOVE
    assert not place(view, "notes").cuts


def test_free_text_that_is_coarsened_or_masked_goes_whole():
    view = view_of(declared(notes="case_notes"), agreement("case_notes", treatment=YEAR))

    assert place(view, "notes").treatment == REMOVE


def test_a_latched_place_is_removed_until_somebody_classifies_it():
    view = view_of(
        declared(name="identity.name", notes="case_notes"),
        agreement("identity", "case_notes", cut_spans=True),
        latched=["/name", "/notes"],
        reads_names=True,
    )

    assert [place(view, p).treatment for p in ("name", "notes")] == [REMOVE, REMOVE]
    assert not place(view, "notes").cuts
    assert not view.needs_names
    assert view.withheld == 2


def test_a_latch_never_loosens_what_is_stricter():
    view = view_of(
        declared(name="identity"), rule(changed(REMOVE, outcome=Outcome.REFER), "identity"), latched=["/name"]
    )

    assert place(view, "name").treatment.outcome is Outcome.REFER


def test_around_withheld_items_the_enclosing_member_goes():
    view = view_of(declared(tags__any="immigration"), agreement("identity"))

    assert place(view, "tags").treatment == REMOVE


def test_around_data_bearing_keys_of_keys_the_outermost_member_goes():
    view = view_of(declared(tags__any__any="immigration"), agreement("identity"))

    assert place(view, "tags").treatment == REMOVE


def test_around_items_that_leave_nothing_changes():
    view = view_of(declared(tags__any="identity.name"), agreement("identity"))

    assert place(view, "tags") is None
    assert place(view, "tags", "*").treatment == RELEASE


def test_members_of_items_go_one_by_one():
    view = view_of(
        declared(people__any__name="identity.name", people__any__phone="contact.phone"), agreement("identity")
    )

    assert place(view, "people") is None
    assert place(view, "people", "*", "name").treatment == RELEASE
    assert place(view, "people", "*", "phone").treatment == REMOVE


def test_a_name_that_stands_elsewhere_in_what_leaves_is_not_called_absent():
    view = view_of(
        declared(name="identity.name", child__name="contact.phone", child__phone="contact.phone"),
        agreement("identity"),
    )

    assert view.absent == ("phone",)


def test_a_marker_stands_where_the_schema_needs_the_member():
    view = view_of(declared(phone="contact.phone"), markers={("phone",): "null"})

    assert place(view, "phone").marker == "null"
    assert view.absent == ()


def test_the_way_to_the_records_stays():
    view = view_of({("items", "*", "name"): ("identity.name",)}, agreement("identity"), records=("items",))

    assert view.root.members["items"].stays
    assert not view.root.members["items"].any.stays


# ---- what an intake is sent


def sent(fields=(), latched=(), **changes):
    shape = changed(INTAKE, fields=dict(fields), **changes)
    known = plan(bundle(agreement(), routes=(shape,)), exchange(COUNTY, route="clinic:intake"))
    return intake_view(known, shape, VOCABULARY, frozenset(latched))


def test_an_intake_takes_what_it_accepts_and_nothing_else():
    view = sent(
        declared(name="identity.name", status="immigration.status", both="identity.name immigration.status")
    )

    assert [place(view, p).treatment for p in ("name", "status", "both")] == [RELEASE, REMOVE, REMOVE]
    assert view.accepts == ("identity", "contact")


def test_the_body_of_an_intake_is_declared_beside_its_answer():
    view = sent(declared(name="immigration"), body={("name",): ("identity.name",)})

    assert place(view, "name").treatment == RELEASE


def test_free_text_that_an_intake_accepts_is_cut():
    view = sent(
        declared(notes="case_notes", name="identity.name"),
        accepts=(Category("case_notes"), Category("identity")),
    )

    assert place(view, "notes").cuts
    assert not place(view, "name").cuts


def test_an_intake_that_accepts_nothing_takes_nothing():
    assert place(sent(declared(name="identity.name"), accepts=()), "name").treatment == REMOVE


def test_a_latch_closes_an_intake_as_well():
    assert place(sent(declared(name="identity.name"), latched=["/name"]), "name").treatment == REMOVE


@pytest.mark.parametrize(
    ("path", "text"),
    [(("a", "b"), "/a/b"), (("a/b", "~"), "/a~1b/~0"), (("items", "*", "x"), "/items/*/x"), ((), "")],
)
def test_a_place_is_spelt_as_in_the_service_file(path, text):
    assert spell(path) == text
