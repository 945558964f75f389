"""The search for an exchange in which somebody receives what nobody is to receive."""

from dataclasses import replace
from datetime import date

from firewall.model import Category, Direction, Purpose
from firewall.policy.rules import Declaration, Excepted, Needs, Says
from firewall.proving.askers import Askers
from firewall.proving.never import never
from firewall.proving.reach import Reach
from tests.helpers_policy import PATIENT, REFUSE, REMOVE, YEAR, agreement, bundle, needs, route, rule
from tests.proving.test_askers import PARTNERS, promise

WHERE = route("clinic:patient", "identity.name", "immigration.status")


def search(one, *parts, routes=(WHERE,), partners=PARTNERS):
    policy = replace(bundle(*parts, routes=routes), partners=partners)
    return never(Reach(policy), Askers(policy), one)


NO_PAPER = frozenset({"judicial", "counsel"})
NO_STATUS = promise(data=("immigration",), to=("enforcement",), unless=NO_PAPER)


def opens(*words, **changes):
    return agreement(*words, **{"principal": "ice", "purposes": frozenset({"billing"})} | changes)


def test_without_an_opener_everything_is_kept():
    assert search(NO_STATUS) is None
    assert search(NO_STATUS, opens("identity")) is None


def test_who_opens_it_and_for_what_is_found():
    found = search(NO_STATUS, opens("immigration"))

    assert (found.question.word, found.question.purpose, found.member) == ("ice", "billing", "/f1")


def test_somebody_who_carries_is_found():
    found = search(
        promise(data=("immigration",), to=("vendor",), unless=NO_PAPER),
        opens("immigration", principal="county", through=("vendor",)),
    )

    assert (found.question.word, found.question.behind) in {("vendor", ("county",)), ("front", ("county",))}


def test_somebody_whom_it_is_passed_on_to_is_found():
    passed_on = opens("immigration", principal="pool", onward=("enforcement",))

    assert search(NO_STATUS, passed_on).question.word == "pool"
    assert search(NO_STATUS, replace(passed_on, onward=())) is None


def test_one_day_between_two_rules_is_found():
    first = rule(REMOVE, "immigration", id="law/a", ends=date(2026, 3, 9))
    second = rule(REMOVE, "immigration", id="law/b", starts=date(2026, 3, 11))

    assert search(NO_STATUS, opens("immigration"), first, second).question.day == date(2026, 3, 10)
    assert search(NO_STATUS, opens("immigration"), first, replace(second, starts=date(2026, 3, 10))) is None


def test_a_promise_is_made_for_its_own_time():
    assert search(replace(NO_STATUS, starts=date(2027, 1, 1)), opens("immigration")) is None
    assert (
        search(replace(NO_STATUS, starts=date(2025, 1, 1), ends=date(2025, 12, 31)), opens("immigration"))
        is None
    )


def test_a_rule_for_other_purposes_does_not_keep_a_promise():
    study = rule(REMOVE, "immigration", purposes=frozenset({"health"}))
    found = search(NO_STATUS, opens("immigration"), study)

    assert found.question.purpose == "billing"


def test_what_is_opened_for_no_stated_purpose_is_found():
    """Where a request states none, the paper says what it is for; here no agreement is for what is left to state."""
    one = promise(data=("immigration",), to=("enforcement",), unless=frozenset({"counsel"}))
    closes = rule(REMOVE, "immigration", purposes=frozenset({"health", "billing", "enforcement"}))

    assert search(one, closes) is None
    assert (
        search(one, replace(closes, purposes=frozenset({"health", "billing"}))).question.purpose
        == "enforcement"
    )


def test_an_agreement_that_needs_a_paper_is_looked_at_with_it():
    needing = opens("immigration", needs=needs("statutory-request", approval="officer"))
    found = search(
        replace(NO_STATUS, unless=frozenset({"judicial"})),
        needing,
        rule(REMOVE, "immigration", yields_to=frozenset({"statutory-request"})),
    )

    assert {"statutory-request", "counsel-approval"} <= {paper.kind for paper in found.question.papers}


def test_selecting_one_member_can_open_what_is_refused_as_a_whole():
    held = rule(REFUSE, "identity")
    can_select = route("clinic:patient", "identity.name", "immigration.status", query={"fields": "selection"})

    assert search(NO_STATUS, opens("immigration"), held) is None
    assert search(NO_STATUS, opens("immigration"), held, routes=(can_select,)).question.selects == {
        "immigration.status"
    }


def test_what_the_city_sends_is_looked_at_too():
    sends = opens("immigration", direction=Direction.OUTBOUND)

    assert search(NO_STATUS, sends).question.direction is Direction.OUTBOUND
    assert search(replace(NO_STATUS, direction=Direction.INBOUND), sends) is None


def test_a_parent_goes_out_only_with_all_below_it():
    where = route("clinic:patient", "immigration")

    assert search(NO_STATUS, opens("immigration"), routes=(where,)) is not None
    assert (
        search(NO_STATUS, opens("immigration"), rule(REMOVE, "immigration.status"), routes=(where,)) is None
    )


def test_an_exchange_that_is_never_answered():
    one = promise(what=Says.NEVER_ANSWERED, to=("enforcement",), unless=NO_PAPER)

    assert search(one, opens("identity")).plan.met == ("DSA-1",)
    assert search(one, opens("identity"), rule(REFUSE, to=("enforcement",))) is None
    assert (
        search(
            replace(one, unless=frozenset()),
            rule(REFUSE, to=("enforcement",), yields_to=frozenset({"judicial"})),
        )
        is not None
    )


def test_an_intake_is_answered_once_anything_is_met():
    intake = route("clinic:intake", accepts=(Category("identity"),))
    one = promise(what=Says.NEVER_ANSWERED, to=("enforcement",), unless=NO_PAPER)

    assert search(one, opens(shares=()), routes=(intake,)) is not None
    assert search(one, routes=(intake,)) is None


def test_places_and_purposes_narrow_a_promise():
    assert search(replace(NO_STATUS, routes=("school",)), opens("immigration")) is None
    assert search(replace(NO_STATUS, purposes=frozenset({Purpose("health")})), opens("immigration")) is None
    assert PATIENT.id == WHERE.id


def test_somebody_who_carries_only_between_two_others_is_found():
    """Alone before the county, the front would ask for those behind it."""
    slip = opens("immigration", principal="county", through=("vendor", "enforcement"))
    found = search(promise(data=("immigration",), to=("front",), unless=NO_PAPER), slip)

    assert (found.question.word, found.question.behind) == ("vendor", ("front", "county"))


def test_whoever_has_declared_something_is_told_from_who_has_not():
    declared = replace(
        PARTNERS["county"],
        id="other",
        declares=(Declaration(word="w", starts=date.min, ends=date.max, signed_by="x"),),
    )
    needing = opens("immigration", principal="agency.health", needs=Needs(declaration=frozenset({"w"})))
    one = promise(data=("immigration",), to=("agency.health",), unless=NO_PAPER)

    assert search(one, needing) is None
    assert search(one, needing, partners={**PARTNERS, "other": declared}).question.word == "other"


def test_a_rule_that_a_declaration_lifts_for_some_days_is_looked_at_on_these():
    lifted = rule(REMOVE, "immigration", excepted=(Excepted("ice", date(2026, 5, 1), date(2026, 5, 9)),))
    found = search(NO_STATUS, opens("immigration"), lifted)

    assert (found.question.word, found.question.day) == ("ice", date(2026, 5, 1))
    assert search(replace(NO_STATUS, starts=date(2026, 5, 10)), opens("immigration"), lifted) is None


def test_a_contract_that_has_ended_opens_nothing():
    ended = {**PARTNERS, "ice": replace(PARTNERS["ice"], starts=date(2026, 3, 1), ends=date(2026, 3, 31))}

    assert search(NO_STATUS, opens("immigration"), partners=ended).question.day == date(2026, 3, 1)
    assert search(replace(NO_STATUS, starts=date(2026, 4, 1)), opens("immigration"), partners=ended) is None


def test_papers_for_two_purposes_together_are_found_where_none_is_stated():
    refused = rule(REFUSE, "identity", id="law/a", purposes=frozenset({"health"}))
    closed = rule(REMOVE, "immigration", id="law/b", purposes=frozenset({"billing", "enforcement"}))
    found = search(promise(data=("immigration",), to=("ice",)), refused, closed)

    assert found.question.purpose is None
    assert len({purpose for paper in found.question.papers for purpose in paper.purposes}) == 2


def test_whoever_is_never_answered_may_not_even_get_a_year():
    coarse = agreement("identity", principal="ice", purposes=frozenset({"billing"}), treatment=YEAR)
    one = promise(what=Says.NEVER_ANSWERED, to=("enforcement",), unless=NO_PAPER, bound=YEAR)

    assert search(one, coarse) is not None


SECOND = {**PARTNERS, "aide": replace(PARTNERS["ice"], id="aide")}
"""Somebody more whom the same rules are about."""


def test_whoever_has_other_agreements_is_looked_at_too():
    harmless = [opens("contact", principal="aide", id=f"DSA-{number}") for number in (2, 3)]
    found = search(NO_STATUS, opens("immigration"), *harmless, partners=SECOND)

    assert found.question.word == "ice"


def test_whoever_a_rule_is_lifted_for_is_looked_at_though_another_has_the_same_agreements():
    lifted = rule(REMOVE, "immigration", excepted=(Excepted("aide", date.min, date.max),))
    found = search(NO_STATUS, opens("immigration", principal="enforcement"), lifted, partners=SECOND)

    assert found.question.word == "aide"
