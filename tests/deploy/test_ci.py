"""What CI installs before the tests: nothing where all is there, and its failure ends nothing."""

import re
import shutil
import subprocess

import pytest

from tests.system.town import PROJECT

PROGRAMS = PROJECT / ".ci" / "programs"
NEEDED = re.findall(r"([a-z-]+):", re.search(r'^needed="(.*)"', PROGRAMS.read_text(), re.MULTILINE)[1])


@pytest.fixture
def installed(tmp_path):
    """Runs it where these commands, and no others, are there."""

    def run(*commands):
        for name in commands:
            (tmp_path / name).write_text("#!/bin/sh\nexit 3\n")
            (tmp_path / name).chmod(0o755)
        return subprocess.run(
            [shutil.which("bash"), PROGRAMS],
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    return run


def test_where_everything_is_there_nothing_is_installed(installed):
    done = installed(*NEEDED)

    assert (done.returncode, done.stdout) == (0, "")


def test_where_nothing_can_be_installed_it_says_what_is_missing(installed):
    done = installed("curl", "haproxy")

    assert done.returncode == 1
    assert done.stdout.startswith("Missing: gcc libc6-dev docker-compose faketime jq nginx-light prometheus")


def test_the_tests_run_though_programs_are_missing():
    assert re.search(r"^\.ci/programs \|\| echo ", (PROJECT / ".ci" / "run").read_text(), re.MULTILINE)


def test_every_program_that_tests_look_for_is_installed():
    looked_for = {
        name
        for path in (PROJECT / "tests").rglob("*.py")
        for name in re.findall(r'shutil\.which\("([a-z-]+)"\)', path.read_text("utf-8"))
    }

    assert looked_for - {"systemd-analyze", "bash", *NEEDED} == set()
