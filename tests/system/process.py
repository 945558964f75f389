"""``firewall run`` as a process of its own, with a folder it may write to and everything it says kept."""

import contextlib
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

from firewall import books
from firewall.app import load_policies, now
from firewall.config import load
from firewall.demo import stage
from firewall.demo.city import NAMES, City
from tests.system.town import POLICIES, environment, in_thread

SERVICES = NAMES
NOWHERE = "http://127.0.0.1:9"
"""Discard's port: nobody listens there."""


def furnished(directory, upstreams=None, settings=""):
    """A folder with policies that are in force on any day and point to ``upstreams``; returns the path of its configuration."""
    directory.mkdir(parents=True, exist_ok=True)
    policies = directory / "policies"
    if not policies.exists():
        shutil.copytree(POLICIES, policies)
    stage._point(policies, SimpleNamespace(upstreams=dict.fromkeys(SERVICES, NOWHERE) | (upstreams or {})))
    for path in (*(policies / "agreements").iterdir(), *(policies / "laws").iterdir()):
        # In force on whatever day this machine believes it is.
        text = re.sub(r"\b(from|on): \d{4}-\d\d-\d\d", r"\1: 2001-01-01", path.read_text())
        path.write_text(re.sub(r"\buntil: \d{4}-\d\d-\d\d", "until: 2099-12-31", text))
    config = directory / "firewall.toml"
    config.write_text(
        '[listen]\nport = 0\n\n[admin]\nport = 0\n\n[data]\ndirectory = "data"\n\n[policies]\ndirectory = "policies"\n'
        + settings
    )
    return config


def keyed(config, *partners):
    """Make the house, if there is none, and a key for each partner; returns the keys."""
    settings = load(config.read_text(), config.parent)[0]
    bundle = load_policies(settings.policies).bundle
    with books.opened(settings.data, bundle, now(), create=True, database=settings.record.database) as opened:
        return {
            partner: opened.keys.add(partner, by="test", at=now(), entropy=secrets.token_bytes).text
            for partner in partners
        }


class Firewall:
    """A running process; what it said so far is in ``out`` and ``err``."""

    def __init__(self, config, *, env=None, name="run"):
        self.config = config
        self.directory = config.parent
        self.data = self.directory / "data"
        self.out, self.err = (self.directory / f"{name}.{kind}" for kind in ("stdout", "stderr"))
        words = [sys.executable, "-m", "firewall.cli", "run", "--config", str(config), "--create"]
        with self.out.open("ab") as out, self.err.open("ab") as err:
            self._began_at = self.err.stat().st_size
            self.process = subprocess.Popen(
                words, stdout=out, stderr=err, cwd=self.directory, env=env or environment()
            )

    def said(self):
        return self.err.read_bytes()[self._began_at :].decode()

    def listening(self, timeout_s=30):
        """Wait until it listens; returns itself."""
        ends = time.monotonic() + timeout_s
        while "policy " not in self.said():
            if self.process.poll() is not None or time.monotonic() > ends:
                raise AssertionError(f"it does not listen (code {self.process.poll()}): {self.said()}")
            time.sleep(0.02)
        self.port = int(re.search(r"listening on 127\.0\.0\.1:(\d+)", self.said())[1])
        self.admin_port = int(re.search(r"health on 127\.0\.0\.1:(\d+)", self.said())[1])
        self.url, self.admin_url = (f"http://127.0.0.1:{port}" for port in (self.port, self.admin_port))
        return self

    def ended(self, *, by=None, timeout_s=40):
        """Send a signal, if any, and wait for the end; returns the exit code."""
        if by is not None:
            self.process.send_signal(by)
        return self.process.wait(timeout_s)


@contextlib.contextmanager
def running(config, *, env=None, name="run"):
    """A firewall that listens; stopped by SIGTERM with the block, if it has not ended by itself."""
    firewall = Firewall(config, env=env, name=name)
    try:
        yield firewall.listening()
    finally:
        if firewall.process.poll() is None:
            firewall.ended(by=signal.SIGTERM)


@contextlib.contextmanager
def city(directory):
    """The demo's services in a thread; yields their addresses by name."""
    with in_thread(City.start(directory)) as started:
        yield started.upstreams
