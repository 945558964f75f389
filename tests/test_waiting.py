"""What persons have said, as the engine asks for it; over a real store."""

from datetime import date, timedelta
from itertools import count

import pytest

from firewall.model import (
    UNKNOWN,
    Category,
    Digest,
    Exchange,
    Outcome,
    PartnerId,
    ProcessKind,
    Requester,
    RouteId,
)
from firewall.review.cases import Cases
from firewall.review.duties import Duties
from firewall.review.judicial import IssuerKind
from firewall.review.latches import Latches
from firewall.review.limits import Budget
from firewall.review.register import Paper, Register
from firewall.review.store import Store
from firewall.waiting import Persons, process_facts
from tests.helpers import HEALTH, ICE, NOON, bundle, party

VENDOR = Requester(party=party("vendor", "vendor"), authenticated_by="mtls", on_behalf_of=(ICE.party,))
WANTS = frozenset({Category("immigration.status")})
ROUTE = bundle().routes[RouteId("clinic:patient")]


@pytest.fixture
def persons(tmp_path):
    numbers = count(1)
    with Store.open(tmp_path / "review.sqlite") as store:
        yield Persons(
            Cases(store),
            Register(store, process_facts(bundle().vocabulary.processes)),
            Latches(store),
            Duties(store),
            Budget(),
            lambda size: next(numbers).to_bytes(size, "big"),
        )


def exchange(requester=ICE, **changes):
    given = {
        "id": "x", "at": NOON, "requester": requester, "method": "GET", "route": ROUTE.id, "target": Digest("d1"),
        "asks": frozenset({Category("record.id")}),
    }  # fmt: skip
    return Exchange(**given | changes)


def opened(persons, requester=ICE):
    return persons.open_case(exchange(requester), Outcome.REFER, WANTS)


def test_a_requester_is_told_how_its_own_case_stands(persons):
    assert persons.state(opened(persons), ICE, NOON) == "open"


def test_a_decision_is_told(persons):
    case = opened(persons)
    persons.cases.deny(case, by="Ana Ruiz", why="no basis", at=NOON)

    assert persons.state(case, ICE, NOON) == "denied"


def test_a_case_that_ran_out_is_told_as_that(persons):
    assert persons.state(opened(persons), ICE, NOON + timedelta(days=31)) == "expired"


def test_somebody_else_s_case_is_none(persons):
    assert persons.state(opened(persons), HEALTH, NOON) is None


def test_a_case_that_is_not_there_looks_like_somebody_else_s(persons):
    assert persons.state("C-0000-0000", ICE, NOON) is None


def test_whoever_proved_nothing_is_told_nothing(persons):
    unproven = Requester(party=ICE.party)

    assert persons.state(opened(persons), unproven, NOON) is None
    assert persons.state(opened(persons, UNKNOWN), UNKNOWN, NOON) is None


def test_the_principal_is_told_of_the_case_its_agent_opened(persons):
    case = opened(persons, VENDOR)

    assert persons.state(case, VENDOR, NOON) == persons.state(case, ICE, NOON) == "open"


def test_equal_exchanges_share_a_case(persons):
    assert opened(persons) == opened(persons)


def test_a_granted_case_becomes_a_process_that_fits_its_exchange_and_is_spent_once(persons):
    case = opened(persons)
    persons.cases.grant(
        case, by="Ana Ruiz", why="court order", categories=WANTS, until=NOON + timedelta(days=1), uses=1, at=NOON,
        entropy=lambda size: bytes(range(size)),
    )  # fmt: skip

    (process,) = persons.processes(PartnerId("ice-ero"), NOON)

    assert persons.fits(process, exchange())
    assert not persons.fits(process, exchange(target=Digest("d2")))
    assert not persons.fits(process, exchange(asks=frozenset()))
    assert persons.spend(process.id, NOON)
    assert not persons.spend(process.id, NOON)
    assert persons.processes(PartnerId("ice-ero"), NOON) == ()


def test_a_process_that_nobody_verified_does_not_count(persons):
    paper = Paper(
        kind=ProcessKind("judicial-warrant"), issuer="Hon. M. Alvarez", issuer_kind=IssuerKind.JUDICIAL,
        court="U.S. District Court, N.D. Ill.", docket="1:26-mj-17", form="AO 93", signed_on=date(2026, 6, 14),
        partner=PartnerId("ice-ero"), categories=frozenset({Category("identity.name")}), targets=frozenset({Digest("d1")}),
        purposes=frozenset(), starts=NOON, ends=NOON + timedelta(days=2),
    )  # fmt: skip
    added = persons.register.add(paper, by="Ana Ruiz", at=NOON, entropy=lambda size: bytes(range(size)))

    before = persons.processes(PartnerId("ice-ero"), NOON)
    persons.register.verify(added.process.id, by="Luis Ortega", at=NOON)
    after = persons.processes(PartnerId("ice-ero"), NOON)

    assert before == ()
    assert [p.kind for p in after] == ["judicial-warrant"]
    assert persons.processes(PartnerId("vendor"), NOON) == ()


def test_a_latch_remembers_what_was_declared(persons):
    persons.latch(ROUTE, frozenset({"/remark", "?"}), NOON)

    (latch,) = persons.latches.list()
    assert (latch.pattern, latch.declared) == ("/remark", {"record.meta"})
    assert persons.latched(ROUTE.id) == {"/remark"}


def test_another_route_is_not_latched(persons):
    persons.latch(ROUTE, frozenset({"/remark"}), NOON)

    assert persons.latched(RouteId("parks:permit")) == frozenset()


def test_a_day_gives_only_its_records(persons):
    assert persons.reserve("DSA-1", NOON, 20, 30)
    assert not persons.reserve("DSA-1", NOON, 20, 30)
    assert persons.reserve("DSA-2", NOON, 20, 30)
    assert persons.reserve("DSA-1", NOON + timedelta(days=1), 20, 30)


def test_the_register_is_told_every_kind_of_process():
    words = bundle().vocabulary.processes
    facts = process_facts(words)

    assert set(facts) == set(words)
    assert facts["judicial-warrant"].basis == "judicial"
    assert facts["judicial-warrant"].issuer is IssuerKind.JUDICIAL
    assert not facts["admin-warrant"].opens
    assert facts["admin-warrant"].forms == words["admin-warrant"].forms != ()
