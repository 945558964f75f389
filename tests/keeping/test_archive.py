"""Old entries go into an archive that verifies, and leave a record that verifies without them."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from firewall.audit import checkpoint, entry
from firewall.audit.tree import Frontier, leaf_hash
from firewall.audit.verify import verify
from firewall.errors import AuditError, KeepingError
from firewall.keeping import archive as archive_module
from firewall.keeping.archive import Archived, archive, archived_entry, prune
from firewall.keeping.backup import back_up, verifier_of
from firewall.keeping.restore import Order, restore
from firewall.signed import history
from firewall.signed.history import State
from tests.helpers_keeping import AT, ORIGIN, furnished, house, more, opened, silent, verified

STOP = 128
"""The last place before the middle where the tree has a frontier: entries 0 to 127 are from before day 150."""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A record of 300 days, an entry a day."""
    data = furnished(tmp_path_factory.mktemp("record") / "data", 0)
    with opened(data) as record:
        for day in range(300):
            record.append_now(entry.noted(f"d{day}", AT + timedelta(days=day), "test", {"day": day}))
    return data


@pytest.fixture
def data(template, tmp_path):
    return shutil.copytree(template, tmp_path / "data")


def day(number):
    return AT + timedelta(days=number)


def archived(data, name="archive", before=150):
    return archive(data, data.with_name(name), day(before), silent)


def pruned(data, done):
    said = archived_entry("a1", day(300), "A. Operator", done)
    with opened(data) as record:
        return prune(data, record, said, done, silent)


def change(data, *statements):
    with closing(sqlite3.connect(data / "audit.sqlite")) as db, db:
        for statement in statements:
            db.execute(statement)


def indexes(data):
    with closing(sqlite3.connect(data / "audit.sqlite")) as db:
        return db.execute("SELECT min(idx), max(idx), count(*) FROM entries").fetchone()


def test_an_archive_is_a_record_that_verifies_by_itself(data):
    done = archived(data)
    report = verify(done.folder, verifier_of(done.folder))

    assert (done.start, done.stop) == (0, STOP)
    assert (report.faults, report.entries, report.unsigned) == ((), STOP, 0)
    assert indexes(data) == (0, 299, 300)


def test_what_was_archived_may_go_and_the_rest_verifies_and_goes_on(data):
    root = verified(data).root
    done = archived(data)
    index = pruned(data, done)
    report = verified(data)

    assert (index, indexes(data)) == (300, (STOP, 300, 301 - STOP))
    assert (report.faults, report.length) == ((), 301)
    assert report.notes == (
        f"entries 0 to 127 archived: entry 300 says where; the archive's audit.sqlite has SHA-256 {done.sha256}",
    )
    assert root != report.root
    more(data, 70)
    assert (verified(data).faults, verified(data).length) == ((), 371)


def test_the_archive_is_shown_to_be_of_this_record_and_no_other(data, template, tmp_path):
    done = archived(data)
    pruned(data, done)
    vouched = checkpoint.verify((done.folder / "checkpoint").read_bytes(), verifier_of(data))
    other = shutil.copytree(template, tmp_path / "other")
    change(other, "UPDATE entries SET entry = x'7b7d' WHERE idx = 1")

    assert verified(data, known=vouched).faults == ()
    assert verified(other, known=vouched).faults


def test_the_next_part_follows_the_one_before(data):
    pruned(data, archived(data))
    done = archived(data, "second", 250)
    alone = verify(done.folder, verifier_of(done.folder))
    as_part = verify(done.folder, verifier_of(done.folder), is_part=True)
    pruned(data, done)

    assert (done.start, done.stop) == (STOP, 192)
    assert alone.faults == ("entries 0 to 127: missing, and no entry says that they were archived",)
    assert (as_part.faults, as_part.notes) == (
        (),
        ("entries 0 to 127 not in this part; the checkpoint's root is over them too",),
    )
    assert (verified(data).faults, len(verified(data).notes)) == ((), 1)


def test_a_beginning_that_was_cut_off_by_hand_is_a_fault(data):
    change(data, "DELETE FROM entries WHERE idx < 128", "DELETE FROM frontiers WHERE size < 128")

    assert verified(data).faults == ("entries 0 to 127: missing, and no entry says that they were archived",)


def test_more_cut_off_than_was_archived_is_a_fault(data):
    pruned(data, archived(data))
    change(data, "DELETE FROM entries WHERE idx < 192", "DELETE FROM frontiers WHERE size < 192")

    assert verified(data).faults == ("entries 0 to 191: missing, and no entry says that they were archived",)


def test_a_frontier_that_was_changed_is_found_by_the_signed_root(data):
    pruned(data, archived(data))
    change(data, "UPDATE frontiers SET peaks = zeroblob(32) WHERE size = 128")

    assert any("root differs" in fault for fault in verified(data).faults)


def test_cut_off_half_way_the_record_is_sound_and_goes_on(data, monkeypatch):
    monkeypatch.setattr(archive_module, "_PAGE", 64)
    done = archived(data)
    monkeypatch.setattr(archive_module, "_steps", lambda _: iter([64]))
    pruned(data, done)

    assert indexes(data)[0] == 64
    assert verified(data).faults == ()
    more(data, 1)


def test_an_archive_that_was_changed_takes_nothing_out(data):
    done = archived(data)
    change(done.folder, "UPDATE entries SET entry = x'7b7d' WHERE idx = 3")

    with pytest.raises(KeepingError, match="is not the archive that was verified"):
        pruned(data, done)
    assert indexes(data) == (0, 299, 300)


def test_another_archive_takes_nothing_out(data):
    done, other = archived(data), archived(data, "other", 100)

    with pytest.raises(KeepingError, match="is not the archive that was verified"):
        pruned(data, Archived(other.folder, done.start, done.stop, done.sha256))


@pytest.mark.parametrize("before", [-5, 0, 63])
def test_where_no_whole_part_is_old_enough_nothing_is_done(data, before):
    with pytest.raises(KeepingError, match="Nothing was archived"):
        archived(data, before=before)
    assert not data.with_name("archive").exists()


def test_something_always_stays(data):
    done = archived(data, before=9999)
    pruned(data, done)

    assert done.stop == 256
    assert verified(data).faults == ()


def test_a_running_record_is_pruned_beside_it(data):
    with opened(data) as running:
        pruned(data, archived(data))
        for n in range(100):
            running.append_now(entry.noted(f"r{n}", day(301), "test", {}))

        assert running.size == 401
    assert verified(data).faults == ()


def test_what_was_taken_out_is_not_left_in_the_file(data):
    pruned(data, archived(data))
    with closing(sqlite3.connect(data / "audit.sqlite")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert b'"day":77}' not in (data / "audit.sqlite").read_bytes()
    assert b'"day":277}' in (data / "audit.sqlite").read_bytes()


def test_a_pruned_record_is_backed_up_and_restored(data, tmp_path):
    pruned(data, archived(data))
    made = back_up(data, tmp_path / "backup", tmp_path / "keys", day(302), silent)
    order = Order(
        source=tmp_path / "backup", into=tmp_path / "new", keys=tmp_path / "keys", at=day(303), by="A"
    )
    done = restore(order, "r1", silent)

    assert (made.size, made.entries, done.index) == (301, 173, 301)
    assert (verified(tmp_path / "new").faults, len(verified(tmp_path / "new").notes)) == ((), 2)


def test_a_witness_that_was_away_since_before_the_archive_does_not_stop_the_start(data, tmp_path):
    witness = tmp_path / "witness"
    note = checkpoint.sign(ORIGIN, 100, _root_at(data, 100), house(data).signing)
    pruned(data, archived(data))
    witness.write_bytes(note)
    more(data, 1, witness=witness)

    assert witness.read_bytes() == (data / "checkpoint").read_bytes()


def test_a_beginning_cut_off_by_hand_does_not_get_past_its_witness(data, tmp_path):
    witness = tmp_path / "witness"
    witness.write_bytes(checkpoint.sign(ORIGIN, 100, _root_at(data, 100), house(data).signing))
    change(data, "DELETE FROM entries WHERE idx < 128", "DELETE FROM frontiers WHERE size < 128")

    with pytest.raises(AuditError, match="not the one that its witness vouches for"):
        opened(data, witness=witness)


def _root_at(data, size):
    with closing(sqlite3.connect(data / "audit.sqlite")) as db:
        rows = db.execute("SELECT entry FROM entries WHERE idx < ? ORDER BY idx", (size,)).fetchall()
    return Frontier().extended(leaf_hash(raw) for (raw,) in rows).root()


def forged(data, stop, index):
    """What somebody adds who can write the file, and has no key: a word that everything before ``stop`` is archived."""
    said = archived_entry("f1", day(300), "A. Operator", Archived(data, 0, stop, "0" * 64))
    with closing(sqlite3.connect(data / "audit.sqlite")) as db, db:
        values = (index, "f1", entry.instant(day(300)), said, leaf_hash(said))
        db.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", values)


def test_a_beginning_that_was_cut_off_is_not_excused_by_a_word_that_nobody_signed(data):
    change(data, "DELETE FROM entries WHERE idx < 128", "DELETE FROM frontiers WHERE size < 128")
    forged(data, 128, 300)

    assert verified(data).faults == ("entries 0 to 127: missing, and no entry says that they were archived",)


def test_a_record_that_begins_after_its_checkpoint_is_a_fault(data):
    change(data, "DELETE FROM entries", "DELETE FROM frontiers")
    with closing(sqlite3.connect(data / "audit.sqlite")) as db, db:
        made_up = Frontier().extended([b"x" * 32] * 512)
        db.execute("INSERT INTO frontiers VALUES (?, ?)", (512, made_up.packed()))
    forged(data, 512, 512)

    found = verified(data).faults
    assert "entries 0 to 511: missing, and the checkpoint is about nothing that is there" in found


def test_a_forged_word_of_an_archive_does_not_get_past_the_witness(data, tmp_path):
    witness = tmp_path / "witness"
    witness.write_bytes(checkpoint.sign(ORIGIN, 100, _root_at(data, 100), house(data).signing))
    change(data, "DELETE FROM entries WHERE idx < 128", "DELETE FROM frontiers WHERE size < 128")
    forged(data, 128, 300)

    with pytest.raises(AuditError, match="not the one that its witness vouches for"):
        opened(data, witness=witness)


def test_what_tells_of_the_archive_is_signed_before_anything_goes(data, monkeypatch):
    def _ended(*_):
        raise KeyboardInterrupt

    done, told = archived(data), archived_entry("a1", day(300), "A. Operator", archived(data, "other"))
    monkeypatch.setattr(archive_module, "_delete", _ended)
    with opened(data) as record:
        with pytest.raises(KeyboardInterrupt):
            prune(data, record, told, done, silent)
        assert verified(data).size == 301


def test_entries_after_the_checkpoint_are_counted_in_a_pruned_record(data):
    pruned(data, archived(data))
    forged(data, 128, 301)

    assert verified(data).unsigned == 1


def test_nothing_is_signed_that_was_not_signed_before(data):
    """Whoever changes old entries, and mends what the writer stored about them, gets no signature by archiving."""
    with closing(sqlite3.connect(data / "audit.sqlite")) as db, db:
        lie = entry.noted("d3", day(3), "test", {"day": 4})
        db.execute("UPDATE entries SET entry = ?, leaf = ? WHERE idx = 3", (lie, leaf_hash(lie)))
        leaves = [leaf for (leaf,) in db.execute("SELECT leaf FROM entries ORDER BY idx")]
        for size in (64, 128):
            peaks = Frontier().extended(leaves[:size]).packed()
            db.execute("UPDATE frontiers SET peaks = ? WHERE size = ?", (peaks, size))
    opened(data).close()  # reads the end alone

    with pytest.raises(KeepingError, match="not what its checkpoint vouches for"):
        archived(data)
    assert not data.with_name("archive").exists()


def test_what_is_newer_than_the_checkpoint_is_not_archived(data):
    (data / "checkpoint").write_bytes(checkpoint.sign(ORIGIN, 100, _root_at(data, 100), house(data).signing))

    with pytest.raises(KeepingError, match="does not vouch for so many entries yet"):
        archived(data)


def test_which_policy_was_in_force_is_said_again_before_it_goes(tmp_path):
    """Else an older bundle could follow: nothing that is left would say that there was a newer one."""
    data = furnished(tmp_path / "data", 0)
    state = State(number=7, digest="d" * 64, closed=frozenset({"key:k"}))
    with opened(data) as record:
        record.append_now(history.said(state, AT, history.IN_FORCE))
        for n in range(70):
            record.append_now(entry.noted(f"d{n}", day(n), "test", {"day": n}))
    pruned(data, archived(data, before=69))

    with opened(data) as record:
        index, _ = record.get(history.ENTRY_ID)
        assert index > STOP // 2
        assert history.last(record) == state
    assert verified(data).faults == ()


def test_what_stays_says_it_by_itself(tmp_path):
    data = furnished(tmp_path / "data", 0)
    with opened(data) as record:
        for n in range(70):
            record.append_now(entry.noted(f"d{n}", day(n), "test", {"day": n}))
        record.append_now(history.said(State(number=8), day(70), history.IN_FORCE))
    pruned(data, archived(data, before=69))

    with opened(data) as record:
        assert sum(history.ENTRY_ID.encode() in raw for _, raw in record.entries(0, record.size)) == 1
