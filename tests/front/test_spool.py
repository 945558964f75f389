"""A spool: nobody reads it from the disk, nobody changes it unseen, and it is gone with whoever holds it."""

import asyncio
import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firewall.front import spool as spools
from firewall.front.budget import ByteBudget
from firewall.front.spool import PIECE_BYTES, Room
from firewall.inspection import Failure

CANARY = b"536-90-4399"
SIZED = PIECE_BYTES + 16
LONG = CANARY * (2 * PIECE_BYTES // len(CANARY)) + b"the end"


def room(folder, total=10**9, **given):
    return Room(folder, ByteBudget(total), 10**9, **{"spare_bytes": 0, **given})


async def filled(place, data=LONG):
    spool = await place.open()
    await spool.put(data)
    await spool.seal()
    return spool


async def given(spool):
    return b"".join([piece async for piece in spool.read()])


def descriptor(spool):
    return spool._file._number


async def test_what_was_put_is_what_is_read_as_often_as_is_wanted(tmp_path):
    for data in (b"", b"a", LONG, b"b" * PIECE_BYTES, b"c" * 2 * PIECE_BYTES):
        with await filled(room(tmp_path), data) as spool:
            assert await given(spool) == data
            assert await given(spool) == data
            assert spool.size == len(data)


async def test_pieces_of_any_size_are_put_together(tmp_path):
    place = room(tmp_path)
    with await place.open() as spool:
        for at in range(0, len(LONG), 70_001):
            await spool.put(LONG[at : at + 70_001])
        await spool.seal()

        assert await given(spool) == LONG
        assert place.spooled_bytes == len(LONG)


async def test_it_has_no_name_and_nobody_reads_it_from_the_disk(tmp_path):
    with await filled(room(tmp_path)) as spool:
        on_disk = os.pread(descriptor(spool), 10**7, 0)

        assert not list(tmp_path.iterdir())
        assert os.fstat(descriptor(spool)).st_nlink == 0
        assert os.fstat(descriptor(spool)).st_mode & 0o077 == 0
        assert len(on_disk) > len(LONG)
        assert CANARY not in on_disk
        assert CANARY[:5] not in on_disk


async def test_a_file_system_that_knows_no_files_without_a_name_gets_one_that_loses_it(tmp_path, monkeypatch):
    real = os.open

    def without(path, flags, *more, **given):
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "not here")
        return real(path, flags, *more, **given)

    monkeypatch.setattr(spools.os, "open", without)

    with await filled(room(tmp_path)) as spool:
        assert not list(tmp_path.iterdir())
        assert await given(spool) == LONG


@pytest.mark.parametrize("at", [0, 5, PIECE_BYTES, SIZED - 1, SIZED, SIZED + 9, 2 * SIZED, 2 * SIZED + 3])
async def test_one_wrong_bit_is_seen_and_its_piece_is_not_given(tmp_path, at):
    with await filled(room(tmp_path)) as spool:
        found = os.pread(descriptor(spool), 1, at)
        os.pwrite(descriptor(spool), bytes([found[0] ^ 1]), at)

        got = []
        with pytest.raises(Failure, match="spool-changed"):
            got.extend([piece async for piece in spool.read()])
        with pytest.raises(Failure, match="spool-changed"):
            await spool.check()


@pytest.mark.parametrize("size", [0, 10, SIZED, 2 * SIZED, 2 * SIZED + 3])
async def test_a_spool_that_was_cut_off_is_seen(tmp_path, size):
    with await filled(room(tmp_path)) as spool:
        os.ftruncate(descriptor(spool), size)

        with pytest.raises(Failure, match="spool-changed"):
            await spool.check()


async def test_pieces_that_changed_places_or_came_from_another_spool_are_seen(tmp_path):
    with await filled(room(tmp_path)) as spool, await filled(room(tmp_path)) as other:
        first, second = (os.pread(descriptor(spool), SIZED, n * SIZED) for n in (0, 1))
        os.pwrite(descriptor(spool), second, 0)
        with pytest.raises(Failure, match="spool-changed"):
            await spool.check()

        os.pwrite(descriptor(spool), first, 0)
        await spool.check()

        os.pwrite(descriptor(spool), os.pread(descriptor(other), SIZED, 0), 0)
        with pytest.raises(Failure, match="spool-changed"):
            await spool.check()


@pytest.mark.parametrize("data", [b"", b"a", b"b" * PIECE_BYTES, LONG])
async def test_what_was_written_behind_its_end_is_seen(tmp_path, data):
    with await filled(room(tmp_path), data) as spool:
        os.pwrite(descriptor(spool), b"x", os.fstat(descriptor(spool)).st_size)

        with pytest.raises(Failure, match="spool-changed"):
            await spool.check()


async def test_two_spools_of_the_same_bytes_look_different(tmp_path):
    with await filled(room(tmp_path)) as one, await filled(room(tmp_path)) as other:
        assert os.pread(descriptor(one), 10**7, 0) != os.pread(descriptor(other), 10**7, 0)


async def test_nothing_is_read_before_all_is_there(tmp_path):
    with await room(tmp_path).open() as spool:
        await spool.put(LONG)

        with pytest.raises(Failure, match="spool-failed"):
            await spool.check()


async def test_all_spools_together_hold_no_more_than_they_may(tmp_path):
    place = room(tmp_path, total=4 * SIZED)
    with await filled(place), await place.open() as other, pytest.raises(Failure, match="spool-over-budget"):
        await other.put(LONG)

    assert place.budget.taken_bytes == 0
    with await filled(place) as spool:
        assert await given(spool) == LONG
    assert place.budget.taken_bytes == 0


@pytest.mark.parametrize(
    ("number", "why"),
    [(errno.ENOSPC, "spool-full"), (errno.EDQUOT, "spool-full"), (errno.EIO, "spool-failed")],
)
async def test_a_disk_that_takes_no_more_is_a_failure(tmp_path, monkeypatch, number, why):
    def broken(*_):
        raise OSError(number, "disk")

    with await room(tmp_path).open() as spool:
        monkeypatch.setattr(spools.os, "pwrite", broken)

        with pytest.raises(Failure, match=why):
            await spool.put(LONG)


async def test_a_real_file_that_may_not_grow_is_a_failure(tmp_path):
    script = (
        "import asyncio, pathlib, resource, signal, sys\n"
        "from firewall.front.budget import ByteBudget\n"
        "from firewall.front.spool import Room\n"
        "from firewall.inspection import Failure\n"
        "async def go():\n"
        "    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "    room = Room(pathlib.Path(sys.argv[1]), ByteBudget(10**9), 10**9, spare_bytes=0)\n"
        "    with await room.open() as spool:\n"
        "        try:\n"
        "            await spool.put(b'a' * 10**6)\n"
        "        except Failure as failure:\n"
        "            print(failure.why)\n"
        "asyncio.run(go())\n"
    )

    run = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        check=True,
        text=True,
    )

    assert run.stdout.strip() == "spool-full"


async def test_a_spool_leaves_room_for_the_record(tmp_path):
    place = room(tmp_path, spare_bytes=10**18)

    assert not place.is_usable()
    with await place.open() as spool, pytest.raises(Failure, match="spool-full"):
        await spool.put(LONG)


async def test_a_folder_that_is_not_there_or_not_ours_is_told_beforehand(tmp_path):
    assert room(tmp_path).is_usable()
    gone = room(tmp_path / "gone")

    assert not gone.is_usable()
    with pytest.raises(Failure, match="spool-unwritable"):
        await gone.open()

    is_file = tmp_path / "file"
    is_file.write_bytes(b"")
    with pytest.raises(Failure, match="spool-unwritable"):
        await room(is_file).open()


async def test_a_folder_of_our_own_is_made_when_it_is_needed(tmp_path):
    place = room(tmp_path / "spool", makes_folder=True)
    assert place.is_usable()
    assert not (tmp_path / "spool").exists()

    with await filled(place) as spool:
        assert await given(spool) == LONG
    assert (tmp_path / "spool").stat().st_mode & 0o777 == 0o700
    assert place.is_usable()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
async def test_a_folder_that_may_not_be_written_to_is_told_beforehand(tmp_path):
    tmp_path.chmod(0o500)

    assert not room(tmp_path).is_usable()
    with pytest.raises(Failure, match="spool-unwritable"):
        await room(tmp_path).open()
    tmp_path.chmod(0o700)


async def test_a_spool_is_closed_twice_and_used_no_more(tmp_path):
    spool = await filled(room(tmp_path))
    spool.close()
    spool.close()

    with pytest.raises(Failure, match="spool-failed"):
        await spool.check()


async def test_nobody_is_given_the_number_of_a_file_that_is_closed_or_in_use(tmp_path):
    """The system may have given it to the record since."""
    spool = await room(tmp_path).open()
    given = []

    def work(number):
        given.append(number)
        with pytest.raises(OSError, match="closed"):
            spool._file.run(given.append)

    spool._file.run(work)
    spool.close()

    with pytest.raises(OSError, match="closed"):
        spool._file.run(given.append)
    assert len(given) == 1


async def test_a_file_that_a_thread_is_at_work_on_keeps_its_number_until_it_is_done(tmp_path):
    """Else the thread would write into whatever is opened next."""
    spool = await room(tmp_path).open()
    file, number = spool._file, descriptor(spool)
    goes_on = asyncio.Event()
    loop = asyncio.get_running_loop()
    closed = []

    def work(found):
        asyncio.run_coroutine_threadsafe(wait(), loop).result()
        closed.append(_is_open(found))

    async def wait():
        await goes_on.wait()

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(asyncio.to_thread(file.run, work))
        await asyncio.sleep(0.05)
        spool.close()
        assert _is_open(number)
        goes_on.set()
        await task

    assert closed == [True]
    assert not _is_open(number)


def _is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


HOLDS = """
import asyncio, pathlib, sys
from firewall.front.budget import ByteBudget
from firewall.front.spool import Room

async def go():
    room = Room(pathlib.Path(sys.argv[1]), ByteBudget(10**9), 10**9, spare_bytes=0)
    spool = await room.open()
    await spool.put(b"536-90-4399" * 100_000)
    print(spool._file._number, flush=True)
    await asyncio.sleep(60)

asyncio.run(go())
"""


async def test_who_is_killed_leaves_nothing_behind(tmp_path):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDS, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    number = int(await process.stdout.readline())
    held = Path(f"/proc/{process.pid}/fd/{number}")
    seen = held.read_bytes()

    process.send_signal(signal.SIGKILL)
    await process.wait()

    assert len(seen) > PIECE_BYTES
    assert CANARY not in seen
    assert not list(tmp_path.iterdir())
    assert not held.exists()


@pytest.mark.parametrize(
    ("number", "why"), [(errno.ENOSPC, "spool-full"), (errno.EACCES, "spool-unwritable")]
)
async def test_a_folder_that_takes_no_file_gets_none_with_a_name_either(tmp_path, monkeypatch, number, why):
    real = os.open

    def full(path, flags, *more, **given):
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(number, "no")
        return real(path, flags, *more, **given)

    monkeypatch.setattr(spools.os, "open", full)

    with pytest.raises(Failure, match=why):
        await room(tmp_path).open()
    assert not list(tmp_path.iterdir())


async def test_a_file_whose_name_stays_is_not_used(tmp_path, monkeypatch):
    opened = []
    real = spools.tempfile.mkstemp

    def named(**given):
        opened.append(real(**given))
        return opened[0]

    def kept(_):
        raise OSError(errno.EPERM, "kept")

    monkeypatch.setattr(spools.tempfile, "mkstemp", named)
    monkeypatch.setattr(spools.os, "O_TMPFILE", 0)  # a folder cannot be opened so
    monkeypatch.setattr(spools.os, "unlink", kept)

    with pytest.raises(Failure, match="spool-unwritable"):
        await room(tmp_path).open()
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(opened[0][0])


async def test_once_it_is_sealed_or_closed_nothing_of_it_is_in_memory(tmp_path):
    with await filled(room(tmp_path), b"a") as spool:
        assert not spool._waiting
    with await room(tmp_path).open() as other:
        await other.put(b"a")
    assert not other._waiting
