"""``firewall policy diff --replay``: the record of a running city, decided again under a draft."""

import json
import shutil

import pytest

from tests.system.town import COUNTY, ICE, command

AGREEMENT = "agreements/county-public-health.yaml"


@pytest.fixture
def draft(town, tmp_path):
    folder = tmp_path / "draft"
    shutil.copytree(town.directory / "policies", folder)
    path = folder / AGREEMENT
    path.write_text(path.read_text("utf-8").replace("identity.name, contact.phone", "identity.name"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def asked(town):
    town.ask(COUNTY, "/clinic/patients/1003")
    town.ask(ICE, "/clinic/patients/1003")


def diff(town, draft, *words):
    return command(
        "policy", "diff", str(town.directory / "policies"), str(draft), "--replay",
        "--config", str(town.directory / "firewall.toml"), *words,
    )  # fmt: skip


def test_what_was_released_would_be_so_with_other_members(town, draft, asked):
    done = diff(town, draft)

    assert "Of the record, " in done.out
    assert "Released as now, with other members" in done.out
    assert "/phone" in done.out
    assert "Unchanged: " in done.out
    assert done.code == 1


def test_json_has_the_counts(town, draft, asked):
    told = json.loads(diff(town, draft, "--json", "--days", "36500").out)["replay"]

    assert told["totals"]["members"] >= 1
    assert told["exchanges"] == sum(told["totals"].values())


def test_only_what_is_looser(town, draft, asked):
    done = diff(town, draft, "--looser")

    assert "Released as now, with other members" not in done.out


def test_the_data_directory_can_be_named(town, draft, asked, tmp_path):
    policies = str(town.directory / "policies")
    done = command("policy", "diff", policies, policies, "--replay", "--data", str(town.directory / "data"))
    none = command("policy", "diff", policies, policies, "--replay", "--data", str(tmp_path))

    assert "Of the record, " in done.out
    assert (none.code, "There is no audit log" in none.err) == (2, True)
