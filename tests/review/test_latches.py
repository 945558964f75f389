"""Latches: once on, on for every record of the route, until a person clears them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firewall.errors import ReviewError
from firewall.review.latches import Latch, Latches
from firewall.review.store import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ROUTE, OTHER = "clinic:patient", "school:student"
DECLARED = frozenset({"contact.phone"})


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "review.sqlite") as opened:
        yield opened


@pytest.fixture
def latches(store):
    return Latches(store)


@pytest.fixture
def other(tmp_path):
    """The same latches as another process sees them."""
    with Store.open(tmp_path / "review.sqlite") as opened:
        yield Latches(opened)


def test_nothing_is_latched_at_first(latches):
    assert (latches.latched(ROUTE), latches.list()) == (frozenset(), ())


def test_latched_member_is_latched_on_its_route_alone(latches):
    assert latches.latch(ROUTE, "/contact/*/value", DECLARED, at=NOW)

    assert latches.latched(ROUTE) == {"/contact/*/value"}
    assert latches.latched(OTHER) == frozenset()


def test_second_finding_is_not_new(latches):
    latches.latch(ROUTE, "/phone", DECLARED, at=NOW)

    assert not latches.latch(ROUTE, "/phone", DECLARED, at=NOW + timedelta(days=1))
    assert latches.list()[0].since == NOW


def test_latch_that_another_process_set_first_is_not_new(latches, other, monkeypatch):
    other.latch(ROUTE, "/phone", DECLARED, at=NOW)
    # As if the other had been faster between our look and our write.
    monkeypatch.setattr(Latches, "latched", lambda *_: frozenset())

    assert not latches.latch(ROUTE, "/phone", DECLARED, at=NOW)


def test_latch_of_another_process_counts_at_once(latches, other):
    assert latches.latched(ROUTE) == frozenset()
    other.latch(ROUTE, "/phone", DECLARED, at=NOW)

    assert latches.latched(ROUTE) == {"/phone"}


def test_latch_outlives_the_process(tmp_path, latches):
    latches.latch(ROUTE, "/phone", DECLARED, at=NOW)
    with Store.open(tmp_path / "review.sqlite") as again:
        assert Latches(again).latched(ROUTE) == {"/phone"}


def test_list_tells_what_was_declared_and_what_was_found(latches):
    latches.latch(ROUTE, "/phone", DECLARED, at=NOW, found=frozenset({"immigration.identifier"}))

    assert latches.list() == (
        Latch(
            route=ROUTE,
            pattern="/phone",
            declared=DECLARED,
            found=frozenset({"immigration.identifier"}),
            since=NOW,
        ),
    )


def test_cleared_latch_is_gone_and_told_with_who_and_why(latches, other):
    other.latch(ROUTE, "/phone", DECLARED, at=NOW)
    later = NOW + timedelta(days=1)
    cleared = other.clear(
        ROUTE, "/phone", by="A. Diaz", why="a phone number that looks like a file number", at=later
    )

    assert latches.latched(ROUTE) == frozenset()
    assert (cleared.route, cleared.pattern, cleared.declared, cleared.since) == (
        ROUTE,
        "/phone",
        DECLARED,
        NOW,
    )
    assert (cleared.cleared, cleared.cleared_by, cleared.why) == (
        later,
        "A. Diaz",
        "a phone number that looks like a file number",
    )


def test_cleared_latch_can_latch_again(latches):
    latches.latch(ROUTE, "/phone", DECLARED, at=NOW)
    latches.clear(ROUTE, "/phone", by="A. Diaz", why="classified", at=NOW)

    assert latches.latch(ROUTE, "/phone", DECLARED, at=NOW)


@pytest.mark.parametrize(("by", "why"), [("", "classified"), ("A. Diaz", " ")])
def test_latch_is_cleared_by_somebody_for_a_reason(latches, by, why):
    latches.latch(ROUTE, "/phone", DECLARED, at=NOW)

    with pytest.raises(ReviewError):
        latches.clear(ROUTE, "/phone", by=by, why=why, at=NOW)
    assert latches.latched(ROUTE) == {"/phone"}


def test_what_is_not_latched_cannot_be_cleared(latches):
    with pytest.raises(ReviewError, match="nothing is latched there"):
        latches.clear(ROUTE, "/phone", by="A. Diaz", why="classified", at=NOW)


def test_generation_changes_with_the_set_and_only_with_it(latches, other):
    seen = [latches.generation]
    latches.latch(ROUTE, "/phone", DECLARED, at=NOW)
    seen.append(latches.generation)
    latches.latch(ROUTE, "/phone", DECLARED, at=NOW)
    assert latches.generation == seen[-1]
    other.latch(ROUTE, "/name", DECLARED, at=NOW)
    seen.append(latches.generation)
    other.clear(ROUTE, "/name", by="A. Diaz", why="classified", at=NOW)
    seen.append(latches.generation)

    assert len(set(seen)) == 4
