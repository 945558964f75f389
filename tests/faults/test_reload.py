"""Policies are changed, well and badly, and the process is told to stop, while many ask: nothing fails and nothing is lost."""

import asyncio
import contextlib
import itertools
import json
import re
import signal
import socket
import time

import pytest

from firewall.folder import load_policies
from tests.faults.test_kill import Load, asks, assert_sound_and_signed, each_once, entries
from tests.system import process
from tests.system.town import COUNTY, ICE, PORTAL, fetch

EVERY_S = 0.05
DRAINED = 25
"""Well below the time for which an exchange may run, and that a first signal waits."""

BAD = (
    lambda text: b"",
    lambda text: text[: len(text) // 2],
    lambda text: text + b"\ncity: twice\n",
    lambda text: b"\xff" + text,
    lambda text: b"[" * 50_000,
)
"""Empty, torn, a repeated key, no text, and a bomb."""


def swapped(path, content):
    """Change a file at one stroke, as editors and git do."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.rename(path)


def good_ones(policies, number):
    """Contents of ``city.yaml`` that are all good, by the digest of the folder that has them."""
    city = policies / "city.yaml"
    first = city.read_bytes()
    found = {}
    for n in range(number):
        content = first.replace(b"City of Harbor City", f"City of Harbor City {n}".encode())
        swapped(city, content)
        found[load_policies(policies).bundle.digest] = content
    swapped(city, first)
    return {load_policies(policies).bundle.digest: first, **found}


async def changed(firewall, contents, times):
    """Good and bad by turns, until so many of both were seen; each change is made known by a signal, and by itself."""
    city = firewall.directory / "policies" / "city.yaml"
    goods, bads = itertools.cycle(contents), itertools.cycle(BAD)
    while min(await asyncio.to_thread(seen, firewall)) < times:
        for good in itertools.islice(goods, 10):
            for content in (good, next(bads)(good)):
                swapped(city, content)
                firewall.process.send_signal(signal.SIGHUP)
                await asyncio.sleep(EVERY_S)
    swapped(city, next(goods))


def seen(firewall):
    """How many policies were taken over, and how many were not."""
    return [number_of(firewall, f"firewall_policy_{what}_total") for what in ("reloads", "reload_failures")]


def number_of(firewall, name):
    text = fetch(firewall.admin_url, "/metrics", headers=[("Host", "localhost")]).body.decode()
    return float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1])


async def last_is_in_force(firewall):
    """Let it take over what stands in the folder at the end."""
    while await asyncio.to_thread(number_of, firewall, "firewall_policy_differs_seconds"):
        firewall.process.send_signal(signal.SIGHUP)
        await asyncio.sleep(0.3)


def assert_reloads_fail_nobody(directory, times, most_s):
    with process.city(directory / "services") as upstreams:
        config = process.furnished(directory / "firewall", upstreams)
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        good = good_ones(config.parent / "policies", 4)
        with process.running(config) as firewall:
            load = Load(firewall.port, keys)

            async def change():
                await changed(firewall, list(good.values()), times)
                await last_is_in_force(firewall)
                firewall.process.send_signal(signal.SIGTERM)

            asyncio.run(load.during(change, most_s))
            code = firewall.ended()
    said = entries(config.parent / "data")

    assert code == 0
    assert load.statuses - {503} == {200, 201, 202, 404}  # what each of them gets on an ordinary day
    assert_only_the_stop_refused(said, load)
    assert_one_policy_each(said, good)
    assert sum(entry.get("what") == "reload" for entry in said) >= times
    assert_every_record_was_answered(said, load)
    assert_sound_and_signed(config.parent / "data")


def assert_one_policy_each(said, good):
    """Every record is under one good policy, which was in force by then, from the request to the answer."""
    in_force = next(entry["facts"]["policy"] for entry in said if entry.get("what") == "start")
    known, of_exchange = {in_force}, {}
    for entry in said:
        if entry.get("what") == "reload":
            assert entry["facts"]["from"] == in_force
            in_force = entry["facts"]["to"]
            known.add(in_force)
        if entry["kind"] in {"intended", "decided"}:
            assert entry["policy"] in known
            assert of_exchange.setdefault(entry["id"], entry["policy"]) == entry["policy"]
    assert known <= set(good)


def assert_only_the_stop_refused(said, load):
    """At the end, who came in the moment in which it stopped."""
    refused = {decision for _, status, decision in load.received if status == 503}

    assert {tuple(entry["reasons"]) for entry in said if entry["id"] in refused} <= {("draining",)}


def assert_every_record_was_answered(said, load):
    """Nobody was left without an answer to what is on record; only canaries, who come to no route, get none."""
    decided = [entry for entry in said if entry["kind"] == "decided" and entry["reasons"] != ["no-route"]]

    assert {entry["id"] for entry in decided} == load.decisions


def test_good_and_bad_policies_by_turns_fail_nobody(tmp_path):
    assert_reloads_fail_nobody(tmp_path, 3, 120)


@pytest.mark.torture
def test_good_and_bad_policies_by_turns_fail_nobody_for_long(tmp_path):
    assert_reloads_fail_nobody(tmp_path, 500, 3600)


@pytest.mark.parametrize("after_s", [0.2, pytest.param(1.7, marks=pytest.mark.torture)])
def test_sigterm_under_load_answers_everything_that_is_on_record(tmp_path, after_s):
    with process.city(tmp_path / "services") as upstreams:
        config = process.furnished(tmp_path / "firewall", upstreams)
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        with process.running(config) as firewall:
            load = Load(firewall.port, keys)

            async def stop():
                await asyncio.sleep(after_s)
                firewall.process.send_signal(signal.SIGTERM)

            asyncio.run(load.during(stop))
            code = firewall.ended()
    said = entries(config.parent / "data")

    assert code == 0
    assert load.decisions
    assert_every_record_was_answered(said, load)
    assert {entry["id"] for entry in said if entry["kind"] == "intended"} <= load.decisions
    assert said[-1]["what"] == "stop"
    assert_sound_and_signed(config.parent / "data")


@pytest.mark.parametrize("second", [pytest.param(signal.SIGTERM, marks=pytest.mark.torture), signal.SIGINT])
def test_a_second_signal_stops_at_once_and_everything_is_on_record(tmp_path, second):
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:  # takes the question, and says nothing
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        config = process.furnished(
            tmp_path, dict.fromkeys(process.SERVICES, url), "[limits]\nupstream_s = 29.0\n"
        )
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        with process.running(config) as firewall:

            async def stop():
                while number_of(firewall, "firewall_exchanges_in_flight") < 6:
                    await asyncio.sleep(0.05)
                firewall.process.send_signal(signal.SIGTERM)
                await asyncio.sleep(0.3)
                firewall.process.send_signal(second)

            asked = [asks(keys, number)[number % 2] for number in range(6)]
            received = asyncio.run(each_once(firewall.port, asked, stop))
            code = firewall.ended(timeout_s=DRAINED)
    said = entries(config.parent / "data")
    ends = {entry["id"]: entry for entry in said if entry["kind"] == "decided"}

    assert code == 0
    assert [status for status, _ in received] == [502] * 6
    assert {tuple(ends[decision]["reasons"]) for _, decision in received} == {("draining",)}
    assert said[-1]["what"] == "stop"
    assert_sound_and_signed(config.parent / "data")


def test_a_policy_that_stays_bad_ends_in_a_refusal_of_all_until_it_is_good_again(tmp_path):
    with process.city(tmp_path / "services") as upstreams:
        config = process.furnished(tmp_path / "firewall", upstreams)
        config.write_text(config.read_text().replace("[policies]\n", "[policies]\nrefuse_after_s = 0.5\n"))
        keys = process.keyed(config, COUNTY)
        city = config.parent / "policies" / "city.yaml"
        good = city.read_bytes()
        headers = [
            ("Host", "city"),
            ("Authorization", f"Bearer {keys[COUNTY]}"),
            ("Purpose-Of-Use", "public-health"),
        ]
        paths = ("/clinic/patients/1001", "/nowhere", "/.firewall/problems/not-found")
        with process.running(config) as firewall:

            def asked():
                return [fetch(firewall.url, path, headers=headers).status for path in paths]

            def ready():
                return fetch(firewall.admin_url, "/readyz", headers=[("Host", "localhost")]).status

            before = (ready(), asked())
            swapped(city, b"city: x\ncity: y\n")
            until(lambda: ready() == 503)
            closed = asked()
            swapped(city, good)
            until(lambda: ready() == 200)
            after = asked()
            firewall.ended(by=signal.SIGTERM)
        told = [json.loads(line) for line in firewall.said().splitlines() if line.startswith("{")]
    said = entries(config.parent / "data")

    assert before == (200, [200, 404, 200])
    assert closed == [503] * 3
    assert after == [200, 404, 200]
    assert [entry["what"] for entry in said if entry["kind"] == "noted"] == [
        "start",
        "refusal-begin",
        "refusal-end",
        "stop",
    ]
    assert sum(entry.get("reasons") == ["policy-differs"] and entry["status"] == 503 for entry in said) >= 3
    fault = next(line for line in told if line["event"] == "policy-not-loaded")
    assert (fault["where"], fault["faults"] > 0) == ("city.yaml:1", True)
    assert "policy-refusal-begins" in {line["event"] for line in told}


def until(is_so):
    ends = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_the_service_manager_hears_of_it(tmp_path):
    from tests.system.town import environment

    config = process.furnished(tmp_path / "firewall")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(30)
        env = environment(NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="200000")
        heard = []

        def hear(what):
            while not (heard and heard[-1].startswith(what)):
                heard.append(manager.recv(4096).decode())

        with process.running(config, env=env) as firewall:
            hear("READY=1")
            firewall.process.send_signal(signal.SIGHUP)
            hear("RELOADING=1")
            hear("READY=1")
            hear("WATCHDOG=1")
            firewall.process.send_signal(signal.SIGTERM)
            hear("STOPPING=1")
            with contextlib.suppress(TimeoutError):
                assert firewall.ended() == 0
