"""Stores, keys, room and clock: each broken once."""

import dataclasses
import os
import shutil
import sqlite3
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest

from firewall import books
from firewall.audit.postgres.session import Session
from firewall.audit.postgres.turns import Serving
from firewall.checkup import storage
from firewall.checkup.lines import State
from tests.checkup.conftest import NOW, states
from tests.helpers import bundle


def wall():
    return datetime.now(UTC)


@pytest.fixture
def data(tmp_path):
    with books.opened(tmp_path / "data", bundle(), NOW, create=True):
        pass
    return tmp_path / "data"


def test_a_new_house_is_fine(data):
    assert {state for _, state in states([*storage.stores(data), *storage.keys(data)])} == {"ok"}
    assert {path.name for path in data.glob("*.sqlite")} == {about.partition(" ")[2] for about, _ in states(storage.stores(data))}  # fmt: skip


def test_looking_changes_nothing(data):
    before = {path.name: path.read_bytes() for path in data.glob("*.sqlite")}
    list(storage.stores(data))
    storage.clock(data, wall, None)

    assert {path.name: path.read_bytes() for path in data.glob("*.sqlite")} == before
    assert list(data.glob(".clock*")) == []


def test_a_damaged_store_is_a_fault(data):
    path = data / "review.sqlite"
    body = bytearray(path.read_bytes())
    body[4096:12288] = os.urandom(8192)
    path.write_bytes(body)
    (data / "identity.sqlite").write_bytes(b"this is no database, and long enough to be looked at" * 100)

    assert dict(states(storage.stores(data))) == {
        "store audit.sqlite": "ok", "store identity.sqlite": "fault", "store limits.sqlite": "ok",
        "store review.sqlite": "fault",
    }  # fmt: skip


def test_a_store_that_somebody_keeps_locked_is_worth_a_word(data, monkeypatch):
    monkeypatch.setattr(storage, "_BUSY_S", 0.1)
    keeper = sqlite3.connect(data / "review.sqlite", isolation_level=None)
    keeper.execute("BEGIN IMMEDIATE")
    try:
        assert dict(states(storage.stores(data)))["store review.sqlite"] == "warning"
    finally:
        keeper.close()


def test_files_that_others_can_read_are_told(data):
    (data / "keys" / "digest.key").chmod(0o640)
    data.chmod(0o755)
    lines = list(storage.keys(data))

    assert states(lines) == [("data directory", "warning"), ("keys", "fault")]
    assert lines[1].remedy == f"Run: chmod 600 {data / 'keys' / 'digest.key'}"


def test_keys_that_cannot_be_looked_at_are_a_fault(data):
    (data / "keys").rename(data / "elsewhere")  # as for whoever may not look into it
    lines = list(storage.keys(data))

    assert (states(lines), lines[0].remedy) == ([("keys", "fault")], "Run it as the firewall's user.")


@pytest.mark.parametrize(
    ("free", "state"), [(3 * 2**30, State.OK), (2**30, State.WARNING), (2**20, State.FAULT)]
)
def test_room_is_told(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: namedtuple("Usage", "free")(free))  # noqa: PYI024

    assert storage.room(tmp_path).state is state
    assert storage.room(tmp_path, 4 * 2**30).state is State.FAULT  # what is kept free by the configuration


def test_a_clock_must_not_be_behind_the_record(data):
    now = wall()

    assert storage.clock(data, wall, now - timedelta(days=1)).state is State.OK
    assert storage.clock(data, wall, None).state is State.OK
    assert storage.clock(data, wall, now + timedelta(hours=1)).state is State.FAULT
    assert storage.clock(data, lambda: datetime(2001, 1, 1, tzinfo=UTC), None).state is State.FAULT


def test_a_disk_with_another_clock_is_told(data):
    ahead = datetime.now(UTC) + timedelta(minutes=2)

    assert storage.clock(data, lambda: ahead, None).state is State.WARNING


def of_database(address):
    return [(line.state.value, line.says) for line in storage.database(address)]


def test_a_database_is_reachable_of_our_schema_and_cannot_be_changed(address):
    session = Session(address)
    free = of_database(address)
    Serving().take(session)
    held = of_database(address)
    session.drop()

    assert {state for state, _ in free} == {"ok"}
    assert [says for _, says in free][:2] == [
        "Its schema is 1.",
        "The role can read and add, and change nothing.",
    ]
    assert free[2][1].startswith("No firewall writes the record now in postgresql://firewall@/")
    assert held[2][1].startswith("A firewall writes the record in")


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("GRANT DELETE ON record.entries TO firewall", ("warning", "The role can change entries or take them out.")),
        ("REVOKE INSERT ON record.frontiers FROM firewall", ("fault", "The role cannot add entries.")),
        ("UPDATE record.version SET schema = 2", ("fault", "Its schema is 2, and this program needs 1.")),
        ("DROP SCHEMA record CASCADE", ("fault", "Its tables are not there.")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_database_is_told(address, postgres, statement, found):
    postgres.sql(statement, address.database)

    assert found in of_database(address)


def test_a_database_out_of_reach_is_told(address, tmp_path):
    ((state, says),) = of_database(dataclasses.replace(address, host=str(tmp_path)))

    assert state == "fault"
    assert says.endswith("cannot be used: No such file or directory.")
