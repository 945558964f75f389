"""All of the record is read beside the running firewall; what is found ends it, and no start passes over that."""

import asyncio
import errno
import sqlite3
from contextlib import closing

import pytest

from firewall.audit import soundness
from firewall.audit.soundness import MARK, check_unmarked, keep_proving, mark
from firewall.errors import AuditError
from tests.helpers_keeping import fill, furnished, opened


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(soundness, "_FIRST_S", 0.0)


@pytest.fixture
def data(tmp_path):
    return furnished(tmp_path / "data", 100)


def change(data, index):
    with closing(sqlite3.connect(data / "audit.sqlite")) as db, db:
        db.execute("UPDATE entries SET entry = x'00' WHERE idx = ?", (index,))


async def test_a_changed_entry_of_long_ago_is_named(data):
    change(data, 7)
    told = []
    await keep_proving(data, told.append)

    assert told == ["entry 7: its bytes or its leaf hash were changed"]


async def test_a_whole_record_is_asked_again_and_again(data, monkeypatch):
    monkeypatch.setattr(soundness, "_EVERY_S", 0.0)
    asked = []

    async def first_fault(_):
        asked.append(1)
        return ""

    monkeypatch.setattr(soundness, "_first_fault", first_fault)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await keep_proving(data, asked.append)

    assert set(asked) == {1}
    assert len(asked) > 1


async def test_what_is_seen_once_condemns_nothing(data, monkeypatch):
    monkeypatch.setattr(soundness, "_EVERY_S", 0.0)
    answers, told = ["the database cannot be read (SQLITE_BUSY)", ""] * 20, []

    async def first_fault(_):
        await asyncio.sleep(0)
        return answers.pop(0) if answers else await asyncio.sleep(10)

    monkeypatch.setattr(soundness, "_first_fault", first_fault)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await keep_proving(data, told.append)

    assert told == []


async def test_a_record_in_use_is_whole(data):
    with opened(data) as record:
        fill(record, 3)

        assert await soundness._first_fault(data) == ""


async def test_a_verifier_that_cannot_work_says_nothing_of_the_record(tmp_path):
    assert await soundness._first_fault(tmp_path) == ""


@pytest.mark.parametrize("does", ["raise MemoryError", "print('{}'); raise SystemExit(1)"])
async def test_a_verifier_that_does_not_even_begin_says_nothing_of_the_record(data, monkeypatch, does):
    monkeypatch.setattr(soundness, "_VERIFY", does)

    assert await soundness._first_fault(data) == ""


def test_a_condemned_record_takes_nothing_and_does_not_open_again(data):
    with opened(data) as record:
        record.condemn("entry 7: changed")
        with pytest.raises(AuditError, match="entry 7"):
            for _ in range(1000):
                fill(record, 1)
        assert record.failed

    with pytest.raises(AuditError, match="was found unsound while it was in use"):
        opened(data)
    (data / MARK).unlink()
    opened(data).close()


def test_a_mark_is_what_was_found(tmp_path):
    check_unmarked(tmp_path)
    mark(tmp_path, "entry 7: changed")

    assert (tmp_path / MARK).read_text() == "entry 7: changed\n"


async def test_where_no_process_can_be_had_it_is_tried_again(data, monkeypatch):
    change(data, 7)
    given, tries, told = asyncio.create_subprocess_exec, [], []

    async def refused_at_first(*words, **how):
        tries.append(1)
        if len(tries) < 3:
            raise OSError(errno.EAGAIN, "no process")
        return await given(*words, **how)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refused_at_first)
    await keep_proving(data, told.append)

    assert len(told) == 1
