"""The papers say what is true: their commands run, their references are whole, their links lead somewhere."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firewall.config import EXAMPLE
from firewall.metrics import Metrics
from firewall.policy.files import reading
from firewall.policy.load import examine
from firewall.policy.yaml import Faults, parse
from tests.helpers_names import MODEL
from tests.system import process, town
from tests.system.town import COUNTY, ICE, POLICIES, PROJECT, command

PAPERS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
SETUP = {"make", "docker-compose"}
WALKED = {"tutorial.md", "signed-policies.md"}
"""Pages whose commands build on each other: test_tutorial.py and test_signed_policies.py do what they say, in order."""
CASE, PROCESS, KEY = (re.compile(p) for p in (r"C-\w{4}-\w{4}", r"P-\w{4}-\w{4}", r"\b1a2b3c4d\b"))


def text(name):
    return (PROJECT / name).read_text("utf-8")


def blocks(paper, language):
    return re.findall(rf"^```{language}\n(.*?)^```", paper, re.MULTILINE | re.DOTALL)


def lines(path):
    for block in blocks(path.read_text("utf-8"), "console"):
        yield from (line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ "))


COMMANDS = [
    (name, line)
    for line, name in {
        line: path.name for path in reversed(PAPERS) if path.name not in WALKED for line in lines(path)
    }.items()
]
"""Each line once: the runbooks have many of them in common."""
RUN = [(name, line) for name, line in COMMANDS if line.startswith("firewall run")]
STAFF = [(name, line) for name, line in COMMANDS if line.startswith("firewall ") and (name, line) not in RUN]


def named(pairs):
    return [f"{name}: {line[:60]}" for name, line in pairs]


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A running city whose directory looks as the papers say: a configuration, policies, data, cases, keys."""
    with town.running(tmp_path_factory.mktemp("docs") / "city") as running:
        running.firewall("process", "list")
        running.firewall("mirror", "add-key", COUNTY)
        shutil.copytree(running.directory / "policies", running.directory / "draft")
        (running.directory / "models").mkdir()
        (running.directory / "models" / "en_core_web_sm-3.8.0").symlink_to(MODEL)
        yield running


def ready(city, line):
    """Put ids that exist in the place of those that the papers show."""
    if "case " in line:
        line = CASE.sub(city.ask(ICE, "/clinic/patients/1001").case, line)
    if "process " in line and PROCESS.search(line):
        number = city.entered("judicial-warrant", ICE, "/clinic/patients/1001", "identity.name")
        line = PROCESS.sub(number, line)
    if (
        "backups/" in line
        and not line.startswith("firewall backup ")
        and not (city.directory / "backups").exists()
    ):
        backup = next(one for _, one in STAFF if one.startswith("firewall backup "))
        in_directory(city.directory, lambda: command(*shlex.split(backup)[1:]))
    if KEY.search(line):
        line = KEY.sub(city.firewall("partner", "add-key", COUNTY).out.split("_")[1], line)
    return line


def in_directory(directory, call):
    """Run in this directory: the papers' paths are relative."""
    before = Path.cwd()
    os.chdir(directory)
    try:
        return call()
    finally:
        os.chdir(before)


@pytest.mark.parametrize(("paper", "line"), STAFF, ids=named(STAFF))
def test_a_command_of_the_papers_does_its_work(city, paper, line):
    words = shlex.split(ready(city, line))[1:]
    done = in_directory(city.directory, lambda: command(*words))

    # To find something is what a scan is for.
    assert done.code in ({0, 1} if line.startswith("firewall scan ") else {0}), done.err


@pytest.mark.parametrize(("paper", "line"), RUN, ids=named(RUN))
def test_the_firewall_starts_as_the_papers_say_and_stops(tmp_path, paper, line):
    config = process.furnished(tmp_path)
    words = shlex.split(line)[1:]
    if "--create" not in words:
        with process.running(config):
            pass
    started = subprocess.Popen(
        [sys.executable, "-m", "firewall.cli", *words], cwd=tmp_path, env=town.environment(), stderr=subprocess.PIPE, text=True
    )  # fmt: skip
    said = iter(started.stderr.readline, "")
    told = next((one for one in said if one.startswith("policy ")), "")
    started.send_signal(signal.SIGTERM)
    started.communicate(timeout=40)

    assert told
    assert started.returncode == 0


@pytest.mark.parametrize("line", [line for _, line in COMMANDS if line.startswith("curl ")])
def test_a_curl_line_of_the_papers_is_answered(city, line):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed: the papers' curl lines were not run")
    line = line.replace("http://127.0.0.1:8081", city.admin_url).replace("http://127.0.0.1:8080", city.url)
    done = subprocess.run([*shlex.split(line), "--fail"], capture_output=True, timeout=20, check=False)

    assert (done.returncode, bool(done.stdout)) == (0, True)


def test_every_other_line_of_the_papers_is_known():
    others = [line for _, line in COMMANDS if line.split()[0] not in {"firewall", "curl"}]
    targets = re.findall(r"^(\w+):", text("Makefile"), re.MULTILINE)

    assert len(STAFF) > 15
    assert {line.split()[0] for line in others} <= SETUP
    assert {line.split()[1] for line in others if line.startswith("make ")} <= set(targets)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_links_of_the_papers_lead_to_files(path):
    linked = [link for link in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")) if "://" not in link]

    assert [link for link in linked if not (path.parent / link).exists()] == []


def test_the_configuration_of_the_papers_is_the_programs():
    assert blocks(text("docs/operators.md"), "toml") == [EXAMPLE]


def test_the_papers_know_every_series():
    kinds = {"counter": "_total", "info": "_info"}
    series = {
        f"{family.name}{kinds.get(family.type, '')}" for family in Metrics([], [], []).registry.collect()
    }
    told = set(re.findall(r"^\| `(firewall_\w+)`", text("docs/reference.md"), re.MULTILINE))

    assert told == series


def known_keys(monkeypatch):
    """What the loader knows, by the kind of block, as it reads the city's policies."""
    found = {}
    init = reading.Section.__init__

    def noting(self, node, faults, *, what, known, required=()):
        found.setdefault(what, set()).update(known)
        init(self, node, faults, what=what, known=known, required=required)

    monkeypatch.setattr(reading.Section, "__init__", noting)
    files = {path.relative_to(POLICIES).as_posix(): path for path in POLICIES.rglob("*") if path.is_file()}
    examine({name: path.read_text("utf-8") for name, path in files.items()})
    return found


def test_the_papers_show_every_key_of_every_file(monkeypatch):
    shown = set(
        re.findall(
            r"\b([a-z_0-9]+):(?= |$)",
            "".join(blocks(text("docs/policies.md") + text("docs/duties.md"), "yaml")),
            re.MULTILINE,
        )
    )
    known = known_keys(monkeypatch)

    assert len(known) > 12
    assert {what: sorted(keys - shown) for what, keys in known.items() if keys - shown} == {}


def test_the_examples_of_the_papers_are_read_by_the_loader():
    faults = Faults()
    for block in blocks(text("docs/policies.md"), "yaml"):
        parse("policies.md", block, faults)

    assert faults.found == []


def test_the_papers_show_no_key_that_the_loader_does_not_know(monkeypatch):
    known = set().union(*known_keys(monkeypatch).values())
    free = {
        "name",
        "fields",
        "page",
        "count",
        "id",
        "citizenship",
        "language",
        "case_notes",
        "coarsen",
        "mask",
    }
    lines = [line for block in blocks(text("docs/policies.md"), "yaml") for line in block.splitlines()]
    shown = {match[1] for line in lines if (match := re.match(r"\s*(?:- )?([a-z_0-9]+):(?: |$)", line))}

    assert shown - known - free == set()
