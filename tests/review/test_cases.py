"""Cases: equal exchanges share one, people decide it, and a grant gives that request and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from firewall.errors import ReviewError
from firewall.model import UNKNOWN, Direction, Exchange, Outcome, Party, Requester
from firewall.review import cases as module
from firewall.review.cases import Cases, CaseState
from firewall.review.register import Register
from firewall.review.store import Store

from .test_register import KINDS, counting

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ICE = Party("ice-ero", "immigration-enforcement.civil")
VENDOR = Party("platewatch", "vendor")
ASKED = Exchange(
    id="e1",
    at=NOW,
    requester=Requester(party=ICE, authenticated_by="mtls"),
    method="GET",
    route="clinic:patient",
    purpose="immigration-enforcement",
    target="d1",
    asks=frozenset({"record.id"}),
)
WANTS = frozenset({"identity", "immigration.status", "case_notes"})


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "review.sqlite") as opened:
        yield opened


@pytest.fixture
def cases(store):
    return Cases(store)


@pytest.fixture
def register(store):
    return Register(store, KINDS)


@pytest.fixture
def entropy():
    return counting()


@pytest.fixture
def ask(cases, entropy):
    def ask(at=NOW, outcome=Outcome.REFER, wants=WANTS, **changes):
        return cases.open_case(
            replace(ASKED, **changes), outcome=outcome, wants=wants, at=at, entropy=entropy
        )

    return ask


@pytest.fixture
def grant(cases, entropy):
    def grant(id_, at=NOW, **changes):
        decided = {
            "categories": frozenset({"identity.name"}),
            "until": NOW + 7 * DAY,
            "uses": 1,
            "by": "M. Chen",
            "why": "court order on file",
        }
        return cases.grant(id_, at=at, entropy=entropy, **(decided | changes))

    return grant


def test_case_tells_what_was_asked_and_waits(cases, ask):
    case = cases.show(ask(), NOW)

    assert (case.state, case.outcome, case.exchange, case.chain) == (
        CaseState.OPEN,
        Outcome.REFER,
        "e1",
        (ICE,),
    )
    assert (case.purpose, case.route, case.target) == (ASKED.purpose, ASKED.route, ASKED.target)
    assert (case.asks, case.wants, case.times, case.first, case.last) == (ASKED.asks, WANTS, 1, NOW, NOW)


def test_reference_can_be_read_over_a_telephone(ask):
    assert ask() == "C-1000-0000"


def test_equal_exchanges_share_one_case(cases, ask):
    first, second = ask(), ask(at=NOW + DAY, id="e2")

    case = cases.show(first, NOW + DAY)
    assert first == second
    assert (case.times, case.first, case.last, case.exchange) == (2, NOW, NOW + DAY, "e1")


@pytest.mark.parametrize(
    "changes",
    [
        {"requester": Requester(party=Party("ice-hsi", ICE.kind), authenticated_by="mtls")},
        {"requester": Requester(party=VENDOR, authenticated_by="mtls", on_behalf_of=(ICE,))},
        {"requester": UNKNOWN},
        {"purpose": None},
        {"purpose": "research"},
        {"route": "clinic:visits"},
        {"route": None},
        {"target": "d2"},
        {"asks": frozenset({"record.id", "immigration.status"})},
        {"selects": frozenset({"immigration.status"})},
        {"wants": frozenset({"identity"})},
        {"outcome": Outcome.HOLD},
        {"direction": Direction.OUTBOUND},
    ],
)
def test_different_exchanges_have_their_own_case(ask, changes):
    assert ask() != ask(**changes)


@pytest.mark.parametrize("outcome", [Outcome.RELEASE, Outcome.REMOVE, Outcome.REFUSE])
def test_only_what_is_referred_or_held_waits(ask, outcome):
    with pytest.raises(ReviewError, match="referred or held"):
        ask(outcome=outcome)


def test_grant_is_counsels_approval_for_that_request(cases, ask, grant):
    id_ = ask(requester=Requester(party=VENDOR, authenticated_by="mtls", on_behalf_of=(ICE,)))
    process = grant(id_, uses=3)

    assert (process.kind, process.bases, process.opens, process.case) == (
        "counsel-approval",
        {"counsel"},
        True,
        id_,
    )
    assert (process.partner, process.through) == ("ice-ero", {"platewatch"})
    assert (process.categories, process.targets, process.purposes) == (
        {"identity.name"},
        {"d1"},
        {ASKED.purpose},
    )
    assert (process.starts, process.ends, process.uses_left, process.verified_by) == (
        NOW,
        NOW + 7 * DAY,
        3,
        "M. Chen",
    )
    case = cases.show(id_, NOW)
    assert (case.state, case.closed, case.closed_by, case.why) == (
        CaseState.GRANTED,
        NOW,
        "M. Chen",
        "court order on file",
    )
    assert case.process == process.id


def test_grant_stands_in_the_register_as_it_was_given(register, ask, grant):
    process = grant(ask())

    assert register.active("ice-ero", NOW) == (process,)
    assert register.fits(process, ASKED)


@pytest.mark.parametrize(
    "changes",
    [
        {"target": "d2"},
        {"route": "school:student"},
        {"purpose": None},
        {"purpose": "research"},
        {"asks": frozenset()},
        {"asks": frozenset({"record.id", "immigration.status"})},
        {"direction": Direction.OUTBOUND},
    ],
)
def test_grant_fits_no_other_request(register, ask, grant, changes):
    process = grant(ask())

    assert not register.fits(process, replace(ASKED, **changes))


def test_grant_is_used_up(register, ask, grant):
    process = grant(ask(), uses=1)

    assert [register.spend(process.id, NOW), register.spend(process.id, NOW)] == [True, False]
    assert register.active("ice-ero", NOW) == ()


def test_grant_ends(cases, register, ask, grant):
    id_ = ask()
    process = grant(id_)

    assert register.active("ice-ero", NOW + 7 * DAY) == ()
    assert not register.spend(process.id, NOW + 7 * DAY)
    assert cases.show(id_, NOW + 7 * DAY).state is CaseState.EXPIRED


def test_grant_can_be_revoked(register, ask, grant):
    process = grant(ask())
    register.revoke(process.id, by="M. Chen", why="stayed", at=NOW)

    assert register.active("ice-ero", NOW) == ()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"categories": frozenset({"identity.name", "contact.address"})}, "did not ask for contact.address"),
        ({"categories": frozenset({"immigration"})}, "did not ask for immigration"),
        ({"categories": frozenset({"identity_card"})}, "did not ask for identity_card"),
        ({"categories": frozenset()}, "which categories"),
        ({"categories": frozenset({"uninspectable"})}, "never opened"),
        ({"by": ""}, "say who decides"),
        ({"why": " "}, "say why"),
        ({"until": NOW}, "ends before"),
        ({"until": datetime(2026, 12, 1)}, "zone"),
        ({"uses": 0}, "at least one use"),
        ({"uses": -1}, "at least one use"),
    ],
)
def test_grant_that_gives_too_much_or_nothing_is_refused(register, ask, grant, changes, says):
    id_ = ask()

    with pytest.raises(ReviewError, match=says):
        grant(id_, **changes)
    assert register.active("ice-ero", NOW) == ()


def test_refused_grant_leaves_the_case_open(cases, ask, grant):
    id_ = ask()
    with pytest.raises(ReviewError):
        grant(id_, categories=frozenset({"contact.address"}))

    assert cases.show(id_, NOW).state is CaseState.OPEN


def test_even_a_case_that_asked_for_the_unreadable_cannot_be_granted_it(ask, grant):
    id_ = ask(wants=frozenset({"uninspectable", "identity"}))

    with pytest.raises(ReviewError, match="never opened"):
        grant(id_, categories=frozenset({"uninspectable"}))


@pytest.mark.parametrize(
    "requester",
    [
        UNKNOWN,
        Requester(party=ICE),
        Requester(party=Party("", "immigration-enforcement"), authenticated_by="mtls"),
        Requester(party=Party("x", "unknown.claimed"), authenticated_by="mtls"),
        Requester(
            party=VENDOR, authenticated_by="mtls", on_behalf_of=(Party("", "immigration-enforcement"),)
        ),
        Requester(party=VENDOR, authenticated_by="mtls", on_behalf_of=(Party("x", "unknown"), ICE)),
    ],
)
def test_nothing_is_granted_to_an_unknown_requester(ask, grant, requester):
    id_ = ask(requester=requester)

    with pytest.raises(ReviewError, match="nobody proved who asked"):
        grant(id_)


def test_case_without_a_target_cannot_be_granted(ask, grant):
    id_ = ask(target="")

    with pytest.raises(ReviewError, match="no single target"):
        grant(id_)


def test_denied_case_stays_denied(cases, ask, grant):
    id_ = ask()
    case = cases.deny(id_, by="M. Chen", why="no court order", at=NOW)

    assert (case.state, case.closed_by, case.why, case.closed) == (
        CaseState.DENIED,
        "M. Chen",
        "no court order",
        NOW,
    )
    with pytest.raises(ReviewError, match="was denied by"):
        grant(id_)
    with pytest.raises(ReviewError, match="was denied by"):
        cases.deny(id_, by="Somebody else", why="again", at=NOW)


def test_denial_needs_a_name_and_a_reason(cases, ask):
    id_ = ask()

    with pytest.raises(ReviewError, match="say who"):
        cases.deny(id_, by="", why="no court order", at=NOW)
    with pytest.raises(ReviewError, match="say why"):
        cases.deny(id_, by="M. Chen", why="", at=NOW)


def test_granted_case_is_not_granted_again_or_denied(cases, ask, grant):
    id_ = ask()
    process = grant(id_)

    with pytest.raises(ReviewError, match=f"revoke {process.id}"):
        grant(id_)
    with pytest.raises(ReviewError, match=f"revoke {process.id}"):
        cases.deny(id_, by="M. Chen", why="changed my mind", at=NOW)


def test_expired_means_denied(cases, ask, grant):
    id_ = ask()
    just_before = NOW + 30 * DAY - timedelta(microseconds=1)

    assert cases.show(id_, just_before).state is CaseState.OPEN
    assert cases.show(id_, NOW + 30 * DAY).state is CaseState.EXPIRED
    with pytest.raises(ReviewError, match="expired, which means denied"):
        grant(id_, at=NOW + 30 * DAY, until=NOW + 60 * DAY)
    with pytest.raises(ReviewError, match="expired"):
        cases.deny(id_, by="M. Chen", why="late", at=NOW + 30 * DAY)


def test_asking_again_keeps_no_case_open(cases, ask):
    id_ = ask()
    ask(at=NOW + 29 * DAY)

    assert cases.show(id_, NOW + 30 * DAY).state is CaseState.EXPIRED


@pytest.mark.parametrize("end", ["denied", "granted", "expired"])
def test_who_asks_after_the_end_gets_a_new_case(cases, ask, grant, end):
    id_ = ask()
    if end == "denied":
        cases.deny(id_, by="M. Chen", why="no court order", at=NOW)
    if end == "granted":
        grant(id_)
    again = ask(at=NOW + 31 * DAY if end == "expired" else NOW)

    assert again != id_
    assert cases.show(id_, NOW + 31 * DAY).state is not CaseState.OPEN


def test_match_proves_that_a_letter_is_about_the_same(cases, ask):
    id_ = ask()

    assert cases.match(id_, "d1")
    assert not cases.match(id_, "d2")


def test_case_without_a_target_matches_no_letter(cases, ask):
    assert not cases.match(ask(target=""), "")


def test_unknown_reference_is_said_to_be_unknown_without_repeating_it(cases, grant):
    for act in (
        lambda: cases.show("canary", NOW),
        lambda: cases.match("canary", "d1"),
        lambda: grant("canary"),
    ):
        with pytest.raises(ReviewError, match="no case with that reference") as caught:
            act()
        assert "canary" not in str(caught.value)


def test_list_shows_who_has_waited_longest_first_and_one_state_alone(cases, ask, grant):
    late, early = ask(at=NOW + DAY), ask(target="d2")
    granted = ask(at=NOW + DAY, target="d3")
    grant(granted, at=NOW + DAY)

    assert [case.id for case in cases.list(NOW + DAY, CaseState.OPEN)] == [early, late]
    assert [case.id for case in cases.list(NOW + DAY, CaseState.GRANTED)] == [granted]
    assert {case.id for case in cases.list(NOW + DAY)} == {early, late, granted}


def test_open_cases_are_counted_until_they_expire(cases, ask):
    ask()
    cases.deny(ask(target="d2"), by="M. Chen", why="no", at=NOW)

    assert [cases.count_open(NOW), cases.count_open(NOW + 30 * DAY)] == [1, 0]


def test_flood_of_one_requester_shares_one_case_that_nobody_can_grant(cases, ask, grant, monkeypatch):
    monkeypatch.setattr(module, "MOST_OPEN", 3)
    ids = [ask(target=f"d{number}", route=f"clinic:r{number}") for number in range(10)]

    assert len(set(ids)) == 4
    assert cases.show(ids[-1], NOW).times == 7
    with pytest.raises(ReviewError, match="no single target"):
        grant(ids[-1])


def test_flood_of_one_requester_takes_no_room_from_another(ask, monkeypatch):
    monkeypatch.setattr(module, "MOST_OPEN", 1)
    ask()
    ask(target="d2")
    other = Requester(party=VENDOR, authenticated_by="mtls")

    assert ask(requester=other, target="d3") != ask(target="d3")


def test_flood_ends_when_its_cases_expire(cases, ask, monkeypatch):
    monkeypatch.setattr(module, "MOST_OPEN", 1)
    ask()

    assert cases.show(ask(at=NOW + 30 * DAY, target="d2"), NOW).target == "d2"


def test_two_processes_share_the_same_cases(tmp_path, cases, ask, entropy):
    id_ = ask()
    with Store.open(tmp_path / "review.sqlite") as other:
        again = Cases(other).open_case(ASKED, outcome=Outcome.REFER, wants=WANTS, at=NOW, entropy=entropy)
        Cases(other).deny(id_, by="M. Chen", why="no court order", at=NOW)

    assert (again, cases.show(id_, NOW).times, cases.show(id_, NOW).state) == (id_, 2, CaseState.DENIED)
