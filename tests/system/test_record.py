"""``firewall audit verify`` over what a day in town left behind, and over copies that somebody touched."""

import base64
import shutil
import sqlite3
from contextlib import closing

import pytest

from firewall.audit.tree import leaf_hash
from tests.system import town as towns
from tests.system.town import COUNTY, HOUSING, ICE, NOBODY, PORTAL, command

ASKED = (
    (COUNTY, "/clinic/patients/1001"),
    (ICE, "/clinic/patients/1001"),
    (ICE, "/311/requests/70001"),
    (HOUSING, "/311/requests/70001"),
    (NOBODY, "/clinic/patients/1001"),
)


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The data directory after a day: 40 exchanges, two entries of staff, a start and a stop."""
    with towns.running(tmp_path_factory.mktemp("day") / "city") as town:
        for partner, target in ASKED * 7:
            town.ask(partner, target)
        for number in range(5):
            town.ask(
                PORTAL,
                "/311/requests",
                method="POST",
                json={"category": "noise", "address": f"{number} Mill Road", "text": "Loud."},
            )
        town.granted(town.ask(ICE, "/school/students/500010"), "immigration.entry")
        while_running = town.firewall("audit", "verify")
    return town.data, while_running


@pytest.fixture
def copy(day, tmp_path):
    shutil.copytree(day[0], tmp_path / "data")
    return tmp_path / "data"


def tamper(data, *statements):
    with closing(sqlite3.connect(data / "audit.sqlite")) as database, database:
        for statement in statements:
            database.execute(*statement)


def size_of(data):
    with closing(sqlite3.connect(data / "audit.sqlite")) as database:
        return database.execute("SELECT count(*) FROM entries").fetchone()[0]


def test_the_record_verifies_while_the_firewall_runs(day):
    assert day[1].code == 0
    assert "intact" in day[1].out


def test_the_record_verifies_after_the_stop_and_nothing_is_unsigned(copy):
    done = command("audit", "verify", str(copy), "--json")

    assert done.code == 0
    assert done.json["ok"]
    assert done.json["entries"] == done.json["size"] == size_of(copy)


def test_the_key_file_may_stand_elsewhere(copy, tmp_path):
    key = shutil.move(copy / "keys" / "audit-public.txt", tmp_path / "given-to-the-auditor.txt")

    assert command("audit", "verify", str(copy)).code == 2
    assert command("audit", "verify", str(copy), "--key", str(key)).code == 0


def test_the_record_under_another_citys_key_does_not_verify(copy, tmp_path):
    with towns.running(tmp_path / "another") as other:
        pass

    assert (
        command("audit", "verify", str(copy), "--key", str(other.data / "keys" / "audit-public.txt")).code
        == 1
    )


@pytest.mark.parametrize("where", [0.0, 0.1, 0.35, 0.6, 0.85, 0.999])
@pytest.mark.parametrize("place", [0, 3, 17, -1])
def test_a_changed_byte_of_an_entry_is_found_with_its_place(copy, place, where):
    place %= size_of(copy)
    with closing(sqlite3.connect(copy / "audit.sqlite")) as database:
        entry = bytearray(database.execute("SELECT entry FROM entries WHERE idx = ?", (place,)).fetchone()[0])
    entry[int(where * len(entry))] ^= 1
    tamper(copy, ("UPDATE entries SET entry = ? WHERE idx = ?", (bytes(entry), place)))
    done = command("audit", "verify", str(copy))

    assert done.code == 1
    assert f"entry {place}:" in done.out
    assert "FAULT" in done.out


@pytest.mark.parametrize("place", [0, 17, -1])
def test_an_entry_changed_together_with_its_hash_is_found(copy, place):
    place %= size_of(copy)
    with closing(sqlite3.connect(copy / "audit.sqlite")) as database:
        entry = database.execute("SELECT entry FROM entries WHERE idx = ?", (place,)).fetchone()[0]
    other = entry.replace(b'"v":1', b'"v":2')
    tamper(copy, ("UPDATE entries SET entry = ?, leaf = ? WHERE idx = ?", (other, leaf_hash(other), place)))
    done = command("audit", "verify", str(copy))

    assert other != entry
    assert done.code == 1
    assert "the root differs" in done.out


@pytest.mark.parametrize("place", [0, 5, 20])
def test_a_removed_row_is_found_with_its_place(copy, place):
    tamper(copy, ("DELETE FROM entries WHERE idx = ?", (place,)))
    done = command("audit", "verify", str(copy))

    assert done.code == 1
    assert f"entry {place} is missing" in done.out


@pytest.mark.parametrize("cut", [1, 2, 20])
def test_rows_cut_from_the_end_are_found_with_their_place(copy, cut):
    size = size_of(copy)
    tamper(copy, ("DELETE FROM entries WHERE idx >= ?", (size - cut,)))
    done = command("audit", "verify", str(copy))

    assert done.code == 1
    assert "cut from the end" in done.out
    assert str(size - cut) in done.out


def test_rows_renumbered_over_a_gap_are_found(copy):
    size = size_of(copy)
    tamper(
        copy,
        ("DELETE FROM entries WHERE idx = 7",),
        *[("UPDATE entries SET idx = ? WHERE idx = ?", (n - 1, n)) for n in range(8, size)],
    )

    assert command("audit", "verify", str(copy)).code == 1


def test_a_cut_log_with_an_older_checkpoint_is_caught_by_the_root_that_was_written_down(copy):
    before = command("audit", "verify", str(copy), "--json").json["root"]
    tamper(copy, ("DELETE FROM entries WHERE idx >= ?", (size_of(copy) - 1,)))
    after = command("audit", "verify", str(copy), "--json")

    assert (after.code, after.json["ok"]) == (1, False)
    assert after.json["root"] != before


def test_a_missing_or_changed_checkpoint_does_not_pass(copy):
    checkpoint = copy / "checkpoint"
    lines = checkpoint.read_text().splitlines(keepends=True)
    root = bytearray(base64.b64decode(lines[2]))
    root[0] ^= 1
    checkpoint.write_text("".join([*lines[:2], base64.b64encode(root).decode() + "\n", *lines[3:]]))
    changed = command("audit", "verify", str(copy)).code
    checkpoint.unlink()

    assert (changed, command("audit", "verify", str(copy)).code) == (1, 1)


def test_a_firewall_does_not_start_on_a_record_that_was_cut(copy, day):
    tamper(copy, ("DELETE FROM entries WHERE idx >= ?", (size_of(copy) - 3,)))
    for name in ("firewall.toml", "policies"):
        source = day[0].parent / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy.parent / name)
    done = command("run", "--config", str(copy.parent / "firewall.toml"))

    assert done.code == 2
    assert "firewall:" in done.err
