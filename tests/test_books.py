"""Everything the firewall writes, opened together over real files."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from firewall import books
from firewall.audit import entry
from firewall.engine import Engine
from firewall.errors import ConfigError, FirewallError
from firewall.means import Keys, Means
from firewall.model import CaseId, Outcome
from tests.helpers import HEALTH, LIMITS, NOON, World, bundle, detectors

CITY = bundle().city


def opened(data, at=NOON, **changes):
    return books.opened(data, bundle(), at, **{"create": True} | changes)


def engine_over(kept):
    world = World()
    world.means = Means(
        detectors=detectors(),
        record=kept.record,
        waiting=kept.persons,
        keys=Keys(digest=kept.house.digest, pseudonym=kept.house.pseudonym),
        limits=LIMITS,
    )
    world.engine = Engine(lambda: world.policy, world.means, world.observed.append)
    return world


def answer(count):
    return {"total": count, "items": [{"id": str(n)} for n in range(count)]}


async def list_patients(kept, count, at=NOON):
    world = engine_over(kept)
    query = [("count", str(count))]
    return await world.fetch(HEALTH, "clinic:patients", answer(count), query=query, id=books.new_id(), at=at)


def test_books_are_opened_again_with_what_stood_in_them(tmp_path):
    with opened(tmp_path) as kept:
        index = kept.staffed(NOON, "Ana Ruiz", "latch-clear", "clinic:patient", {"why": "classified"})
    with opened(tmp_path, create=False) as kept:
        ((found, raw),) = list(kept.record.entries(index, index + 1))

    assert found == index
    said = msgspec.json.decode(raw)
    assert (said["kind"], said["by"], said["act"]) == ("staffed", "Ana Ruiz", "latch-clear")


def test_without_create_nothing_is_begun(tmp_path):
    with pytest.raises(ConfigError), opened(tmp_path / "data", create=False):
        pass
    assert not (tmp_path / "data").exists()


def test_a_log_that_is_gone_is_not_begun_anew_under_old_keys(tmp_path):
    with opened(tmp_path):
        pass
    for path in tmp_path.iterdir():
        if path.is_file():
            path.unlink()

    with pytest.raises(FirewallError), opened(tmp_path):
        pass


def test_by_books_without_a_policy_nothing_opens(tmp_path):
    with opened(tmp_path) as kept:
        size = kept.record.size
    with books.closing(tmp_path) as kept:
        assert kept.record.size == size
        assert not kept.persons.reserve("health-2026", NOON, 1, 100)


def test_without_the_name_of_the_log_nothing_is_opened_by_it(tmp_path):
    with opened(tmp_path):
        pass
    (tmp_path / "keys" / "audit-public.txt").unlink()
    with pytest.raises(ConfigError, match="Put it back"), books.closing(tmp_path):
        pass


async def test_a_real_exchange_is_in_the_log_when_it_is_answered(tmp_path):
    with opened(tmp_path) as kept:
        ruling = await list_patients(kept, 3)
        ((_, raw),) = list(kept.record.entries(ruling.receipt.index, ruling.receipt.index + 1))

    assert (ruling.status, msgspec.json.decode(raw)["records"]) == (200, 3)


async def test_a_restart_gives_nobody_a_second_allowance(tmp_path):
    with opened(tmp_path) as kept:
        before = [(await list_patients(kept, 50)).status for _ in range(3)]
    with opened(tmp_path) as kept:
        after = [(await list_patients(kept, 50)).status for _ in range(2)]

    assert before + after == [200, 200, 200, 200, 202]


async def test_two_that_are_open_at_once_give_one_allowance(tmp_path):
    with opened(tmp_path) as one, opened(tmp_path, create=False) as other:
        (limit,) = World().policy.plan((await list_patients(one, 20)).exchange).limits
        most = limit.per_day
        left = most - one.persons._budget.spent(limit.agreement, NOON.date())

        assert other.persons.reserve(limit.agreement, NOON, left, most)
        assert not one.persons.reserve(limit.agreement, NOON, 1, most)
    with opened(tmp_path, create=False) as later:  # what was taken and not given is not given back
        assert not later.persons.reserve(limit.agreement, NOON, 1, most)


async def test_a_clock_that_was_once_ahead_stops_nothing_after_a_restart_and_refills_nothing(tmp_path):
    with opened(tmp_path) as kept:
        (limit,) = World().policy.plan((await list_patients(kept, 20)).exchange).limits
        most = limit.per_day
        assert kept.persons.reserve(limit.agreement, NOON + timedelta(days=400), 1, most)
        assert not kept.persons.reserve(limit.agreement, NOON, 1, most)
    with opened(tmp_path, create=False) as later:
        assert not later.persons.reserve(limit.agreement, NOON, most - 19, most)
        assert later.persons.reserve(limit.agreement, NOON, most - 20, most)


async def test_where_the_count_cannot_be_kept_nothing_leaves(tmp_path):
    with opened(tmp_path) as kept:
        kept.persons._budget.close()

        ruling = await list_patients(kept, 1)

        assert ruling.outgoing is None
        assert ruling.status == 502


async def test_what_went_out_yesterday_is_not_counted_today(tmp_path):
    with opened(tmp_path) as kept:
        await list_patients(kept, 50)
        tomorrow = NOON + timedelta(days=1)
        spent = books.spent(kept.record, CITY, NOON), books.spent(kept.record, CITY, tomorrow)

    assert spent == ({("DSA-1", NOON.date()): 50}, {})


@pytest.mark.parametrize(
    ("zone", "day", "counted"),
    [
        # Noon in Greenwich is already the 16th on Kiritimati, and midnight of the 15th in the last zone of all.
        ("Pacific/Kiritimati", date(2026, 6, 16), 50),
        ("America/Chicago", date(2026, 6, 15), 50),
        ("Etc/GMT+12", date(2026, 6, 15), 50),
    ],
)
async def test_a_days_records_are_those_of_the_citys_day(tmp_path, zone, day, counted):
    there = replace(CITY, timezone=zone)
    with opened(tmp_path) as kept:
        await list_patients(kept, 50)

        assert books.spent(kept.record, there, NOON) == {("DSA-1", day): counted}
        assert books.spent(kept.record, there, NOON + timedelta(days=1)) == {}


async def test_only_what_was_decided_is_counted(tmp_path):
    with opened(tmp_path) as kept:
        world = World()
        ruling = await world.ask()
        ruled = replace(ruling.decision, records=7)
        await kept.record.append(entry.intended(replace(ruling.exchange, id="one"), ruled))
        await kept.record.append(entry.noted("two", NOON, "start", {}))
        await kept.record.append(
            entry.decided(replace(ruling.exchange, id="three"), ruled, case=None, status=200)
        )

        assert books.spent(kept.record, CITY, NOON) == {("DSA-1", NOON.date()): 7}


async def test_a_latch_holds_after_a_restart(tmp_path):
    odd = {"total": 1, "items": [{"id": "1", "remark": "is undocumented"}]}
    with opened(tmp_path) as kept:
        await engine_over(kept).fetch(HEALTH, "clinic:patients", odd, id=books.new_id())
    with opened(tmp_path) as kept:
        plain = {"total": 1, "items": [{"id": "2", "remark": "v1"}]}
        ruling = await engine_over(kept).fetch(HEALTH, "clinic:patients", plain, id=books.new_id())

    assert msgspec.json.decode(ruling.outgoing.body)["items"] == [{"id": "2"}]


def test_cases_keys_and_process_are_ready(tmp_path):
    with opened(tmp_path) as kept:
        world = World()
        case = kept.persons.open_case(world.exchange(), Outcome.HOLD, frozenset())

        assert kept.persons.cases.show(CaseId(case), NOON).times == 1
        assert kept.keys.find("nothing", NOON) is None


def test_ids_are_uuids_and_never_twice_the_same():
    ids = [books.new_id() for _ in range(1000)]

    assert len(set(ids)) == 1000
    assert all(str(uuid.UUID(id_)) == id_ for id_ in ids)
    assert {uuid.UUID(id_).variant for id_ in ids} == {uuid.RFC_4122}


def test_the_log_is_named_after_its_city():
    assert books.origin(bundle()) == "springfield/data-sharing-firewall"


@pytest.mark.parametrize("name", ["review.sqlite", "identity.sqlite"])
@pytest.mark.parametrize("is_emptied", [True, False], ids=["emptied", "gone"])
def test_a_register_that_was_lost_is_not_begun_anew_unasked(tmp_path, name, is_emptied):
    """An empty one would have forgotten which members are latched."""
    with opened(tmp_path):
        pass
    (tmp_path / name).unlink()
    if is_emptied:
        (tmp_path / name).touch()

    with pytest.raises(ConfigError, match="missing or empty"), opened(tmp_path, create=False):
        pass
    with opened(tmp_path):
        pass


def test_one_directory_has_one_firewall_and_any_number_of_commands(tmp_path):
    with (
        opened(tmp_path, serving=True),
        opened(tmp_path, create=False),
        pytest.raises(ConfigError, match="A firewall is running"),
        opened(tmp_path, serving=True),
    ):
        pass
