"""What the record says of signed policies, and what may follow it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from firewall.signed import history
from firewall.signed.faults import SignedError, Why
from firewall.signed.history import State, after, check_follows, last, said, steps
from tests.helpers_signed import NOW, built, emergency, signed

SEVEN = built(7)
IN_FORCE = State(
    number=7, digest=SEVEN.digest, signed=("author:a", "approver:b"), closed=frozenset({"key:c"})
)


class Record:
    def __init__(self, *entries):
        self.entries = entries

    def get(self, name):
        found = [(n, raw) for n, raw in enumerate(self.entries) if json.loads(raw)["id"] == name]
        return found[-1] if found else None


def refused(bundle, state=IN_FORCE, not_before=1):
    with pytest.raises(SignedError) as caught:
        check_follows(bundle, state, not_before, "city.bundle")
    return caught.value.why


def test_an_empty_record_says_nothing():
    assert last(Record()) == State()
    assert State().ends is None


def test_the_last_entry_says_all():
    state = replace(IN_FORCE, glass="d" * 64, glass_ends="2026-06-15T13:00:00Z", restores=3)
    record = Record(
        said(State(number=1), NOW, history.IN_FORCE), said(state, NOW, history.REVOKED, {"why": "lost"})
    )

    assert last(record) == state
    assert last(record).ends == NOW + timedelta(hours=1)
    assert last(record).revoked_keys == {"c"}
    assert json.loads(record.entries[1])["facts"]["why"] == "lost"


def test_facts_of_a_change_cannot_say_another_state():
    raw = said(IN_FORCE, NOW, history.REVOKED, {"version": 99, "closed": []})

    assert last(Record(raw)) == IN_FORCE


def test_what_is_newer_or_the_same_may_follow():
    check_follows(SEVEN, IN_FORCE, 7, "city.bundle")
    check_follows(built(8), IN_FORCE, 7, "city.bundle")
    check_follows(built(1), State(), 1, "city.bundle")


def test_what_is_older_may_not():
    assert refused(built(6)) is Why.OLDER


def test_other_files_under_the_same_number_may_not():
    assert refused(built(7, **{"samples/x.json": "{}"})) is Why.SAME_NUMBER


def test_what_was_revoked_never_comes_back():
    state = IN_FORCE.closing([f"bundle:{SEVEN.digest}"])

    assert refused(SEVEN, state) is Why.REVOKED
    assert refused(built(9, restores=7), state) is Why.REVOKED


def test_the_configuration_can_demand_a_newer_one():
    assert refused(built(8), not_before=9) is Why.BEFORE


def test_an_emergency_whose_time_is_over_is_closed_for_good():
    ended = replace(IN_FORCE, glass="d" * 64, glass_ends="2026-06-15T12:00:00Z")

    assert after(ended, IN_FORCE, NOW).is_revoked("break-glass", "d" * 64)
    assert (
        not after(ended, IN_FORCE, NOW - timedelta(seconds=1)).closed - IN_FORCE.closed
    )  # taken away, or its base went
    assert not after(ended, ended, NOW).is_revoked("break-glass", "d" * 64)


def kinds(entries):
    return [json.loads(raw)["what"] for raw in entries]


def test_nothing_new_is_no_entry():
    assert steps(IN_FORCE, IN_FORCE, NOW, None) == ()


def test_each_step_is_an_entry_after_which_the_rest_is_still_to_come():
    """Cut off in between, the next start writes what is missing."""
    over = signed(emergency(SEVEN))
    now = replace(IN_FORCE, number=8, glass=over.digest, glass_ends=over.ends)
    before = replace(IN_FORCE, glass="d" * 64, glass_ends="2026-06-15T12:00:00Z")
    entries = steps(before, now, NOW, over)

    assert kinds(entries) == [history.IN_FORCE, history.BREAK_GLASS_END, history.BREAK_GLASS]
    for cut in range(4):
        state = last(Record(*entries[:cut])) if cut else before
        assert kinds(steps(state, now, NOW, over)) == kinds(entries[cut:])
    told = json.loads(entries[-1])["facts"]
    assert (told["reason"], told["until"], len(told["by"])) == (over.reason, over.ends, 2)
