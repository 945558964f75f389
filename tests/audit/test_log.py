import asyncio
import sqlite3
import threading
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit import log as log_module
from firewall.audit import store as store_module
from firewall.audit.checkpoint import verifier_of
from firewall.audit.keeper import CHECKPOINT, FullError, Keeper
from firewall.audit.log import AuditLog
from firewall.audit.store import DATABASE
from firewall.audit.verify import verify
from firewall.errors import AuditError

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
ORIGIN = "city.example/audit"


def entry(name):
    return f'{{"at":"2026-03-01T12:00:00.000000Z","id":"{name}"}}'.encode()


def opened(directory, **kwargs):
    return AuditLog.open(directory, KEY, ORIGIN, **{"create": True, **kwargs})


def report(directory):
    return verify(directory, verifier_of(ORIGIN, KEY))


class Stuck:
    """A disk that answers when it is told to."""

    def __init__(self, log):
        self.go = threading.Event()
        self._append = log._store.append
        log._store.append = self

    def __call__(self, rows):
        self.go.wait()
        return self._append(rows)


def break_on(log, method, error):
    def broken(*_):
        raise error

    setattr(log, method, broken)


async def test_receipt_tells_where_the_entry_is(tmp_path):
    with opened(tmp_path) as log:
        receipts = [await log.append(entry(f"e{n}")) for n in range(3)]

        assert [receipt.index for receipt in receipts] == [0, 1, 2]
        assert log.get("e1") == (1, entry("e1"))
        assert list(log.entries(1, 3)) == [(1, entry("e1")), (2, entry("e2"))]
        assert log.size == 3
        assert log.last_commit_seconds > 0


async def test_every_concurrent_append_gets_its_own_place(tmp_path):
    with opened(tmp_path) as log:
        receipts = await asyncio.gather(*(log.append(entry(f"e{n}")) for n in range(700)))

        assert sorted(receipt.index for receipt in receipts) == list(range(700))
        assert all(log.get(f"e{n}")[0] == receipt.index for n, receipt in enumerate(receipts))
    assert report(tmp_path).ok


async def test_waiting_entries_share_a_commit_and_a_wake_up(tmp_path, monkeypatch):
    loop = asyncio.get_running_loop()
    wakes = []
    call = loop.call_soon_threadsafe
    with opened(tmp_path) as log:
        stuck = Stuck(log)
        first = asyncio.ensure_future(log.append(entry("first")))
        await asyncio.sleep(0)
        others = [asyncio.ensure_future(log.append(entry(f"e{n}"))) for n in range(50)]
        await asyncio.sleep(0)
        monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *args: (wakes.append(args), call(*args)))
        stuck.go.set()
        await asyncio.gather(first, *others)
        monkeypatch.undo()

    assert len(wakes) <= 2


async def test_nothing_is_told_before_it_is_durable(tmp_path):
    with opened(tmp_path) as log:
        stuck = Stuck(log)
        waiting = asyncio.ensure_future(log.append(entry("e")))
        await asyncio.sleep(0.05)

        assert not waiting.done()
        assert log.size == 0
        stuck.go.set()
        assert (await waiting).index == 0


def test_a_program_without_a_loop_appends_too(tmp_path):
    with opened(tmp_path) as log:
        assert [log.append_now(entry(name)).index for name in "ab"] == [0, 1]


async def test_two_logs_on_one_directory_take_turns(tmp_path):
    with opened(tmp_path) as one, opened(tmp_path, create=False) as other:
        receipts = []
        for n in range(20):
            receipts.append(await one.append(entry(f"one{n}")))
            receipts.append(await asyncio.to_thread(other.append_now, entry(f"other{n}")))

        assert [receipt.index for receipt in receipts] == list(range(40))
    assert report(tmp_path).ok
    assert report(tmp_path).size == 40


@pytest.mark.parametrize(
    "what", [b"", b"not json", b"[]", b'{"id":"x"}', b'{"id":7,"at":"t"}', b'{"id":"\xff","at":"t"}']
)
async def test_what_is_no_entry_is_refused_and_harms_nothing(tmp_path, what):
    with opened(tmp_path) as log:
        with pytest.raises(AuditError, match="no entry"):
            await log.append(what)

        assert (await log.append(entry("e"))).index == 0


async def test_full_queue_refuses_at_once(tmp_path):
    with opened(tmp_path, queue=3) as log:
        stuck = Stuck(log)
        waiting = [asyncio.ensure_future(log.append(entry("first")))]
        await asyncio.sleep(0.05)  # the writer has taken it
        waiting += [asyncio.ensure_future(log.append(entry(f"e{n}"))) for n in range(3)]
        await asyncio.sleep(0)

        with pytest.raises(AuditError, match="cannot keep up"):
            await log.append(entry("one too many"))
        stuck.go.set()
        assert len(await asyncio.gather(*waiting)) == 4


async def test_cancelled_caller_does_not_stop_the_others(tmp_path):
    with opened(tmp_path) as log:
        stuck = Stuck(log)
        gone = asyncio.ensure_future(log.append(entry("gone")))
        there = asyncio.ensure_future(log.append(entry("there")))
        await asyncio.sleep(0)
        gone.cancel()
        stuck.go.set()

        assert (await there).index == 1
        assert log.get("gone") == (0, entry("gone"))


FAILURES = [
    ("_store.append", sqlite3.OperationalError("disk I/O error")),
    ("_store.append", OSError(5, "canary")),
    ("_store.append", AuditError("entry 3 is not what was written")),
    ("_store.append", MemoryError()),
]


@pytest.mark.parametrize(
    ("where", "error"), FAILURES, ids=lambda x: type(x).__name__ if isinstance(x, Exception) else None
)
async def test_first_error_ends_the_log(tmp_path, where, error):
    log = opened(tmp_path)
    await log.append(entry("before"))
    good = log._store.append
    break_on(log._store, "append", error)
    with pytest.raises(AuditError, match="takes no more entries"):
        async with asyncio.timeout(10):
            await log.append(entry("during"))
    log._store.append = good
    with pytest.raises(AuditError, match="takes no more entries"):
        await log.append(entry("after"))
    with pytest.raises(AuditError, match="takes no more entries"):
        await asyncio.to_thread(log.append_now, entry("after"))

    assert log.failed
    assert log.get("before") == (0, entry("before"))
    log.close()
    assert report(tmp_path).entries == 1


async def test_all_who_wait_learn_of_the_failure(tmp_path):
    log = opened(tmp_path)
    stuck = Stuck(log)
    waiting = [asyncio.ensure_future(log.append(entry("first")))]
    await asyncio.sleep(0.05)
    waiting += [asyncio.ensure_future(log.append(entry(f"e{n}"))) for n in range(600)]
    await asyncio.sleep(0)
    stuck._append = lambda _: (_ for _ in ()).throw(sqlite3.OperationalError("disk I/O error"))
    stuck.go.set()
    async with asyncio.timeout(10):
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    log.close()

    assert {type(answer) for answer in answers} == {AuditError}


async def test_failure_does_not_repeat_what_an_error_says(tmp_path):
    log = opened(tmp_path)
    break_on(log._store, "append", ValueError("536-90-4399"))
    with pytest.raises(AuditError) as caught:
        await log.append(entry("e"))
    log.close()

    assert "ValueError" in str(caught.value)
    assert "4399" not in str(caught.value)


@pytest.mark.parametrize(("part", "method"), [("_keeper", "keep"), ("_store", "fold")])
async def test_failing_checkpoint_or_fold_ends_the_log(tmp_path, part, method):
    log = opened(tmp_path, checkpoint_every_s=0.0)
    break_on(getattr(log, part), method, OSError(28, "no space"))
    # The entry itself may be durable before the checkpoint is tried.
    await asyncio.gather(log.append(entry("e")), return_exceptions=True)
    log._writer.join(5)

    with pytest.raises(AuditError, match="ENOSPC"):
        await log.append(entry("after"))
    log.close()


async def test_failed_log_is_closed_without_folding_what_is_in_doubt(tmp_path):
    log = opened(tmp_path)
    await log.append(entry("before"))
    break_on(log._store, "append", sqlite3.OperationalError("disk I/O error"))
    await asyncio.gather(log.append(entry("during")), return_exceptions=True)
    log.close()

    assert (tmp_path / f"{DATABASE}-wal").stat().st_size > 0


async def test_locked_database_refuses_some_and_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "_BUSY_S", 0.0)
    log = opened(tmp_path)
    with sqlite3.connect(tmp_path / DATABASE, isolation_level=None) as locker:
        locker.execute("BEGIN IMMEDIATE")
        with pytest.raises(AuditError, match="locked"):
            await log.append(entry("e"))
        locker.execute("ROLLBACK")
    locker.close()

    assert (await log.append(entry("e"))).index == 0
    assert not log.failed
    log.close()


async def test_checkpoint_follows_the_entries(tmp_path):
    with opened(tmp_path, checkpoint_every_s=0.02) as log:
        await log.append(entry("e"))
        async with asyncio.timeout(5):
            while Keeper(tmp_path, KEY, ORIGIN).kept().size < 1:
                await asyncio.sleep(0.01)


async def test_close_leaves_a_whole_log_that_is_vouched_for(tmp_path):
    log = opened(tmp_path)
    waiting = [asyncio.ensure_future(log.append(entry(f"e{n}"))) for n in range(300)]
    await asyncio.sleep(0)
    await asyncio.to_thread(log.close)
    log.close()
    receipts = await asyncio.gather(*waiting)

    assert len(receipts) == 300
    assert not log.failed
    assert (report(tmp_path).ok, report(tmp_path).size) == (True, 300)
    assert not (tmp_path / f"{DATABASE}-wal").exists()


async def test_closed_log_takes_nothing(tmp_path):
    log = opened(tmp_path)
    log.close()

    with pytest.raises(AuditError, match="closed"):
        await log.append(entry("e"))
    with pytest.raises(AuditError, match="closed"):
        log.get("e")


def test_new_log_is_vouched_for_from_the_start(tmp_path):
    opened(tmp_path).close()

    assert report(tmp_path).ok
    assert (tmp_path / CHECKPOINT).exists()


@pytest.mark.parametrize("key", [Ed25519PrivateKey.generate()])
def test_another_key_does_not_open_the_log(tmp_path, key):
    opened(tmp_path).close()

    with pytest.raises(AuditError, match="not signed by this key"):
        AuditLog.open(tmp_path, key, ORIGIN, create=False)


def test_directory_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(AuditError, match="cannot be opened"):
        opened(tmp_path / "missing")


def test_damaged_database_is_refused(tmp_path):
    (tmp_path / DATABASE).write_bytes(b"not a database" * 1000)

    with pytest.raises(AuditError, match="SQLITE_NOTADB"):
        opened(tmp_path)


def test_loop_that_ended_does_not_end_the_writer(tmp_path):
    log = opened(tmp_path)
    stuck = Stuck(log)

    async def leave():
        await asyncio.wait([asyncio.ensure_future(log.append(entry("left behind")))], timeout=0.05)

    asyncio.run(leave())
    stuck.go.set()
    log._store.append = stuck._append

    assert log.append_now(entry("next")).index == 1
    log.close()


class Full:
    """A disk without room for what is tried, until it is told otherwise."""

    def __init__(self, part, method):
        self.has_room = False
        self._real = getattr(part, method)
        setattr(part, method, self)

    def __call__(self, *args):
        if not self.has_room:
            raise FullError("the disk is full")
        return self._real(*args)


@pytest.mark.parametrize(("part", "method"), [("_store", "append"), ("_store", "fold"), ("_keeper", "keep")])
async def test_a_full_disk_halts_the_log_and_an_entry_that_is_durable_ends_that(tmp_path, part, method):
    with opened(tmp_path, checkpoint_every_s=0.0) as log:
        full = Full(getattr(log, part), method)
        with pytest.raises(AuditError, match="nearly full"):
            for _ in range(1000):
                await log.append(entry("e"))
        assert (bool(log.halted), log.failed) == (True, False)
        full.has_room = True
        for _ in range(1000):
            with suppress(AuditError):
                await log.append(entry("again"))
                break
            assert log.halted
            await asyncio.sleep(0.01)

        assert log.halted == ""


async def test_room_alone_is_no_proof_that_anything_can_be_written(tmp_path, monkeypatch):
    with opened(tmp_path) as log:
        log._is_unproven = True

        assert "Nothing was written" in log.halted
        await log.append(entry("e"))
        assert log.halted == ""


async def test_what_waits_is_not_written_into_a_database_that_cannot_be_relied_on(tmp_path, monkeypatch):
    with opened(tmp_path) as log:
        monkeypatch.setattr(log._store, "look", lambda: "its disk is not waited for")
        with pytest.raises(AuditError, match="its disk is not waited for"):
            await log.append(entry("waits"))
        monkeypatch.undo()

    assert log.size == 0


async def test_too_little_room_refuses_from_the_first_entry_on(tmp_path):
    with opened(tmp_path, reserve_bytes=2**62) as log:
        with pytest.raises(AuditError, match="make room"):
            await log.append(entry("e"))
        with pytest.raises(AuditError, match="make room"):
            log.append_now(entry("e"))


async def test_who_comes_while_the_disk_hangs_does_not_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(log_module, "_STALLED_S", 0.0)
    with opened(tmp_path) as log:
        stuck = Stuck(log)
        first = asyncio.ensure_future(log.append(entry("first")))
        while not log.halted:
            await asyncio.sleep(0.01)
        with pytest.raises(AuditError, match="waits for its disk"):
            await log.append(entry("late"))
        stuck.go.set()

        assert (await first).index == 0


async def test_a_witness_that_is_gone_is_written_again_when_it_is_back(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with opened(tmp_path, witness=elsewhere / "checkpoint", checkpoint_every_s=0.02) as log:
        (elsewhere / "checkpoint").unlink()
        elsewhere.rmdir()
        await log.append(entry("e"))
        while log._keeper.lost_for_s() == 0.0:
            await asyncio.sleep(0.01)
        elsewhere.mkdir()
        while log._keeper.lost_for_s() > 0.0:
            await asyncio.sleep(0.01)

    assert (elsewhere / "checkpoint").read_bytes() == (tmp_path / "checkpoint").read_bytes()


async def test_a_witness_that_knows_more_ends_the_log(tmp_path):
    """Somebody else writes there: two records are told to be one."""
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    witness = tmp_path / "witness"
    with opened(tmp_path / "one", witness=witness, checkpoint_every_s=0.02) as log:
        with opened(tmp_path / "other") as other:
            for n in range(9):
                other.append_now(entry(f"o{n}"))
        witness.write_bytes((tmp_path / "other" / "checkpoint").read_bytes())
        with suppress(AuditError):
            await log.append(entry("e"))
        log._writer.join(10)

        assert log.failed
