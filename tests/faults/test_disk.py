"""The disk of the record is full, read-only, broken or slow: nothing more is confirmed than what is there, in its order."""

import errno
import re

import pytest

from tests.faults.disk import bad_disk  # noqa: F401 - a fixture
from tests.faults.test_fsync import assert_sound_and_holds, child, confirmed

# Appends five, breaks the disk, appends until it is refused or ended, mends the disk, and appends until it is taken or has failed.
AILING = """
import sys, time
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from firewall.audit.log import AuditLog
from firewall.errors import AuditError

directory, trigger = Path(sys.argv[1]), Path(sys.argv[2])
log = AuditLog.open(directory, Ed25519PrivateKey.from_private_bytes(b"k" * 32), "city.example/audit", create=True,
                    checkpoint_every_s=0.05)

def attempt(name):
    try:
        receipt = log.append_now(b'{"at":"2026-03-01T12:00:00.000000Z","id":"%s"}' % name.encode())
    except AuditError as error:
        print("refused", name, str(error).split(":")[0], flush=True)
        return False
    print("confirmed", name, receipt.index, flush=True)
    return True

for n in range(5):
    attempt(f"good{n}")
trigger.touch()
for n in range(60):
    if log.halted or log.failed or not attempt(f"bad{n}"):
        break
    time.sleep(0.01)
print("halted" if log.halted else "failed" if log.failed else "unbothered", flush=True)
trigger.unlink()
for n in range(400):
    if log.failed or attempt(f"late{n}"):
        break
    time.sleep(0.02)
print("ready" if not (log.failed or log.halted) else "over", flush=True)
log.close()
"""

FULL, EDQUOT, EROFS, EIO = errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO
WAL, DATABASE, CHECKPOINT = "/audit.sqlite-wal", "/audit.sqlite", "/checkpoint.new"


def ailing(tmp_path, environment):
    (tmp_path / "log").mkdir()
    with child(AILING, tmp_path / "log", tmp_path / "trigger", **environment) as process:
        output = process.communicate(timeout=60)[0].splitlines(keepends=True)
    return output, confirmed(output)


@pytest.mark.parametrize("ends", [WAL, DATABASE, CHECKPOINT], ids=["wal", "database", "checkpoint"])
def test_a_full_disk_stops_the_record_and_room_lets_it_go_on(tmp_path, bad_disk, ends):  # noqa: F811
    output, receipts = ailing(tmp_path, bad_disk(tmp_path / "trigger", "write", ends, FULL))

    assert "halted\n" in output
    assert output[-1] == "ready\n"
    assert {f"good{n}" for n in range(5)} < receipts.keys()
    assert [name for name in receipts if name.startswith("late")]
    assert_sound_and_holds(tmp_path / "log", receipts)


def test_a_write_that_got_only_half_way_is_finished_or_undone(tmp_path, bad_disk):  # noqa: F811
    """A short write is no error yet: SQLite writes the rest."""
    output, receipts = ailing(tmp_path, bad_disk(tmp_path / "trigger", "write", WAL, short=True))

    assert "unbothered\n" in output
    assert_sound_and_holds(tmp_path / "log", receipts)


@pytest.mark.parametrize("code", [EIO, EROFS, EDQUOT], ids=["EIO", "EROFS", "EDQUOT"])
@pytest.mark.parametrize("ends", [WAL, DATABASE], ids=["wal", "database"])
def test_a_disk_that_is_broken_or_read_only_ends_the_record(tmp_path, bad_disk, ends, code):  # noqa: F811
    """SQLite does not tell a quota from a broken disk: that ends it too, and a new start finds out."""
    output, receipts = ailing(tmp_path, bad_disk(tmp_path / "trigger", "write", ends, code))

    assert "failed\n" in output
    assert output[-1] == "over\n"
    assert not [name for name in receipts if name.startswith("late")]
    assert_sound_and_holds(tmp_path / "log", receipts)


@pytest.mark.parametrize("code", [EIO, EROFS], ids=["EIO", "EROFS"])
def test_a_checkpoint_that_cannot_be_written_ends_the_record(tmp_path, bad_disk, code):  # noqa: F811
    output, receipts = ailing(tmp_path, bad_disk(tmp_path / "trigger", "write", CHECKPOINT, code))

    assert output[-1] == "over\n"
    assert_sound_and_holds(tmp_path / "log", receipts)


def test_an_fsync_without_room_is_a_broken_disk_and_no_full_one(tmp_path, bad_disk):  # noqa: F811
    """After a failed fsync nobody knows what is on the disk, whatever the reason was."""
    output, receipts = ailing(tmp_path, bad_disk(tmp_path / "trigger", "sync", WAL, FULL))

    assert output[-1] == "over\n"
    assert_sound_and_holds(tmp_path / "log", receipts)


IN_ORDER = """
import asyncio, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from firewall.audit.log import AuditLog
from firewall.errors import AuditError

async def main():
    log = AuditLog.open(Path(sys.argv[1]), Ed25519PrivateKey.from_private_bytes(b"k" * 32), "city.example/audit", create=True,
                        queue=20)
    Path(sys.argv[2]).touch()

    async def append(n):
        await asyncio.sleep(n * 0.01)
        try:
            receipt = await log.append(b'{"at":"2026-03-01T12:00:00.000000Z","id":"e%d"}' % n)
        except AuditError as error:
            print("refused", n, "keep up" in str(error), flush=True)
        else:
            print("confirmed", f"e{n}", receipt.index, flush=True)

    async with asyncio.TaskGroup() as tasks:
        for n in range(60):
            tasks.create_task(append(n))
    log.close()

asyncio.run(main())
"""


def test_a_slow_disk_keeps_the_order_and_refuses_what_would_wait_without_end(tmp_path, bad_disk):  # noqa: F811
    (tmp_path / "log").mkdir()
    environment = bad_disk(tmp_path / "trigger", "sync", WAL, delay_ms=500)
    with child(IN_ORDER, tmp_path / "log", tmp_path / "trigger", **environment) as process:
        output = process.communicate(timeout=60)[0].splitlines(keepends=True)
    receipts = confirmed(output)
    refused = [line for line in output if line.startswith("refused")]

    assert len(receipts) + len(refused) == 60
    assert refused
    assert all(line.endswith("True\n") for line in refused)
    assert [int(re.sub(r"\D", "", name)) for name in sorted(receipts, key=receipts.get)] == sorted(
        int(name[1:]) for name in receipts
    )
    assert_sound_and_holds(tmp_path / "log", receipts)


def test_the_calls_are_the_ones_that_sqlite_makes(tmp_path, bad_disk):  # noqa: F811
    """Else every test above would pass on a disk that never failed."""
    output, _ = ailing(tmp_path, bad_disk(tmp_path / "trigger", "write", WAL, EIO))

    assert any(line.startswith("refused bad0") for line in output)


HANGING = """
import asyncio, sys, time
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from firewall.audit import log as log_module
from firewall.audit.log import AuditLog
from firewall.errors import AuditError

log_module._STALLED_S = 0.2

async def append(log, name):
    try:
        receipt = await log.append(b'{"at":"2026-03-01T12:00:00.000000Z","id":"%s"}' % name.encode())
    except AuditError as error:
        print("refused", name, "waits for its disk" in str(error), flush=True)
    else:
        print("confirmed", name, receipt.index, flush=True)

async def main():
    log = AuditLog.open(Path(sys.argv[1]), Ed25519PrivateKey.from_private_bytes(b"k" * 32), "city.example/audit", create=True)
    Path(sys.argv[2]).touch()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(append(log, "first"))
        await asyncio.sleep(0.6)
        await append(log, "late")
        print("halted" if log.halted else "ready", flush=True)
    Path(sys.argv[2]).unlink()
    await append(log, "after")
    print("halted" if log.halted else "ready", flush=True)
    log.close()

asyncio.run(main())
"""


def test_who_comes_while_the_disk_hangs_is_refused_and_who_waits_has_its_record(tmp_path, bad_disk):  # noqa: F811
    (tmp_path / "log").mkdir()
    environment = bad_disk(tmp_path / "trigger", "sync", WAL, delay_ms=1500)
    with child(HANGING, tmp_path / "log", tmp_path / "trigger", **environment) as process:
        output = process.communicate(timeout=60)[0].splitlines(keepends=True)

    assert output == [
        "refused late True\n",
        "halted\n",
        "confirmed first 0\n",
        "confirmed after 1\n",
        "ready\n",
    ]
    assert_sound_and_holds(tmp_path / "log", {"first": 0, "after": 1})
