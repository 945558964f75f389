"""Rows are the truth: held against going through everything with ``plan()`` itself."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from firewall.model import Direction, PartnerId, ProcessKind, Purpose
from firewall.policy.decide import plan
from firewall.policy.diff.contexts import BARE, Condition, askers, conditions, days, may_be_asked_by
from firewall.policy.diff.facets import Meaning, Verdict, changes
from firewall.policy.diff.rows import UNSTATED, differences, merged
from firewall.policy.diff.tables import Context, Numbers, Table
from firewall.policy.rules import Declaration, Excepted
from tests.helpers_diff import PARTNERS, TODAY, city, found, pair_of
from tests.helpers_policy import HOLD, INTAKE, REFER, REFUSE, REMOVE, YEAR, agreement, needs, route, rule

PATIENT = route(
    "clinic:patient", "identity.name", "identity.dob", "contact.phone", "immigration.status", "case_notes",
    path={"id": "record.id"}, query={"name": "identity.name", "fields": "selection"},
)  # fmt: skip
PERMIT = route("parks:permit", "identity.name", "contact.phone")
ROUTES = (PATIENT, INTAKE, PERMIT)


def test_the_same_policy_makes_no_rows_and_no_work():
    once = city(agreement("identity.name"), rule(REFER, "immigration"))
    again = found(once, once)

    assert (again.rows, again.contexts) == ([], 0)


def test_one_word_more_is_one_row():
    row, = found(city(agreement("identity.name")), city(agreement("identity.name", "contact.phone"))).rows  # fmt: skip

    assert (row.facet, row.verdict, row.about) == ("data", Verdict.LOOSER, {"contact.phone"})
    assert (row.askers, row.routes, row.purposes) == ({"county"}, {"clinic:patient"}, {"health"})
    assert (row.conditions, row.since, row.until) == ({BARE}, None, date(2026, 12, 31))


def test_it_says_from_when_to_when():
    later = agreement("identity.name", ends=date(2027, 3, 31))
    rows = found(city(agreement("identity.name")), city(later)).rows

    assert {(row.since, row.until) for row in rows} == {(date(2027, 1, 1), date(2027, 3, 31))}


def test_it_names_the_rules_and_agreements_that_stand_behind_a_change():
    before = city(agreement("identity.name"), rule(REMOVE, "contact", id="law/idle"))
    after = city(agreement("identity.name"), rule(REMOVE, "identity", id="law/idle"))

    assert "law/idle" in found(before, after).concerned
    assert found(before, before).concerned == set()


def test_what_is_so_with_nothing_at_hand_is_not_said_again_of_those_who_have_something():
    rows = found(city(), city(rule(REFUSE, "immigration", to=("enforcement",)))).rows
    answers = [
        row for row in rows if row.facet == "answer" and "ice" in row.askers and BARE in row.conditions
    ]

    assert all(row.conditions == {BARE} or BARE not in row.conditions for row in rows)
    assert answers == []  # refused before, and refused now


def test_a_partner_that_comes_gains_what_a_stranger_does_not_get():
    both = pair_of(city(agreement("identity.name")), city(agreement("identity.name")))
    without = {id_: who for id_, who in both.before.requesters.items() if id_ != "county"}
    coming = replace(both, before=replace(both.before, requesters=without))
    rows = differences(coming, TODAY).rows

    assert {
        (row.facet, row.verdict, *row.askers)
        for row in rows
        if row.facet == "data" and BARE in row.conditions
    } == {("data", Verdict.LOOSER, "county")}


def test_some_can_be_looked_at_alone():
    both = pair_of(city(), city(agreement("identity.name")))

    assert {a for row in differences(both, TODAY, {"county"}).rows for a in row.askers} == {"county"}
    assert differences(both, TODAY, {"ice"}).rows == []


def test_rows_that_differ_in_one_thing_become_one():
    row, = found(city(agreement("identity.name")), city(agreement("identity.name", "contact.phone"))).rows  # fmt: skip
    others = [row._replace(routes=frozenset({name})) for name in ("a:b", "c:d")]

    assert merged([row, *others]) == [row._replace(routes=row.routes | {"a:b", "c:d"})]
    assert len(merged([row, row._replace(routes=frozenset({"a:b"}), askers=frozenset({"x"}))])) == 2


# ---- held against going through everything


class Fresh(Table):
    """Takes no plan from another context."""

    def plan(self, context, chosen=None):
        return plan(self.bundle, self._exchange(context, chosen))


def by_brute_force(pair, today):
    """Every change of every context: nothing is taken from another one."""
    lines = {}
    tables = [Fresh(side, Numbers()) for side in (pair.before, pair.after)]
    routes = {r.id: r for bundle in pair.bundles for r in bundle.routes.values()}
    purposes = (None, *sorted({p for b in pair.bundles for p in b.vocabulary.purposes}))
    for route_ in routes.values():
        every = (*conditions(pair), *(Condition(asks=word) for word in may_be_asked_by([route_])))
        for asker in askers(pair):
            for purpose in purposes:
                for condition in every:
                    for day in days(pair, today):
                        context = Context(asker, route_, day, purpose, condition)
                        before, after = (Meaning(table).of(context) for table in tables)
                        lines[asker, route_.id, purpose or UNSTATED, condition, day] = set(
                            changes(before, after)
                        )
    return lines


def less(condition):
    return {
        BARE, condition, replace(condition, approval=False), replace(condition, process=""),
    }  # fmt: skip


def told_by(rows, today, pair):
    """The contexts that rows are about, each with its changes."""
    told = {}
    for row in rows:
        for day in days(pair, today):
            if (row.since or today) <= day and (row.until is None or day <= row.until):
                for asker in row.askers:
                    for route_ in row.routes:
                        for purpose in row.purposes:
                            for condition in row.conditions:
                                for about in row.about:
                                    key = (asker, route_, purpose, condition, day)
                                    said = (row.facet, about, row.before, row.after, row.verdict)
                                    told.setdefault(key, set()).add(said)
    return told


def drawn(rng):
    """A small policy that nobody would write."""
    kinds = ["enforcement", "agency", "county", "dealer", "subject"]
    data = ["identity", "identity.name", "contact.phone", "immigration", "case_notes"]

    def day():
        return TODAY + timedelta(days=rng.choice([-200, -20, 10, 40, 90]))

    def some(words, most=2):
        return tuple(rng.sample(words, rng.randint(0, most)))

    rules = [
        rule(
            rng.choice([REMOVE, REFER, HOLD, REFUSE] if (about := some(data)) else [HOLD, REFUSE]),
            *about,
            id=f"law/{n}",
            to=some(kinds, 1),
            except_to=some(["enforcement.civil", "agency.health"], 1),
            routes=some(["clinic", "parks:permit"], 1),
            purposes=frozenset(map(Purpose, some(["health", "billing"], 1))),
            claims=frozenset(map(ProcessKind, some(["admin-subpoena"], 1))),
            asked_by=some(["identity", "record.id"], 1) if rng.random() < 0.4 else (),
            excepted=(Excepted(PartnerId("ice"), day(), TODAY + timedelta(days=25)),)
            if rng.random() < 0.4
            else (),
            yields_to=frozenset(some(["judicial", "duty", "counsel", "warrant"])),
            direction=rng.choice([None, None, Direction.INBOUND]),
            starts=day(),
            ends=rng.choice([None, TODAY + timedelta(days=60)]),
            duties=some(["record"], 1),
            notice=rng.choice(["", "A notice."]),
        )
        for n in range(rng.randint(0, 3))
    ]
    agreements = [
        agreement(
            *some(data, 3),
            treatment=rng.choice([YEAR, REMOVE.__class__(YEAR.outcome.RELEASE)]),
            id=f"DSA-{n}",
            principal=rng.choice(["county", "ice", "agency", "enforcement"]),
            through=some(["dealer"], 1),
            services=rng.choice([("clinic",), ("parks",), ("clinic:patient", "parks")]),
            purposes=frozenset(map(Purpose, rng.sample(["health", "enforcement", "billing"], 2))),
            asks_by=rng.choice([("record.id",), ("record.id", "identity.name")]),
            basis=(basis := rng.choice(["agreement", "duty"])),
            needs=replace(
                needs(*(["statutory-request"] if basis == "duty" else []), approval=rng.choice(["", "officer"])),
                declaration=frozenset(some(["no-onward"], 1)),
            ),
            signed_by=rng.choice(["A", "A", ""]),
            cut_spans=rng.choice([True, False]),
            records_per_day=rng.choice([None, 5]),
            starts=day(),
            ends=TODAY + timedelta(days=rng.choice([20, 300])),
            direction=rng.choice([Direction.INBOUND] * 4 + [Direction.OUTBOUND]),
        )
        for n in range(rng.randint(0, 3))
    ]  # fmt: skip
    return rules, agreements


def contracted(rng):
    """The partners with contracts that begin or end, and what they have declared."""

    def until(days):
        return TODAY + timedelta(days=days)

    declared = Declaration(word="no-onward", starts=date(2026, 1, 1), ends=until(30), signed_by="A")
    return {
        id_: replace(
            p, ends=rng.choice([date.max, until(15)]), declares=(declared,) if rng.random() < 0.6 else ()
        )
        for id_, p in PARTNERS.items()
    }


def edited(rng, rules, agreements):
    """The same with one or two things taken out or drawn anew."""
    others = drawn(rng)
    rules, agreements = list(rules), list(agreements)
    for some, new in ((rules, others[0]), (agreements, others[1])):
        if some and rng.random() < 0.5:
            some.pop(rng.randrange(len(some)))
        if new and rng.random() < 0.5:
            some.append(replace(new[0], id=f"{new[0].id}-new"))
    return rules, agreements


@pytest.mark.parametrize("seed", range(3))
def test_rows_say_all_that_going_through_everything_finds_and_no_more(seed):
    rng = random.Random(seed)
    first = drawn(rng)
    pair = pair_of(
        city(*first[0], *first[1], routes=ROUTES, partners=contracted(rng)),
        city(
            *(parts := edited(rng, *first))[0], *parts[1], routes=ROUTES if rng.random() < 0.8 else (PATIENT,)
        ),
    )
    rows = found(pair.before.bundle, pair.after.bundle).rows
    said, true = told_by(rows, TODAY, pair), by_brute_force(pair, TODAY)

    for (asker, where, purpose, condition, day), changed in true.items():
        expected = {(c.facet, c.about, c.before, c.after, c.verdict) for c in changed}
        own = said.get((asker, where, purpose, condition, day), set())
        known = {
            one for short in less(condition) for one in said.get((asker, where, purpose, short, day), ())
        }
        assert own <= expected, "a row says what is not so"
        assert expected <= known, "something is so and no row says it"
