"""A restore is of a sound backup into an empty place, is on record, and loses nothing unless somebody answers for it."""

import shutil
from dataclasses import replace

import pytest

from firewall import occupied
from firewall.audit.keeper import FullError
from firewall.audit.log import AuditLog
from firewall.audit.store import Reader
from firewall.errors import ConfigError, KeepingError
from firewall.keeping import manifest
from firewall.keeping import restore as restore_module
from firewall.keeping.backup import back_up
from firewall.keeping.restore import BEFORE, Order, restore
from tests.helpers_keeping import AT, furnished, more, opened, silent, strange, verified


@pytest.fixture
def order(tmp_path):
    """What restores a backup of five entries of a record that went on to nine."""
    data = furnished(tmp_path / "data")
    back_up(data, tmp_path / "backup", tmp_path / "keys", AT, silent)
    more(data, 4)
    return Order(
        source=tmp_path / "backup", into=tmp_path / "new", keys=tmp_path / "keys", at=AT, by="A. Operator"
    )  # fmt: skip


def last(data):
    reader = Reader(data)
    try:
        return [raw.decode() for _, raw in reader.entries(0, 99)][-1]
    finally:
        reader.close()


def test_what_was_backed_up_is_there_and_goes_on(order):
    done = restore(order, "r1", silent)
    more(order.into, 2)

    report = verified(order.into)
    assert (done.index, done.missing) == (5, 0)
    assert (report.ok, report.entries, report.unsigned) == (True, 8, 0)
    assert '"what":"restore"' in last(replace(order).into) or report.notes


def test_every_restore_is_on_record_with_who_and_when(order):
    restore(order, "r1", silent)

    assert '"by":"A. Operator"' in last(order.into)
    assert '"backup_at":"2026-11-22T09:00:00.000000Z"' in last(order.into)


def known(order, **changes):
    return replace(order, checkpoints=(order.source.with_name("data") / "checkpoint",), **changes)


@pytest.mark.parametrize("changes", [{}, {"is_older_right": True}, {"why": "disk lost"}])
def test_an_older_state_than_is_known_needs_the_word_and_the_reason(order, changes):
    with pytest.raises(KeepingError, match="4 would be lost"):
        restore(known(order, **changes), "r1", silent)
    assert [path.name for path in order.into.iterdir()] == ["serving.lock", "using.lock"]


def test_an_older_state_is_restored_with_both_and_verification_tells(order):
    done = restore(known(order, is_older_right=True, why="disk lost"), "r1", silent)

    assert done.missing == 4
    assert "4 entries that a later checkpoint vouched for are missing" in verified(order.into).notes[0]


def test_a_checkpoint_that_was_left_behind_is_known(order):
    order.into.mkdir()
    shutil.copy(order.source.with_name("data") / "checkpoint", order.into / "checkpoint")
    with pytest.raises(KeepingError, match="would be lost"):
        restore(order, "r1", silent)
    restore(replace(order, is_older_right=True, why="disk lost"), "r1", silent)

    assert (order.into / BEFORE).read_bytes() == (order.source.with_name("data") / "checkpoint").read_bytes()


def test_the_witness_is_known_and_goes_back_with_the_first_start(order, tmp_path):
    witness = tmp_path / "witness"
    shutil.copy(tmp_path / "data" / "checkpoint", witness)
    with pytest.raises(KeepingError, match="would be lost"):
        restore(replace(order, witness=witness), "r1", silent)
    restore(replace(order, witness=witness, is_older_right=True, why="disk lost"), "r1", silent)
    opened(order.into, witness=witness).close()

    assert witness.read_bytes() == (order.into / "checkpoint").read_bytes()


def test_a_checkpoint_that_the_backup_holds_is_no_loss(order):
    restore(replace(order, checkpoints=(order.source / "checkpoint",)), "r1", silent)

    assert "no later checkpoint was known" in verified(order.into).notes[0]


def test_a_backup_of_a_record_that_went_another_way_is_refused(order, tmp_path):
    """Two firewalls went on from one backup: what the one vouched for is not in the other."""
    restore(order, "r1", silent)
    more(order.into, 3)
    back_up(order.into, tmp_path / "fork", None, AT, silent)

    with pytest.raises(KeepingError, match="another record"):
        restore(replace(known(order), source=tmp_path / "fork", into=tmp_path / "third"), "r2", silent)


@pytest.mark.parametrize("name", ["audit.sqlite", "notes.txt", "keys"])
def test_nothing_is_written_over(order, name):
    order.into.mkdir()
    (order.into / name).mkdir()

    with pytest.raises(KeepingError, match=f"not empty .`{name}`"):
        restore(order, "r1", silent)


@pytest.mark.parametrize("how", [occupied.serving, occupied.using])
def test_nobody_may_be_in_the_directory(order, how):
    order.into.mkdir()

    with how(order.into), pytest.raises(ConfigError, match="in use"):
        restore(order, "r1", silent)


def test_other_keys_do_not_restore_it(order, tmp_path):
    strange(tmp_path / "other")

    with pytest.raises(KeepingError, match="not those of this backup"):
        restore(replace(order, keys=tmp_path / "other" / "keys"), "r1", silent)


def test_keys_that_others_can_read_do_not_restore_it(order):
    (order.keys / "digest.key").chmod(0o644)

    with pytest.raises(ConfigError, match="chmod 600"):
        restore(order, "r1", silent)


def test_a_changed_backup_is_refused_before_anything_is_touched(order):
    path = order.source / "audit.sqlite"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(KeepingError, match="changed or cut"):
        restore(order, "r1", silent)
    assert not order.into.exists()


def test_a_record_whose_manifest_was_made_to_fit_is_refused_all_the_same(order):
    import sqlite3

    import msgspec

    with sqlite3.connect(order.source / "audit.sqlite") as db:
        db.execute("DELETE FROM entries WHERE idx = 4")
    db.close()
    told = manifest.FILES
    path = order.source / manifest.MANIFEST
    written = msgspec.json.decode(path.read_bytes())
    written["files"] = {name: msgspec.to_builtins(manifest.measured(order.source / name)) for name in told}
    path.write_bytes(msgspec.json.encode(written))

    with pytest.raises(KeepingError, match="does not verify: entry 4"):
        restore(order, "r1", silent)


def test_a_backup_of_a_newer_version_is_refused(order, monkeypatch):
    monkeypatch.setattr(restore_module, "KNOWN", {**manifest.KNOWN, "review.sqlite": 0})

    with pytest.raises(KeepingError, match="was written by a newer version"):
        restore(order, "r1", silent)


@pytest.mark.parametrize("content", [b"nonsense", None])
def test_a_checkpoint_that_cannot_be_read_is_told(order, content, tmp_path):
    path = tmp_path / "known"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(KeepingError, match="known cannot be used"):
        restore(replace(order, checkpoints=(path,)), "r1", silent)


def test_half_a_restore_does_not_start(order, monkeypatch):
    """The keys come last: whatever was cut off before, there are none."""

    def gone(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(restore_module, "copy_keys", gone)
    with pytest.raises(KeepingError, match="half a restore, which does not start"):
        restore(order, "r1", silent)

    with pytest.raises(ConfigError, match="keys"):
        opened(order.into)


def test_a_restore_that_could_not_be_signed_is_none(order, monkeypatch):
    """A start would not believe its entry, and would take the record for an older copy."""

    def full(_):
        raise FullError("the disk is full")

    monkeypatch.setattr(AuditLog, "_tidy", full)
    with pytest.raises(KeepingError, match=r"No space left on device.*half a restore"):
        restore(order, "r1", silent)
    assert not (order.into / "keys").exists()


def test_what_was_lost_is_known_after_half_a_restore(order, monkeypatch):
    def gone(*_):
        raise OSError(5, "Input/output error")

    order.into.mkdir()
    lost = order.source.with_name("data") / "checkpoint"
    shutil.copy(lost, order.into / "checkpoint")
    with monkeypatch.context() as broken:
        broken.setattr(restore_module, "copy_keys", gone)
        with pytest.raises(KeepingError, match=f"but leave {BEFORE}"):
            restore(replace(order, is_older_right=True, why="disk lost"), "r1", silent)
    for path in order.into.glob("*.sqlite*"):
        path.unlink()

    with pytest.raises(KeepingError, match="4 would be lost"):
        restore(order, "r1", silent)
    restore(replace(order, is_older_right=True, why="disk lost"), "r1", silent)
    assert (order.into / BEFORE).read_bytes() == lost.read_bytes()


def test_a_place_where_no_directory_can_be_is_told(order, tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(KeepingError, match="cannot be made"):
        restore(replace(order, into=tmp_path / "file"), "r1", silent)


def test_a_backup_of_an_older_version_is_migrated_on_the_way_and_stays_as_it_is(order, monkeypatch):
    done = []
    monkeypatch.setattr(restore_module, "pending", lambda into, _: [into])
    monkeypatch.setattr(restore_module, "migrate", lambda into, step: done.append((into, step)))
    restore(order, "r1", silent)

    assert done == [(order.into, order.into)]
    assert manifest.read(order.source)
