"""
Workers and their supervisor die, hang and break while many ask.

What anybody received has its record, the others go on, and nobody who has lost the record answers.
"""

import asyncio
import os
import random
import signal
import time

import pytest

from tests.faults.test_kill import Load, asks, decided, each_once, entries, refused, slow_service
from tests.system import process
from tests.system.several import (
    admin,
    furnished,
    is_gone,
    numbers,
    nursery,
    patient,
    until,
    wire_to_each,
    workers,
)
from tests.system.town import COUNTY, ICE, PORTAL, command

REQUESTS = 'firewall_requests_total{service="clinic",status="2xx"}'


class Stubborn(Load):
    """Clients who come again when their connection ends; ``lost`` counts how often it did."""

    def __init__(self, port, keys):
        super().__init__(port, keys)
        self.lost = 0
        self.has_ended = False

    async def client(self, number):
        while not self.has_ended:
            try:
                await self._connection(number)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.lost += 1
                await asyncio.sleep(0.02)

    async def during(self, act):
        async def acts():
            await act()
            self.has_ended = True

        async with asyncio.timeout(300), asyncio.TaskGroup() as clients:
            asking = [clients.create_task(self.client(number)) for number in range(12)]
            clients.create_task(acts())
            while not self.has_ended:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.3)
            for one in asking:
                one.cancel()


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    with process.city(tmp_path_factory.mktemp("services")) as upstreams:
        yield upstreams


def town(directory, services, count=2):
    config = furnished(directory, services, count)
    return config, process.keyed(config, COUNTY, PORTAL, ICE)


async def some(load):
    """Wait until a good many were answered: a busy machine may take its time."""
    while len(load.received) < 40:
        await asyncio.sleep(0.01)


def answered(load):
    """The decisions that were answered.  A 503 is none: it says that nothing could be recorded, and so nothing leaves."""
    return {decision for _, status, decision in load.received if status != 503}


def assert_sound(data):
    done = command("audit", "verify", str(data), "--json")

    assert (done.code, done.json["ok"]) == (0, True)
    assert done.json["unsigned"] == 0


def assert_workers_are_replaced_under_load(directory, services, rounds):
    chance = random.Random(rounds)
    config, keys = town(directory, services)
    with process.running(config) as firewall:
        load, took, counted, born = Stubborn(firewall.port, keys), [], [], set(workers(firewall))

        async def kill():
            for _ in range(rounds):
                await asyncio.sleep(chance.uniform(0.1, 0.5))
                before = workers(firewall)
                born.update(before)  # one look at the processes may miss who has just been forked
                dies = chance.choice(sorted(before))
                began = time.monotonic()
                os.kill(dies, chance.choice((signal.SIGKILL, signal.SIGSEGV)))
                await asyncio.to_thread(
                    until, lambda b=before, d=dies: len(workers(firewall)) == 2 and d not in workers(firewall)
                )
                took.append(time.monotonic() - began)
                born.update(workers(firewall))
                counted.append((await asyncio.to_thread(numbers, firewall))[REQUESTS])
            await asyncio.sleep(0.5)

        asyncio.run(load.during(kill))
        data = firewall.data
        until(lambda: admin(firewall, "/readyz").status == 200)
        born.update(workers(firewall))
        replaced = numbers(firewall)['firewall_processes_replaced_total{reason="died"}']
        assert firewall.ended(by=signal.SIGTERM) == 0

    assert {200, 201, 202, 404} <= load.statuses
    assert load.decisions <= decided(data)
    assert len(born) == rounds + 2
    assert replaced == rounds
    assert counted == sorted(counted)
    assert_sound(data)
    return load, took


def test_workers_that_are_killed_under_load_are_replaced_and_lose_no_record(services, tmp_path):
    load, _ = assert_workers_are_replaced_under_load(tmp_path / "firewall", services, 3)

    assert load.lost


@pytest.mark.torture
def test_a_hundred_workers_that_are_killed_under_load_lose_no_record(services, tmp_path):
    _, took = assert_workers_are_replaced_under_load(tmp_path / "firewall", services, 100)

    print(f"replaced within {sorted(took)[len(took) // 2]:.3f} s (median), {max(took):.3f} s at most")


@pytest.mark.torture
def test_a_worker_that_hangs_is_ended_and_replaced_and_until_then_it_is_not_ready(services, tmp_path):
    config, _ = town(tmp_path / "firewall", services)
    with process.running(config) as firewall:
        until(lambda: admin(firewall, "/readyz").status == 200)
        hangs = min(workers(firewall))
        os.kill(hangs, signal.SIGSTOP)
        until(lambda: admin(firewall, "/readyz").status == 503)
        fresh = numbers(firewall)["firewall_processes_fresh"]
        until(lambda: is_gone(hangs))
        until(lambda: admin(firewall, "/readyz").status == 200)

        assert fresh == 1
        assert numbers(firewall)['firewall_processes_replaced_total{reason="hung"}'] == 1


def test_when_the_supervisor_is_killed_under_load_nobody_answers_any_more(services, tmp_path):
    config, keys = town(tmp_path / "firewall", services)
    for _ in range(2):
        with process.running(config) as firewall:
            load = Load(firewall.port, keys)
            pids = {nursery(firewall), *workers(firewall)}

            async def kill(firewall=firewall, load=load):
                await some(load)
                firewall.process.kill()

            asyncio.run(load.during(kill))
            assert firewall.ended() == -signal.SIGKILL
            until(lambda pids=pids: all(map(is_gone, pids)))

        assert answered(load)
        assert answered(load) <= decided(firewall.data)
        asyncio.run(refused(firewall.port))
    with process.running(config):
        pass
    assert_sound(firewall.data)


def test_when_the_nursery_is_killed_all_ends_with_a_code_that_starts_it_again(services, tmp_path):
    config, keys = town(tmp_path / "firewall", services)
    with process.running(config) as firewall:
        load = Load(firewall.port, keys)
        pids = workers(firewall)

        async def kill():
            await some(load)
            os.kill(nursery(firewall), signal.SIGKILL)

        asyncio.run(load.during(kill))
        assert firewall.ended() == 71
        assert all(map(is_gone, pids))

    assert "the process that starts the workers ended. Start the firewall again." in firewall.said()
    assert answered(load) <= decided(firewall.data)
    assert_sound(firewall.data)


def test_sigterm_lets_what_is_in_flight_in_each_worker_come_to_its_end(tmp_path):
    """The signal goes to all of them, as Ctrl-C in a terminal does it, and systemd with KillMode=control-group."""
    with slow_service() as service:
        config = furnished(tmp_path, dict.fromkeys(process.SERVICES, service.url))
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        with process.running(config) as firewall:

            async def stop():
                await asyncio.to_thread(service.wait_for, 10)
                for pid in (*workers(firewall), nursery(firewall), firewall.process.pid):
                    os.kill(pid, signal.SIGTERM)
                await refused(firewall.port)

            received = asyncio.run(
                each_once(firewall.port, [asks(keys, number)[0] for number in range(10)], stop)
            )
            assert firewall.ended() == 0

    assert [status for status, _ in received] == [200] * 10
    assert {decision for _, decision in received} <= decided(firewall.data)
    assert [entry["what"] for entry in entries(firewall.data) if entry["kind"] == "noted"] == [
        "start",
        "stop",
    ]
    assert_sound(firewall.data)


def test_a_record_that_fails_ends_them_all_and_lets_nothing_out(services, tmp_path):
    """The database is locked from outside for longer than the log waits, then broken: as a disk that goes away."""
    config, keys = town(tmp_path / "firewall", services)
    with process.running(config) as firewall:
        pids = workers(firewall)
        with wire_to_each(firewall) as wires:
            before = [wire.ask(patient(), COUNTY, keys[COUNTY]).status for wire in wires.values()]
            database = firewall.data / "audit.sqlite"
            # The tree no longer fits what stands there: the next append finds out, and it is the last.
            import sqlite3

            other = sqlite3.connect(database)
            other.execute("UPDATE entries SET leaf = x'00' WHERE idx = (SELECT max(idx) FROM entries)")
            other.execute("INSERT INTO entries SELECT max(idx) + 1, 'x', at, entry, x'00' FROM entries")
            other.commit()
            other.close()
            after = []
            for wire in wires.values():
                try:
                    after.append(wire.ask(patient(), COUNTY, keys[COUNTY]).status)
                except (ConnectionError, OSError):
                    after.append(None)

        assert firewall.ended() == 70
        assert all(map(is_gone, pids))
    assert before == [200, 200]
    assert set(after) <= {503, None}
    assert "Look at the disk." in firewall.said()


def test_tls_files_that_cannot_be_used_are_told_as_by_one_process(services, tmp_path):
    config, _ = town(tmp_path / "firewall", services)
    config.write_text(
        config.read_text().replace(
            "[listen]\n", '[listen]\ntls_certificate = "nowhere.pem"\ntls_key = "nowhere.key"\n'
        )
    )
    firewall = process.Firewall(config)

    assert firewall.ended() == 2
    assert "nowhere.pem cannot be read (FileNotFoundError). Name another file." in firewall.said()
    assert "Traceback" not in firewall.said()
