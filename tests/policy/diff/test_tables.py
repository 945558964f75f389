"""A context is told by what meets it; where two are alike, so is the plan."""

from datetime import date

from firewall.model import Category, Outcome, ProcessKind, Purpose
from firewall.policy.diff.contexts import BARE, Condition, Side
from firewall.policy.diff.tables import Context, Numbers, Table, bare_agreement, bare_rule
from tests.helpers_diff import REQUESTERS, TODAY, city
from tests.helpers_policy import PATIENT, REFER, REFUSE, agreement, needs, route, rule


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
