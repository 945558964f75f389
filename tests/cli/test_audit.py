"""``firewall audit`` on real records, whole and tampered with."""

import shutil
import sqlite3

import pytest

from firewall.cli import audit
from tests.helpers_keeping import furnished
from tests.system.town import COUNTY, command


@pytest.fixture
def copy(town, tmp_path):
    """A copy of the record of the city, as an auditor gets it."""
    with (
        sqlite3.connect(town.data / "audit.sqlite") as live,
        sqlite3.connect(tmp_path / "audit.sqlite") as mine,
    ):
        checkpoint = (town.data / "checkpoint").read_bytes()
        live.backup(mine)
    live.close()
    mine.close()
    (tmp_path / "checkpoint").write_bytes(checkpoint)
    shutil.copytree(town.data / "keys", tmp_path / "keys")
    return tmp_path


def change(directory, statement, *values):
    database = sqlite3.connect(directory / "audit.sqlite")
    with database:
        for trigger in [
            name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ]:
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute(statement, values)
    database.close()


def test_an_entry_is_shown_by_its_decision_and_by_its_index(town):
    answer = town.ask(COUNTY, "/clinic/patients/1001")
    by_id = town.firewall("audit", "show", answer.decision)
    by_index = town.firewall("audit", "show", str(by_id.json["index"]))

    assert by_id.code == 0
    assert by_id.json == by_index.json
    assert (by_id.json["kind"], by_id.json["outcome"], by_id.json["requester"]["id"]) == (
        "decided",
        "release",
        COUNTY,
    )


@pytest.mark.parametrize("wanted", ["999999", "00000000-0000-7000-8000-000000000000", "-", "²"])
def test_an_entry_that_is_not_there_is_told(town, wanted):
    done = town.firewall("audit", "show", wanted)

    assert (done.code, done.out) == (1, "")
    assert "no such entry" in done.err


def test_a_whole_record_verifies(copy):
    done = command("audit", "verify", str(copy))

    assert done.code == 0
    assert "entries, intact" in done.out


def test_the_database_names_its_record_as_well(copy):
    assert command("audit", "verify", str(copy / "audit.sqlite")).code == 0


def test_the_directory_around_the_data_names_its_record_as_well(copy, tmp_path_factory):
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(copy, house / "data")

    assert command("audit", "verify", str(house)).code == 0


def test_a_record_without_its_database_is_not_looked_for_elsewhere(copy):
    (copy / "audit.sqlite").unlink()

    assert command("audit", "verify", str(copy)).code != 0


def test_a_verdict_as_json_has_size_and_root(copy):
    done = command("audit", "verify", str(copy), "--json")

    assert done.json["ok"] is True
    assert done.json["faults"] == []
    assert done.json["entries"] >= done.json["size"] > 0
    assert done.json["root"]


def test_a_changed_entry_is_found_at_its_place(copy):
    change(
        copy,
        "UPDATE entries SET entry = CAST(replace(CAST(entry AS TEXT), 'demo', 'dem0') AS BLOB) WHERE idx = 3",
    )
    done = command("audit", "verify", str(copy))

    assert done.code == 1
    assert "FAULT: " in done.out
    assert "3" in done.out.partition("FAULT: ")[2].partition("\n")[0]
    assert "was changed" in done.err


def test_a_removed_row_is_found(copy):
    change(copy, "DELETE FROM entries WHERE idx = 4")
    done = command("audit", "verify", str(copy), "--json")

    assert done.code == 1
    assert any("4" in fault for fault in done.json["faults"])


def test_a_cut_record_is_found(copy):
    change(copy, "DELETE FROM entries WHERE idx >= 4")
    done = command("audit", "verify", str(copy))

    assert done.code == 1


def test_without_the_key_nothing_is_verified(copy):
    shutil.rmtree(copy / "keys")
    done = command("audit", "verify", str(copy))

    assert done.code == 2
    assert "Name it with --key" in done.err


def test_the_key_may_come_from_elsewhere(copy, tmp_path_factory):
    key = tmp_path_factory.mktemp("elsewhere") / "public.txt"
    shutil.move(copy / "keys" / "audit-public.txt", key)
    shutil.rmtree(copy / "keys")

    assert command("audit", "verify", str(copy), "--key", str(key)).code == 0


def test_another_citys_key_does_not_verify(copy, tmp_path_factory):
    key = tmp_path_factory.mktemp("elsewhere") / "public.txt"
    key.write_text((copy / "keys" / "audit-public.txt").read_text().replace("harbor-city", "elsewhere"))

    assert command("audit", "verify", str(copy), "--key", str(key)).code != 0


def test_a_directory_without_a_record_is_named(copy):
    (copy / "audit.sqlite").unlink()
    done = command("audit", "verify", str(copy))

    assert done.code != 0
    assert "Traceback" not in done.err


@pytest.fixture
def long(tmp_path):
    """The configuration of a record of 150 entries from one day, as commands take it."""
    furnished(tmp_path / "data", 150)
    config = tmp_path / "firewall.toml"
    config.write_text("[retention]\nlog_days = 3650\n")
    return config


def archive(config, name, *words):
    return command("audit", "archive", "--to", str(config.parent / name), *words, "--config", str(config))


def test_old_entries_are_archived_and_taken_out_only_when_it_is_said(long):
    place = long.parent
    early = archive(long, "early", "--before", "2026-11-01")
    kept = archive(long, "kept", "--before", "2026-11-25")
    whole = command("audit", "verify", str(place / "data"), "--json").json
    done = archive(long, "a", "--before", "2026-11-25", "--prune")
    verified = command("audit", "verify", str(place / "data"))
    compared = command(
        "audit", "verify", str(place / "data"), "--checkpoint", str(place / "a" / "checkpoint")
    )

    assert (early.code, "Nothing was archived" in early.err) == (2, True)
    assert (kept.code, whole["entries"], whole["notes"]) == (0, 150, [])
    assert (done.code, "taken out of the record" in done.out) == (0, True), done.err
    assert command("audit", "verify", str(place / "a")).code == 0
    assert (verified.code, "NOTE: entries 0 to 127 archived" in verified.out) == (0, True)
    assert compared.code == 0
    assert command("audit", "show", "0", "--config", str(long)).code == 1


def test_days_of_retention_are_the_default_of_an_archive(long):
    done = archive(long, "a")

    assert (done.code, "No whole part of the record is from before" in done.err) == (2, True)
    long.write_text("")
    unsaid = archive(long, "a")
    assert (unsaid.code, "retention.log_days" in unsaid.err) == (2, True)


def test_a_member_that_was_latched_is_told_in_a_sentence():
    (sentence,) = audit._explained({"latched": ["/notes"]})

    assert "/notes" in sentence
    assert "firewall latch clear" in sentence
