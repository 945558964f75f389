import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from firewall.files.asking import Question, asked
from firewall.files.screening import Sheet, beside, screen, submitted
from firewall.files.units import Unit
from tests.files.office import NDJSON
from tests.helpers import NOON

LINE = b'{"id":"1","name":"Ana","citizenshipCode":"HN"}\n'


def sheet(office, body=LINE, latched=(), failure=""):
    question = Question(partner="county-public-health", purpose="public-health", service="permits")
    exchange, message = asked(office.world.policy, question, "f-1", NOON)
    ruling = asyncio.run(office.world.engine.screen(exchange, message))
    return Sheet(
        ruling.exchange, NDJSON, Unit(body, len(body), failure), frozenset(latched), office.world.means.keys
    )


def test_a_unit_goes_through_the_engine_and_nothing_is_recorded_for_it(office):
    asked_for = sheet(office)

    seen = asyncio.run(screen(office.world.policy, office.world.means, asked_for))

    assert seen.body == b'{"id":"1","name":"Ana"}\n'
    assert b'"decided"' in seen.entry
    assert office.world.log.entries == []


@pytest.mark.parametrize("why", ["too-many-records", "body-too-large"])
def test_what_is_no_unit_is_refused(office, why):
    seen = asyncio.run(screen(office.world.policy, office.world.means, sheet(office, b"", failure=why)))

    assert seen.body is None
    assert why.encode() in seen.entry


def test_processes_beside_see_what_we_see(office):
    sheets = [sheet(office, LINE * n) for n in range(1, 6)]
    means = replace(office.world.means, record=None, waiting=None)
    with beside(office.world.policy, means, 2) as pool:
        found = [submitted(pool, one).result() for one in sheets]

    here = [asyncio.run(screen(office.world.policy, office.world.means, one)) for one in sheets]
    assert [seen.body for seen in found] == [seen.body for seen in here]
    assert [seen.entry for seen in found] == [seen.entry for seen in here]


def test_processes_end_with_who_started_them(office):
    """Killed, it tells nobody: what it started must see that by itself."""
    means = replace(office.world.means, record=None, waiting=None)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with beside(office.world.policy, means, 1) as pool:
            os.write(writing, str(pool.submit(os.getpid).result()).encode())
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    worker = int(os.read(reading, 20))

    for _ in range(100):
        if _is_gone(worker):
            return
        asyncio.run(asyncio.sleep(0.1))
    raise AssertionError("it is still there")


def _is_gone(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True
