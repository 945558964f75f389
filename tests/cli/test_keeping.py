"""``firewall backup`` and ``restore`` beside a running city."""

import json
import sys

import pytest

from firewall.cli import keeping
from tests.system.town import COUNTY, command


@pytest.fixture
def backup(town, tmp_path):
    """A backup of the running city and of its keys."""
    town.ask(COUNTY, "/clinic/patients/1001")
    done = town.firewall(
        "backup", str(tmp_path / "backup"), "--keys-to", str(tmp_path / "keys"), "--by", "A. Operator"
    )
    assert done.code == 0, done.err
    return tmp_path / "backup"


def restored(town, backup, into, *words):
    keys = backup.with_name("keys")
    return town.firewall("restore", str(backup), "--into", str(into), "--keys", str(keys), *words)


def test_a_backup_beside_a_running_firewall_verifies(town, backup):
    done = command("audit", "verify", str(backup))

    assert (done.code, "intact" in done.out) == (0, True)


def test_a_backup_is_on_record_with_who_made_it(town, backup):
    """The city goes on while it is backed up: an entry of its own may stand behind that of the backup."""
    entry = next(entry for entry in reversed(town.entries()) if entry.get("act") == "backup")

    assert (entry["by"], entry["subject"]) == ("A. Operator", "backup")


def test_a_backup_as_json_is_its_manifest(town, tmp_path):
    done = town.firewall("backup", str(tmp_path / "b"), "--json")
    told = {name: value for name, value in done.json.items() if name not in {"to", "keys_to"}}

    assert told == json.loads((tmp_path / "b" / "manifest.json").read_text())
    assert (done.json["to"], done.json["keys_to"]) == (str(tmp_path / "b"), None)
    assert "--keys-to" in done.err


def test_a_restored_city_says_so(town, backup, tmp_path):
    done = restored(town, backup, tmp_path / "new")

    assert (done.code, "Restored into" in done.out) == (0, True)
    assert "was restored on" in command("audit", "verify", str(tmp_path / "new")).out


def test_an_older_state_needs_a_reason_and_is_told_by_verify(town, backup, tmp_path):
    town.ask(COUNTY, "/clinic/patients/1001")
    town.firewall("backup", str(tmp_path / "later"))
    later = ("--checkpoint", str(tmp_path / "later" / "checkpoint"))
    refused = restored(town, backup, tmp_path / "new", *later)
    unexplained = restored(town, backup, tmp_path / "new", *later, "--older")
    done = restored(town, backup, tmp_path / "new", *later, "--older", "--why", "disk lost", "--json")

    assert (refused.code, unexplained.code, done.code) == (2, 2, 0)
    assert "--older and --why" in refused.err
    assert done.json["missing"] > 0
    assert (
        f"{done.json['missing']} entries that a later"
        in command("audit", "verify", str(tmp_path / "new")).out
    )
    compared = command("audit", "verify", str(tmp_path / "new"), *later, "--json")
    assert (compared.code, len(compared.json["notes"])) == (0, 2)


def test_what_is_missing_is_told_on_standard_error(town, backup, tmp_path):
    town.ask(COUNTY, "/clinic/patients/1001")
    town.firewall("backup", str(tmp_path / "later"))
    words = ("--checkpoint", str(tmp_path / "later" / "checkpoint"), "--older", "--why", "disk lost")

    assert "tell your auditor" in restored(town, backup, tmp_path / "new", *words).err


def test_nothing_is_restored_into_the_running_firewall(town, backup):
    done = restored(town, backup, town.data)

    assert (done.code, "in use" in done.err) == (2, True)


def test_a_backup_that_is_there_is_not_written_over(town, backup):
    done = town.firewall("backup", str(backup))

    assert (done.code, "there already" in done.err) == (2, True)


def test_a_backup_that_cannot_be_recorded_is_whole_and_told(town, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "_recorded", lambda *_: "The disk is nearly full.")
    done = town.firewall("backup", str(tmp_path / "b"))

    assert (done.code, "could not be recorded: The disk" in done.err) == (1, True)
    assert command("audit", "verify", str(tmp_path / "b")).code == 0


def test_a_restore_works_where_there_is_no_configuration_left(backup, tmp_path):
    words = ("--into", str(tmp_path / "new"), "--keys", str(backup.with_name("keys")))

    assert command("restore", str(backup), *words, "--config", str(tmp_path / "none.toml")).code == 0


def test_a_bar_is_drawn_where_somebody_looks(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with keeping.bar(as_json=False) as progress:
        progress("verify", 1, 2)
        progress("verify", 2, 2)
    with keeping.bar(as_json=True) as progress:
        progress("verify", 2, 2)

    assert "verify" in capsys.readouterr().err


def test_a_directory_of_this_version_is_not_migrated(town):
    for words in (("migrate",), ("migrate", "--dry-run")):
        done = town.firewall(*words)
        assert (done.code, "Nothing is to be done" in done.out) == (0, True)
