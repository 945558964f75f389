"""What must hold for every policy and every exchange."""

from dataclasses import replace

from hypothesis import given, settings

from firewall.model import UNCLASSIFIED, UNINSPECTABLE, Category, Outcome, Requester, Treatment
from firewall.policy.compiled import Compiled
from firewall.policy.decide import plan
from tests.properties import reference
from tests.properties.compare import differences, situations
from tests.properties.policies import Dice, seeds, situation, smallest

often = settings(max_examples=300, deadline=None, database=None)


def treatments(known):
    return {c: (s.treatment.outcome, s.treatment.parameter) for c, s in known.categories.items()}


def differs(policy, asked):
    """What the plan says otherwise than the reference, or nothing."""
    return "; ".join(differences(policy, asked, plan(policy, asked)))


def stricter(one, other):
    way = reference.strictest((one.outcome, one.parameter), (other.outcome, other.parameter))
    return Treatment(*way)


def looser(one, other):
    return Treatment(*reference.loosest([(one.outcome, one.parameter), (other.outcome, other.parameter)]))


def opens(treatment):
    """How far something is opened; what waits for a person (refer, hold) is not."""
    return min(treatment.outcome, Outcome.REMOVE)


def assert_no_more(after, before):
    """Nothing is opened, or opened wider, that was not."""
    for category, standing in after.categories.items():
        was, now = before.categories[category].treatment, standing.treatment
        assert opens(now) >= opens(was), category
        if now.outcome == was.outcome < Outcome.REMOVE:
            # Ways that are no degrees of one thing are not stricter than each other, and have an order all the same.
            assert looser(was, now) == was, category
    assert after.outcome is not Outcome.RELEASE or before.outcome is Outcome.RELEASE


def within_limits(asked):
    return replace(asked, over_limit=frozenset())


@settings(max_examples=1_000, deadline=None, database=None)
@given(seeds)
def test_decide_agrees_with_the_slow_reference(seed):
    policy, asked = situation(seed)
    if differs(policy, asked):
        policy, asked = smallest(policy, asked, differs)

    assert differs(policy, asked) == "", (policy.agreements, policy.rules, asked)


def test_decide_agrees_with_the_slow_reference_on_thousands():
    """``python -m tests.properties.compare`` does the same for 100,000."""
    wrong = [seed for seed, policy, asked in situations(6_000) if differs(policy, asked)]

    assert wrong == []


@often
@given(seeds)
def test_every_rule_is_a_promise(seed):
    policy, asked = situation(seed)
    policy = replace(
        policy, rules=tuple(replace(r, yields_to=frozenset(), purposes=frozenset()) for r in policy.rules)
    )
    asked = replace(asked, processes=tuple(p for p in asked.processes if "counsel" not in p.bases))
    known = plan(policy, asked)

    for rule in (r for r in policy.rules if reference.applies(r, asked) and asked.route in policy.routes):
        if rule.data is None:
            assert known.outcome >= rule.then.outcome
        for category in policy.vocabulary.categories if rule.data is not None else ():
            if reference.is_about(rule, category):
                is_so = known.of(category)
                assert stricter(is_so, rule.then) == is_so


@often
@given(seeds)
def test_the_order_of_files_rules_and_processes_does_not_matter(seed):
    policy, asked = situation(seed)
    dice = Dice(seed + 1)
    shuffled = replace(
        policy,
        agreements=dice.some(policy.agreements, least=9, most=9),
        rules=dice.some(policy.rules, least=9, most=9),
    )
    again = replace(asked, processes=dice.some(asked.processes, least=9, most=9))
    one, other = plan(policy, asked), plan(shuffled, again)

    assert (one.outcome, treatments(one), one.refers, one.cuts_spans) == (
        other.outcome,
        treatments(other),
        other.refers,
        other.cuts_spans,
    )
    assert set(one.because) == set(other.because)
    assert set(one.met) == set(other.met)


@often
@given(seeds)
def test_one_more_rule_never_opens_anything(seed):
    policy, asked = situation(seed)
    more = replace(policy, rules=(*policy.rules, Dice(seed + 1).rule(99)))

    assert_no_more(plan(more, asked), plan(policy, asked))


@often
@given(seeds)
def test_one_more_claim_never_opens_anything(seed):
    policy, asked = situation(seed)
    asked = within_limits(asked)
    claimed = replace(
        asked, claims=asked.claims | {Dice(seed + 1).choice(sorted(policy.vocabulary.processes))}
    )

    assert_no_more(plan(policy, claimed), plan(policy, asked))


@often
@given(seeds)
def test_a_process_that_loses_its_verification_never_opens_anything(seed):
    policy, asked = situation(seed)
    asked = within_limits(asked)
    # One without purposes establishes none, so beside it a rule for certain purposes closes more, not less.
    asked = replace(asked, processes=tuple(p for p in asked.processes if p.purposes))
    unverified = replace(asked, processes=tuple(replace(p, verified_by=None) for p in asked.processes[1:]))

    assert_no_more(plan(policy, unverified), plan(policy, asked))


@often
@given(seeds)
def test_one_more_agreement_signed_by_nobody_changes_nothing(seed):
    dice = Dice(seed)
    known = dice.context()
    policy, asked = dice.bundle(known), dice.exchange(known)
    more = replace(policy, agreements=(*policy.agreements, replace(dice.agreement(known, 99), signed_by="")))

    assert treatments(plan(more, asked)) == treatments(plan(policy, asked))


@often
@given(seeds)
def test_who_acts_for_somebody_never_gets_more_than_that_one(seed):
    policy, asked = situation(seed)
    asked = within_limits(asked)
    who = asked.requester
    alone = replace(asked, requester=Requester(party=who.principal, onward=who.onward))

    assert_no_more(plan(policy, asked), plan(policy, alone))


@often
@given(seeds)
def test_one_more_recipient_never_opens_anything(seed):
    policy, asked = situation(seed)
    asked = within_limits(asked)
    fewer = replace(asked, requester=replace(asked.requester, onward=asked.requester.onward[1:]))

    assert_no_more(plan(policy, asked), plan(policy, fewer))


@often
@given(seeds)
def test_nothing_is_opened_where_no_opener_is_met(seed):
    policy, asked = situation(seed)
    known = plan(policy, asked)

    if not known.met:
        assert known.outcome is not Outcome.RELEASE
        assert all(s.treatment.outcome >= Outcome.REMOVE for s in known.categories.values())
    if asked.route not in policy.routes:
        assert known.outcome is Outcome.REFUSE


@often
@given(seeds)
def test_no_category_is_looser_than_one_below_it(seed):
    known = plan(*situation(seed))

    for category in known.categories:
        for below in known.categories:
            if reference.same_or_below(below, category):
                assert stricter(known.of(category), known.of(below)) == known.of(category)


@often
@given(seeds)
def test_what_could_not_be_read_or_named_is_opened_by_nothing(seed):
    policy, asked = situation(seed)
    reserved = (UNINSPECTABLE, UNCLASSIFIED)
    policy = replace(
        policy,
        agreements=tuple(
            replace(a, shares=tuple(replace(s, data=(*s.data, *reserved)) for s in a.shares))
            for a in policy.agreements
        ),
    )
    asked = replace(
        asked, processes=tuple(replace(p, categories=p.categories.union(reserved)) for p in asked.processes)
    )
    known = plan(policy, asked)

    assert all(known.of(category).outcome >= Outcome.REMOVE for category in reserved)
    assert plan(policy, replace(asked, selects=frozenset(reserved))).outcome is not Outcome.RELEASE or (
        asked.route == "clinic:intake"
    )
    assert known.of(Category("a.word.nobody.knows")).outcome is Outcome.REMOVE


@settings(max_examples=60, deadline=None, database=None)
@given(seeds)
def test_a_kept_plan_is_the_one_that_would_be_made_anew(seed):
    dice = Dice(seed)
    contexts = [dice.context() for _ in range(4)]
    policy = dice.bundle(contexts[0])
    compiled = Compiled(policy)
    asked = [dice.exchange(dice.choice(contexts)) for _ in range(8)]

    for exchange in dice.choices(asked, k=24):
        # None of these is part of a key, so none of them may matter without a process.
        other = replace(
            exchange,
            id=f"x{dice.random()}",
            method=dice.choice(["GET", "POST"]),
            target=exchange.target if exchange.processes else "another",
            records_asked=dice.randint(0, 9),
            at=exchange.at if exchange.processes else exchange.at.replace(hour=dice.randint(0, 23)),
        )
        assert compiled.plan(other) == plan(policy, exchange)
