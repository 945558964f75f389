"""Copies are of one moment, are durable and nobody else's, and half of one never has the name of a whole one."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest

from firewall.errors import KeepingError
from firewall.keeping import copying
from firewall.keeping.copying import copy_database, copy_file, copy_keys, schema_of, settle, told, unfinished
from tests.helpers_keeping import silent


@pytest.fixture
def database(tmp_path):
    """A database in which two numbers are always the same, and that is larger than a step of the copy."""
    path = tmp_path / "live.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE pair (one, other)")
        db.execute("CREATE TABLE filler (x)")
        db.execute("INSERT INTO pair VALUES (0, 0)")
        db.executemany("INSERT INTO filler VALUES (randomblob(?))", [(300_000,)])
        db.execute("PRAGMA user_version = 7")
    return path


def test_a_copy_is_of_one_moment_though_somebody_writes_all_the_time(database, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "_PAGES", 4)
    stop = threading.Event()

    def write():
        with closing(sqlite3.connect(database, isolation_level=None)) as db:
            number = 0
            while not stop.is_set():
                number += 1
                db.execute("BEGIN IMMEDIATE")
                db.execute("UPDATE pair SET one = ?", (number,))
                db.execute("UPDATE pair SET other = ?", (number,))
                db.execute("COMMIT")

    writer = threading.Thread(target=write)
    writer.start()
    steps = []

    def slowly(*step):
        steps.append(step)
        time.sleep(0.01)  # so that the writer comes in between
        assert len(steps) < 200

    try:
        copy_database(database, tmp_path / "copy.sqlite", slowly)
    finally:
        stop.set()
        writer.join()
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        one, other = copy.execute("SELECT one, other FROM pair").fetchone()

    assert one == other
    # It never began again: as many steps as there are pages, four a step.
    assert len(steps) <= steps[-1][2] // 4 + 2
    assert steps[-1][:2] == ("live.sqlite", steps[-1][2])


def test_a_copy_is_one_file_that_only_its_owner_reads(database, tmp_path):
    copy_database(database, tmp_path / "copy.sqlite", silent)

    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.sqlite"]
    assert (tmp_path / "copy.sqlite").stat().st_mode & 0o777 == 0o600
    assert schema_of(tmp_path / "copy.sqlite") == 7


def test_a_database_whose_structure_is_damaged_is_not_copied(database, tmp_path):
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database.read_bytes())
    content[-5000:-1000] = b"\xff" * 4000
    database.write_bytes(content)

    with pytest.raises(KeepingError, match="damaged"):
        copy_database(database, tmp_path / "copy.sqlite", silent)


def test_a_file_is_copied_and_is_nobody_elses(tmp_path):
    (tmp_path / "a").write_bytes(b"1")
    copy_file(tmp_path / "a", tmp_path / "b")
    settle(tmp_path / "a", 0o640)

    assert (tmp_path / "b").read_bytes() == b"1"
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in "ab"] == [0o640, 0o600]


def test_what_failed_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), unfinished(tmp_path / "deep" / "whole") as folder:
        (folder / "half").write_text("x")
        raise ZeroDivisionError

    assert list((tmp_path / "deep").iterdir()) == []


def test_what_succeeded_has_its_name(tmp_path):
    with unfinished(tmp_path / "whole") as folder:
        assert not (tmp_path / "whole").exists()
        (folder / "all").write_text("x")

    assert [path.name for path in tmp_path.rglob("*")] == ["whole", "all"]


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "there").symlink_to("nowhere")

    with pytest.raises(KeepingError, match="there already"), unfinished(tmp_path / "there"):
        pass


def test_a_disk_that_says_no_is_told(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(KeepingError, match="could not be written"), unfinished(tmp_path / "file" / "whole"):
        pass


def test_a_database_that_says_no_is_told(tmp_path):
    with pytest.raises(KeepingError, match="could not be written"), unfinished(tmp_path / "whole") as folder:
        copy_database(tmp_path / "missing", folder / "copy", silent)


def test_keys_are_copied_whole_and_never_if_others_can_read_one(tmp_path):
    (tmp_path / "keys").mkdir()
    for name in "ab":
        (tmp_path / "keys" / name).write_bytes(name.encode())
        (tmp_path / "keys" / name).chmod(0o600)
    copy_keys(tmp_path / "keys", tmp_path / "copy")
    (tmp_path / "keys" / "b").chmod(0o644)

    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == ["a", "b"]
    with pytest.raises(KeepingError, match="chmod 600"):
        copy_keys(tmp_path / "keys", tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_an_error_is_told_without_what_it_was_about():
    assert told(OSError(28, "No space left on device", "/a/b")) == "No space left on device"
    assert told(sqlite3.DatabaseError("SELECT 'x'")) == "DatabaseError"
