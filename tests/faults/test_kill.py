"""The process is killed, told to stop, or loses its disk while many ask: what anybody received has its record."""

import asyncio
import contextlib
import json
import random
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from firewall.audit.store import Reader
from tests.faults.test_fsync import shim  # noqa: F401 - a fixture
from tests.system import process
from tests.system.town import COUNTY, ICE, PORTAL, command, environment

CLIENTS = 20
REPORT = json.dumps({"category": "noise", "address": "1 Mill Road", "text": "Loud."}).encode()
ANSWERS_AFTER_S = 2.0
"""Longer than any grace that comes for free when a server shuts its connections."""
PATIENT = b'{"resourceType":"Patient","id":"1001","name":{"given":"Ana","family":"Sol"}}'


def asks(keys, number):
    """The requests that a client sends in turn: given out, sent in, referred, refused."""

    def request(method, target, key="", purpose="", body=b""):
        lines = [
            f"{method} {target} HTTP/1.1",
            "Host: city",
            f"Authorization: Bearer {key}",
            f"Purpose-Of-Use: {purpose}",
        ]
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
        return "\r\n".join([*lines, "", ""]).encode() + body

    return (
        request("GET", f"/clinic/patients/{1001 + number}", keys[COUNTY], "public-health"),
        request("POST", "/311/requests", keys[PORTAL], "service-delivery", REPORT),
        request("GET", f"/clinic/patients/{1001 + number}", keys[ICE], "immigration-enforcement"),
        request("GET", f"/clinic/patients/{1001 + number}"),
    )


class Load:
    """Many clients at once; ``received`` are the answers that came whole: when asked, status, decision."""

    def __init__(self, port, keys):
        self._port, self._keys = port, keys
        self.received = []

    async def client(self, number):
        """Ask until the other side is gone."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                await self._connection(number)

    async def _connection(self, number):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            while True:
                for request in asks(self._keys, number):
                    asked = time.monotonic()
                    writer.write(request)
                    self.received.append((asked, *await whole(reader)))
        finally:
            writer.transport.abort()

    async def during(self, act, most_s=60):
        """Let all clients ask while ``act`` runs, and until the firewall is gone."""
        async with asyncio.timeout(most_s), asyncio.TaskGroup() as clients:
            for number in range(CLIENTS):
                clients.create_task(self.client(number))
            await act()

    @property
    def decisions(self):
        return {decision for _, _, decision in self.received}

    @property
    def statuses(self):
        return {status for _, status, _ in self.received}


async def whole(reader):
    """One answer from its first byte to its last: status and decision id."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    headers = {
        name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n"))
    }
    await reader.readexactly(int(headers["content-length"]))
    return int(head.split()[1]), headers["decision-id"]


def entries(data):
    reader = Reader(data)
    try:
        return [json.loads(raw) for _, raw in reader.entries(0, 2**62)]
    finally:
        reader.close()


def decided(data):
    return {entry["id"] for entry in entries(data) if entry["kind"] == "decided"}


def killed(config, keys, delay_s):
    """Run under load and kill -9 after ``delay_s``; returns what was received."""
    with process.running(config) as firewall:
        load = Load(firewall.port, keys)

        async def kill():
            await asyncio.sleep(delay_s)
            firewall.process.kill()

        asyncio.run(load.during(kill))
        assert firewall.ended() == -signal.SIGKILL
    return load


def assert_kills_lose_nothing(directory, rounds):
    chance = random.Random(rounds)
    with process.city(directory / "services") as upstreams:
        config = process.furnished(directory / "firewall", upstreams)
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        data = config.parent / "data"
        received, statuses = set(), set()
        for _ in range(rounds):
            load = killed(config, keys, chance.uniform(0.05, 0.6))
            received |= load.decisions
            statuses |= load.statuses
            assert received <= decided(data)
            assert command("audit", "verify", str(data)).code == 0
        with process.running(config):
            pass
    assert {200, 201, 202, 404} <= statuses
    assert len(received) > 20 * rounds
    assert_sound_and_signed(data)


def assert_sound_and_signed(data):
    done = command("audit", "verify", str(data), "--json")
    assert done.code == 0
    assert done.json["unsigned"] == 0


def test_kill_at_any_moment_loses_no_record_of_what_was_received(tmp_path):
    assert_kills_lose_nothing(tmp_path, 10)


@pytest.mark.torture
def test_hundred_kills_lose_no_record_of_what_was_received(tmp_path):
    assert_kills_lose_nothing(tmp_path, 100)


def test_what_a_service_was_sent_is_on_record_though_nobody_lived_to_see_the_answer(tmp_path):
    with slow_service() as service:
        config = process.furnished(tmp_path, dict.fromkeys(process.SERVICES, service.url))
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        with process.running(config) as firewall:

            async def kill():
                await asyncio.to_thread(service.wait_for, 5)
                firewall.process.kill()

            asyncio.run(each_once(firewall.port, [asks(keys, number)[1] for number in range(5)], kill))
            firewall.ended()
    intended = [entry for entry in entries(config.parent / "data") if entry["kind"] == "intended"]

    assert len(intended) == service.arrived == 5


class SlowService(ThreadingHTTPServer):
    """Answers with one patient, some time after it was asked."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), SlowAnswers)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.arrived = 0
        self.lock = threading.Condition()

    def wait_for(self, number):
        with self.lock:
            assert self.lock.wait_for(lambda: self.arrived >= number, timeout=20)


class SlowAnswers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.server.lock:
            self.server.arrived += 1
            self.server.lock.notify_all()
        time.sleep(ANSWERS_AFTER_S)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(PATIENT)}\r\n\r\n"
        with contextlib.suppress(ConnectionError):
            self.wfile.write(head.encode() + PATIENT)

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for


@contextlib.contextmanager
def slow_service():
    with SlowService() as service:
        thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()


async def each_once(port, requests, act):
    """Send each request over a connection of its own, do ``act`` meanwhile; returns what came whole."""
    received = []

    async def ask(request):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            received.append(await whole(reader))
        writer.transport.abort()

    async with asyncio.timeout(30), asyncio.TaskGroup() as clients:
        for request in requests:
            clients.create_task(ask(request))
        await act()
    return received


async def refused(port):
    """Return once nobody new is let in."""
    with contextlib.suppress(ConnectionRefusedError):
        while True:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.transport.abort()
            await asyncio.sleep(0.02)


def test_sigterm_lets_what_is_in_flight_come_to_its_end(tmp_path):
    with slow_service() as service:
        config = process.furnished(tmp_path, dict.fromkeys(process.SERVICES, service.url))
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        with process.running(config) as firewall:

            async def stop():
                await asyncio.to_thread(service.wait_for, 10)
                firewall.process.send_signal(signal.SIGTERM)
                await refused(firewall.port)

            received = asyncio.run(
                each_once(firewall.port, [asks(keys, number)[0] for number in range(10)], stop)
            )
            code = firewall.ended()
    data = config.parent / "data"

    assert code == 0
    assert [status for status, _ in received] == [200] * 10
    assert {decision for _, decision in received} <= decided(data)
    assert_sound_and_signed(data)
    assert (entries(data)[-1]["kind"], entries(data)[-1]["what"]) == ("noted", "stop")


def test_sigterm_under_load_ends_in_order(tmp_path):
    with process.city(tmp_path / "services") as upstreams:
        config = process.furnished(tmp_path / "firewall", upstreams)
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        with process.running(config) as firewall:
            load = Load(firewall.port, keys)

            async def stop():
                await asyncio.sleep(0.5)
                firewall.process.send_signal(signal.SIGTERM)

            asyncio.run(load.during(stop))
            code = firewall.ended()
    data = config.parent / "data"

    assert code == 0
    assert load.decisions
    assert load.decisions <= decided(data)
    assert_sound_and_signed(data)
    assert entries(data)[-1]["what"] == "stop"


def test_failing_fsync_under_load_releases_nothing_more_and_ends_the_process(tmp_path, shim):  # noqa: F811 - the fixture
    trigger, seen = tmp_path / "trigger", tmp_path / "seen"
    disk = environment(
        LD_PRELOAD=str(shim), SYNC_TRIGGER=str(trigger), SYNC_SEEN=str(seen), SYNC_ENDS="/audit.sqlite-wal"
    )
    broken_at = []
    with process.city(tmp_path / "services") as upstreams:
        config = process.furnished(tmp_path / "firewall", upstreams)
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        with process.running(config, env=disk) as firewall:
            load = Load(firewall.port, keys)

            async def fail():
                await asyncio.sleep(0.5)
                trigger.touch()
                broken_at.append(time.monotonic())

            asyncio.run(load.during(fail))
            code = firewall.ended()
        trigger.unlink()
        with process.running(config):
            pass
    data = config.parent / "data"
    asked_after = {status for asked, status, _ in load.received if asked > broken_at[0]}
    before = {decision for _, status, decision in load.received if status != 503}

    assert code == 70
    assert seen.read_text() == "."
    assert before
    # Every answer needs its record, so from then on there is one answer: not available.
    assert asked_after <= {503}
    assert before <= decided(data)
    assert_sound_and_signed(data)
