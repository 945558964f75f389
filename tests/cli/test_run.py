"""``firewall run`` as a process: how it starts, how it ends, and why it does not start."""

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys

import pytest

from firewall.cli.run import tune
from tests.system import process
from tests.system.town import COUNTY, command, environment, fetch


@pytest.fixture(scope="session")
def used(tmp_path_factory):
    """A directory in which a firewall ran, answered and was stopped."""
    config = process.furnished(tmp_path_factory.mktemp("run") / "city")
    with process.running(config) as firewall:
        key = command("partner", "add-key", COUNTY, "--config", str(config)).out.strip()
        headers = [("Host", "city"), ("Purpose-Of-Use", "public-health"), ("Authorization", f"Bearer {key}")]
        statuses = [
            fetch(firewall.admin_url, "/healthz", headers=[("Host", "127.0.0.1")]).status,
            fetch(firewall.url, "/clinic/patients/1", headers=headers).status,
            fetch(firewall.url, "/clinic/patients/1", headers=headers[:2]).status,
        ]
        code = firewall.ended(by=signal.SIGTERM)
    return config, statuses, code, firewall.said()


@pytest.fixture
def copy(used, tmp_path):
    shutil.copytree(used[0].parent, tmp_path / "city")
    return tmp_path / "city"


def run(directory, *words):
    return subprocess.run(
        [sys.executable, "-m", "firewall.cli", "run", "--config", str(directory / "firewall.toml"), *words],
        env=environment(), cwd=directory, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_it_answers_while_it_runs(used):
    assert used[1] == [200, 502, 404]


def test_sigterm_is_a_clean_end(used):
    assert used[2] == 0


def test_it_says_where_it_listens_and_with_which_policy(used):
    lines = used[3].splitlines()

    assert any(line.startswith("listening on 127.0.0.1:") for line in lines)
    assert any(line.startswith("metrics and health on 127.0.0.1:") for line in lines)
    assert any(line.startswith("policy ") for line in lines)


def test_it_says_that_it_stopped_and_how_many_entries_there_are(used):
    verified = command("audit", "verify", str(used[0].parent / "data"), "--json")

    assert used[3].splitlines()[-1] == f"stopped, {verified.json['entries']} entries"


def test_its_record_verifies_to_the_last_entry(used):
    done = command("audit", "verify", str(used[0].parent / "data"), "--json")

    assert (done.code, done.json["ok"], done.json["entries"]) == (0, True, done.json["size"])


def test_a_taken_port_is_a_sentence(copy):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        text = (copy / "firewall.toml").read_text().replace("port = 0", f"port = {taken.getsockname()[1]}", 1)
        (copy / "firewall.toml").write_text(text)
        done = run(copy)

    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be listened on" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_create_a_wrong_directory_is_an_error(copy):
    shutil.rmtree(copy / "data")
    done = run(copy)

    assert done.returncode == 2
    assert "--create" in done.stderr
    assert not (copy / "data").exists()


def test_keys_that_others_can_read_stop_the_start(copy):
    (copy / "data" / "keys" / "digest.key").chmod(0o644)
    done = run(copy)

    assert done.returncode == 2
    assert "chmod 600" in done.stderr


def test_a_missing_key_stops_the_start_even_with_create(copy):
    (copy / "data" / "keys" / "pseudonym.key").unlink()
    done = run(copy, "--create")

    assert done.returncode == 2
    assert "backup" in done.stderr


@pytest.mark.parametrize("name", ["audit", "review", "identity"])
def test_data_of_another_version_is_a_sentence(copy, name):
    database = sqlite3.connect(copy / "data" / f"{name}.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    done = command("case", "list", "--config", str(copy / "firewall.toml"))

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("firewall: ")
    assert "fault of ours" not in done.err


def test_a_missing_record_is_not_made_anew(copy):
    (copy / "data" / "audit.sqlite").unlink()
    done = run(copy, "--create")

    assert done.returncode == 2
    assert "checkpoint vouches" in done.stderr


def test_a_folder_that_breaks_a_promise_is_not_run(copy):
    promise = "{promise: p, says: No name leaves., never_receives: [identity.name], from: 2026-01-01}"
    (copy / "policies" / "promises.yaml").write_text(f"promises:\n  - {promise}\n")
    done = run(copy)

    assert done.returncode == 78
    assert "POL300 promises.yaml:2:5: The promise `p` is not kept: On " in done.stderr


def test_a_folder_with_faults_is_not_run(copy):
    (copy / "policies" / "city.yaml").write_text("city: x\n")
    done = run(copy)

    assert done.returncode == 78
    assert "nothing was loaded" in done.stderr


def test_tuning_keeps_the_collector_and_quickens_the_switch(monkeypatch):
    did = []
    monkeypatch.setattr("sys.setswitchinterval", did.append)
    monkeypatch.setattr("gc.freeze", lambda: did.append("freeze"))
    monkeypatch.setattr("gc.set_threshold", lambda *_: did.append("threshold"))
    tune()

    assert did == [0.0005, "freeze", "threshold"]


_RINGS = """
import gc, sys
from collections import deque
from firewall.cli.run import tune
tune()
before, most, held = sys.getallocatedblocks(), 0, deque(maxlen=30_000)
for number in range(3_000_000):
    ring = []
    ring.append(ring)
    held.append(ring)
    if number % 10_000 == 0:
        most = max(most, sys.getallocatedblocks() - before)
print(most, gc.get_stats()[2]["collections"])
"""


def test_what_refers_to_itself_is_not_held_by_the_million():
    done = subprocess.run([sys.executable, "-c", _RINGS], capture_output=True, text=True, check=True)

    most, looked_at_all = map(int, done.stdout.split())
    assert most < 1_000_000
    assert looked_at_all > 1  # once is tune itself
