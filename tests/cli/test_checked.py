"""``firewall check`` without a folder: everything that a start needs, and an exit code for whoever starts it."""

import json
from datetime import UTC, datetime

import pytest

from tests.helpers import detectors
from tests.system import process
from tests.system.town import command


@pytest.fixture
def config(tmp_path, monkeypatch):
    ready = detectors()  # each command would build its own, for seconds
    monkeypatch.setattr("firewall.app.detectors", lambda *_: ready)
    monkeypatch.setattr(
        "firewall.app.now", lambda: datetime.now(UTC)
    )  # a town that still runs has a day of its own
    config = process.furnished(tmp_path)
    process.keyed(config)
    return config


def test_a_fault_ends_with_1_and_a_line_each(config):
    done = command("check", "--config", str(config))
    states = {line.split()[0] for line in done.out.splitlines()}

    assert done.code == 1
    assert states == {"ok", "fault"}
    assert done.err.endswith(f"{done.out.count('fault  ')} faults, 0 warnings.\n")
    assert (
        "service clinic: Nobody listens at http://127.0.0.1:9. Start it, or correct `upstream:` in services/clinic.yaml."
        in done.out
    )


def test_json_tells_the_same(config):
    done = command("check", "--config", str(config), "--json")
    rows = json.loads(done.out)

    assert done.code == 1
    assert {tuple(row) for row in rows} == {("about", "state", "says", "remedy")}
    assert {"service 311", "service clinic"} <= {row["about"] for row in rows if row["state"] == "fault"}


def test_without_a_configuration_it_cannot_do_its_work(tmp_path):
    done = command("check", "--config", str(tmp_path / "firewall.toml"))

    assert (done.code, done.out) == (2, "")
    assert "--config" in done.err


def test_a_folder_alone_is_still_looked_at_alone(config):
    done = command("check", str(config.parent / "policies"))

    assert (done.code, "no faults" in done.out) == (0, True)
