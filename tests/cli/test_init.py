"""The commands as a whole: where they print, how they end, and that an error is a sentence."""

import subprocess
import sys

import pytest

from firewall import cli
from firewall.errors import FirewallError
from tests.system.town import command, environment

COMMANDS = (
    "run",
    "scan",
    "demo",
    "demo-city",
    "check",
    "try",
    "policy",
    "audit",
    "case",
    "process",
    "partner",
    "latch",
    "names",
    "packs",
)


def ending_with(monkeypatch, error):
    def fails():
        raise error

    monkeypatch.setattr(cli, "app", fails)
    return command()


def test_help_lists_every_command():
    done = command("--help")

    assert done.code == 0
    assert all(f"  {name} " in done.out for name in COMMANDS)


@pytest.mark.parametrize("name", ["audit", "case", "process", "partner", "latch", "policy", "names"])
def test_a_group_alone_shows_its_help(name):
    done = command(name)

    assert "Usage: firewall" in done.out + done.err
    assert "Traceback" not in done.err


def test_a_mistyped_command_is_answered_with_the_nearest():
    done = command("chek")

    assert (done.code, done.out) == (2, "")
    assert "Did you mean 'check'?" in done.err


def test_an_error_of_the_operators_is_a_sentence_on_standard_error(monkeypatch):
    done = ending_with(monkeypatch, FirewallError("Choose another one."))

    assert (done.code, done.out, done.err) == (2, "", "firewall: Choose another one.\n")


def test_an_error_of_ours_names_its_class_and_no_value(monkeypatch):
    done = ending_with(monkeypatch, ValueError("A000165432"))

    assert done.code == 2
    assert "ValueError in fails" in done.err
    assert "A000165432" not in done.err


def test_ctrl_c_is_told_to_the_shell(monkeypatch):
    assert ending_with(monkeypatch, KeyboardInterrupt()).code == 130


def test_faults_of_policies_are_all_told_and_counted(tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "city.yaml").write_text("city: [\n")
    (tmp_path / "firewall.toml").write_text("")
    done = command("process", "verify", "P-1", "--config", str(tmp_path / "firewall.toml"))

    assert done.code == 2
    assert "city.yaml:" in done.err
    assert "faults: nothing was loaded." in done.err


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "firewall.cli", "--help"], env=environment(), capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")
