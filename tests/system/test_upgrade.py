"""This version beside one that is newer by a schema: upgrade, refusal, way back, and both at once behind a balancer."""

import subprocess
import sys

import pytest

from firewall import occupied
from tests.system import process
from tests.system.town import COUNTY, command, environment, fetch

NEWER = """
import sys
from dataclasses import replace
from pathlib import Path
from firewall.identity import keys
from firewall.keeping import manifest, migrate, restore
from firewall.cli import main

keys.SCHEMA_VERSION = 2
manifest.KNOWN["identity.sqlite"] = 2
scripts = Path(sys.argv.pop(1))
migrate.BOOKS = tuple(replace(book, version=2, scripts=scripts) if book.stem == "identity" else book
                      for book in migrate.BOOKS)
main()
"""
SCRIPT = """
from alembic import op
revision, down_revision = "identity_0002", "identity_0001"
def upgrade():
    op.execute("CREATE TABLE used_token (jti TEXT PRIMARY KEY) STRICT")
"""


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    from firewall.keeping.migrate import _SCRIPTS

    folder = tmp_path_factory.mktemp("identity")
    (folder / "v0001.py").write_bytes((_SCRIPTS / "identity" / "v0001.py").read_bytes())
    (folder / "v0002.py").write_text(SCRIPT)
    return folder


@pytest.fixture
def newer(scripts, config):
    """Runs a command of the newer program."""
    start = [sys.executable, "-c", NEWER, str(scripts)]

    def run(*words):
        return subprocess.run(
            [*start, *words, "--config", str(config)],
            cwd=config.parent, env=environment(), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    run.start = start
    return run


@pytest.fixture
def config(tmp_path):
    config = process.furnished(tmp_path / "firewall")
    process.keyed(config, COUNTY)
    return config


def ours(config, *words):
    return command(*words, "--config", str(config))


def test_an_upgrade_is_looked_at_done_and_taken_back(config, newer, tmp_path):
    data, backup = config.parent / "data", tmp_path / "before"
    unmigrated = newer("partner", "list", "--json")
    before = (data / "identity.sqlite").read_bytes()
    looked = newer("migrate", "--dry-run")
    unchanged = (data / "identity.sqlite").read_bytes() == before
    done = newer("migrate", "--backup-to", str(backup), "--by", "A. Operator")
    listed = newer("partner", "list", "--json")
    again = newer("migrate")

    assert (unmigrated.returncode, "run `firewall migrate`" in unmigrated.stderr) == (2, True)
    assert (looked.returncode, unchanged) == (0, True)
    assert "CREATE TABLE used_token" in looked.stdout
    assert (done.returncode, done.stdout) == (0, "identity.sqlite: schema 1 to 2\n")
    assert (listed.returncode, COUNTY in listed.stdout) == (0, True)
    assert "Nothing is to be done" in again.stdout

    refused = ours(config, "run")
    assert (refused.code, "written by a newer version" in refused.err) == (2, True)

    words = (
        "--into",
        str(tmp_path / "back"),
        "--keys",
        str(data / "keys"),
        "--checkpoint",
        str(data / "checkpoint"),
    )
    back = ours(config, "restore", str(backup), *words, "--older", "--why", "the upgrade was taken back")
    assert (back.code, "are missing" in back.err) == (0, True)
    config.write_text(config.read_text().replace('"data"', f'"{tmp_path / "back"}"'))
    assert ours(config, "partner", "list").code == 0
    assert command("audit", "verify", str(tmp_path / "back")).code == 0
    assert command("audit", "verify", str(data)).code == 0


def test_a_backup_of_an_older_version_is_restored_into_the_newer_one(config, newer, tmp_path):
    made = ours(config, "backup", str(tmp_path / "b"), "--keys-to", str(tmp_path / "k"))
    done = newer(
        "restore", str(tmp_path / "b"), "--into", str(tmp_path / "new"), "--keys", str(tmp_path / "k")
    )
    later = newer("backup", str(tmp_path / "c")) if newer("migrate").returncode == 0 else None
    refused = ours(
        config, "restore", str(tmp_path / "c"), "--into", str(tmp_path / "x"), "--keys", str(tmp_path / "k")
    )

    assert (made.code, done.returncode, later.returncode) == (0, 0, 0)
    assert (refused.code, "written by a newer version" in refused.err) == (2, True)


def test_a_running_firewall_is_not_migrated(config, newer):
    with occupied.serving(config.parent / "data"):
        looked = newer("migrate", "--dry-run")
        done = newer("migrate")

    assert (looked.returncode, done.returncode) == (0, 2)
    assert "Stop the firewall" in done.stderr


def test_two_versions_answer_side_by_side_and_each_has_its_own_record(config, newer, tmp_path):
    with process.city(tmp_path / "services") as upstreams:
        config = process.furnished(tmp_path / "old", upstreams)
        keys = process.keyed(config, COUNTY)
        beside = process.furnished(tmp_path / "new", upstreams)
        made = ours(config, "backup", str(tmp_path / "b"), "--keys-to", str(tmp_path / "k"))
        words = (
            "restore",
            str(tmp_path / "b"),
            "--into",
            str(tmp_path / "new" / "data"),
            "--keys",
            str(tmp_path / "k"),
        )
        done = newer(*words)
        with process.running(config) as old, Newer(beside, newer.start).listening() as new:
            answers = [ask(firewall, keys) for firewall in (old, new)]
            code = new.ended(by=15)

    assert (made.code, done.returncode, code) == (0, 0, 0)
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    verdicts = [
        command("audit", "verify", str(tmp_path / name / "data"), "--json").json for name in ("old", "new")
    ]
    assert [(verdict["ok"], len(verdict["notes"])) for verdict in verdicts] == [(True, 0), (True, 1)]


class Newer(process.Firewall):
    """``firewall run`` of the newer program."""

    def __init__(self, config, start):
        original = subprocess.Popen
        subprocess.Popen = lambda words, **how: original([*start, *words[3:]], **how)
        try:
            super().__init__(config)
        finally:
            subprocess.Popen = original

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def ask(firewall, keys):
    sent = [
        ("Host", "city"),
        ("Authorization", f"Bearer {keys[COUNTY]}"),
        ("Purpose-Of-Use", "public-health"),
    ]
    return fetch(firewall.url, "/clinic/patients/1001", headers=sent)
