"""A record in PostgreSQL goes into a backup and an archive, and comes back: entry for entry, or not at all."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from firewall.audit import entry
from firewall.audit.checkpoint import verifier_of
from firewall.audit.keeper import CHECKPOINT
from firewall.audit.log import AuditLog
from firewall.audit.places import place
from firewall.audit.postgres.checked import source
from firewall.audit.verify import verify
from firewall.errors import AuditError, KeepingError
from firewall.keeping.archive import archive, archived_entry, prune
from firewall.keeping.backup import back_up
from firewall.keeping.backup import verifier_of as verifier_in
from firewall.keeping.carrying import carry_in, carry_out, take_out
from firewall.keeping.restore import Order, restore
from tests.helpers_keeping import AT, ORIGIN, furnished, house, silent


def opened(data, address, *, serving=True, **more):
    return AuditLog.open(
        data, house(data).signing, ORIGIN, create=False, place=place(data, address, serving=serving), **more
    )


def fill(data, address, start, stop):
    with opened(data, address) as record:
        for day in range(start, stop):
            record.append_now(entry.noted(f"d{day}", AT + timedelta(days=day), "test", {"day": day}))


@pytest.fixture
def data(tmp_path, address):
    """A house whose record is in the database."""
    data = furnished(tmp_path / "data", 0)
    for path in (data / "audit.sqlite", data / CHECKPOINT):
        path.unlink()
    fill(data, address, 0, 200)
    return data


def report(data, address, **how):
    return verify(data, verifier_of(ORIGIN, house(data).signing), source=source(address), **how)


def other(postgres):
    return postgres.address(postgres.database("prepared"))


def backed_up(data, address, tmp_path, name="backup"):
    return back_up(data, tmp_path / name, tmp_path / f"{name}-keys", AT, silent, address)


def order(tmp_path, into, database, **more):
    return Order(
        source=tmp_path / "backup",
        into=tmp_path / into,
        keys=tmp_path / "backup-keys",
        at=AT,
        by="A",
        database=database,
        **more,
    )


def test_a_backup_is_a_file_that_verifies_by_itself(data, address, tmp_path):
    made = backed_up(data, address, tmp_path)
    found = verify(tmp_path / "backup", verifier_in(tmp_path / "backup"))

    assert (found.faults, found.entries, made.entries) == ((), 200, 200)
    assert found.root == report(data, address).root


def test_a_backup_comes_back_into_an_empty_database_and_is_told_of(data, address, tmp_path, postgres):
    backed_up(data, address, tmp_path)
    empty = other(postgres)
    done = restore(order(tmp_path, "restored", empty), "r1", silent)
    found = report(tmp_path / "restored", empty)

    assert (done.index, found.faults, found.entries) == (200, (), 201)
    assert "was restored" in found.notes[0]
    assert not (tmp_path / "restored" / "audit.sqlite").exists()
    fill(tmp_path / "restored", empty, 201, 210)
    assert report(tmp_path / "restored", empty).entries == 210


def test_a_record_moves_from_a_file_into_the_database_and_back(tmp_path, address, postgres):
    data = furnished(tmp_path / "file", 130)
    back_up(data, tmp_path / "backup", tmp_path / "backup-keys", AT, silent)
    restore(order(tmp_path, "in-database", address), "r1", silent)
    assert report(tmp_path / "in-database", address).entries == 131
    back_up(tmp_path / "in-database", tmp_path / "again", None, AT, silent, address)

    assert verify(tmp_path / "again", verifier_in(tmp_path / "again")).entries == 131


def test_tables_are_made_where_the_role_may(data, address, tmp_path, postgres):
    backed_up(data, address, tmp_path)
    blank = postgres.address(postgres.database(owner="firewall"))
    carry_in(tmp_path / "backup" / "audit.sqlite", blank)
    with pytest.raises(KeepingError, match="the role may not do that"):
        carry_in(tmp_path / "backup" / "audit.sqlite", postgres.address(postgres.database()))

    assert postgres.sql("SELECT count(*) FROM record.entries", blank.database) == ["200"]


def test_nothing_is_written_over(data, address, tmp_path):
    backed_up(data, address, tmp_path)
    with pytest.raises(KeepingError, match="holds a record already"):
        restore(order(tmp_path, "restored", address), "r1", silent)

    assert not (tmp_path / "restored" / "keys").exists()
    assert report(data, address).entries == 200


def test_an_older_state_needs_a_reason_and_is_told_of(data, address, tmp_path, postgres):
    backed_up(data, address, tmp_path)
    fill(data, address, 200, 205)
    known, empty = (data / CHECKPOINT,), other(postgres)
    with pytest.raises(KeepingError, match="5 would be lost"):
        restore(order(tmp_path, "restored", empty, checkpoints=known), "r1", silent)
    done = restore(
        order(tmp_path, "restored", empty, checkpoints=known, is_older_right=True, why="lost"), "r1", silent
    )

    assert done.missing == 5
    assert (
        "5 entries that a later checkpoint vouched for are missing"
        in report(tmp_path / "restored", empty).notes[0]
    )


def test_an_older_copy_of_the_database_does_not_open(data, address, tmp_path, postgres):
    """As `pg_restore` of an older dump leaves it."""
    carry_out(address, tmp_path / "old.sqlite", silent)
    fill(data, address, 200, 205)
    older = other(postgres)
    carry_in(tmp_path / "old.sqlite", older)

    with pytest.raises(AuditError, match="has 200 entries, but its checkpoint vouches for 205"):
        opened(data, older)


def test_what_cannot_be_read_leaves_no_backup(data, address, tmp_path, postgres):
    postgres.sql("UPDATE record.entries SET entry = entry || ' ' WHERE idx = 7", address.database)
    with pytest.raises(KeepingError, match="does not verify"):
        backed_up(data, address, tmp_path)
    postgres.sql("REVOKE SELECT ON record.entries FROM firewall", address.database)
    with pytest.raises(KeepingError, match="the role may not do that"):
        backed_up(data, address, tmp_path)

    assert not (tmp_path / "backup").exists()


def archived(data, address, tmp_path):
    return archive(data, tmp_path / "archive", AT + timedelta(days=150), silent, address)


def test_an_archive_verifies_and_its_copy_of_the_record_is_gone(data, address, tmp_path):
    done = archived(data, address, tmp_path)
    found = verify(tmp_path / "archive", verifier_in(data), is_part=True)

    assert (done.start, done.stop, found.faults, found.entries) == (0, 128, (), 128)
    assert sorted(path.name for path in (tmp_path / "archive").iterdir()) == [
        "audit-public.txt", "audit.sqlite", "checkpoint",
    ]  # fmt: skip


def pruned(data, address, done):
    said = archived_entry("a1", AT, "A. Operator", done)
    with opened(data, address, serving=False) as record:
        return prune(data, record, said, done, silent, address)


def test_a_role_that_may_not_delete_tells_the_owner_what_to_run(data, address, tmp_path, postgres):
    done = archived(data, address, tmp_path)
    with pytest.raises(KeepingError, match="as it should be: have the owner") as caught:
        pruned(data, address, done)
    assert report(data, address).entries == 201
    postgres.sql(str(caught.value).split("`")[1], address.database)
    found = report(data, address)

    assert (found.faults, found.entries, found.length) == ((), 73, 201)
    assert "archived" in found.notes[0]
    fill(data, address, 201, 205)


def test_a_role_that_may_takes_them_out(data, address, tmp_path, postgres):
    postgres.sql("GRANT DELETE ON record.entries, record.frontiers TO firewall", address.database)
    done = archived(data, address, tmp_path)

    assert pruned(data, address, done) == 200
    assert report(data, address).entries == 73


def test_a_server_that_is_away_is_told(address, tmp_path):
    from dataclasses import replace

    away = replace(address, host=str(tmp_path))
    for does in (lambda: carry_out(away, tmp_path / "x", silent), lambda: take_out(away, 64)):
        with pytest.raises(KeepingError, match="No such file or directory"):
            does()


def test_the_file_is_of_the_version_that_the_program_reads(data, address, tmp_path):
    carry_out(address, tmp_path / "x.sqlite", silent)
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("SELECT count(*) FROM frontiers").fetchone()[0] == 3
