"""A context is told by what meets it; where two are alike, so is the plan."""

import random
from datetime import date
from itertools import product

import pytest

from firewall.model import Category, Direction, Outcome, ProcessKind, Purpose
from firewall.policy.decide import plan
from firewall.policy.diff.contexts import BARE, Condition, Side
from firewall.policy.diff.tables import Context, Numbers, Table, bare_agreement, bare_rule
from tests.helpers_diff import REQUESTERS, TODAY, city
from tests.helpers_policy import INTAKE, PATIENT, REFER, REFUSE, agreement, needs, route, rule


def table(*parts, numbers=None, **changes):
    return Table(Side(city(*parts, **changes), REQUESTERS), numbers or Numbers())


def context(asker="county", purpose="health", condition=BARE, day=TODAY, of=PATIENT):
    return Context(asker, of, day, purpose and Purpose(purpose), condition)


def test_what_says_the_same_has_one_number_in_both_bundles():
    numbers = Numbers()
    same = rule(REFER, "identity")

    assert numbers.of("a", same) == numbers.of("a", rule(REFER, "identity"))
    assert numbers.of("a", rule(REFUSE, "identity")) != numbers.of("a", same)
    assert numbers.of("b", same) != numbers.of("a", same)


def test_wording_decides_nothing():
    assert bare_rule(rule(REFER, says="a", cite="b")) == bare_rule(rule(REFER, says="c", url="d"))
    assert bare_agreement(agreement(title="a", signed_by="A")) == bare_agreement(agreement(signed_by="B"))
    assert bare_agreement(agreement(signed_by="")) != bare_agreement(agreement())


def test_each_axis_tells_contexts_apart():
    """Who, where, when, what for, claimed, asked by: each alone makes a context another one."""
    of = table(
        agreement("identity.name"),
        rule(REFER, "identity", to=("enforcement",), claims=frozenset({ProcessKind("admin-subpoena")})),
    )
    base = of.sign(context())

    assert base.agreements
    assert of.sign(context(asker="ice")) != base
    assert of.sign(context(of=route("school:student"))) != base
    assert of.sign(context(day=date(2027, 1, 1))) != base
    assert of.sign(context(purpose="billing")) != base
    assert of.sign(context(condition=Condition(asks="contact.phone"))) != base
    assert of.sign(context("ice", condition=Condition(claim="admin-subpoena"))) != of.sign(context("ice"))


def test_contexts_that_nothing_tells_apart_are_decided_once():
    of = table(rule(REFER, "identity"))

    assert of.plan(context("ice", None)) is of.plan(context("county", "billing"))
    assert of.plan(context("ice", None)) is of.plan(context("agency", None))


def test_a_verified_process_opens_for_a_partner_and_never_for_a_kind():
    of = table()
    with_it = Condition(process="warrant")

    assert of.plan(context("ice", None, with_it)).outcome is Outcome.RELEASE
    assert of.plan(context("enforcement.civil", None, with_it)).outcome is Outcome.REFUSE


def test_counsels_word_meets_an_approval_that_is_needed():
    of = table(agreement("identity.name", needs=needs(approval="officer")))

    assert of.plan(context()).outcome is Outcome.REFER
    assert of.plan(context(condition=Condition(approval=True))).outcome is Outcome.RELEASE


def test_a_process_that_the_vocabulary_does_not_have_opens_nothing():
    assert table().plan(context("ice", None, Condition(process="seal"))).outcome is Outcome.REFUSE


def test_what_a_request_selects_is_all_that_is_asked_for():
    of = table(agreement("identity.name"), rule(REFUSE, "immigration"))
    name = frozenset({Category("identity.name")})

    assert of.plan(context()).outcome is Outcome.REFUSE
    assert of.plan(context(), name).outcome is Outcome.RELEASE


def test_a_purpose_that_a_bundle_does_not_know_is_none():
    of = table(agreement("identity.name"))

    assert of.sign(context(purpose="unheard-of")) == of.sign(context(purpose=None))


def test_the_use_of_a_kind_is_what_it_can_be_and_who_wants_it():
    of = table(rule(REFER, "identity", yields_to=frozenset({"warrant"})), agreement(needs=needs("warrant")))
    is_what, yielding, needing = of.use_of("warrant")

    assert is_what == ("judicial", True)
    assert (yielding, needing) == (1, 2)
    assert of.use_of("seal") == (None, 0, 0)


BILLING = frozenset({Purpose("billing")})
OTHER = route("school:student", "identity.name")
RULES = [
    (agreement("identity.name"), agreement("contact.phone", id="DSA-2", purposes=BILLING)),
    (agreement("identity.name"), rule(REFER, "identity", purposes=BILLING)),
    (agreement("identity.name", needs=needs("warrant")), rule(REFUSE, "identity", to=("enforcement",))),
    (agreement("identity.name", needs=needs(approval="officer")), rule(REFUSE, yields_to=frozenset({"warrant"}))),
    (agreement("identity.name", principal="ice"), rule(REFUSE, claims=frozenset({ProcessKind("admin-subpoena")}))),
    (agreement("identity.name", direction=Direction.OUTBOUND), rule(REFER, "immigration", direction=Direction.OUTBOUND)),
    (agreement("identity.name"), rule(REFUSE, routes=("clinic:intake",)), rule(REFER, asked_by=("contact",))),
    (agreement("identity.name", ends=date(2026, 12, 31)), rule(REFER, ends=date(2026, 12, 31), except_to=("ice",))),
]  # fmt: skip
CONTEXTS = [
    context(*one)
    for one in product(
        ("county", "ice", "dealer", "enforcement.civil"),
        ("health", "billing", None),
        (
            BARE, Condition(process="warrant"), Condition(approval=True), Condition(claim="admin-subpoena"), Condition(asks="contact.phone"),
            Condition(outbound=True), Condition(outbound=True, asks="contact.phone"), Condition(process="warrant", asks="contact.phone"),
        ),
        (TODAY, date(2027, 1, 15)),
        (PATIENT, INTAKE, OTHER),
    )
]  # fmt: skip


@pytest.mark.parametrize("parts", RULES, ids=range(len(RULES)))
def test_what_a_table_takes_for_alike_is_decided_alike(parts):
    """Whichever of them comes first: its plan is that of all the others."""
    first = list(CONTEXTS)
    for seed in range(2):
        random.Random(seed).shuffle(first)
        of = table(*parts)
        for one in first[:200]:
            decided, by_itself = of.plan(one), plan(of.bundle, of._exchange(one, None))
            assert decided == by_itself, one
