"""
The tutorial, as somebody follows it: its commands in their order, its edits, and the answers that it promises.

In the place of Datasette stands a server of ours that answers as Datasette does.
"""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.helpers_service import serving
from tests.system import town
from tests.system.town import PROJECT

PAGE = (PROJECT / "docs" / "tutorial.md").read_text("utf-8")
CANARIES = ("A000187654", "undocumented", "555-0142", "1991-05-17", "no papers")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def residents(directory):
    """The records of the page, made by its own script."""
    (script,) = [block for kind, block in _BLOCK.findall(PAGE) if kind == "python"]
    subprocess.run([sys.executable, "-c", script], cwd=directory, check=True, timeout=60)
    with contextlib.closing(sqlite3.connect(directory / "city.db")) as city:
        city.row_factory = sqlite3.Row
        return [dict(row) for row in city.execute("select * from residents")]


def datasette(rows):
    about = {"database": "city", "table": "residents", "truncated": False, "query_ms": 1.25}
    facets = [{"name": "a column", "toggle_url": "http://127.0.0.1/city/residents.json?_facet=notes"}]
    found = {"/city/residents.json": {**about, "rows": rows, "next": None, "suggested_facets": facets}}
    return found | {
        f"/city/residents/{row['id']}.json": {**about, "rows": [row], "units": {}} for row in rows
    }


class Walk:
    """Somebody with a terminal, who does what the page says."""

    def __init__(self, directory, url, ports):
        self.directory, self.url, self.ports = directory, url, ports
        self.key = ""
        self.running = None
        self.said = []
        shim = directory.parent / "bin" / "firewall"
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m firewall.cli "$@"\n')
        shim.chmod(0o755)
        self.env = {**town.environment(), "PATH": f"{shim.parent}:{os.environ['PATH']}"}

    def adapted(self, line):
        line = line.replace("http://127.0.0.1:8001", self.url).replace(
            "127.0.0.1:8080", f"127.0.0.1:{self.ports[0]}"
        )
        if line.startswith("firewall init"):
            line += f" --port {self.ports[0]} --admin-port {self.ports[1]}"
        if line.startswith("firewall audit show"):
            line = f"firewall audit show {self.last_decision()}"
        return line

    def last_decision(self):
        return re.search(r"Decision-Id: (\S+)", self.said[-1])[1]

    def do(self, line, promised):
        line = self.adapted(line)
        if line == "firewall run":
            self.run()
        elif line.startswith("curl"):
            self.curl(line, promised)
        else:
            done = self.shell(line + ('; printf %s "$KEY" >key' if line.startswith("KEY=") else ""))
            if line.startswith("KEY="):
                self.key = (self.directory / "key").read_text()
            assert str(done.returncode) == (promised or "0"), (line, done.stdout, done.stderr)

    def shell(self, line):
        done = subprocess.run(
            ["sh", "-c", line], cwd=self.directory, env={**self.env, "KEY": self.key}, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        self.said.append(done.stdout + done.stderr)
        return done

    def curl(self, line, promised):
        """Ask until it is as promised: a changed policy is taken over within a second or two."""
        ends = time.monotonic() + 30
        while not self.shell(line).stdout.startswith(promised) and time.monotonic() < ends:
            time.sleep(0.5)
        assert self.said[-1].startswith(promised), self.said[-1]

    def run(self):
        with (self.directory.parent / "run.log").open("wb") as log:
            self.running = subprocess.Popen(["firewall", "run"], cwd=self.directory, env=self.env, stderr=log)
        ends = time.monotonic() + 60
        while "policy " not in (self.directory.parent / "run.log").read_text():
            assert self.running.poll() is None
            assert time.monotonic() < ends
            time.sleep(0.1)

    def edit(self, block):
        """Change lines that begin as the page shows them; what stands behind stays."""
        name, *lines = block.splitlines()
        path = self.directory / name
        text = path.read_text()
        for old, new in zip(lines[::2], lines[1::2], strict=True):
            assert (old[0], new[0]) == ("-", "+")
            assert f"\n{old[1:]}" in text, old
            text = text.replace(f"\n{old[1:]}", f"\n{new[1:]}")
        path.write_text(text)

    def write(self, block):
        name = block.splitlines()[0].removeprefix("# ")
        assert (self.directory / name).exists()
        (self.directory / name).write_text(block)

    def end(self):
        if self.running is not None:
            self.running.send_signal(signal.SIGTERM)
            return self.running.wait(60)
        return None


def steps():
    """Yield what the page says to do: commands with what they promise, edits, and files."""
    for kind, block in _BLOCK.findall(PAGE):
        if kind == "console":
            for told in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                line, _, promised = told.partition("\n")
                yield "do", line, promised.strip()
        elif kind == "diff":
            yield "edit", block, ""
        elif kind == "yaml":
            yield "write", block, ""


@contextlib.contextmanager
def walking(directory):
    import socket

    directory.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        ports = one.getsockname()[1], other.getsockname()[1]
    away = directory.parent / "service"
    away.mkdir()
    rows = residents(away)
    shutil.rmtree(away)  # where no command looks for values, and no test of what was written
    with serving(datasette(rows)) as (url, _):
        walk = Walk(directory, url, ports)
        try:
            yield walk
        finally:
            walk.end()


SETUP = ("pip install datasette", "python make_city.py", "datasette city.db --port 8001")


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    if (
        not os.access("/bin/sh", os.X_OK)
        or subprocess.run(["which", "curl"], capture_output=True, check=False).returncode
    ):
        pytest.skip("curl or sh is not installed: the tutorial was not walked through")
    with walking(tmp_path_factory.mktemp("tutorial") / "work") as walk:
        for verb, text, promised in steps():
            if text not in SETUP:
                walk.do(text, promised) if verb == "do" else getattr(walk, verb)(text)
        yield walk


def test_the_page_can_be_walked_through_and_its_promises_hold(walked):
    assert sum(verb == "do" for verb, _, _ in steps()) > 15
    assert {text for verb, text, _ in steps() if verb == "do"} >= set(SETUP)
    assert walked.running.poll() is None


def test_names_left_and_nothing_else_of_a_person(walked):
    (answer,) = [
        said for said in walked.said if said.startswith("HTTP/1.1 200") and "Fields-Withheld" in said
    ]

    assert "Lucía Invented" in answer
    assert "7001" in answer
    assert "a column" not in answer
    assert [canary for canary in CANARIES if canary in answer] == []


def test_no_value_was_told_by_any_command_or_written_anywhere(walked):
    told = [said for said in walked.said if not said.startswith("HTTP/1.1 200")]
    written = [
        path.read_text(errors="replace")
        for path in walked.directory.parent.rglob("*")
        if path.is_file() and path.name != "data.yaml"
    ]

    assert [canary for canary in (*CANARIES, "Lucía") for text in told if canary in text] == []
    assert [
        canary for canary in ("A000187654", "555-0142", "Lucía") for text in written if canary in text
    ] == []


def test_an_agency_would_be_referred(walked):
    (told,) = [
        said for said in walked.said if "immigration-enforcement" in said and "is answered with" in said
    ]

    assert "answered with 202" in told
