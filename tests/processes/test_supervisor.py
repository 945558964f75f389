"""Who dies is replaced, who hangs is ended, who dies again and again is waited for; and at the end all are gone."""

import asyncio
import socket

import pytest

from firewall.errors import ConfigError
from firewall.processes import supervisor
from tests.processes.crew import WELCOME, Crew, serving, until


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A second is a long time for a test."""
    monkeypatch.setattr(supervisor, "BEAT_S", 0.05)
    monkeypatch.setattr(supervisor, "HUNG_S", 0.5)
    monkeypatch.setattr(supervisor, "_FIRST_WAIT_S", 0.05)


async def test_all_serve_when_it_serves_and_all_are_drained_at_the_end():
    crew = Crew()
    async with serving(crew, 3) as town:
        assert town.supervisor.fresh == 3
        assert town.supervisor.is_ready()

    assert sorted(crew.drained) == [1, 2, 3]
    assert town.supervisor.workers == []


async def test_who_dies_is_replaced_and_the_other_is_left_alone():
    crew = Crew()
    async with serving(crew) as town:
        crew.tasks[1].cancel()
        await until(lambda: crew.born == 3 and town.supervisor.fresh == 2)

        assert {worker.pid for worker in town.supervisor.workers} == {2, 3}
        assert town.counts.why == ["died"]
        await until(town.supervisor.is_ready)


async def test_who_says_nothing_any_more_is_ended_and_replaced():
    crew = Crew()
    async with serving(crew) as town:
        crew.stations[2]._wire._hear = lambda message: None
        await until(lambda: not town.supervisor.is_ready())
        await until(lambda: crew.born == 3 and town.supervisor.fresh == 2)

        assert 2 in crew.killed
        assert town.counts.why == ["hung"]


async def test_who_cannot_be_heard_from_the_start_is_ended(monkeypatch):
    crew = Crew()
    async with serving(crew) as town:
        with monkeypatch.context() as broken:
            broken.setattr(supervisor.Worker, "connect", _deaf)
            crew.tasks[1].cancel()
            await until(lambda: 3 in crew.killed)
        await until(lambda: crew.born > 3 and town.supervisor.fresh == 2)


async def _deaf(worker, wire):
    await asyncio.sleep(0.05)  # it has begun by then
    raise ConnectionError("nobody at the other end")


async def test_a_worker_that_is_not_ready_makes_it_not_ready():
    crew = Crew()
    async with serving(crew) as town:
        crew.says_ready = False
        await until(lambda: not town.supervisor.is_ready())
        crew.says_ready = True
        await until(town.supervisor.is_ready)


async def test_where_one_after_the_other_dies_it_is_not_ready_and_waits_longer_each_time(monkeypatch):
    waited = []
    real, ours = asyncio.sleep, asyncio.get_running_loop()

    async def sleep(seconds):
        # A town of other tests may sleep in a thread of its own.
        if seconds >= supervisor._FIRST_WAIT_S and asyncio.get_running_loop() is ours:
            waited.append(seconds)
        await real(seconds)

    monkeypatch.setattr(supervisor.asyncio, "sleep", sleep)
    monkeypatch.setattr(supervisor, "AT_ONCE_S", 30.0)
    crew = Crew(lambda number: "serve" if number in {1, 2} or number > 7 else "die")
    async with serving(crew) as town:
        crew.tasks[1].cancel()
        await until(lambda: crew.born == 8)
        assert waited == sorted(set(waited))
        assert len(waited) == 5
        assert not town.supervisor.is_ready()
        monkeypatch.setattr(supervisor, "AT_ONCE_S", 0.2)
        await until(town.supervisor.is_ready)


async def test_while_nobody_comes_to_a_door_it_is_shut():
    crew = Crew(lambda number: "serve" if number in {1, 2} else "die")
    async with serving(crew) as town:
        crew.tasks[1].cancel()
        await until(lambda: crew.born > 4)
        await until(lambda: [] in [place.doors for place in town.supervisor._places])


async def test_a_start_that_is_refused_says_why():
    crew = Crew(lambda number: "The TLS files cannot be used." if number == 2 else "serve")
    with pytest.raises(ConfigError, match=r"^The TLS files cannot be used\.$"):
        async with serving(crew):
            pytest.fail("it started")
    assert {1, 2} <= set(crew.killed)


async def test_a_start_in_which_the_first_die_is_none():
    with pytest.raises(ConfigError, match="end as soon as they start"):
        async with serving(Crew(lambda number: "die")):
            pytest.fail("it started")


async def test_a_worker_that_never_begins_is_ended(monkeypatch):
    monkeypatch.setattr(supervisor, "START_S", 0.3)
    monkeypatch.setattr(supervisor, "AT_ONCE_S", 30.0)
    crew = Crew(lambda number: "mute" if number == 3 else "serve")
    async with serving(crew) as town:
        crew.tasks[1].cancel()
        await until(lambda: crew.born == 4 and town.supervisor.fresh == 2)

        assert 3 in crew.killed


async def test_where_the_first_never_begin_there_is_no_start(monkeypatch):
    monkeypatch.setattr(supervisor, "BEAT_S", 0.02)
    monkeypatch.setattr(supervisor, "START_S", 0.05)
    monkeypatch.setattr(supervisor, "AT_ONCE_S", 0.01)
    with pytest.raises(ConfigError, match="do not begin"):
        async with serving(Crew(lambda number: "mute")):
            pass


async def test_a_place_where_none_begins_any_more_is_trouble_and_nobody_waits_at_its_door(monkeypatch):
    monkeypatch.setattr(supervisor, "BEAT_S", 0.02)
    monkeypatch.setattr(supervisor, "START_S", 0.05)
    monkeypatch.setattr(supervisor, "AT_ONCE_S", 0.01)
    crew = Crew(lambda number: "serve" if number <= 2 else "mute")
    async with serving(crew) as town:
        crew.tasks[1].cancel()
        await until(lambda: any(place.at_once >= supervisor.TROUBLED for place in town.supervisor._places))

        assert not town.supervisor.is_ready()
        assert town.supervisor.fresh == 1


async def test_when_the_nursery_ends_nothing_goes_on():
    crew = Crew()
    async with serving(crew) as town:
        crew.end_of_the_nursery()
        await until(lambda: town.faults == 1)


async def test_who_is_not_done_when_the_drain_is_over_is_ended(monkeypatch):
    monkeypatch.setattr(supervisor, "_AFTER_DRAIN_S", 0.1)
    crew = Crew()
    async with serving(crew, drain_s=0.1):
        crew.stations[1]._wire._hear = lambda message: None

    assert 1 in crew.killed


async def test_after_the_drain_nobody_listens():
    async with serving(Crew()) as town:
        port = town.doors.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


async def test_whether_anybody_is_let_in_is_heard_by_all_within_a_beat():
    crew = Crew()
    async with serving(crew) as town:
        town.is_closed = True
        await until(lambda: all(works.is_closed for works in crew.works.values()))
        town.is_closed = False
        await until(lambda: not any(works.is_closed for works in crew.works.values()))


async def test_all_are_told_to_renew_and_to_hurry():
    crew = Crew()
    async with serving(crew) as town:
        town.supervisor.renew()
        await until(lambda: crew.renewed == 2)
        town.supervisor.hurry()
        await until(lambda: crew.hurried == 2)


# ---- the policy


def policies(crew, town):
    return {crew.works[worker.pid].policy for worker in town.supervisor.workers}


async def swapped(town, policy="policy-two", text="two"):
    is_read = await town.supervisor.prepare(policy, {"city.yaml": text})
    town.welcome = type(WELCOME)(b"", b"", policy, {"city.yaml": text}, False)
    town.supervisor.swap(policy)
    return is_read


async def test_all_swap_to_the_same_policy():
    crew = Crew()
    async with serving(crew, 3) as town:
        assert policies(crew, town) == {"policy-1"}
        is_read = await swapped(town)
        await until(lambda: policies(crew, town) == {"policy-two"})

    assert is_read
    assert crew.born == 3


async def test_where_one_cannot_read_it_that_is_told_and_all_go_on_as_before():
    crew = Crew()
    async with serving(crew) as town:
        crew.works[1].prepare = unreadable

        assert not await town.supervisor.prepare("policy-two", {"city.yaml": "two"})
        assert policies(crew, town) == {"policy-1"}
        assert await town.supervisor.prepare("policy-two", {"city.yaml": "two"}) is False
    assert crew.born == 2


async def test_who_has_not_read_the_policy_is_replaced_by_one_that_begins_with_it(monkeypatch):
    monkeypatch.setattr(supervisor, "_PREPARE_S", 0.1)
    crew = Crew()
    async with serving(crew) as town:
        crew.works[1].prepare = endless
        await swapped(town)
        await until(lambda: crew.born == 3 and town.supervisor.fresh == 2)

        assert 1 in crew.killed
        assert policies(crew, town) == {"policy-two"}


async def test_who_has_not_read_the_policy_gets_no_receipt_though_nobody_ends_it(monkeypatch):
    monkeypatch.setattr(supervisor, "_PREPARE_S", 0.1)
    crew = Crew()
    async with serving(crew) as town:
        crew.works[1].prepare = endless
        monkeypatch.setattr(crew, "kill", lambda pid: None)
        await swapped(town)
        await until(lambda: crew.stations[1].line.failed)

        assert not crew.stations[2].line.failed


async def unreadable(texts):
    return ""


async def endless(texts):
    await asyncio.Event().wait()


async def test_who_is_born_while_the_others_read_does_not_decide_by_the_old_one():
    crew = Crew()
    async with serving(crew) as town:
        reading = asyncio.Event()

        async def slow(texts):
            await reading.wait()
            return "policy-two"

        crew.works[1].prepare = slow
        crew.works[1].swap = lambda policy: setattr(crew.works[1], "policy", policy)
        swapping = asyncio.ensure_future(swapped(town))
        await asyncio.sleep(0.05)
        crew.tasks[2].cancel()
        await until(lambda: 3 in crew.works)
        assert crew.works[3].policy == "policy-1"
        reading.set()
        await swapping
        await until(lambda: town.supervisor.fresh == 2 and crew.born == 4)

        assert policies(crew, town) == {"policy-two"}


async def test_a_worker_that_dies_while_it_reads_keeps_nobody_waiting():
    crew = Crew()
    async with serving(crew) as town:

        async def die(texts):
            crew.tasks[1].cancel()
            await asyncio.sleep(1)

        crew.works[1].prepare = die
        await swapped(town)
        await until(lambda: town.supervisor.fresh == 2 and policies(crew, town) == {"policy-two"})
