"""
A whole city in one process: its services, the firewall before them, requesters with keys, and staff with commands.

It runs in a thread of its own, so that a test asks it as the world does: over a socket, and one
thing after the other.  Its clock is set to a day on which the city's agreements are in force.
"""

import asyncio
import contextlib
import functools
import http.client
import io
import json
import os
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import structlog

from firewall import config
from firewall.app import load_policies
from firewall.audit.store import Reader
from firewall.cli import main
from firewall.demo import stage
from firewall.demo.city import Ports
from tests.helpers import detectors

PROJECT = Path(__file__).parents[2]
POLICIES = PROJECT / "policies"
DAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
"""The demo's agreements, laws and partners are all in force on it."""

COUNTY, HOUSING, ICE = "county-public-health", "housing-department", "ice-ero"
VENDOR, UNIVERSITY, PORTAL, POLICE = "acme-analytics", "state-university", "resident-portal", "state-police"
BENEFITS, COLLECTOR, BROKER = "state-benefits", "harbor-collections", "consumer-data-exchange"
FUSION, LAKESIDE = "state-fusion-center", "lakeside-district"
NOBODY = ""
PARTNERS = (
    COUNTY, HOUSING, ICE, VENDOR, UNIVERSITY, PORTAL, POLICE, BENEFITS, COLLECTOR, BROKER, FUSION, LAKESIDE, NOBODY,
)  # fmt: skip
PURPOSES = {
    COUNTY: "public-health",
    HOUSING: "service-delivery",
    ICE: "immigration-enforcement",
    VENDOR: "service-delivery",
    UNIVERSITY: "research",
    PORTAL: "service-delivery",
    POLICE: "emergency",
    BENEFITS: "eligibility-determination",
    COLLECTOR: "billing",
    BROKER: "billing",
    FUSION: "law-enforcement-criminal",
    LAKESIDE: "education",
    NOBODY: "",
}
"""What each asks for on an ordinary day."""


class Clock:
    """Time as it passes, from a day of our choice."""

    def __init__(self, day=DAY):
        self._ahead = day - datetime.now(UTC)

    def __call__(self):
        return datetime.now(UTC) + self._ahead

    @contextlib.contextmanager
    def later(self, **by):
        self._ahead += timedelta(**by)
        try:
            yield
        finally:
            self._ahead -= timedelta(**by)


@dataclass(frozen=True)
class Answer:
    """One answer, with its headers in the order and spelling in which they came."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name):
        return next((value for said, value in self.headers if said.lower() == name.lower()), None)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def decision(self):
        return self.header("Decision-Id")

    @property
    def case(self):
        return self.json["case"]

    @property
    def without_ids(self):
        """Everything that was said, with the ids and the hour taken out."""
        is_problem = self.body and self.header("Content-Type") == "application/problem+json"
        ids = [self.decision, self.json.get("case") if is_problem else None]
        text = self.body.decode()
        for id_ in filter(None, ids):
            text = text.replace(id_, "-" * len(id_))
        headers = tuple(
            (name, "-" if name in {"Decision-Id", "Date"} else value) for name, value in self.headers
        )
        return self.status, self.reason, headers, text

    @property
    def shape(self):
        """Status, names of headers, what was withheld, and the members with the kind of container, not the values."""
        names = tuple(name for name, _ in self.headers)
        return self.status, names, self.header("Fields-Withheld"), members(self.json)


def members(tree):
    """Which members there are, and nothing of what is in them: null and text are alike."""
    if isinstance(tree, dict):
        return {name: members(value) for name, value in tree.items()}
    return [members(item) for item in tree] if isinstance(tree, list) else None


@dataclass(frozen=True)
class Done:
    """How a command of the staff ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class Town:
    def __init__(self, running, clock):
        self.directory = running.directory
        self.clock = clock
        self.url, self.admin_url = running.url, running.admin_url
        self.keys = {str(partner): key for partner, key in running.keys.items()}
        self.keys[POLICE] = self.firewall("partner", "add-key", POLICE).out.strip()

    @property
    def data(self):
        return self.directory / "data"

    def ask(self, partner, target, *, purpose=None, process="", method="GET", json=None, headers=()):
        """Ask as a partner, for what it asks on an ordinary day unless ``purpose`` says otherwise."""
        sent = [
            ("Host", "city"),
            ("Purpose-Of-Use", PURPOSES[partner] if purpose is None else purpose),
            ("Legal-Process", process),
        ]
        if partner:
            sent.append(("Authorization", f"Bearer {self.keys[partner]}"))
        body = None if json is None else _encoded(json)
        if body is not None:
            sent += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        return fetch(
            self.url, target, method, [(name, value) for name, value in (*sent, *headers) if value], body
        )

    def firewall(self, *words):
        """Run a command of the staff beside the running firewall, as from a terminal."""
        return command(*words, "--config", str(self.directory / "firewall.toml"))

    def entry(self, answer):
        """What the record says of an answer."""
        reader = Reader(self.data)
        try:
            found = reader.get(answer.decision)
        finally:
            reader.close()
        return json.loads(found[1])

    def entries(self):
        reader = Reader(self.data)
        try:
            return [json.loads(raw) for _, raw in reader.entries(0, 2**62)]
        finally:
            reader.close()

    def verified(self, kind, partner, target, categories, **options):
        """Enter a paper and verify it; returns its number."""
        number = self.entered(kind, partner, target, categories, **options)
        assert self.firewall("process", "verify", number, "--by", "A. Reviewer").code == 0
        return number

    def entered(self, kind, partner, target, categories, *, issuer="judicial", until="2026-12-31", **options):
        if issuer == "judicial":
            options = {"court": "D.N.J.", "docket": "26-mj-11", **options}
        words = [word for name, value in options.items() for word in (f"--{name.rstrip('_')}", value)]
        done = self.firewall(
            "process", "add", "--kind", kind, "--partner", partner, "--issuer", "Hon. M. Ruiz", "--issuer-kind", issuer,
            "--categories", categories, "--target", target, "--until", until, "--by", "A. Clerk", *words,
        )  # fmt: skip
        assert done.code == 0, done.err
        return done.out.split()[2].rstrip(",")

    def grant(self, case, categories, *, uses=1, until="2026-12-31"):
        return self.firewall(
            "case", "grant", case, "--categories", categories, "--until", until, "--uses", str(uses),
            "--why", "counsel read it", "--by", "C. Counsel",
        )  # fmt: skip

    def granted(self, answer, categories, **options):
        """Grant the case of an answer; returns the grant's number."""
        done = self.grant(answer.case, categories, **options)
        assert done.code == 0, done.err
        return done.out.split()[2].rstrip(",")


def fetch(url, target, method="GET", headers=(), body=None):
    """One request over a connection of its own, with these headers and no others."""
    address = urlsplit(url)
    wire = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    try:
        wire.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            wire.putheader(name, value)
        wire.endheaders(body)
        got = wire.getresponse()
        return Answer(got.status, got.reason, tuple(got.getheaders()), got.read())
    finally:
        wire.close()


def command(*words):
    """``firewall WORDS``, in this process."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["firewall", *words]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    return Done(code, out.getvalue(), err.getvalue())


def configured(more, usual, directory):
    """Write the usual configuration and ``more``."""
    usual(directory)
    path = directory / "firewall.toml"
    path.write_text(path.read_text() + more)
    return config.load(path.read_text(), directory)[0]


def _beside_commands(*_):
    """A town's thread logs while the output of a command is looked at."""
    is_ours = threading.current_thread() is threading.main_thread()
    return structlog.PrintLogger(sys.stdout if is_ours else sys.__stderr__)


@contextlib.contextmanager
def running(directory, policies=POLICIES, more=""):
    """A town until the block ends; ``more`` is what its configuration says beside the usual."""
    clock = Clock()
    if not structlog.is_configured():
        structlog.configure(logger_factory=_beside_commands)
    # Read once and not again for each command of the staff: here nobody changes them.
    policies_of = functools.cache(load_policies)
    with (
        patch("firewall.app.load_policies", policies_of),
        patch("firewall.demo.stage.load_policies", policies_of),
        patch("firewall.app.now", clock),
        patch("firewall.demo.stage.now", clock),
        # Any free ports: several towns stand beside each other.
        patch("firewall.demo.stage._PORTS", Ports()),
        patch("firewall.demo.stage._LISTEN", 0),
        patch("firewall.demo.stage._ADMIN", 0),
        patch("firewall.demo.stage._settings", functools.partial(configured, more, stage._settings)),
        in_thread(stage.started(directory, policies, detectors())) as running_stage,
    ):
        yield Town(running_stage, clock)


@contextlib.contextmanager
def in_thread(entering):
    """Enter an asynchronous context on a loop of its own, and leave it with the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    started, ends = threading.Event(), asyncio.Event()
    given = []

    async def stay():
        try:
            async with entering as value:
                given.append(value)
                started.set()
                await ends.wait()
        finally:
            started.set()

    staying = asyncio.run_coroutine_threadsafe(stay(), loop)
    started.wait(60)
    if not given:
        staying.result(1)
    try:
        yield given[0]
    finally:
        loop.call_soon_threadsafe(ends.set)
        staying.result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


def environment(**more):
    """For subprocesses: ours, with the project first in the path."""
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1", **more}


def _encoded(tree):
    return json.dumps(tree, ensure_ascii=False).encode()
