"""Answers that leave as a whole, over real sockets and through real files."""

import asyncio
import json
import os
import resource
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from firewall.front import spool as spools
from firewall.front.budget import ByteBudget
from firewall.front.parts import Deadlines, Match, Rules
from firewall.front.spool import Room
from firewall.model import RouteId
from tests.front import city as cities
from tests.front.test_carrying import END, HEAD, LINE, _at_noon, asked, chunk
from tests.helpers import HEALTH
from tests.test_streams import NDJSON, SSN
from tests.test_wholes import world

LEAVES = b'{"id":1,"name":"Ana"}\n'


@asynccontextmanager
async def spooling(*script, folder, total=10**9, most=10**9, **given):
    town, service, bases = world(), cities.Service(list(script)), []
    room = None if folder is None else Room(folder, ByteBudget(total), most, spare_bytes=0)

    async def introduce(credentials, now):
        return HEALTH

    async with cities.city(service, town.engine, rules_of=lambda: bases[0], **given) as city:
        bases.append(
            Rules(
                screen=town.engine,
                match=lambda method, segments: Match(
                    RouteId("clinic:export"), city.base, True, is_stream=True, is_whole=True
                ),
                introduce=introduce,
                claims=lambda purpose, process: cities.claims(("public-health",), ()),
                contact="privacy@city.example",
            )
        )
        object.__setattr__(_at_noon(city.proxy._parts), "spool", room)
        city.world, city.rules, city.room, city.service = town, bases, room, service
        yield city


def parsed(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    return int(head.split()[1]), head, body


def on_record(city):
    said = city.world.log.said[-1]
    return said["kind"], said["outcome"], said["records"], said["reasons"]


def is_empty(city):
    return not city.room.budget.taken_bytes and not city.budget.taken_bytes and not _deleted()


def _deleted():
    """The nameless files that this process still holds."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            name = str(link.readlink())
            found += [name] if name.endswith(" (deleted)") and "pytest" in name else []
    return found


async def test_an_answer_comes_as_a_whole_with_its_length(tmp_path):
    async with spooling(
        HEAD, chunk(LINE * 3), chunk(LINE[:9]), 0.05, chunk(LINE[9:]), END, folder=tmp_path
    ) as city:
        status, head, body = parsed(await asked(city))

        assert status == 200
        assert b"Content-Length: %d\r\n" % len(body) in head
        assert b"Content-Type: application/x-ndjson\r\n" in head
        assert b"Transfer-Encoding" not in head
        assert body == LEAVES * 4
        assert on_record(city) == ("decided", "release", 4, [])
        assert city.room.spooled_bytes > 0
        assert is_empty(city)


async def test_nothing_leaves_before_the_end_has_come(tmp_path):
    line = json.dumps({"id": 2, "remark": SSN}).encode() + b"\n"
    async with spooling(HEAD, chunk(LINE * 3), 0.5, chunk(line), END, folder=tmp_path) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(cities.request("/clinic/export", "GET", b"", b"Connection: close"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await reader.read(1)

        async with asyncio.timeout(5):
            _, _, body = parsed(await reader.read())
        writer.close()
        assert body == LEAVES * 3 + b'{"id":2}\n'


async def test_a_head_tells_what_the_answer_would(tmp_path):
    async with spooling(HEAD, chunk(LINE * 3), END, folder=tmp_path) as city:
        _, head, body = parsed(
            await city.send(
                cities.request("/clinic/export", "HEAD", b"", b"Connection: close"), until_closed=True
            )
        )

        assert b"Content-Length: %d\r\n" % (3 * len(LEAVES)) in head
        assert body == b""
        assert is_empty(city)


async def test_the_connection_is_used_again(tmp_path):
    async with spooling(HEAD, chunk(LINE), END, folder=tmp_path) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        for _ in range(2):
            writer.write(cities.request("/clinic/export"))
            async with asyncio.timeout(5):
                assert (await cities.read_answer(reader))[2] == LEAVES
        writer.close()


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ([chunk(b'{"id": 1, "id": 2}\n'), END], "duplicate-key"),
        ([chunk(b"{"), END], "not-json"),
        (["close"], "upstream-incomplete"),
        ([b"zz\r\n"], "upstream-garbage"),
        ([b"0\r\nX-More: 1\r\n\r\n"], "upstream-trailer"),
        ([chunk(b'"' + b"a" * (1 << 20) + b'"\n')], "record-too-large"),
    ],
)
async def test_what_cannot_be_vouched_for_holds_all_of_it_back(tmp_path, rest, why):
    async with spooling(HEAD, chunk(LINE * 20), 0.1, *rest, folder=tmp_path) as city:
        raw = await asked(city)

        assert parsed(raw)[0] == 502
        assert b"Ana" not in raw
        assert on_record(city) == ("decided", "refuse", 0, [why])
        assert is_empty(city)


async def test_an_answer_longer_than_it_may_be_is_held_back(tmp_path):
    async with spooling(HEAD, *[chunk(LINE * 100)] * 5, END, folder=tmp_path, most=20_000) as city:
        assert parsed(await asked(city))[0] == 502
        assert on_record(city)[3] == ["upstream-too-large"]
        assert is_empty(city)


async def test_all_spools_together_are_bounded(tmp_path):
    async with spooling(HEAD, *[chunk(LINE * 100)] * 5, END, folder=tmp_path, total=20_000) as city:
        assert parsed(await asked(city))[0] == 502
        assert on_record(city)[3] == ["spool-over-budget"]
        assert is_empty(city)


async def test_without_a_folder_nothing_leaves(tmp_path):
    for folder in (tmp_path / "gone", None):
        async with spooling(HEAD, chunk(LINE), END, folder=folder) as city:
            assert parsed(await asked(city))[0] == 502
            assert on_record(city)[3] == ["spool-unwritable"]


async def test_a_full_disk_holds_it_back(tmp_path, monkeypatch):
    monkeypatch.setattr(spools, "_free", lambda place: 100)
    async with spooling(HEAD, chunk(LINE * 9), END, folder=tmp_path) as city:
        raw = await asked(city)

        assert parsed(raw)[0] == 502
        assert b"Ana" not in raw
        assert on_record(city)[3] == ["spool-full"]
        assert is_empty(city)


async def test_a_spool_that_was_changed_lets_nothing_out(tmp_path, monkeypatch):
    real = spools._write_all

    def changed(file, data, at):
        real(file, bytes([data[0] ^ 1]) + data[1:], at)

    monkeypatch.setattr(spools, "_write_all", changed)
    async with spooling(HEAD, chunk(LINE * 9), END, folder=tmp_path) as city:
        raw = await asked(city)

        assert parsed(raw)[0] == 502
        assert b"Ana" not in raw
        assert on_record(city)[3] == ["spool-changed"]
        assert is_empty(city)


async def test_a_spool_that_is_changed_after_it_was_released_gives_no_byte_of_the_change(
    tmp_path, monkeypatch
):
    real, reads = spools.Spool.check, []

    async def then_changed(spool):
        await real(spool)
        reads.append(spool)
        os.pwrite(spool._file._number, b"\0" * 40, 0)

    monkeypatch.setattr(spools.Spool, "check", then_changed)
    async with spooling(HEAD, chunk(LINE * 9), END, folder=tmp_path) as city:
        status, _, body = parsed(await asked(city))
        await city.proxy.record_unread()

        assert reads
        assert (status, body) == (200, b"")
        said = city.world.log.said[-1]
        assert (said["kind"], said["what"], said["facts"]["bytes_of"]) == (
            "noted",
            "released-partial",
            9 * len(LEAVES),
        )
        assert is_empty(city)


async def test_a_requester_who_goes_away_ends_it(tmp_path):
    script = [HEAD, *[chunk(LINE), 0.05] * 200, END]
    async with spooling(*script, folder=tmp_path) as city:
        _, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(cities.request("/clinic/export"))
        await asyncio.sleep(0.3)
        writer.transport.abort()
        await _until(lambda: city.world.log.said and on_record(city)[3])

        assert on_record(city) == ("decided", "refuse", on_record(city)[2], ["requester-left"])
        assert is_empty(city)


async def test_a_requester_who_goes_away_in_the_middle_of_the_answer_is_on_record(tmp_path):
    record = json.dumps({"id": 1, "name": "A" * 60_000}).encode() + b"\n"
    lines = [chunk(record * 4)] * 60
    async with spooling(HEAD, *lines, END, folder=tmp_path, deadlines=Deadlines(write_s=0.5)) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port, limit=2**12)
        writer.write(cities.request("/clinic/export"))
        async with asyncio.timeout(60):
            await reader.read(2**12)
        writer.transport.abort()
        await _until(lambda: not city.proxy.in_flight)
        await city.proxy.record_unread()

        said = city.world.log.said
        assert (said[-2]["kind"], said[-2]["records"]) == ("decided", 240)
        assert said[-1]["what"] == "released-partial"
        assert said[-1]["facts"]["bytes_at_most"] < said[-1]["facts"]["bytes_of"]
        assert is_empty(city)


async def test_a_shutdown_cuts_it_off_and_holds_it_back(tmp_path):
    script = [HEAD, *[chunk(LINE), 0.05] * 200, END]
    async with spooling(*script, folder=tmp_path) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(cities.request("/clinic/export"))
        await asyncio.sleep(0.3)
        await city.proxy.drain(0.1)

        assert on_record(city)[3] == ["draining"]
        assert is_empty(city)
        assert b"Ana" not in await reader.read()
        writer.close()


@pytest.mark.parametrize(
    "script",
    [[HEAD, *[chunk(LINE), 0.05] * 20, END], [HEAD, chunk(LINE), 0.8, END]],
    ids=["records", "its end"],
)
async def test_another_policy_holds_it_back(tmp_path, script):
    async with spooling(*script, folder=tmp_path) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(cities.request("/clinic/export", "GET", b"", b"Connection: close"))
        await asyncio.sleep(0.3)
        city.rules[0] = Rules(**{name: getattr(city.rules[0], name) for name in Rules.__slots__})
        async with asyncio.timeout(5):
            assert parsed(await reader.read())[0] == 502
        writer.close()

        assert on_record(city)[3] == ["policy-changed"]


async def test_an_answer_is_in_no_memory_as_a_whole(tmp_path):
    """48 MB through less than 24 MB of growth."""
    record = json.dumps({"id": 1, "name": "Ana", "citizenshipCode": "HN" * 2000}).encode() + b"\n"
    lines = [chunk(record * 16)] * 750
    async with spooling(HEAD, chunk(record), END, folder=tmp_path) as city:
        await asked(city)
        city.service.scripts = [[HEAD, *lines, END]]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        async with asyncio.timeout(120):
            reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
            writer.write(cities.request("/clinic/export", "GET", b"", b"Connection: close"))
            size = 0
            while data := await reader.read(2**16):
                size += len(data)
        writer.close()

        assert size > 12_000 * len(LEAVES)
        assert on_record(city)[2] == 12_000
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 24 * 1024


async def _until(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.02)


def test_the_type_is_the_one_that_streams_have():
    assert NDJSON.encode() in HEAD
