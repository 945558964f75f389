"""One firewall serves from a directory, commands write beside it, and whoever restores is alone: across processes."""

import subprocess
import sys

import pytest

from firewall.errors import ConfigError
from firewall.occupied import alone, serving, using

HOLDS = """
import sys
from pathlib import Path
from firewall import occupied
with getattr(occupied, sys.argv[1])(Path(sys.argv[2])):
    print("in", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    """Another process that is in the directory in some way, until it is told to go or is killed."""
    started = []

    def enter(how):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDS, how, tmp_path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "in\n"
        return process

    yield enter
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("there", "comes", "says"),
    [
        ("serving", serving, "A firewall is running"),
        ("serving", alone, "in use"),
        ("using", alone, "in use"),
        ("alone", using, "restored or migrated"),
        ("alone", serving, "A firewall is running"),
        ("alone", alone, "in use"),
    ],
)
def test_who_cannot_be_there_together_is_told_so(tmp_path, other, there, comes, says):
    other(there)

    with pytest.raises(ConfigError, match=says), comes(tmp_path):
        pass


@pytest.mark.parametrize(("there", "comes"), [("serving", using), ("using", using), ("using", serving)])
def test_a_firewall_and_commands_are_there_together(tmp_path, other, there, comes):
    other(there)

    with comes(tmp_path):
        pass


def test_who_is_killed_leaves_the_directory_free(tmp_path, other):
    process = other("serving")
    process.kill()
    process.wait()

    with serving(tmp_path):
        pass


def test_a_directory_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be written to"), using(tmp_path / "missing"):
        pass
