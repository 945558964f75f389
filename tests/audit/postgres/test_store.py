"""The rows and the tree, in the real server; and what becomes of a commit whose answer never came."""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import chain

import pytest

from firewall.audit import tree
from firewall.audit.checkpoint import Checkpoint
from firewall.audit.postgres import session as session_module
from firewall.audit.postgres import store as store_module
from firewall.audit.postgres.store import PostgresStore
from firewall.audit.stores import AwayError, BusyError, Row
from firewall.errors import AuditError
from tests.audit.postgres.relay import relayed


def rows(*names):
    return [Row(name, "2026-03-01T12:00:00.000000Z", f'{{"id":"{name}"}}'.encode()) for name in names]


def many(start, stop):
    return rows(*(f"e{number}" for number in range(start, stop)))


def opened(address, kept=None, *, create=False, serving=True):
    return PostgresStore.open(address, kept, create=create, serving=serving, beside="data")


def frontier(entries):
    return tree.Frontier().extended(tree.leaf_hash(row.entry) for row in entries)


def vouched(store):
    return Checkpoint("city", store.frontier.size, store.frontier.root())


def stored(postgres, address):
    return postgres.sql("SELECT concat(idx, ' ', id) FROM record.entries ORDER BY idx", address.database)


@pytest.fixture
def at_once(monkeypatch):
    """Look after the server whenever asked."""
    monkeypatch.setattr(store_module, "_LOOK_EVERY_S", 0.0)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(session_module, "ANSWER_S", 0.5)
    monkeypatch.setattr(session_module, "_PARAMETERS", {**session_module._PARAMETERS, "lock_timeout": "200"})


def until(true, seconds=30):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.05)


def until_well(store):
    until(lambda: not store.look())


def test_rows_are_in_the_order_in_which_they_came(address, postgres):
    store = opened(address)

    assert [store.append(rows("a", "b")), store.append(rows("c"))] == [0, 2]
    assert store.frontier == frontier(rows("a", "b", "c"))
    assert stored(postgres, address) == ["0 a", "1 b", "2 c"]
    store.close()


def test_it_opens_again_with_the_tree_it_had(address):
    store = opened(address)
    for start in range(0, 300, 100):
        store.append(many(start, start + 100))
    kept = vouched(store)
    store.append(rows("after"))
    store.close()
    again = opened(address, kept)

    assert again.frontier == frontier(many(0, 300) + rows("after"))
    assert again.root_at(300) == kept.root
    assert again.root_at(302) is None
    again.close()


def test_letters_of_any_kind_arrive(address, postgres):
    strange = [Row("q\"\\{},'é\u200b", "at", 'é"\\\n\u2028'.encode()), Row("NULL", "", b"\\x00")]
    store = opened(address)
    store.append(strange)

    assert store.frontier == frontier(strange)
    store.close()


def test_two_write_in_turn_and_know_of_each_other(address, postgres):
    firewall, beside = opened(address), opened(address, serving=False)
    with ThreadPoolExecutor(2) as pool:
        places = list(
            pool.map(
                lambda store: [store.append(rows(f"{id(store)}-{n}")) for n in range(30)], (firewall, beside)
            )
        )

    assert sorted(chain.from_iterable(places)) == list(range(60))
    assert len(stored(postgres, address)) == 60
    for store in (firewall, beside):
        store.append(rows("last"))
    assert beside.frontier.size == 62
    firewall.close()
    beside.close()


# ---- who may open it


def test_a_second_firewall_is_refused_and_a_command_is_not(address, impatient):
    first = opened(address)
    with pytest.raises(AuditError, match="Another firewall writes this record"):
        opened(address)
    opened(address, serving=False).close()
    first.close()
    opened(address).close()


def test_a_database_without_a_record_is_none(postgres):
    blank = postgres.address(postgres.database(owner="firewall"))
    with pytest.raises(AuditError, match="There is no record in postgresql://firewall@/t"):
        opened(blank)
    with pytest.raises(AuditError, match="its checkpoint vouches for 7 entries"):
        opened(blank, Checkpoint("city", 7, b"r" * 32), create=True)
    store = opened(blank, create=True)
    store.append(rows("a"))
    store.close()


def test_a_role_that_may_not_make_tables_is_told_who_does(postgres):
    blank = postgres.address(postgres.database())
    with pytest.raises(AuditError, match=r"owner run deploy/postgres/record\.sql"):
        opened(blank, create=True)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM record.entries WHERE idx >= 60", "has 60 entries, but its checkpoint vouches for 70"),
        ("UPDATE record.entries SET entry = 'x', leaf = sha256('\\x0078') WHERE idx = 65", "entries were changed"),
        ("UPDATE record.entries SET entry = 'x' WHERE idx = 65", "entry 65 is not what was written"),
        ("DELETE FROM record.entries WHERE idx = 66", "entry 67 is not what was written"),
        ("UPDATE record.frontiers SET peaks = '' WHERE size = 64", "stored frontier of the audit log is damaged"),
        ("UPDATE record.version SET schema = 2", "was written by a newer version of this program"),
        ("UPDATE record.version SET schema = 0", "is no database of this program"),
        ("DROP TABLE record.frontiers", "a table of the record is not there"),
        ("REVOKE INSERT ON record.entries FROM firewall", "the role may not do that"),
    ],
)  # fmt: skip
def test_what_is_not_the_record_it_was_does_not_open(address, postgres, statement, says):
    store = opened(address)
    store.append(many(0, 70))
    kept = vouched(store)
    store.close()
    postgres.sql(statement, address.database)

    with pytest.raises(AuditError, match=says), closing(opened(address, kept)) as again:
        again.append(rows("more"))


def test_a_record_without_its_checkpoint_does_not_open(address):
    store = opened(address)
    store.append(rows("a"))
    store.close()

    with pytest.raises(AuditError, match="The checkpoint in data is missing, but the log has 1 entries"):
        opened(address)


# ---- what the server must promise


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("synchronous_commit = off", "its `synchronous_commit` is not on"),
        ("synchronous_commit = local", "its `synchronous_commit` is not on"),
        ("default_transaction_read_only = on", "it takes no writes"),
    ],
)
def test_what_would_not_be_durable_is_refused_at_the_start(address, postgres, setting, says):
    postgres.sql(f"ALTER DATABASE {address.database} SET {setting}")

    with pytest.raises(AuditError, match=says):
        opened(address)


@contextmanager
def changed(postgres, store=None, **settings):
    """Change the server's settings while it runs; returns once the store's own session has them all."""
    for name, value in settings.items():
        postgres.sql(f"ALTER SYSTEM SET {name} = {value}")
    postgres.sql("SELECT pg_reload_conf()")
    try:
        if store is not None:
            name, value = list(settings.items())[-1]
            until(lambda: store._session.one(f"SELECT current_setting('{name}')") == value)
        yield
    finally:
        for name in settings:
            postgres.sql(f"ALTER SYSTEM RESET {name}")
        postgres.sql("SELECT pg_reload_conf()")


@pytest.fixture
def looked(monkeypatch):
    """It was looked after a moment ago."""
    monkeypatch.setattr(store_module, "_LOOK_EVERY_S", 1e9)


def test_a_server_that_does_not_sync_is_refused_at_any_time(postgres, address, at_once):
    store = opened(address)
    with changed(postgres, fsync="off"):
        until(lambda: "`fsync` or `full_page_writes` is off" in store.look())
        with pytest.raises(AuditError, match="`fsync` or `full_page_writes` is off"):
            opened(address, serving=False)
    until_well(store)
    store.close()


def test_commits_wait_for_the_disk_whatever_the_server_is_told_later(postgres, address, looked):
    store = opened(address)
    # Of the two the server takes both at once; the second one shows in the session.
    with changed(postgres, store, synchronous_commit="off", vacuum_cost_limit="321"):
        assert store._session.one("SELECT current_setting('synchronous_commit')") == "on"
        assert store.append(rows("a")) == 0
    store.close()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_no_batch_is_written_while_the_server_does_not_sync(postgres, address, looked, monkeypatch, setting):
    store = opened(address)
    store.append(rows("a"))
    with changed(postgres, store, **{setting: "off"}):
        for _ in range(2):
            with pytest.raises(AwayError, match="`fsync` or `full_page_writes` is off"):
                store.append(rows("b"))
        assert store.why == "database-unfit"
        assert stored(postgres, address) == ["0 a"]
    monkeypatch.setattr(store_module, "_LOOK_EVERY_S", 0.0)
    until_well(store)

    assert store.append(rows("c")) == 1
    store.close()


def test_a_commit_that_was_not_synced_is_no_receipt_and_is_caught_up_with(
    postgres, address, looked, monkeypatch
):
    """The setting changes between the first question of a batch and its commit."""
    store = opened(address)
    written = PostgresStore._written
    with ExitStack() as later:

        def turned_off_after(self, session, batch):
            found = written(self, session, batch)
            later.enter_context(changed(postgres, store, fsync="off"))
            return found

        monkeypatch.setattr(PostgresStore, "_written", turned_off_after)
        with pytest.raises(AwayError, match="Whether the last entries will stay is not known"):
            store.append(rows("a"))
        monkeypatch.setattr(PostgresStore, "_written", written)
    assert store.frontier.size == 0
    until(lambda: store._session.one("SELECT current_setting('fsync')") == "on")

    assert store.append(rows("b")) == 1
    assert store.frontier == frontier(rows("a", "b"))
    store.close()


def test_another_encoding_is_refused(postgres):
    latin = postgres.address(postgres.database(owner="firewall", encoding="SQL_ASCII"))
    with pytest.raises(AuditError, match="has the encoding SQL_ASCII: create one with ENCODING 'UTF8'"):
        opened(latin, create=True)


def test_the_role_can_neither_change_nor_take_out(address, postgres):
    store = opened(address)
    store.append(rows("a"))
    for statement in (
        "UPDATE record.entries SET entry = 'x'",
        "DELETE FROM record.entries",
        "TRUNCATE record.entries",
        "DROP TABLE record.entries",
        "UPDATE record.frontiers SET peaks = ''",
        "DELETE FROM record.checkpoints",
        "UPDATE record.version SET schema = 9",
        "CREATE TABLE record.more (x int)",
        "ALTER TABLE record.entries DISABLE TRIGGER ALL",
    ):
        with pytest.raises(session_module.RefusedError, match="the role may not do that"):
            store._session.ask(statement)
    store.append(rows("b"))
    store.close()

    assert stored(postgres, address) == ["0 a", "1 b"]


# ---- when it is away


def test_a_lock_that_somebody_keeps_is_waited_for_and_told(address, impatient):
    store, other = opened(address), opened(address, serving=False)
    other._session.ask(f"BEGIN; {store_module.turns.TURN}")
    with pytest.raises(BusyError):
        store.append(rows("a"))
    other._session.ask("ROLLBACK")

    assert store.append(rows("b")) == 0
    store.close()
    other.close()


def test_a_connection_that_is_lost_before_a_commit_leaves_nothing_and_comes_back(address, postgres, at_once):
    with relayed(address) as relay:
        store = opened(relay.address)
        store.append(rows("a"))
        relay.cut()
        with pytest.raises(AwayError, match=r"takes nothing: .* It goes on by itself"):
            store.append(rows("lost"))
        assert store.why == "database-lost"
        assert store.frontier.size == 1
        until_well(store)

        assert store.append(rows("b")) == 1
        store.close()
    assert stored(postgres, address) == ["0 a", "1 b"]


@pytest.mark.parametrize(("where", "is_there"), [("before", False), ("after", True)])
def test_a_commit_whose_answer_is_lost_is_looked_for(address, postgres, where, is_there):
    with relayed(address) as relay:
        store = opened(relay.address)
        store.append(many(0, 60))
        getattr(relay, where)(b"COMMIT")
        if is_there:
            assert store.append(many(60, 70)) == 60
        else:
            with pytest.raises(AwayError, match="lost before anything was written"):
                store.append(many(60, 70))
        then = store.append(rows("then"))
        again = vouched(store)
        store.close()

    assert then == (70 if is_there else 60)
    assert len(stored(postgres, address)) == then + 1
    opened(address, again).close()


def test_a_commit_whose_answer_is_lost_is_found_behind_what_others_wrote_since(
    address, postgres, monkeypatch
):
    """A command takes its turn between the lost connection and the new one."""
    with relayed(address) as relay:
        store = opened(relay.address)
        store.append(rows("a"))
        rejoined = PostgresStore._rejoined

        def after_a_command(self):
            if self is store:
                monkeypatch.setattr(PostgresStore, "_rejoined", rejoined)
                beside = opened(address, Checkpoint("city", 1, store.frontier.root()), serving=False)
                beside.append(rows("command"))
                beside.close()
            return rejoined(self)

        monkeypatch.setattr(PostgresStore, "_rejoined", after_a_command)
        relay.after(b"COMMIT")

        assert store.append(rows("b")) == 1
        assert store.append(rows("c")) == 3
        store.close()
    assert stored(postgres, address) == ["0 a", "1 b", "2 command", "3 c"]


def slow_commits(postgres, address):
    """An entry with the id `slow` takes the server a second and a half to commit."""
    postgres.sql(
        "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON record.entries INITIALLY DEFERRED FOR EACH ROW "
        "WHEN (NEW.id = 'slow') EXECUTE FUNCTION late()",
        address.database,
    )


def test_a_command_whose_connection_is_lost_waits_for_its_commit(address, postgres):
    """It holds no record, so it is the turn alone that tells when the old transaction is over."""
    slow_commits(postgres, address)
    with relayed(address) as relay:
        store = opened(relay.address, serving=False)
        relay.during(b"COMMIT")

        assert store.append(rows("slow")) == 0
        store.close()
    assert stored(postgres, address) == ["0 slow"]


def test_a_commit_that_still_runs_when_its_connection_is_given_up_is_waited_for(address, postgres, impatient):
    """The old session holds the record and its turn until the server has done what it was told."""
    with relayed(address) as relay:
        store = opened(relay.address)
        store.append(rows("a"))
        slow_commits(postgres, address)
        try:
            place = store.append(rows("slow"))
        except AwayError:
            place = None  # ours was ended by us: then it is not there
        then = store.append(rows("then"))
        store.close()

    assert stored(postgres, address) == (["0 a", "1 then"] if place is None else ["0 a", "1 slow", "2 then"])
    assert then == (1 if place is None else 2)


def test_what_cannot_be_found_out_in_time_is_refused_and_taken_in_later(
    address, postgres, monkeypatch, at_once
):
    monkeypatch.setattr(store_module, "DOUBT_S", 0.3)
    with relayed(address) as relay:
        store = opened(relay.address)
        relay.after(b"COMMIT")
        relay.is_open = False
        with pytest.raises(AwayError, match="Whether the last entries were written could not be found out"):
            store.append(rows("a"))
        assert store.look()
        relay.is_open = True
        until_well(store)

        assert store.append(rows("b")) == 1
        assert store.frontier == frontier(rows("a", "b"))
        store.close()
    assert stored(postgres, address) == ["0 a", "1 b"]


def test_a_server_that_is_killed_and_started_again_has_everything_it_confirmed(address, postgres, at_once):
    store = opened(address)
    confirmed, stop = [], threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            try:
                confirmed.append((store.append(rows(f"n{number}")), f"n{number}"))
            except AwayError:
                store.look()
                time.sleep(0.02)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            for how in (signal.SIGKILL, signal.SIGQUIT):
                seen = len(confirmed)
                while len(confirmed) < seen + 20 and not writing.done():
                    time.sleep(0.01)
                postgres.stop(how)
                time.sleep(0.2)
                postgres.start()
            seen = len(confirmed)
            while len(confirmed) < seen + 20 and not writing.done():
                time.sleep(0.01)
        finally:
            stop.set()
        writing.result()
    found = stored(postgres, address)

    assert {f"{place} {name}" for place, name in confirmed} <= set(found)
    assert len({line.split()[1] for line in found}) == len(found)
    assert store.frontier.size == len(found)
    store.close()


def test_a_server_that_says_nothing_is_given_up_and_its_session_ended(address, postgres, impatient, at_once):
    with relayed(address) as relay:
        store = opened(relay.address)
        store.append(rows("a"))
        relay.hold()
        began = time.monotonic()
        assert "did not answer" in store.look()
        assert time.monotonic() - began < 20
        relay.go_on()
        until_well(store)

        assert store.append(rows("b")) == 1
        store.close()


def test_it_does_not_go_on_where_another_firewall_took_over(address, postgres, impatient, at_once):
    with relayed(address) as relay:
        store = opened(relay.address)
        store.append(rows("a"))
        relay.is_open = False
        relay.cut()
        assert store.look()
        other = opened(address, vouched(store))
        relay.is_open = True
        with pytest.raises(AuditError, match="Another firewall writes this record") as caught:
            until_well(store)
        other.close()
        store.close()

    assert not isinstance(caught.value, AwayError)


def test_it_does_not_go_on_with_an_older_copy(address, postgres, at_once):
    with relayed(address) as relay:
        store = opened(relay.address)
        store.append(rows("a", "b"))
        relay.cut()
        postgres.sql("DELETE FROM record.entries WHERE idx = 1", address.database)
        with pytest.raises(AuditError, match="is not what it was before the connection was lost"):
            for _ in range(50):
                store.look()
        store.close()


def test_who_becomes_read_only_takes_nothing_until_it_is_not(address, postgres, at_once):
    store = opened(address)
    store.append(rows("a"))
    store._session.ask("SET default_transaction_read_only = on")
    with pytest.raises(AwayError, match="it takes no writes"):
        store.append(rows("lost"))
    assert "it takes no writes" in store.look()
    assert store.why == "database-unfit"
    store._session.ask("SET default_transaction_read_only = off")

    assert store.look() == ""
    assert store.append(rows("b")) == 1
    store.close()


def test_who_writes_out_of_turn_ends_it(address, postgres):
    store = opened(address)
    store.append(rows("a"))
    written = store._written

    def after_somebody(session, new):
        before, after = written(session, new)
        return before, after

    postgres.sql("INSERT INTO record.entries VALUES (1, 'x', 'y', 'z', 'z')", address.database)
    store._written = after_somebody
    with pytest.raises(AuditError, match="entry 1 is not what was written"):
        store.append(rows("b"))
    store.close()


def test_copies_of_checkpoints_stand_with_the_entries(address, postgres):
    store = opened(address)
    store.vouched(3, b"note")
    store.vouched(3, b"note")

    assert postgres.sql("SELECT size, encode(note, 'escape') FROM record.checkpoints", address.database) == [
        "3|note"
    ]
    store.close()


def test_who_cannot_be_asked_about_the_past_is_away(address):
    with relayed(address) as relay:
        store = opened(relay.address)
        store.append(rows("a"))
        for asks in (lambda: store.start, lambda: store.root_at(1), lambda: list(store.told("restore", 9))):
            relay.cut()
            with pytest.raises(AwayError, match="takes nothing"):
                asks()
            store._rejoined()
        store.close()
