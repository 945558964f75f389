"""The whole log over PostgreSQL."""

import asyncio
import base64
import time

import pytest

from firewall.audit.keeper import CHECKPOINT
from firewall.audit.log import AuditLog
from firewall.audit.postgres import store as store_module
from firewall.audit.postgres.place import InPostgres
from firewall.errors import AuditError
from tests.audit.postgres.relay import relayed
from tests.audit.postgres.test_checked import KEY, ORIGIN, report


def entry(name):
    return f'{{"at":"2026-03-01T12:00:00.000000Z","id":"{name}"}}'.encode()


def opened(directory, address, *, serving=True, **more):
    place = InPostgres(address, directory, serving=serving)
    return AuditLog.open(
        directory, KEY, ORIGIN, place=place, **{"create": True, "checkpoint_every_s": 0.05, **more}
    )


async def until(true):
    for _ in range(600):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come to that")


async def test_many_at_once_are_durable_in_their_order(tmp_path, address, postgres):
    with opened(tmp_path, address) as log:
        receipts = await asyncio.gather(*(log.append(entry(f"e{number}")) for number in range(700)))

        assert [receipt.index for receipt in receipts] == list(range(700))
        assert log.get("e7") == (7, entry("e7"))
    assert report(tmp_path, address).faults == ()
    assert int(postgres.sql("SELECT max(size) FROM record.checkpoints", address.database)[0]) == 700
    last = postgres.sql(
        "SELECT encode(note, 'base64') FROM record.checkpoints ORDER BY size DESC LIMIT 1", address.database
    )
    assert base64.b64decode("".join(last)) == (tmp_path / CHECKPOINT).read_bytes()


async def test_while_the_server_is_away_nothing_is_taken_and_then_it_goes_on(tmp_path, address, monkeypatch):
    monkeypatch.setattr(store_module, "_LOOK_EVERY_S", 0.05)
    with relayed(address) as relay, opened(tmp_path, relay.address) as log:
        await log.append(entry("a"))
        relay.is_open = False
        relay.cut()
        await until(lambda: "takes nothing" in log.halted)
        with pytest.raises(AuditError, match=r"takes nothing: .* It goes on by itself"):
            await log.append(entry("lost"))
        assert not log.failed
        relay.is_open = True
        await until(lambda: "takes nothing" not in log.halted)

        assert log.halted == "Nothing was written since there is room again."
        assert (await log.append(entry("b"))).index == 1
        assert log.halted == ""
    assert report(tmp_path, address).entries == 2


async def test_a_second_log_beside_takes_its_turn(tmp_path, address):
    with opened(tmp_path, address) as log, opened(tmp_path, address, serving=False, create=False) as beside:
        for number in range(20):
            await (log if number % 2 else beside).append(entry(f"e{number}"))
    assert report(tmp_path, address).entries == 20


def test_an_older_copy_of_the_database_is_seen(tmp_path, address, postgres):
    with opened(tmp_path, address) as log:
        for number in range(5):
            log.append_now(entry(f"e{number}"))
    postgres.sql("DELETE FROM record.entries WHERE idx >= 3", address.database)
    with pytest.raises(AuditError, match="has 3 entries, but its checkpoint vouches for 5"):
        opened(tmp_path, address)


def test_an_older_copy_of_both_is_seen_by_the_witness(tmp_path, address, postgres):
    data, witness = tmp_path / "data", tmp_path / "witness"
    data.mkdir()
    with opened(data, address, witness=witness) as log:
        log.append_now(entry("a"))
    old = (data / CHECKPOINT).read_bytes()
    with opened(data, address, witness=witness) as log:
        log.append_now(entry("b"))
    (data / CHECKPOINT).write_bytes(old)
    postgres.sql("DELETE FROM record.entries WHERE idx >= 1", address.database)
    with pytest.raises(AuditError, match="an older copy was put in its place"):
        opened(data, address, witness=witness)


async def test_the_server_that_stops_for_good_does_not_hold_up_the_end(tmp_path, address):
    with relayed(address) as relay:
        log = opened(tmp_path, relay.address)
        await log.append(entry("a"))
        relay.is_open = False
        relay.cut()
        began = time.monotonic()
        log.close()

    assert time.monotonic() - began < 60
    assert not log.failed
