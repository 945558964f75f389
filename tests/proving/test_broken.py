"""One exchange that is asked about."""

from datetime import date

from firewall.model import Category, Direction, ProcessKind, Purpose
from firewall.policy.openers import covers_exchange
from firewall.proving.broken import Paper, Question
from tests.helpers_policy import COUNTY, PATIENT, VENDOR, changed, party, requester

PAPER = Paper(
    kind=ProcessKind("warrant"),
    bases=frozenset({"judicial"}),
    opens=True,
    covers=frozenset({Category("identity")}),
)


def question(asking, **changes):
    given = {
        "word": "county", "behind": (), "requester": asking, "route": PATIENT, "direction": Direction.INBOUND,
        "purpose": Purpose("health"), "day": date(2026, 6, 15), "papers": (PAPER,),
    }  # fmt: skip
    return Question(**given | changes)


def test_it_asks_by_what_the_path_names_and_by_nothing_else():
    route = changed(PATIENT, path={"id": Category("record.id")})

    assert question(requester(COUNTY), route=route).exchange.asks == {"record.id"}


def test_a_paper_counts_for_the_whole_chain():
    exchange = question(requester(VENDOR, COUNTY, onward=(party("", "agency"),))).exchange

    assert covers_exchange(exchange.processes[0], exchange)


def test_somebody_who_is_of_a_kind_only_has_none_that_counts():
    exchange = question(requester(party("", "vendor"))).exchange

    assert not covers_exchange(exchange.processes[0], exchange)


def test_counsels_word_was_said_in_a_case():
    approval = Paper(
        kind=ProcessKind("counsel-approval"), bases=frozenset({"counsel"}), opens=True, covers=PAPER.covers
    )

    assert [
        p.case is not None for p in question(requester(COUNTY), papers=(PAPER, approval)).exchange.processes
    ] == [False, True]
