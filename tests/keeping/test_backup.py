"""A backup is whole, verified, apart from its keys, or not there."""

import shutil
import sqlite3
import threading
from contextlib import closing

import pytest

from firewall.errors import AuditError, KeepingError
from firewall.keeping import backup as backup_module
from firewall.keeping.backup import back_up, key_file, verifier_of
from firewall.keeping.copying import copy_file
from tests.helpers_keeping import AT, ORIGIN, fill, furnished, house, opened, silent, verified


@pytest.fixture
def data(tmp_path):
    return furnished(tmp_path / "data")


def test_a_backup_verifies_without_the_house(data, tmp_path):
    made = back_up(data, tmp_path / "backup", None, AT, silent)
    shutil.rmtree(data / "keys")
    from firewall.audit.verify import verify

    report = verify(tmp_path / "backup", verifier_of(tmp_path / "backup"))
    assert (report.ok, report.entries, made.entries, made.origin) == (True, 5, 5, ORIGIN)


def test_a_backup_under_writing_holds_what_its_checkpoint_vouches_for(data, tmp_path):
    stop = threading.Event()
    with opened(data, checkpoint_every_s=0.01) as record:

        def write():
            while not stop.is_set():
                fill(record, 1)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            made = [back_up(data, tmp_path / f"backup{n}", None, AT, silent) for n in range(5)]
        finally:
            stop.set()
            writer.join()

    assert all(5 <= one.size <= one.entries for one in made)
    assert made[-1].entries > made[0].entries


def test_keys_go_elsewhere_and_are_not_in_the_backup(data, tmp_path):
    back_up(data, tmp_path / "backup", tmp_path / "keys", AT, silent)
    secret = {path.read_bytes() for path in (data / "keys").iterdir() if path.suffix != ".txt"}

    assert {path.read_bytes() for path in (tmp_path / "keys").iterdir()} >= secret
    assert not [
        path for path in (tmp_path / "backup").iterdir() if any(key in path.read_bytes() for key in secret)
    ]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("target", "keys", "says"),
    [
        ("data/backup", None, "inside of the data directory"),
        ("backup", "backup/keys", "Keys belong in another place"),
        ("backup", "backup", "Keys belong in another place"),
        ("there", None, "there already"),
        ("backup", "there", "there already"),
    ],
)
def test_a_place_that_is_not_right_is_told_and_nothing_is_left(data, tmp_path, target, keys, says):
    (tmp_path / "there").mkdir()

    with pytest.raises(KeepingError, match=says):
        back_up(data, tmp_path / target, keys and tmp_path / keys, AT, silent)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "there"]


def test_a_record_that_does_not_verify_is_not_backed_up(data, tmp_path):
    with closing(sqlite3.connect(data / "audit.sqlite")) as db, db:
        db.execute("UPDATE entries SET entry = x'00' WHERE idx = 2")

    with pytest.raises(KeepingError, match="entry 2"):
        back_up(data, tmp_path / "backup", None, AT, silent)
    assert not (tmp_path / "backup").exists()


def test_the_checkpoint_is_copied_first(data, tmp_path, monkeypatch):
    """Copied last, it could vouch for entries that came after the database was copied."""

    def grown_meanwhile(source, target):
        copy_file(source, target)
        if source.name == "checkpoint":
            with opened(data) as record:
                fill(record, 3)

    monkeypatch.setattr(backup_module, "copy_file", grown_meanwhile)
    made = back_up(data, tmp_path / "backup", None, AT, silent)

    assert (made.size, made.entries) == (5, 8)


def test_the_verifier_key_is_found_in_a_house_and_in_a_backup(data, tmp_path):
    back_up(data, tmp_path / "backup", None, AT, silent)

    assert key_file(data).parent.name == "keys"
    assert key_file(tmp_path / "backup").parent.name == "backup"
    assert str(verifier_of(data)) == str(verifier_of(tmp_path / "backup"))


def test_a_directory_without_a_key_is_told(tmp_path):
    with pytest.raises(KeepingError, match="cannot be read"):
        verifier_of(tmp_path)
    (tmp_path / "audit-public.txt").write_text("nonsense")
    with pytest.raises(AuditError, match="no verifier key"):
        verifier_of(tmp_path)


def test_a_backup_changes_nothing(data, tmp_path):
    before = verified(data).root
    back_up(data, tmp_path / "backup", None, AT, silent)

    assert (verified(data).root, house(data).is_new) == (before, False)
