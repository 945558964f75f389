"""An older record is believed only where the record itself says that it was restored, and behind which checkpoint."""

import base64
import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from firewall.audit import entry
from firewall.audit.checkpoint import Checkpoint
from firewall.audit.restored import archive_told, restore_entry, restore_told, tells_of
from firewall.audit.tree import leaf_hash
from firewall.errors import AuditError
from tests.helpers_keeping import AT, ORIGIN, furnished, more, opened, strange, verified

OLD, NEW = Checkpoint(ORIGIN, 5, b"o" * 32), Checkpoint(ORIGIN, 9, b"n" * 32)


def facts(*behind):
    return json.loads(restore_entry("r1", AT, "A. Operator", "disk lost", OLD, behind, "2026-11-21"))["facts"]


def test_a_restore_tells_sizes_roots_who_and_why():
    told = facts(NEW)

    assert (told["size"], told["missing"], told["by"], told["why"]) == (5, 4, "A. Operator", "disk lost")
    assert facts()["missing"] == 0


def test_a_restore_excuses_the_checkpoints_it_names_and_no_other():
    told = facts(NEW)

    assert tells_of(told, NEW)
    for other in (Checkpoint(ORIGIN, 9, b"x" * 32), Checkpoint(ORIGIN, 8, b"n" * 32)):
        assert not tells_of(told, other)
    assert not tells_of({"behind": "9"}, NEW)


def test_words_of_the_record_are_not_repeated_to_a_terminal():
    told = restore_told(3, "\x1b[2J", {"size": 1, "missing": "\x1b[2J", "why": "\x1b[2J"})

    assert told.isprintable()
    assert archive_told(3, {"sha256": "\x1b[2J"}).isprintable()


@pytest.fixture
def witnessed(tmp_path):
    """A record with a witness, grown since a copy of the whole directory was made; returns data, copy and witness."""
    data, copy, witness = tmp_path / "data", tmp_path / "copy", tmp_path / "elsewhere" / "checkpoint"
    witness.parent.mkdir()
    furnished(data, 5)
    opened(data, witness=witness).close()
    shutil.copytree(data, copy)
    more(data, 4, witness=witness)
    return data, copy, witness


def test_the_witness_has_every_checkpoint(witnessed):
    data, _, witness = witnessed

    assert witness.read_bytes() == (data / "checkpoint").read_bytes()


def test_an_older_copy_that_was_silently_put_in_place_does_not_open(witnessed):
    _, copy, witness = witnessed
    more(copy, 1)  # without the witness nobody can know

    with pytest.raises(AuditError, match="has 6 entries, but its witness vouches for 9: an older copy"):
        opened(copy, witness=witness)


def test_an_older_copy_that_has_grown_past_its_witness_does_not_open(witnessed):
    _, copy, witness = witnessed
    with opened(copy) as record:
        for number in range(9):
            record.append_now(restore_entry(f"x{number}", AT, "A", "w", OLD, (), ""))

    with pytest.raises(AuditError, match="not the one that its witness vouches for at 9"):
        opened(copy, witness=witness)


def test_a_restore_on_record_lets_the_witness_go_back(witnessed):
    data, copy, witness = witnessed
    latest = Checkpoint(ORIGIN, 9, base64.b64decode(verified(data).root))
    with opened(copy) as record:
        record.append_now(restore_entry("r", AT, "A. Operator", "disk lost", OLD, [latest], "2026-11-21"))
    more(copy, 1, witness=witness)

    assert witness.read_bytes() == (copy / "checkpoint").read_bytes()
    assert verified(copy).length == 7


def forged(copy, index, latest):
    """Put a restore into the file without the key: the checkpoint does not vouch for it."""
    said = restore_entry("f", AT, "A. Operator", "disk lost", OLD, [latest], "2026-11-21")
    with closing(sqlite3.connect(copy / "audit.sqlite")) as db, db:
        values = (index, "f", entry.instant(AT), said, leaf_hash(said))
        db.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", values)


def test_a_restore_that_nobody_signed_lets_no_witness_go_back_and_excuses_nothing(witnessed):
    data, copy, witness = witnessed
    latest = Checkpoint(ORIGIN, 9, base64.b64decode(verified(data).root))
    forged(copy, 5, latest)

    assert verified(copy, known=latest).faults == (
        "entries 6 to 8: missing; the checkpoint kept elsewhere vouches for 9 entries",
    )
    with pytest.raises(AuditError, match="an older copy"):
        opened(copy, witness=witness)


def test_a_second_fall_back_is_not_excused_by_the_first_restore(witnessed):
    data, copy, witness = witnessed
    latest = Checkpoint(ORIGIN, 9, base64.b64decode(verified(data).root))
    with opened(copy) as record:
        record.append_now(restore_entry("r", AT, "A. Operator", "disk lost", OLD, [latest], "2026-11-21"))
    again = copy.with_name("again")
    shutil.copytree(copy, again)
    more(copy, 3, witness=witness)  # the same size as what is excused, and another root

    with pytest.raises(AuditError, match="an older copy"):
        opened(again, witness=witness)


def test_a_witness_whose_folder_is_gone_stops_the_start(witnessed):
    data, _, witness = witnessed
    shutil.rmtree(witness.parent)

    with pytest.raises(AuditError, match="cannot be opened"):
        opened(data, witness=witness)


def test_a_witness_of_another_key_stops_the_start(witnessed, tmp_path):
    data, _, witness = witnessed
    witness.write_bytes((strange(tmp_path / "other") / "checkpoint").read_bytes())

    with pytest.raises(AuditError, match="not signed by this key"):
        opened(data, witness=witness)


def test_verification_tells_of_a_restore_and_compares_with_a_checkpoint_from_elsewhere(witnessed):
    data, copy, _ = witnessed
    latest = Checkpoint(ORIGIN, 9, base64.b64decode(verified(data).root))
    with opened(copy) as record:
        record.append_now(restore_entry("r", AT, "A. Operator", "disk lost", OLD, [latest], "2026-11-21"))

    told = verified(copy, known=latest)
    assert (told.faults, len(told.notes)) == ((), 2)
    assert "4 entries that a later checkpoint vouched for are missing" in told.notes[0]
    assert verified(copy, known=Checkpoint(ORIGIN, 8, b"x" * 32)).faults == (
        "entries 6 to 7: missing; the checkpoint kept elsewhere vouches for 8 entries",
    )
    assert verified(data, known=latest).notes == ()
    assert verified(data, known=Checkpoint(ORIGIN, 8, b"x" * 32)).faults == (
        "entries 0 to 7: another root than in the checkpoint kept elsewhere",
    )
