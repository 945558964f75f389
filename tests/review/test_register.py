"""The register: claimed is not verified, judicial is not official, and nothing counts beyond its scope."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from firewall.errors import ReviewError
from firewall.model import UNKNOWN, Exchange
from firewall.review.judicial import IssuerKind, ProcessFacts
from firewall.review.register import COUNSEL_APPROVAL, Paper, Register
from firewall.review.store import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KINDS = {
    "judicial-warrant": ProcessFacts(basis="judicial", issuer=IssuerKind.JUDICIAL, opens=True),
    "admin-warrant": ProcessFacts(
        basis="none",
        issuer=IssuerKind.ADMINISTRATIVE,
        opens=False,
        forms=("I-200", "I-203", "I-205", "I-286"),
    ),
    "detainer": ProcessFacts(
        basis="none",
        issuer=IssuerKind.ADMINISTRATIVE,
        opens=False,
        forms=("I-247A", "I-247D", "I-247N", "I-247X"),
    ),
    "consent": ProcessFacts(basis="consent", issuer=IssuerKind.SUBJECT, opens=True),
}
WARRANT = Paper(
    kind="judicial-warrant",
    issuer="Hon. M. Alvarez",
    issuer_kind=IssuerKind.JUDICIAL,
    court="U.S. District Court, N.D. Ill.",
    docket="1:26-mj-00017",
    form="AO 93",
    signed_on=date(2026, 11, 20),
    partner="ice-ero",
    categories=frozenset({"identity.name", "contact.address"}),
    targets=frozenset({"d1"}),
    purposes=frozenset({"immigration-enforcement"}),
    starts=NOW,
    ends=NOW + 14 * DAY,
)


def counting():
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "review.sqlite") as opened:
        yield opened


@pytest.fixture
def register(store):
    return Register(store, KINDS)


@pytest.fixture
def entropy():
    return counting()


@pytest.fixture
def add(register, entropy):
    return lambda paper=WARRANT, **changes: (
        register.add(replace(paper, **changes), by="C. Lee", at=NOW, entropy=entropy).process.id
    )


@pytest.fixture
def verified(register, add):
    def verified(paper=WARRANT, **changes):
        return register.verify(add(paper, **changes), by="M. Chen", at=NOW).process

    return verified


def spend_uses(store, id_, uses):
    with store.changing() as writes:
        writes.execute("UPDATE process SET uses_left = ? WHERE id = ?", (uses, id_))


def test_claimed_warrant_is_not_a_warrant(register, add):
    add()

    assert register.active("ice-ero", NOW) == ()


def test_verified_warrant_is_one_with_its_whole_scope(register, add):
    id_ = add(through=frozenset({"platewatch"}))
    register.verify(id_, by="M. Chen", at=NOW)

    (process,) = register.active("ice-ero", NOW)
    assert (process.id, process.kind, process.bases, process.opens) == (
        id_,
        "judicial-warrant",
        {"judicial"},
        True,
    )
    assert (process.categories, process.targets) == (WARRANT.categories, WARRANT.targets)
    assert (process.purposes, process.through) == (WARRANT.purposes, {"platewatch"})
    assert (process.starts, process.ends, process.verified_by) == (NOW, NOW + 14 * DAY, "M. Chen")


def test_both_names_are_kept_even_when_they_are_one(register, add):
    entry = register.verify(add(), by="C. Lee", at=NOW + DAY)

    assert (entry.added_by, entry.added, entry.process.verified_by, entry.verified) == (
        "C. Lee",
        NOW,
        "C. Lee",
        NOW + DAY,
    )


def test_warrant_counts_for_its_partner_alone(register, verified):
    verified()

    assert register.active("county-public-health", NOW) == ()


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (NOW - timedelta(microseconds=1), 0),
        (NOW, 1),
        (NOW + 14 * DAY - timedelta(microseconds=1), 1),
        (NOW + 14 * DAY, 0),
    ],
)
def test_warrant_counts_from_its_first_moment_to_before_its_last(register, verified, moment, counts):
    verified()

    assert len(register.active("ice-ero", moment)) == counts


def test_revoked_warrant_counts_no_more(register, verified):
    process = verified()
    entry = register.revoke(process.id, by="M. Chen", why="quashed", at=NOW)

    assert register.active("ice-ero", NOW) == ()
    assert (entry.revoked, entry.revoked_by, entry.why) == (NOW, "M. Chen", "quashed")


def test_revocation_by_another_process_counts_at_once(register, verified, tmp_path):
    process = verified()
    assert register.active("ice-ero", NOW)
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from firewall.review.register import Register\n"
        "from firewall.review.store import Store\n"
        "with Store.open(Path(sys.argv[1])) as store:\n"
        "    Register(store, {}).revoke(sys.argv[2], by='M. Chen', why='quashed', at=datetime(2026, 11, 22, tzinfo=UTC))\n"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path / "review.sqlite", process.id], check=True)

    assert register.active("ice-ero", NOW) == ()


def test_kind_that_left_the_vocabulary_opens_nothing(store, verified):
    process = verified()
    spend_uses(store, process.id, 1)
    later = Register(store, {})

    assert later.active("ice-ero", NOW) == ()
    assert not later.spend(process.id, NOW)
    assert not later.list()[0].process.opens


def test_paper_of_an_agency_is_not_a_judges(register, add):
    id_ = add(issuer_kind=IssuerKind.ADMINISTRATIVE)

    with pytest.raises(ReviewError, match="must be issued by a judge or a court"):
        register.verify(id_, by="M. Chen", at=NOW)


@pytest.mark.parametrize("form", ["I-200", "Form I-205 (Rev. 07/25)", "i 247a", "I-247X", "I203", "l-286"])
@pytest.mark.parametrize("paper", [WARRANT, replace(WARRANT, kind="consent", issuer_kind=IssuerKind.SUBJECT)])
def test_nothing_with_a_basis_is_verified_with_an_administrative_form(register, add, form, paper):
    id_ = add(paper, form=form)

    with pytest.raises(ReviewError, match="is an administrative form"):
        register.verify(id_, by="M. Chen", at=NOW)
    assert register.active("ice-ero", NOW) == ()


def test_administrative_form_is_verified_as_what_it_is_and_opens_nothing(register, verified):
    verified(
        kind="admin-warrant",
        issuer="Deportation Officer Jones",
        issuer_kind=IssuerKind.ADMINISTRATIVE,
        court="",
        form="I-200",
    )

    (process,) = register.active("ice-ero", NOW)
    assert (process.bases, process.opens) == (frozenset(), False)


@pytest.mark.parametrize(
    "changes",
    [{"issuer": "Immigration Judge A. Smith"}, {"court": "Chicago Immigration Court"}, {"issuer": "EOIR"}],
)
def test_immigration_judge_is_not_a_judicial_officer(register, add, changes):
    id_ = add(**changes)

    with pytest.raises(ReviewError, match="executive branch"):
        register.verify(id_, by="M. Chen", at=NOW)


def test_warrant_without_a_court_is_not_verified(register, add):
    id_ = add(court=" ")

    with pytest.raises(ReviewError, match="which court"):
        register.verify(id_, by="M. Chen", at=NOW)


def test_refused_verification_leaves_the_paper_claimed(register, add):
    id_ = add(form="I-200")
    with pytest.raises(ReviewError):
        register.verify(id_, by="M. Chen", at=NOW)

    (entry,) = register.list()
    assert (entry.verified, entry.process.verified_by) == (None, None)


def test_nobody_verifies_without_a_name(register, add):
    id_ = add()

    with pytest.raises(ReviewError, match="say who decides"):
        register.verify(id_, by=" ", at=NOW)
    assert register.active("ice-ero", NOW) == ()


def test_warrant_is_verified_once(register, verified):
    process = verified()

    with pytest.raises(ReviewError, match="already verified by"):
        register.verify(process.id, by="Somebody else", at=NOW)


def test_revoked_paper_cannot_be_verified(register, add):
    id_ = add()
    register.revoke(id_, by="M. Chen", why="withdrawn", at=NOW)

    with pytest.raises(ReviewError, match="was revoked by"):
        register.verify(id_, by="M. Chen", at=NOW)


def test_process_is_revoked_once_and_with_a_reason(register, verified):
    process = verified()

    with pytest.raises(ReviewError, match="say why"):
        register.revoke(process.id, by="M. Chen", why="", at=NOW)
    register.revoke(process.id, by="M. Chen", why="quashed", at=NOW)
    with pytest.raises(ReviewError, match="already revoked by"):
        register.revoke(process.id, by="Somebody else", why="again", at=NOW)


def test_paper_is_dated_by_the_day_of_the_city(register, add):
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    with pytest.raises(ReviewError, match="still to come"):
        register.verify(
            add(signed_on=date(2026, 11, 23)), by="M. Chen", at=at.astimezone(ZoneInfo("America/Chicago"))
        )
    register.verify(
        add(signed_on=date(2026, 11, 23)), by="M. Chen", at=at.astimezone(ZoneInfo("Europe/Berlin"))
    )


def test_paper_from_the_future_or_the_past_is_not_verified(register, add):
    with pytest.raises(ReviewError, match="still to come"):
        register.verify(add(signed_on=date(2026, 11, 23)), by="M. Chen", at=NOW)
    with pytest.raises(ReviewError, match="ended on"):
        register.verify(add(), by="M. Chen", at=NOW + 14 * DAY)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "warrant"}, "no such kind"),
        ({"kind": COUNSEL_APPROVAL}, "granting a case"),
        ({"partner": ""}, "which partner"),
        ({"targets": frozenset()}, "whom it is about"),
        ({"targets": frozenset({"d1", ""})}, "whom it is about"),
        ({"categories": frozenset()}, "which categories"),
        ({"categories": frozenset({"identity.name", "uninspectable"})}, "never opened"),
        ({"categories": frozenset({"unclassified"})}, "never opened"),
        ({"ends": NOW}, "ends before it starts"),
        ({"ends": NOW.replace(tzinfo=None) + DAY}, "zone"),
        ({"issuer": ""}, "who issued it"),
        ({"docket": "x" * 101}, "at most 100"),
        ({"court": "N.D.\x07"}, "do not print"),
    ],
)
def test_paper_that_cannot_be_entered_is_refused_with_what_to_do(register, add, changes, says):
    with pytest.raises(ReviewError, match=says):
        add(**changes)
    assert register.list() == ()


def test_unknown_id_is_said_to_be_unknown_without_repeating_it(register):
    with pytest.raises(ReviewError, match="no legal process with that id") as caught:
        register.verify("canary", by="M. Chen", at=NOW)

    assert "canary" not in str(caught.value)


def test_taken_id_is_an_error_and_no_second_meaning(register):
    def same(size):
        return b"\1" * size

    register.add(WARRANT, by="C. Lee", at=NOW, entropy=same)

    with pytest.raises(ReviewError, match="cannot be used"):
        register.add(WARRANT, by="C. Lee", at=NOW, entropy=same)


def exchange(**changes):
    return replace(
        Exchange(id="e1", at=NOW, requester=UNKNOWN, method="GET", route="clinic:patient", target="d1"),
        **changes,
    )


def test_warrant_fits_its_target_alone(register, verified):
    process = verified()

    assert register.fits(process, exchange())
    assert not register.fits(process, exchange(target="d2"))
    assert not register.fits(process, exchange(target=""))


def test_uses_run_out(register, verified, store):
    process = verified()
    spend_uses(store, process.id, 2)

    assert [register.spend(process.id, NOW) for _ in range(3)] == [True, True, False]
    assert register.active("ice-ero", NOW) == ()


def test_warrant_without_uses_is_not_used_up(register, verified):
    process = verified()

    assert [register.spend(process.id, NOW) for _ in range(3)] == [True, True, True]
    assert register.active("ice-ero", NOW) == (process,)


def test_what_does_not_count_cannot_be_spent(register, add, verified):
    claimed, revoked, late = add(), verified().id, verified().id
    register.revoke(revoked, by="M. Chen", why="quashed", at=NOW)

    assert not register.spend(claimed, NOW)
    assert not register.spend(revoked, NOW)
    assert not register.spend(late, NOW + 14 * DAY)
    assert not register.spend("P-0000-0000", NOW)


def test_one_use_is_not_spent_twice_by_many(verified, store, tmp_path):
    process = verified()
    spend_uses(store, process.id, 5)
    spent = []

    def spend():
        with Store.open(tmp_path / "review.sqlite") as own:
            mine = Register(own, KINDS)
            spent.extend(mine.spend(process.id, NOW) for _ in range(4))

    threads = [threading.Thread(target=spend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (spent.count(True), len(spent)) == (5, 16)


def test_question_of_the_hot_path_reads_no_row_while_nothing_changes(register, verified, store):
    verified()
    register.active("ice-ero", NOW)
    statements = []
    store._file._reads.set_trace_callback(statements.append)

    register.active("ice-ero", NOW)

    assert statements == ["PRAGMA data_version"]
