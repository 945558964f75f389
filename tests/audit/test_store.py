import sqlite3
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit import store as store_module
from firewall.audit import tree
from firewall.audit.checkpoint import Checkpoint
from firewall.audit.keeper import CHECKPOINT, FullError, Keeper
from firewall.audit.recovery import SNAPSHOT_EVERY
from firewall.audit.store import DATABASE, Reader, Store
from firewall.audit.stores import BusyError, Row
from firewall.errors import AuditError

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def rows(count, start=0):
    at = "2026-03-01T12:00:00.000000Z"
    return [Row(f"e{n}", at, f'{{"at":"{at}","id":"e{n}"}}'.encode()) for n in range(start, start + count)]


def fill(directory, count, vouched=None):
    """A log with so many entries, of which the checkpoint vouches for so many; closed again."""
    keeper = Keeper(directory, KEY, "city.example/audit")
    store = Store.open(directory, None, create=True)
    keeper.keep(store.frontier)
    for start in range(0, count, 10):
        store.append(rows(min(10, count - start), start))
        if vouched is None or store.frontier.size <= vouched:
            keeper.keep(store.frontier)
    store.close()
    return keeper


def reopen(directory, *, create=False):
    return Store.open(directory, Keeper(directory, KEY, "city.example/audit").kept(), create=create)


def tamper(directory, *statements):
    with sqlite3.connect(directory / DATABASE) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def test_rows_get_the_places_that_follow(tmp_path):
    store = Store.open(tmp_path, None, create=True)

    assert [store.append(rows(3)), store.append(rows(1, 3)), store.append(rows(2, 4))] == [0, 3, 4]
    store.close()


def test_frontier_is_that_of_the_entries(tmp_path):
    store = Store.open(tmp_path, None, create=True)
    store.append(rows(100))

    assert store.frontier.root() == tree.root([tree.leaf_hash(row.entry) for row in rows(100)])
    store.close()


@pytest.mark.parametrize(
    "count", [0, 1, SNAPSHOT_EVERY - 1, SNAPSHOT_EVERY, SNAPSHOT_EVERY + 1, 3 * SNAPSHOT_EVERY + 7]
)
@pytest.mark.parametrize("vouched", [0, 10, None])
def test_reopened_log_goes_on_where_it_was(tmp_path, count, vouched):
    fill(tmp_path, count, vouched)

    store = reopen(tmp_path)
    store.append(rows(1, count))
    assert store.frontier == tree.Frontier().extended(tree.leaf_hash(row.entry) for row in rows(count + 1))
    store.close()


def test_two_stores_take_in_what_the_other_appended(tmp_path):
    one = Store.open(tmp_path, None, create=True)
    other = Store.open(tmp_path, None, create=False)

    assert [one.append(rows(2)), other.append(rows(70, 2)), one.append(rows(1, 72))] == [0, 2, 72]
    assert one.frontier == tree.Frontier().extended(tree.leaf_hash(row.entry) for row in rows(73))
    one.close()
    other.close()


def test_locked_database_is_busy_and_not_broken(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "_BUSY_S", 0.0)
    one = Store.open(tmp_path, None, create=True)
    with sqlite3.connect(tmp_path / DATABASE, isolation_level=None) as locker:
        locker.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError):
            one.append(rows(1))
        locker.execute("ROLLBACK")
    locker.close()

    assert one.append(rows(1)) == 0
    one.close()


def test_bytes_are_hashed_as_they_stand_in_the_database(tmp_path):
    """A trigger plays the memory that flips a bit between hashing and storing."""
    store = Store.open(tmp_path, None, create=True)
    tamper(
        tmp_path,
        "CREATE TRIGGER flip AFTER INSERT ON entries BEGIN UPDATE entries SET entry = x'00' WHERE idx = new.idx; END",
    )

    with pytest.raises(AuditError, match="entry 0 is not what was written"):
        store.append(rows(1))
    store.close()


class FullDisk:
    """A connection on a disk that has no room for the commit."""

    def __init__(self, db):
        self._db = db

    def __getattr__(self, name):
        return getattr(self._db, name)

    def execute(self, statement, *values):
        if statement == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")
        return self._db.execute(statement, *values)


class NoRoom(FullDisk):
    """SQLite says that it was for want of room, and leaves the transaction open."""

    def execute(self, statement, *values):
        if statement == "COMMIT":
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return self._db.execute(statement, *values)


def test_what_found_no_room_is_undone_and_may_be_tried_again(tmp_path):
    store = Store.open(tmp_path, None, create=True)
    real, store._db = store._db, NoRoom(store._db)
    with pytest.raises(FullError):
        store.append(rows(3))
    store._db = real

    assert store.append(rows(2)) == 0
    assert store.frontier == tree.Frontier().extended(tree.leaf_hash(row.entry) for row in rows(2))
    store.close()


def test_frontier_holds_nothing_that_was_not_committed(tmp_path):
    """Or a checkpoint could vouch for entries that are not there."""
    store = Store.open(tmp_path, None, create=True)
    store._db = FullDisk(store._db)

    with pytest.raises(sqlite3.OperationalError):
        store.append(rows(3))
    assert store.frontier.size == 0
    store.close()


def test_rows_that_vanish_while_they_are_written_are_noticed(tmp_path):
    store = Store.open(tmp_path, None, create=True)
    tamper(
        tmp_path,
        "CREATE TRIGGER lose AFTER INSERT ON entries WHEN new.idx = 2 BEGIN DELETE FROM entries WHERE idx = 2; END",
    )

    with pytest.raises(AuditError, match="other entries than were written"):
        store.append(rows(3))
    store.close()


def test_row_changed_by_another_while_open_is_noticed(tmp_path):
    one = Store.open(tmp_path, None, create=True)
    other = Store.open(tmp_path, None, create=False)
    other.append(rows(3))
    other.close()
    tamper(tmp_path, "UPDATE entries SET entry = x'00' WHERE idx = 1")

    with pytest.raises(AuditError, match="entry 1 is not what was written"):
        one.append(rows(1, 3))
    one.close()


def test_there_is_no_log_unless_one_is_to_be_started(tmp_path):
    with pytest.raises(AuditError, match="There is no audit log"):
        reopen(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_missing_database_with_a_checkpoint_is_refused(tmp_path, create):
    fill(tmp_path, 5)
    (tmp_path / DATABASE).unlink()

    with pytest.raises(AuditError, match="vouches for 5 entries: restore the database"):
        reopen(tmp_path, create=create)
    assert not (tmp_path / DATABASE).exists()


@pytest.mark.parametrize("create", [False, True])
def test_emptied_database_with_a_checkpoint_is_refused(tmp_path, create):
    fill(tmp_path, 5)
    (tmp_path / DATABASE).write_bytes(b"")

    with pytest.raises(AuditError, match="has 0 entries, but its checkpoint vouches for 5"):
        reopen(tmp_path, create=create)


def test_shorter_log_than_vouched_for_is_refused(tmp_path):
    fill(tmp_path, 20)
    tamper(tmp_path, "DELETE FROM entries WHERE idx = 19")

    with pytest.raises(AuditError, match="has 19 entries, but its checkpoint vouches for 20"):
        reopen(tmp_path)


def test_missing_checkpoint_with_entries_is_refused(tmp_path):
    fill(tmp_path, 20)
    (tmp_path / CHECKPOINT).unlink()

    with pytest.raises(AuditError, match="is missing, but the log has 20 entries"):
        reopen(tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET entry = x'00' WHERE idx = 15",
        "UPDATE entries SET leaf = x'00' WHERE idx = 15",
        "DELETE FROM entries WHERE idx = 15",
        "UPDATE frontiers SET peaks = zeroblob(32)",
        "UPDATE frontiers SET peaks = x'00'",
        "UPDATE frontiers SET size = 32",
    ],
)
def test_log_that_is_not_the_one_vouched_for_is_refused(tmp_path, statement):
    fill(tmp_path, 70)
    tamper(tmp_path, statement.replace("idx = 15", "idx = 66"))

    with pytest.raises(AuditError):
        reopen(tmp_path)


def test_gap_among_entries_that_nothing_vouches_for_yet_is_noticed(tmp_path):
    fill(tmp_path, 20, vouched=10)
    tamper(tmp_path, "DELETE FROM entries WHERE idx = 15")

    with pytest.raises(AuditError, match="one before it is missing"):
        reopen(tmp_path)


def test_consistent_forgery_is_refused_by_the_signed_root(tmp_path):
    fill(tmp_path, 20)
    forged = rows(1, 900)[0].entry
    tamper(
        tmp_path,
        f"UPDATE entries SET entry = x'{forged.hex()}', leaf = x'{tree.leaf_hash(forged).hex()}' WHERE idx = 15",
    )

    with pytest.raises(AuditError, match="not the one that its checkpoint vouches for"):
        reopen(tmp_path)


def test_unknown_schema_is_refused(tmp_path):
    fill(tmp_path, 1)
    tamper(tmp_path, "PRAGMA user_version = 2")

    with pytest.raises(AuditError, match=r"newer version of this program .schema 2; this one knows 1"):
        reopen(tmp_path)


def test_someone_elses_database_is_refused(tmp_path):
    tamper(tmp_path, "CREATE TABLE notes (x)")

    with pytest.raises(AuditError, match="no database of this program"):
        Store.open(tmp_path, None, create=True)


def test_database_survives_losing_power_as_far_as_sqlite_can_tell(tmp_path):
    store = Store.open(tmp_path, None, create=True)
    settings = {
        name: store._db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "wal_autocheckpoint")
    }
    store.close()

    assert settings == {"journal_mode": "wal", "synchronous": 2, "wal_autocheckpoint": 0}


def test_opening_starts_a_new_write_ahead_log(tmp_path):
    crashed = Store.open(tmp_path, None, create=True)
    crashed.append(rows(5))
    assert (tmp_path / f"{DATABASE}-wal").stat().st_size > 0

    opened = Store.open(tmp_path, Checkpoint("x", 0, tree.EMPTY_ROOT), create=False)
    assert (tmp_path / f"{DATABASE}-wal").stat().st_size == 0
    assert opened.frontier.size == 5
    opened.close()
    crashed.close()


def test_reader_finds_by_id_index_and_time(tmp_path):
    fill(tmp_path, 600)
    reader = Reader(tmp_path)

    assert reader.get("e17") == (17, rows(1, 17)[0].entry)
    assert reader.get("nobody") is None
    assert list(reader.entries(598, 9999)) == [(n, rows(1, n)[0].entry) for n in (598, 599)]
    assert len(list(reader.entries(0, 600))) == 600
    assert len(list(reader.during(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)))) == 600
    assert list(reader.during(datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))) == []
    reader.close()


def test_reader_gives_the_last_entry_of_an_id(tmp_path):
    store = Store.open(tmp_path, None, create=True)
    intent, decision = Row("x", "t", b'{"kind":"intended"}'), Row("x", "t", b'{"kind":"decided"}')
    store.append([intent])
    store.append([decision])
    reader = Reader(tmp_path)

    assert reader.get("x") == (1, decision.entry)
    reader.close()
    store.close()


def test_reader_cannot_write(tmp_path):
    fill(tmp_path, 1)
    reader = Reader(tmp_path)

    with pytest.raises(AuditError, match="SQLITE_READONLY"):
        reader._rows("DELETE FROM entries RETURNING idx, entry", ())
    reader.close()
