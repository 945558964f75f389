"""A policy folder that is changed while the firewall runs: what is good is taken over, what is not never is."""

import asyncio
import json
import threading
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from firewall import books, reloading
from firewall.errors import ConfigError, Fault, PolicyError
from firewall.folder import load_policies, read_policies
from firewall.live import Live, Prepares
from firewall.means import Keys, Means
from firewall.metrics import Metrics
from firewall.reloading import Reloading, told
from firewall.sources import held as sources_held
from firewall.sources.held import Folder
from tests import helpers_policy
from tests.helpers import LIMITS, NOON, Log, detectors

BAD = {
    "missing": lambda folder: (folder / "vocabulary" / "data.yaml").unlink(),
    "empty": lambda folder: (folder / "city.yaml").write_text(""),
    "no-text": lambda folder: (folder / "city.yaml").write_bytes(b"\xff"),
    "duplicate-key": lambda folder: (folder / "city.yaml").write_text("city: a\ncity: b\n"),
    "torn": lambda folder: (folder / "city.yaml").write_text((folder / "city.yaml").read_text()[:20]),
    "bomb": lambda folder: (folder / "city.yaml").write_text("[" * 100_000),
    "alias": lambda folder: (folder / "city.yaml").write_text("city: &a springfield\ntitle: *a\n"),
    "no-folder": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "promise": lambda folder: (folder / "promises.yaml").write_text(
        "promises:\n  - {promise: p, says: No name leaves., never_receives: [identity.name], from: 2026-01-01}\n"
    ),
    "no-law": lambda folder: [path.unlink() for path in (folder / "laws").iterdir()],
}


class Held:
    """A folder, what watches it, and what became of it."""

    def __init__(self, folder, live, watching, log, metrics):
        self.folder, self.live, self.watching, self.log, self.metrics = folder, live, watching, log, metrics

    def retitled(self, title):
        """Change the folder to another good policy; returns its digest."""
        city = self.folder / "city.yaml"
        city.write_text(city.read_text().replace("City of Springfield", title))
        return load_policies(self.folder).bundle.digest

    @property
    def notes(self):
        return [(entry["what"], entry["facts"]) for entry in self.log.said]

    def number(self, name):
        return self.metrics.registry.get_sample_value(name)

    async def until(self, is_so):
        async with asyncio.timeout(20):
            while not is_so():
                await asyncio.sleep(0.005)


@asynccontextmanager
async def held(directory, *, refuse_after_s=600.0):
    folder = directory / "policies"
    for name, text in helpers_policy.folder().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    compiled = load_policies(folder)
    log, metrics = Log(), Metrics()
    with books.opened(directory / "data", compiled.bundle, NOON, create=True) as kept:
        means = Means(
            detectors=detectors(),
            record=log,
            waiting=kept.persons,
            keys=Keys(digest=kept.house.digest, pseudonym=kept.house.pseudonym),
            limits=LIMITS,
        )
        prepares = Prepares(kept, means, lambda ruling: None)
        live = Live(prepares.ready(compiled))
        watching = Reloading(Folder(folder), live, prepares, log, metrics, refuse_after_s=refuse_after_s)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(watching.watch(lambda: datetime.now(UTC)))
            try:
                yield Held(folder, live, watching, log, metrics)
            finally:
                task.cancel()


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(reloading, "EVERY_S", 0.02)


@pytest.mark.parametrize("how", ["by-itself", "asked"])
async def test_a_good_policy_is_taken_over_and_the_record_says_so_first(tmp_path, monkeypatch, how):
    if how == "asked":
        monkeypatch.setattr(reloading, "EVERY_S", 600.0)
    async with held(tmp_path) as it:
        old, new = it.live.now.digest, it.retitled("Springfield")
        if how == "asked":
            it.watching.hurry()
        await it.until(lambda: it.live.now.digest != old)

        assert it.live.now.digest == new
        assert it.notes == [("reload", {"from": old, "to": new})]
        assert it.number("firewall_policy_reloads_total") == 1
        assert it.number("firewall_policy_differs_seconds") == 0


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_one_is_told_and_never_used(tmp_path, what):
    async with held(tmp_path) as it:
        old = it.live.now
        BAD[what](it.folder)
        await it.until(lambda: it.number("firewall_policy_reload_failures_total"))

        assert it.live.now is old
        assert it.notes == []
        assert it.number("firewall_policy_differs_seconds") > 0
        assert it.number("firewall_policy_refuses") == 0


async def test_a_bad_one_is_told_once_and_read_again_after_a_while(tmp_path, monkeypatch):
    """It may have been the machine that could not read it."""
    async with held(tmp_path) as it:
        BAD["torn"](it.folder)
        await it.until(lambda: it.number("firewall_policy_reload_failures_total"))
        await asyncio.sleep(0.2)
        assert it.number("firewall_policy_reload_failures_total") == 1

        it.watching._again_at = 0.0
        await it.until(lambda: it.number("firewall_policy_reload_failures_total") == 2)


async def test_after_a_bad_one_a_good_one_is_taken_over(tmp_path):
    async with held(tmp_path) as it:
        good = (it.folder / "city.yaml").read_text()
        BAD["torn"](it.folder)
        await it.until(lambda: it.number("firewall_policy_reload_failures_total"))
        (it.folder / "city.yaml").write_text(good)
        await it.until(lambda: it.number("firewall_policy_differs_seconds") == 0)
        assert it.notes == []  # it is what was in force all the time

        new = it.retitled("Springfield")
        await it.until(lambda: it.live.now.digest == new)


async def test_where_the_folder_differs_for_too_long_nobody_is_let_in_until_it_is_good_again(tmp_path):
    async with held(tmp_path, refuse_after_s=0.1) as it:
        digest, good = it.live.now.digest, (it.folder / "city.yaml").read_text()
        BAD["duplicate-key"](it.folder)
        await it.until(lambda: it.live.is_closed)
        assert it.number("firewall_policy_refuses") == 1
        assert it.live.rules().closed

        (it.folder / "city.yaml").write_text(good)
        await it.until(lambda: not it.live.is_closed)

        facts = {"policy": digest}
        assert it.notes == [("refusal-begin", facts), ("refusal-end", facts)]
        assert it.number("firewall_policy_refuses") == 0


async def test_a_good_policy_ends_the_refusal_too(tmp_path):
    async with held(tmp_path, refuse_after_s=0.05) as it:
        good = (it.folder / "city.yaml").read_text()
        BAD["torn"](it.folder)
        await it.until(lambda: it.live.is_closed)
        (it.folder / "city.yaml").write_text(good)
        new = it.retitled("Springfield")
        await it.until(lambda: not it.live.is_closed and it.live.now.digest == new)


async def test_a_folder_that_is_written_without_an_end_differs_too(tmp_path, monkeypatch):
    """It never settles, so nobody can say what stands there; that may not go on for ever."""
    looks = iter(range(10**9))
    async with held(tmp_path, refuse_after_s=0.1) as it:
        await it.until(lambda: it.watching._judged is not None)
        monkeypatch.setattr(sources_held, "look", lambda folder: (("x", next(looks), 0, 0),))
        await it.until(lambda: it.live.is_closed)

        assert it.number("firewall_policy_reload_failures_total") == 0


async def test_a_folder_is_read_only_when_two_looks_agree(tmp_path, monkeypatch):
    """A checkout writes one file after the other; what stands there meanwhile is nobody's policy."""
    async with held(tmp_path) as it:
        await it.until(lambda: it.watching._judged is not None)
        read = []
        monkeypatch.setattr(
            sources_held, "read_policies", lambda folder: read.append(folder) or read_policies(folder)
        )
        monkeypatch.setattr(reloading, "EVERY_S", 0.1)
        for n in range(12):
            (it.folder / "city.yaml").write_text(f"# {n}\n" * n)
            await asyncio.sleep(0.03)
        assert read == []


async def test_what_changes_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    async with held(tmp_path) as it:
        await it.until(lambda: it.watching._judged is not None)
        old, times = it.live.now.digest, []

        def reading(folder):
            sources = read_policies(folder)
            if not times:
                times.append(it.retitled("Springfield"))
            return sources

        monkeypatch.setattr(sources_held, "read_policies", reading)
        (it.folder / "samples" / "new.json").parent.mkdir(exist_ok=True)
        (it.folder / "samples" / "new.json").write_text("{}")
        it.watching.hurry()
        await it.until(lambda: it.live.now.digest != old)

    assert [what for what, _ in it.notes] == ["reload"]
    assert it.notes[0][1]["to"] == load_policies(it.folder).bundle.digest


async def test_a_change_that_cannot_be_recorded_is_none(tmp_path):
    async with held(tmp_path) as it:
        old, it.log.fails_after = it.live.now, 0
        new = it.retitled("Springfield")
        await it.until(lambda: it.watching._differs_since is not None and it.watching._judged is None)
        assert it.live.now is old

        it.log.fails_after = None
        await it.until(lambda: it.live.now.digest == new)
        assert [what for what, _ in it.notes] == ["reload"]


async def test_a_refusal_that_cannot_be_recorded_refuses_all_the_same(tmp_path):
    async with held(tmp_path, refuse_after_s=0.05) as it:
        it.log.fails_after = 0
        BAD["torn"](it.folder)
        await it.until(lambda: it.live.is_closed)


async def test_a_watch_that_breaks_goes_on_and_counts_as_differing(tmp_path, monkeypatch):
    async with held(tmp_path, refuse_after_s=0.05) as it:
        with monkeypatch.context() as patch:
            patch.setattr(it.watching, "_looked", None)
            await it.until(lambda: it.live.is_closed)
        await it.until(lambda: not it.live.is_closed)


async def test_a_folder_whose_disk_hangs_counts_as_differing_until_it_can_be_read(tmp_path, monkeypatch):
    real, goes_on = sources_held.look, threading.Event()

    def hangs(folder):
        goes_on.wait(20)
        return real(folder)

    async with held(tmp_path, refuse_after_s=0.05) as it:
        await it.until(lambda: it.watching._judged is not None)
        monkeypatch.setattr(reloading, "STUCK_S", 0.05)
        monkeypatch.setattr(sources_held, "look", hangs)
        try:
            await it.until(lambda: it.live.is_closed)
        finally:
            goes_on.set()
        monkeypatch.setattr(reloading, "STUCK_S", 60.0)
        await it.until(lambda: not it.live.is_closed)


async def test_new_words_get_series_of_their_own(tmp_path):
    async with held(tmp_path) as it:
        clinic = (it.folder / "services" / "clinic.yaml").read_text()
        (it.folder / "services" / "pool.yaml").write_text(clinic.replace("service: clinic", "service: pool"))
        old = it.live.now.digest
        await it.until(lambda: it.live.now.digest != old)
        it.metrics.exchanged("pool", 200, 0.1)

    assert (
        it.metrics.registry.get_sample_value("firewall_requests_total", {"service": "pool", "status": "2xx"})
        == 1
    )


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (PolicyError([Fault("laws/a.yaml", 7, 3, "`536-90-4399` is no word."), Fault("b", 1, 1, "no")]), {"faults": 2, "where": "laws/a.yaml:7"}),
        (ConfigError("There is no policy folder x."), {"faults": 1, "error": "ConfigError"}),
        (RecursionError("536-90-4399"), {"faults": 1, "error": "RecursionError"}),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_its_place_and_never_by_what_stands_there(fault, says):
    assert told(fault) == says
    assert "536" not in json.dumps(told(fault))


async def test_the_log_says_that_no_law_is_left_and_that_it_was_put_right(tmp_path):
    with capture_logs() as lines:
        async with held(tmp_path) as it:
            laws = {path: path.read_text() for path in (it.folder / "laws").iterdir()}
            BAD["no-law"](it.folder)
            await it.until(lambda: it.number("firewall_policy_reload_failures_total"))
            for path, text in laws.items():
                path.write_text(text)
            await it.until(lambda: it.number("firewall_policy_differs_seconds") == 0)

            digest = it.live.now.digest[:12]
    assert lines == [
        {"event": "policy-not-loaded", "log_level": "error", "faults": 1, "why": "no-law-left"},
        {"event": "policy-put-right", "log_level": "info", "policy": digest},
    ]
