"""A bundle that is changed while the firewall runs: what was revoked closes at once, and an emergency ends by the clock."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from firewall import books, reloading
from firewall.folder import compiled_of
from firewall.live import Live, Prepares
from firewall.means import Keys, Means
from firewall.metrics import Metrics
from firewall.reloading import Reloading
from firewall.signed import form, history, shelf
from firewall.sources.bundle import Signed
from tests.helpers import LIMITS, NOON, Log, detectors
from tests.helpers_signed import (
    AGREEMENT,
    ANA,
    JOSE,
    NOW,
    Desk,
    built,
    emergency,
    key_id,
    revoked,
    sign,
    signed,
)

SEVEN = signed(built(7))


class Held:
    def __init__(self, *, desk, source, live, watching, log, metrics, clock):
        self.desk, self.source, self.live, self.watching = desk, source, live, watching
        self.log, self.metrics, self.clock = log, metrics, clock

    @property
    def said(self):
        return [entry["what"] for entry in self.log.said]

    def number(self, name):
        return self.metrics.registry.get_sample_value(name)

    async def until(self, is_so):
        async with asyncio.timeout(20):
            while not is_so():
                await asyncio.sleep(0.005)


@asynccontextmanager
async def held(directory, *, takes=None):
    desk, log, metrics, clock = Desk(directory), Log(), Metrics(), [NOW]
    desk.put(SEVEN)
    desk.data.rmdir()
    compiled = compiled_of(SEVEN.files)
    with books.opened(desk.data, compiled.bundle, NOON, create=True) as kept:
        means = Means(
            detectors=detectors(),
            record=log,
            waiting=kept.persons,
            keys=Keys(digest=kept.house.digest, pseudonym=kept.house.pseudonym),
            limits=LIMITS,
        )
        prepares = Prepares(kept, means, lambda ruling: None)
        live = Live(prepares.ready(compiled))
        source = Signed(desk.bundle, desk.signing(), desk.data)
        source.recorded(source.see(NOW).read.state, SEVEN)
        watching = Reloading(source, live, prepares, log, metrics, refuse_after_s=600.0, takes=takes)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(watching.watch(lambda: clock[0]))
            try:
                yield Held(
                    desk=desk,
                    source=source,
                    live=live,
                    watching=watching,
                    log=log,
                    metrics=metrics,
                    clock=clock,
                )
            finally:
                task.cancel()


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(reloading, "EVERY_S", 0.02)


async def test_a_newer_bundle_is_taken_and_the_record_says_so_first(tmp_path):
    async with held(tmp_path) as it:
        eight = it.desk.put(signed(built(8, **{"samples/x.json": "{}"})))
        await it.until(lambda: it.live.now.digest == eight.digest)
        await it.until(lambda: shelf.versions(it.desk.data) == [8])

        assert it.said == ["reload", history.IN_FORCE]
        assert it.log.said[1]["facts"]["version"] == 8


async def test_the_same_files_under_another_number_are_recorded_and_stay(tmp_path):
    async with held(tmp_path) as it:
        before = it.live.now
        it.desk.put(signed(form.made("springfield", 9, SEVEN.files)))
        await it.until(lambda: it.source.state.number == 9)

        assert it.live.now is before
        assert it.said == [history.IN_FORCE]


async def test_what_is_older_or_not_signed_leaves_the_last_good_one(tmp_path):
    async with held(tmp_path) as it:
        before = it.live.now
        for n, bundle in enumerate((signed(built(6)), built(8)), 1):
            it.desk.put(bundle)
            await it.until(lambda n=n: it.number("firewall_policy_reload_failures_total") == n)

        assert (it.live.now, it.live.is_closed, it.said) == (before, False, [])
        assert it.number("firewall_policy_differs_seconds") > 0


async def test_what_was_revoked_closes_at_once_and_only_something_newer_opens(tmp_path):
    """Long before the time for which files may differ."""
    async with held(tmp_path) as it:
        it.desk.revoke(revoked("bundle", SEVEN.digest))
        await it.until(lambda: it.live.is_closed)
        await it.until(lambda: it.said == ["refusal-begin", history.REVOKED])
        it.desk.revoke()
        it.watching.hurry()
        await asyncio.sleep(0.2)
        assert it.live.is_closed

        it.desk.put(signed(built(8, **{"samples/x.json": "{}"})))
        await it.until(lambda: not it.live.is_closed)
        assert it.said[2:] == ["reload", history.IN_FORCE, "refusal-end"]


async def test_a_revocation_that_cannot_be_recorded_closes_all_the_same(tmp_path):
    async with held(tmp_path) as it:
        it.log.fails_after = 0
        it.desk.revoke(revoked("bundle", SEVEN.digest))
        await it.until(lambda: it.live.is_closed)

        assert it.said == []


async def test_an_emergency_begins_and_ends_by_the_clock(tmp_path):
    async with held(tmp_path) as it:
        found = it.desk.lay(signed(emergency(SEVEN, begins=NOW + timedelta(hours=1))))
        await asyncio.sleep(0.2)
        assert it.live.now.digest == SEVEN.digest

        it.clock[0] = NOW + timedelta(hours=1)
        await it.until(lambda: it.live.now.digest != SEVEN.digest)
        assert it.number("firewall_break_glass_active") == 1

        it.clock[0] = found.until
        await it.until(lambda: it.live.now.digest == SEVEN.digest)
        assert it.number("firewall_break_glass_active") == 0
        assert [what for what in it.said if what != "reload"] == [
            history.BREAK_GLASS,
            history.BREAK_GLASS_END,
        ]

        it.clock[0] = NOW + timedelta(hours=2)  # somebody set the clock back
        it.watching.hurry()
        await asyncio.sleep(0.2)
        assert it.live.now.digest == SEVEN.digest
        assert not it.live.is_closed


async def test_where_nothing_can_follow_an_emergency_nobody_is_let_in(tmp_path):
    async with held(tmp_path) as it:
        found = it.desk.lay(signed(emergency(SEVEN)))
        await it.until(lambda: it.live.now.digest != SEVEN.digest)
        it.desk.bundle.write_bytes(b"torn")
        await it.until(lambda: it.number("firewall_policy_reload_failures_total") == 1)
        assert not it.live.is_closed

        it.clock[0] = found.until + timedelta(seconds=6)
        await it.until(lambda: it.live.is_closed)

        it.desk.put(SEVEN)
        await it.until(lambda: not it.live.is_closed)
        assert it.live.now.digest == SEVEN.digest


async def test_an_emergency_that_does_not_count_is_told_and_closes_nothing(tmp_path):
    async with held(tmp_path) as it:
        it.desk.lay(emergency(SEVEN))
        await it.until(lambda: it.number("firewall_policy_reload_failures_total") == 1)
        await asyncio.sleep(0.1)

        assert it.number("firewall_policy_reload_failures_total") == 1
        assert it.number("firewall_policy_differs_seconds") == 0
        assert it.live.now.digest == SEVEN.digest


async def test_a_revoked_key_ends_an_emergency_and_more(tmp_path):
    async with held(tmp_path) as it:
        found = it.desk.lay(signed(emergency(SEVEN)))
        await it.until(lambda: it.live.now.digest != SEVEN.digest)
        it.desk.revoke(revoked("break-glass", found.digest))
        await it.until(lambda: it.live.now.digest == SEVEN.digest)

        await it.until(lambda: not it.live.is_closed)
        assert history.BREAK_GLASS_END in it.said


@pytest.mark.parametrize("beside", ["a torn line", "a torn bundle", "a bundle that nobody signed"])
async def test_a_revoked_emergency_opens_nothing_whatever_is_wrong_beside_it(tmp_path, beside):
    """Long before the time for which files may differ."""
    async with held(tmp_path) as it:
        found = it.desk.lay(signed(emergency(SEVEN)))
        await it.until(lambda: it.live.now.digest != SEVEN.digest)
        if beside == "a torn bundle":
            it.desk.bundle.write_bytes(b"torn")
        elif beside == "a bundle that nobody signed":
            it.desk.put(built(8))
        torn = b'{"format":"x\n' if beside == "a torn line" else b""
        it.desk.revoke(revoked("break-glass", found.digest), torn)
        await it.until(lambda: it.live.is_closed and history.REVOKED in it.said)

        it.desk.revoke(revoked("break-glass", found.digest))
        it.desk.put(SEVEN)
        await it.until(lambda: not it.live.is_closed)
        assert it.live.now.digest == SEVEN.digest


async def test_the_key_of_somebody_who_signed_the_emergency_alone_ends_it_at_once(tmp_path):
    async with held(tmp_path) as it:
        it.desk.lay(sign(sign(emergency(SEVEN), ANA, "author"), JOSE, "approver"))
        await it.until(lambda: it.live.now.digest != SEVEN.digest)
        it.desk.revoke(revoked("key", key_id(ANA)), b'{"format":"x\n')
        await it.until(lambda: it.live.is_closed)


async def test_an_emergency_ends_though_the_clock_stands_still_or_is_set_back(tmp_path):
    async with held(tmp_path) as it:
        begins = NOW - timedelta(hours=23, minutes=59, seconds=56)
        text = AGREEMENT.replace("until: 2026-06-16", "until: 2026-06-15")
        it.desk.lay(signed(emergency(SEVEN, begins=begins, agreement=text)))
        await it.until(lambda: it.live.now.digest != SEVEN.digest)
        it.clock[0] = NOW - timedelta(hours=5)
        await it.until(lambda: it.live.now.digest == SEVEN.digest)

        assert history.BREAK_GLASS_END in it.said
