import random
import re
import shutil
import sqlite3
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit import checkpoint, tree
from firewall.audit.keeper import CHECKPOINT, Keeper
from firewall.audit.log import AuditLog
from firewall.audit.recovery import SNAPSHOT_EVERY
from firewall.audit.store import DATABASE, Store
from firewall.audit.stores import Row
from firewall.audit.verify import verify

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
ORIGIN = "city.example/audit"
VERIFIER = checkpoint.verifier_of(ORIGIN, KEY)
AT = "2026-03-01T12:00:00.000000Z"


def entry(n, outcome="refer"):
    return f'{{"at":"{AT}","id":"e{n}","outcome":"{outcome}"}}'.encode()


def row(n):
    return Row(f"e{n}", AT, entry(n))


def fill(directory, count, unsigned=0):
    keeper = Keeper(directory, KEY, ORIGIN)
    store = Store.open(directory, None, create=True)
    store.append([row(n) for n in range(count)])
    keeper.keep(store.frontier)
    if unsigned:
        store.append([row(n) for n in range(count, count + unsigned)])
    store.close()


def tamper(directory, *statements):
    with closing(sqlite3.connect(directory / DATABASE, isolation_level=None)) as db:
        for statement, *values in statements:
            db.execute(statement, values)


def faults(directory, verifier=VERIFIER):
    report = verify(directory, verifier)
    assert report.ok == (not report.faults)
    return report.faults


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A log of 12 entries, to be copied and spoilt."""
    directory = tmp_path_factory.mktemp("sound")
    fill(directory, 12)
    return directory


@pytest.fixture
def log(sound, tmp_path):
    shutil.copytree(sound, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_sound_log_is_sound(log):
    report = verify(log, VERIFIER)

    assert report.ok
    assert (report.entries, report.size, report.unsigned) == (12, 12, 0)
    assert report.faults == ()


def test_root_can_be_compared_with_the_checkpoint(log):
    assert verify(log, VERIFIER).root == (log / CHECKPOINT).read_text().split("\n")[2]


def test_entries_after_the_checkpoint_are_counted(tmp_path):
    fill(tmp_path, 12, unsigned=3)
    report = verify(tmp_path, VERIFIER)

    assert report.ok
    assert (report.entries, report.size, report.unsigned) == (15, 12, 3)


def test_empty_log_is_sound(tmp_path):
    fill_nothing = Store.open(tmp_path, None, create=True)
    Keeper(tmp_path, KEY, ORIGIN).keep(fill_nothing.frontier)
    fill_nothing.close()

    assert verify(tmp_path, VERIFIER).ok


@pytest.mark.parametrize("place", range(12))
def test_any_changed_byte_of_any_entry_is_found_where_it_is(log, place):
    stored = entry(place)
    for position in range(len(stored)):
        changed = bytearray(stored)
        changed[position] ^= 1 << random.Random(position).randrange(8)
        tamper(log, ("UPDATE entries SET entry = ? WHERE idx = ?", bytes(changed), place))

        assert faults(log)[0] == f"entry {place}: its bytes or its leaf hash were changed"


def test_any_changed_byte_in_the_file_that_holds_an_entry_is_found(log):
    """Not through SQLite: by writing into the file, as somebody with an editor for bytes would."""
    file = log / DATABASE
    sound = file.read_bytes()
    for place in range(12):
        start = sound.index(entry(place))
        for position in random.Random(place).sample(range(len(entry(place))), 8):
            spoilt = bytearray(sound)
            spoilt[start + position] ^= 0x04
            file.write_bytes(spoilt)

            assert faults(log)[0].startswith(f"entry {place}: ")


def test_a_changed_byte_in_an_id_is_found_where_it_is(log):
    """Bytes that are no UTF-8, too."""
    file = log / DATABASE
    sound = file.read_bytes()
    start = sound.index(b"e5" + AT.encode())
    for flip in (0x01, 0x80):
        spoilt = bytearray(sound)
        spoilt[start] ^= flip
        file.write_bytes(spoilt)

        assert faults(log)[0] == "entry 5: it is filed under an id or a time that is not its own"


def test_no_changed_byte_in_the_file_stops_the_reading(log):
    file = log / DATABASE
    sound = file.read_bytes()
    chance = random.Random(7)
    for _ in range(300):
        spoilt = bytearray(sound)
        spoilt[chance.choice([chance.randrange(200), chance.randrange(len(sound))])] ^= 1 << chance.randrange(
            8
        )
        file.write_bytes(spoilt)

        assert verify(log, VERIFIER).size == 12


@pytest.mark.parametrize("place", range(12))
def test_any_changed_leaf_hash_is_found_where_it_is(log, place):
    tamper(log, ("UPDATE entries SET leaf = zeroblob(32) WHERE idx = ?", place))

    assert faults(log)[0] == f"entry {place}: its bytes or its leaf hash were changed"


@pytest.mark.parametrize("place", range(11))
def test_a_removed_row_is_found_where_it_was(log, place):
    tamper(log, ("DELETE FROM entries WHERE idx = ?", place))

    assert faults(log)[0] == f"entry {place} is missing"


def test_removed_rows_are_found_where_they_were(log):
    tamper(log, ("DELETE FROM entries WHERE idx IN (3, 4, 5)",))

    assert faults(log)[0] == "entries 3 to 5 are missing"


@pytest.mark.parametrize("kept", range(12))
def test_rows_cut_from_the_end_are_found(log, kept):
    tamper(log, ("DELETE FROM entries WHERE idx >= ?", kept))
    span = "entry 11" if kept == 11 else f"entries {kept} to 11"

    assert faults(log) == (f"{span}: cut from the end; the checkpoint vouches for 12 entries",)


def test_rows_cut_since_the_checkpoint_leave_what_was_signed(tmp_path):
    """The known limit: what no checkpoint covered yet leaves no trace."""
    fill(tmp_path, 12, unsigned=3)
    tamper(tmp_path, ("DELETE FROM entries WHERE idx >= 12",))

    assert verify(tmp_path, VERIFIER).ok


def test_removed_row_that_was_closed_up_is_found(log):
    tamper(
        log,
        ("DELETE FROM entries WHERE idx = 5",),
        *[("UPDATE entries SET idx = ? WHERE idx = ?", n - 1, n) for n in range(6, 12)],
    )

    assert faults(log)[0].startswith("entry 11: cut from the end")


@pytest.mark.parametrize(("one", "other"), [(0, 11), (3, 4), (10, 11)])
def test_swapped_contents_are_found(log, one, other):
    tamper(
        log,
        ("UPDATE entries SET entry = ? WHERE idx = ?", entry(other), one),
        ("UPDATE entries SET entry = ? WHERE idx = ?", entry(one), other),
    )

    assert [fault.split(":")[0] for fault in faults(log)[:2]] == [f"entry {one}", f"entry {other}"]


def swap_rows(log, one, other):
    tamper(
        log,
        ("UPDATE entries SET idx = 99999 WHERE idx = ?", one),
        ("UPDATE entries SET idx = ? WHERE idx = ?", one, other),
        ("UPDATE entries SET idx = ? WHERE idx = 99999", other),
    )


def test_swapped_rows_are_found(log):
    swap_rows(log, 3, 7)

    assert faults(log) == ("entries 0 to 11: the root differs from the one in the checkpoint",)


def test_swapped_rows_in_a_long_log_are_found_near_where_they_are(tmp_path):
    fill(tmp_path, 5 * SNAPSHOT_EVERY + 3)
    swap_rows(tmp_path, 2 * SNAPSHOT_EVERY + 3, 2 * SNAPSHOT_EVERY + 9)

    assert faults(tmp_path)[0] == (
        f"entries {2 * SNAPSHOT_EVERY} to {3 * SNAPSHOT_EVERY - 1}: the root differs from the one stored with them"
    )


def test_row_put_in_between_is_found(log):
    tamper(log, *[("UPDATE entries SET idx = ? WHERE idx = ?", n + 1, n) for n in range(11, 5, -1)])
    tamper(
        log, ("INSERT INTO entries VALUES (6, 'e900', ?, ?, ?)", AT, entry(900), tree.leaf_hash(entry(900)))
    )

    assert faults(log)[0] == "entries 0 to 11: the root differs from the one in the checkpoint"


def test_row_put_in_front_is_found(log):
    tamper(
        log, ("INSERT INTO entries VALUES (-1, 'e900', ?, ?, ?)", AT, entry(900), tree.leaf_hash(entry(900)))
    )

    assert faults(log)[0] == "entry -1: it stands before the first place there is"


def test_row_far_after_the_end_is_found(log):
    tamper(
        log, ("INSERT INTO entries VALUES (50, 'e900', ?, ?, ?)", AT, entry(900), tree.leaf_hash(entry(900)))
    )

    assert faults(log) == ("entries 12 to 49 are missing",)


def test_forgery_that_fits_in_itself_is_found_by_the_signed_root(log):
    forged = entry(4, "release")
    tamper(log, ("UPDATE entries SET entry = ?, leaf = ? WHERE idx = 4", forged, tree.leaf_hash(forged)))

    assert faults(log) == ("entries 0 to 11: the root differs from the one in the checkpoint",)


def test_forger_who_mends_the_stored_roots_is_found_and_misleads_nobody(tmp_path):
    count = 3 * SNAPSHOT_EVERY + 5
    fill(tmp_path, count)
    forged = [entry(n, "release" if n == 4 else "refer") for n in range(count)]
    tamper(
        tmp_path,
        ("UPDATE entries SET entry = ?, leaf = ? WHERE idx = 4", forged[4], tree.leaf_hash(forged[4])),
    )
    for size in range(SNAPSHOT_EVERY, count, SNAPSHOT_EVERY):
        peaks = tree.Frontier().extended(map(tree.leaf_hash, forged[:size])).packed()
        tamper(tmp_path, ("UPDATE frontiers SET peaks = ? WHERE size = ?", peaks, size))

    assert faults(tmp_path)[0].startswith(
        f"entries 0 to {count - 1}: the root differs from the one in the checkpoint"
    )


@pytest.mark.parametrize("column", ["id", "at"])
def test_entry_filed_under_another_name_or_time_is_found(log, column):
    tamper(log, (f"UPDATE entries SET {column} = 'other' WHERE idx = 4",))

    assert faults(log) == ("entry 4: it is filed under an id or a time that is not its own",)


def test_index_that_skips_a_row_is_found(log):
    """The row is there, and nobody who asks for its id would get it."""
    tamper(
        log,
        ("PRAGMA writable_schema = ON",),
        ("UPDATE sqlite_schema SET sql = sql || ' WHERE idx <> 4' WHERE name = 'entries_by_id'",),
    )
    tamper(log, ("REINDEX entries_by_id",))
    tamper(
        log,
        ("PRAGMA writable_schema = ON",),
        ("UPDATE sqlite_schema SET sql = replace(sql, ' WHERE idx <> 4', '') WHERE name = 'entries_by_id'",),
    )

    assert faults(log) == ("the database's own structure is damaged: its indexes and its rows disagree",)


def test_missing_checkpoint_is_a_fault(log):
    (log / CHECKPOINT).unlink()

    assert faults(log) == ("The checkpoint is missing or cannot be read: nothing vouches for this log.",)


def test_changed_checkpoint_is_a_fault(log):
    note = (log / CHECKPOINT).read_bytes()
    (log / CHECKPOINT).write_bytes(note.replace(b"\n12\n", b"\n11\n"))

    assert "signature is wrong" in faults(log)[0]


def test_checkpoint_by_another_key_is_a_fault(log):
    other = checkpoint.verifier_of(ORIGIN, Ed25519PrivateKey.generate())

    assert "not signed by this key" in faults(log, other)[0]


def test_log_of_another_city_does_not_pass_for_this_one(log, tmp_path_factory):
    """Signed by our key, and the entries are not those that were signed."""
    other = tmp_path_factory.mktemp("other")
    fill(other, 13)
    shutil.copy(other / CHECKPOINT, log / CHECKPOINT)

    assert faults(log)[0].startswith("entry 12: cut from the end")


def test_an_older_database_under_a_newer_checkpoint_is_found(log):
    older = (log / DATABASE).read_bytes()
    with AuditLog.open(log, KEY, ORIGIN, create=False) as opened:
        opened.append_now(entry(12))
    (log / DATABASE).write_bytes(older)

    assert faults(log) == ("entry 12: cut from the end; the checkpoint vouches for 13 entries",)


def test_missing_database_is_a_fault(log):
    (log / DATABASE).unlink()

    assert faults(log) == (f"There is no {DATABASE} here. A record in PostgreSQL is named with --postgres.",)
    assert not (log / DATABASE).exists()


def test_damaged_database_is_a_fault(log):
    (log / DATABASE).write_bytes(b"x" * 40_000)

    assert re.match(r"after 0 entries: the database cannot be read \(SQLITE_NOTADB\)", faults(log)[0])


def test_truncated_database_is_a_fault(log):
    with (log / DATABASE).open("r+b") as file:
        file.truncate((log / DATABASE).stat().st_size // 2)

    assert faults(log)


def test_unknown_schema_is_a_fault(log):
    tamper(log, ("PRAGMA user_version = 9",))

    assert faults(log) == ("The database has schema version 9, and this program knows 1.",)


LOOSE = "CREATE TABLE loose AS SELECT {} FROM {}"


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("entries", "'x' || idx AS idx, id, at, entry, leaf"),
        ("entries", "idx + 64 AS idx, id, at, entry, leaf"),
        ("entries", "idx, id, x'00' AS at, entry, leaf"),
        ("frontiers", "size, NULL AS peaks"),
        ("frontiers", "size, 'text' AS peaks"),
        ("frontiers", "NULL AS size, peaks"),
    ],
)
def test_tables_of_another_form_are_a_fault_and_do_not_stop_the_verifier(tmp_path, table, columns):
    """A verifier that ends without a word would let a changed record pass for one that nobody could read."""
    fill(tmp_path, 80)
    tamper(
        tmp_path,
        (LOOSE.format(columns, table),),
        (f"DROP TABLE {table}",),
        (f"ALTER TABLE loose RENAME TO {table}",),
        ("DELETE FROM entries WHERE idx < 64",),
    )

    assert faults(tmp_path)


def test_faults_are_not_endless(tmp_path):
    fill(tmp_path, 100)
    tamper(tmp_path, ("UPDATE entries SET leaf = x'00'",))

    assert len(faults(tmp_path)) == 20


def test_copy_is_read_without_writing_beside_it(log):
    before = {path.name: path.read_bytes() for path in log.iterdir()}
    log.chmod(0o500)
    verify(log, VERIFIER)
    log.chmod(0o700)

    assert {path.name: path.read_bytes() for path in log.iterdir()} == before


def test_log_in_use_is_verified_with_what_is_not_folded_in_yet(log):
    with AuditLog.open(log, KEY, ORIGIN, create=False) as opened:
        opened.append_now(entry(12))
        report = verify(log, VERIFIER)

    assert (report.ok, report.entries) == (True, 13)


def test_progress_is_told(log):
    told = []
    verify(log, VERIFIER, told.append)

    assert told == [12]


def test_fault_names_no_value(log):
    tamper(
        log, ("UPDATE entries SET entry = ?, id = ? WHERE idx = 4", b'{"id":"536-90-4399"}', "536-90-4399")
    )

    assert "4399" not in "".join(faults(log))
