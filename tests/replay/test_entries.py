"""What the record says is read, alike together."""

from dataclasses import replace
from datetime import date

import pytest

from firewall.audit import entry
from firewall.errors import AuditError
from firewall.replay.entries import gathered
from tests.helpers import NOON, compiled
from tests.replay.helpers import COUNTY, OFFICER, past, recorded


async def test_alike_exchanges_are_one_and_counted():
    found = past(await recorded(COUNTY, COUNTY, OFFICER))

    assert sorted(found.values()) == [1, 2]


async def test_it_has_what_a_policy_could_look_at_and_no_value():
    one, = past(await recorded(COUNTY))  # fmt: skip

    assert (one.who.id, one.route, one.purpose) == ("county-public-health", "clinic:patient", "public-health")
    assert (one.asks, one.outcome, one.records) == (("record.id",), "release", 1)
    assert "Amina" not in repr(one)


async def test_what_is_no_decision_is_passed_over():
    others = [
        (0, entry.noted("n", NOON, "start", {})),
        (1, entry.unparsed("u", NOON, "malformed", 3)),
        (2, entry.staffed("s", NOON, "Ana", "case grant", "C-1", {})),
    ]

    assert past(others) == {}


async def test_days_between_two_turns_are_alike():
    entries = await recorded(COUNTY, (COUNTY[0], {"at": NOON.replace(day=20)}))
    apart = past(entries)
    alike = past(entries, [date(2026, 1, 1), date(2026, 6, 1)])

    assert {one.day for one in apart} == {date(2026, 6, 15), date(2026, 6, 20)}
    assert {one.day for one in alike} == {date(2026, 6, 1)}
    assert {one.day for one in past(entries, [date(2026, 6, 16)])} == {date(2026, 6, 15), date(2026, 6, 16)}


@pytest.mark.parametrize(
    ("timezone", "days"), [("UTC", [15, 16]), ("America/Chicago", [15, 15]), ("Europe/Berlin", [16, 16])]
)
async def test_its_day_is_the_one_of_the_city(timezone, days):
    city = replace(compiled().bundle.city, timezone=timezone)
    late, early = NOON.replace(hour=22, minute=59), NOON.replace(day=16, hour=4, minute=59)
    entries = await recorded((COUNTY[0], {"at": late}), (COUNTY[0], {"at": early}))

    assert sorted(one.day.day for one in past(entries, city=city).elements()) == days


async def test_an_entry_that_cannot_be_read_is_named_by_its_index():
    with pytest.raises(AuditError, match="Entry 7 of the record cannot be read"):
        past([(7, b"{")])


async def test_how_far_it_is_is_told_now_and_then():
    told = []
    entries = [(n, entry.noted("n", NOON, "start", {})) for n in range(2500)]
    gathered(entries, (), told.append, compiled().bundle.city)

    assert told == [1000, 2000]
