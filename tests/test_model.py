"""The nouns: frozen values, and nothing here does anything."""

import ast
import dataclasses
import inspect

import pytest

from firewall import model
from firewall.model import (
    UNKNOWN,
    Category,
    Message,
    Outcome,
    Phase,
    Place,
    Plan,
    Requester,
    Standing,
    Treatment,
)
from tests.helpers import HEALTH, ICE, NOON, World, party

MUTABLE = {"Node"}
"""A Node is built step by step, in one place; everything else is a value."""


def test_outcomes_stand_in_the_order_of_the_design():
    assert [outcome.name for outcome in sorted(Outcome)] == [
        "RELEASE", "COARSEN", "PSEUDONYMIZE", "MASK", "REMOVE", "REFER", "HOLD", "REFUSE",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    [kind for kind in vars(model).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)],
    ids=lambda kind: kind.__name__,
)
def test_a_noun_is_frozen_and_slotted(kind):
    assert kind.__dataclass_params__.frozen or kind.__name__ in MUTABLE
    assert hasattr(kind, "__slots__")


def test_the_nouns_need_the_standard_library_alone():
    """But for those that have a module of their own below."""
    imported = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(model)))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert {node.module for node in imported} == {
        "__future__", "collections.abc", "dataclasses", "datetime", "decimal", "enum", "firewall.counted", "typing",
    }  # fmt: skip


CHAIN = Requester(
    party=party("app", "vendor"),
    on_behalf_of=(party("vendor", "vendor"), ICE.party),
    onward=(party("", "data-broker"),),
)


def test_the_principal_is_the_one_at_the_end():
    assert CHAIN.principal == ICE.party
    assert HEALTH.principal == HEALTH.party


def test_agents_carry_for_the_principal():
    assert [agent.id for agent in CHAIN.agents] == ["app", "vendor"]
    assert HEALTH.agents == ()


def test_a_law_is_about_everyone_in_the_chain():
    assert [member.id or member.kind for member in CHAIN.chain] == ["app", "vendor", "ice-ero", "data-broker"]


def test_the_unknown_requester_proved_nothing():
    assert UNKNOWN.authenticated_by is None
    assert UNKNOWN.principal.id == ""


def test_an_exchange_is_of_one_day():
    assert World().exchange().day == NOON.date()


def test_the_body_of_a_message_is_not_shown():
    assert "Haddad" not in repr(Message(Phase.REQUEST, body=b"Haddad"))


def test_a_category_that_a_plan_does_not_know_is_removed():
    plan = Plan(
        policy="", outcome=Outcome.RELEASE, because=(), reasons=(), asked=frozenset(), refers=frozenset(), met=(), spends=(),
        limits=(), cuts_spans=frozenset(), categories={Category("a"): Standing(Treatment(Outcome.RELEASE))},
    )  # fmt: skip

    assert plan.of(Category("a")).outcome is Outcome.RELEASE
    assert plan.of(Category("b")).outcome is Outcome.REMOVE


@pytest.mark.parametrize("outcome", Outcome)
def test_a_place_is_withheld_from_remove_on(outcome):
    assert Place("/a", (), Treatment(outcome)).is_withheld == (outcome >= Outcome.REMOVE)


def test_two_places_are_the_same_only_if_they_are_one():
    one, other = (Place("/a", (), Treatment(Outcome.RELEASE)) for _ in range(2))

    assert one != other
    assert len({one, other}) == 2


def test_what_was_refused_is_for_the_record_and_makes_nobody_another():
    tried = dataclasses.replace(UNKNOWN, refused=("key",))

    assert tried == UNKNOWN
    assert hash(tried) == hash(UNKNOWN)
