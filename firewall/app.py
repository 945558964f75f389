"""Builds everything and runs it: the place where parts meet, and the one that owns the clock."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog

from firewall import canary, clock, logs, recognizers, statuses, traces, vitals
from firewall.audit import entry
from firewall.beside import alongside
from firewall.books import Opened, new_id
from firewall.canary import Canary
from firewall.config import Config
from firewall.detect import Detectors
from firewall.doors import Doors
from firewall.ended import Ended
from firewall.errors import AuditError, ConfigError
from firewall.finders import DETECTOR_DATA, detector_data, detectors, reading_names
from firewall.folder import load_policies, read_policies
from firewall.formats import Limits
from firewall.front.admin import Admin, Signs
from firewall.front.budget import ByteBudget
from firewall.front.flowing import Flowing
from firewall.front.http import Proxy
from firewall.front.parts import Deadlines, Parts
from firewall.front.sockets import Connecting
from firewall.front.spool import Room
from firewall.front.upstream import LeanUpstream
from firewall.live import InForce, Live, Prepares
from firewall.means import Keys, Means, Names
from firewall.metrics import Metrics
from firewall.model import Ruling
from firewall.notify import SILENT, Notify
from firewall.policy.compiled import Compiled
from firewall.reloading import Reloading, count_under
from firewall.separate import Separate
from firewall.shadow.watching import Shadow
from firewall.sources.held import Folder, Source

__all__ = [
    "DETECTOR_DATA",
    "Application",
    "detector_data",
    "detectors",
    "load_policies",
    "now",
    "read_policies",
    "reading_names",
]

DRAIN_S = 30.0
_WATCH_S = 1.0

_log = structlog.get_logger()


def now() -> datetime:
    return datetime.now(UTC)


class Application:
    """
    The firewall, built and not yet listening.

    ``names`` is what ``reading_names`` gives; ``notify`` hears of reloads.
    """

    def __init__(
        self,
        settings: Config,
        compiled: Compiled,
        books: Opened,
        found: Detectors,
        names: Names | None = None,
        *,
        notify: Notify = SILENT,
        shadow: Shadow | None = None,
        source: Source | None = None,
    ) -> None:
        self._settings = settings
        self._shadow = shadow
        self._books = books
        self._budget = ByteBudget(settings.limits.total_bytes)
        self._separate = Separate()
        self._spool = spool_of(settings)
        self._upstream = LeanUpstream(self._limits(), self._budget, upstream_tls(settings))
        if settings.logs.address_digest:
            logs.digest_addresses(books.house.digest)
        self._traces = traces.started(settings.traces.endpoint, settings.traces.sample, settings.traces.ca)
        self.metrics = Metrics()
        self._doors = Doors(settings, books, now, self.metrics)
        means = self._means(found, names)
        self._prepares = prepares = Prepares(
            books, means, self._observe, self._traces.rules, self._doors.introducer
        )
        self._live = Live(prepares.ready(compiled))
        self._reloading = Reloading(
            source or Folder(settings.policies),
            self._live,
            prepares,
            books.record,
            self.metrics,
            refuse_after_s=settings.refuse_after_s,
            notify=notify,
        )
        self._canary = Canary(found)
        self._proxy = Proxy(self._parts())
        self._admin = Admin(Signs(exposition=self._exposition, is_ready=self.is_ready))
        self._show_numbers()
        self.port = 0
        self.admin_port = 0
        self.has_failed = asyncio.Event()

    def is_ready(self) -> bool:
        record = self._books.record
        is_open = self._doors.is_open and not (self._live.is_closed or record.failed or record.halted)
        is_open = is_open and (not self._live.now.spools or self._spool.is_usable())
        return is_open and self._canary.is_fresh(now())

    def hurry(self) -> None:
        """Stop at once: refuse what still waits for somebody, and record that."""
        self._proxy.hurry()

    def reload(self) -> None:
        """Look at the policy folder and the TLS files at once, and take what is good.  Returns at once."""
        self._reloading.hurry()
        self._doors.hurry()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Application]:
        """
        Listen until the block ends; then drain, and record the stop.

        Raises AuditError where the record cannot be made, ConfigError where an address is taken.
        """
        asyncio.get_running_loop().set_exception_handler(_told_by_class)
        self._show_house()
        async with AsyncExitStack() as running:
            await self._note("start")
            running.push_async_callback(asyncio.to_thread, self._traces.close)
            running.push_async_callback(asyncio.to_thread, self._separate.close)
            running.push_async_callback(self._note, "stop")
            running.push_async_callback(self._upstream.close)
            await self._send_canary()
            await running.enter_async_context(alongside(self._tend()))
            await running.enter_async_context(alongside(self._watch()))
            await running.enter_async_context(alongside(clock.watch(self._books.record, now)))
            await running.enter_async_context(alongside(self._reloading.watch(now)))
            if self._shadow is not None:
                await running.enter_async_context(alongside(self._shadow.watch(self.metrics.drafted)))
            await self._listen(running)
            await running.enter_async_context(alongside(self._doors.keep()))
            await running.enter_async_context(alongside(_warmed()))
            yield self

    @asynccontextmanager
    async def working(self, sockets: Sequence[socket.socket]) -> AsyncIterator[Application]:
        """
        Answer at these sockets until the block ends, then drain: as one process of several.

        Start and stop, the policy folder and the numbers are their supervisor's.  Raises as ``serving`` does.
        """
        asyncio.get_running_loop().set_exception_handler(_told_by_class)
        async with AsyncExitStack() as running:
            running.push_async_callback(asyncio.to_thread, self._traces.close)
            running.push_async_callback(asyncio.to_thread, self._separate.close)
            running.push_async_callback(self._upstream.close)
            await self._send_canary()
            await running.enter_async_context(alongside(self._tend()))
            if self._shadow is not None:
                await running.enter_async_context(alongside(self._shadow.watch(self.metrics.drafted)))
            for one in sockets:
                await self._proxy.start_at(one, self._doors.tls)
            running.push_async_callback(self._proxy.drain, DRAIN_S)
            await running.enter_async_context(alongside(self._doors.keep()))
            await running.enter_async_context(alongside(_warmed()))
            yield self

    def prepared(self, compiled: Compiled) -> InForce:
        """Make a policy ready to rule; in any thread.  Raises ConfigError."""
        return self._prepares.ready(compiled)

    def take(self, to: InForce) -> None:
        """Decide by it from now on."""
        self._live.now = to
        count_under(self.metrics, to.compiled.bundle, now())

    def close(self, *, is_closed: bool) -> None:
        """Let nobody in, or let them in again."""
        self._live.is_closed = is_closed

    def renew(self) -> None:
        """Look at the TLS files at once.  Returns at once."""
        self._doors.hurry()

    async def _listen(self, running: AsyncExitStack) -> None:
        listen, admin = self._settings.listen, self._settings.admin
        try:
            self.admin_port = await self._admin.start(admin.host, admin.port)
            running.push_async_callback(self._admin.close)
            self.port = await self._proxy.start(listen.host, listen.port, self._doors.tls)
            running.push_async_callback(self._proxy.drain, DRAIN_S)
        except OSError as error:
            raise ConfigError(
                f"{listen.host}:{listen.port} or {admin.host}:{admin.port} cannot be listened on "
                f"({error.strerror}). Choose other ports in firewall.toml."
            ) from None

    async def _watch(self) -> None:
        """Keep the numbers of the record fresh, until it fails."""
        while not self._books.record.failed:
            await asyncio.sleep(_WATCH_S)
            self.metrics.committed(self._books.record.size, self._books.record.last_commit_seconds)
        self.has_failed.set()

    async def _tend(self) -> None:
        """Record what could not be read, and send canaries, until the record fails."""
        since = 0.0
        while not self._books.record.failed:
            await asyncio.sleep(_WATCH_S)
            since += _WATCH_S
            with suppress(AuditError):  # ends the loop
                await self._proxy.record_unread()
            if since >= canary.EVERY_S:
                since = 0.0
                await self._send_canary()

    async def _send_canary(self) -> None:
        in_force = self._live.now
        try:
            if not await self._canary.send(in_force.engine, in_force.compiled, now()):
                self.metrics.canary_failed("not-blocked")
                _log.error("canary-not-blocked")
        except AuditError:
            self.metrics.canary_failed("not-recorded")
            _log.error("canary-not-recorded")

    async def _note(self, what: str) -> None:
        try:
            facts = {"policy": self._live.now.digest}
            await self._books.record.append(entry.noted(new_id(), now(), what, facts))
        except AuditError:
            if what == "start":
                raise
            _log.error("stop-not-recorded")

    # ---- parts

    def _limits(self) -> Limits:
        set_ = self._settings.limits
        return Limits(
            body_bytes=set_.body_bytes,
            ratio=set_.ratio,
            depth=set_.depth,
            fields=set_.fields,
            apart=self._separate,
        )

    def _means(self, found: Detectors, names: Names | None) -> Means:
        house = self._books.house
        return Means(
            detectors=replace(found, longest=self._settings.limits.text),
            record=self._traces.record(self._books.record),
            waiting=self._books.persons,
            keys=Keys(digest=house.digest, pseudonym=house.pseudonym),
            limits=self._limits(),
            names=names,
        )

    def _parts(self) -> Parts:
        set_ = self._settings.limits
        return Parts(
            rules=self._live.rules,
            upstream=self._traces.upstream(self._upstream),
            streams=self._traces.streams(
                Flowing(upstream_tls(self._settings), set_.upstream_s, self._limits())
            ),
            around=self._traces.around,
            tell=self._tell,
            clock=now,
            new_id=new_id,
            case_state=lambda case, requester: self._books.persons.state(case, requester, now()),
            meter=self.metrics,
            budget=self._budget,
            spool=self._spool,
            sockets=Connecting(os.urandom, upstream_tls(self._settings), set_.upstream_s),
            limits=self._limits(),
            deadlines=Deadlines(
                head_s=set_.head_s, body_s=set_.body_s, upstream_s=set_.upstream_s, whole_s=set_.whole_s
            ),
        )

    # ---- what is told

    def _show_numbers(self) -> None:
        count_under(self.metrics, self._live.now.compiled.bundle, now())
        self.metrics.watch(
            in_flight=lambda: self._proxy.in_flight, held_bytes=lambda: self._budget.taken_bytes
        )
        self.metrics.read(vitals.of_process(now()))
        self.metrics.read(vitals.of_spool(self._spool))

    def _show_house(self) -> None:
        """What there is only one of; of several processes, the supervisor tells it."""
        self.metrics.watch_processes(1, fresh=lambda: 1)
        self.metrics.watch_cases(lambda: self._books.persons.cases.count_open(now()))
        self.metrics.watch_duties(lambda: self._books.persons.duties.count(now()))
        self.metrics.watch_halted(lambda: bool(self._books.record.halted))
        self.metrics.read(
            vitals.of_books(self._books, lambda: self._live.now.compiled.bundle, self._settings.data, now)
        )
        limit_bytes = self._budget.total_bytes
        self.metrics.read({"firewall_ready": self.is_ready, "firewall_body_bytes_limit": lambda: limit_bytes})

    def _observe(self, ruling: Ruling) -> None:
        self.metrics.decided(ruling)
        if self._shadow is not None:
            self._shadow.note(self._live.now.compiled, ruling)
        if ruling.status == statuses.BAD_GATEWAY:
            # The service's owner is alerted; the requester sees what any failure of it looks like.
            said = ruling.exchange
            _log.error("uninspectable", route=said.route, reasons=ruling.decision.reasons, decision=said.id)
        for pattern in ruling.decision.latched:
            # Staff are told; the requester is not.
            _log.warning("latched", route=ruling.exchange.route, member=pattern, decision=ruling.exchange.id)

    def _tell(self, ended: Ended) -> None:
        try:
            logs.exchanged(ended)
            self._traces.ended(ended)
        except Exception as error:  # noqa: BLE001 - what is told on the side decides nothing: the record is made
            _log.error("telling-fault", error=type(error).__name__)

    def _exposition(self) -> bytes:
        self.metrics.committed(self._books.record.size, self._books.record.last_commit_seconds)
        return self.metrics.exposition()


def _told_by_class(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell of what no task waited for; its text may quote a value, so only its class is told."""
    _log.error("loop-fault", error=type(context.get("exception")).__name__)


async def _warmed() -> None:
    """Import what the first value that looks like one would wait for: half a second, in a thread."""
    try:
        await asyncio.to_thread(recognizers.warm)
    except (ConfigError, ImportError, OSError):
        # Whoever asks such a recognizer gets the same error, and its text is uninspectable.
        _log.error("detectors-not-warm")  # a traceback may show values


def spool_of(settings: Config) -> Room:
    set_ = settings.spool
    return Room(
        set_.directory or settings.data / "spool",
        ByteBudget(set_.total_bytes),
        set_.answer_bytes,
        makes_folder=set_.directory is None,
    )


def upstream_tls(settings: Config) -> ssl.SSLContext:
    ca = settings.upstream_ca
    try:
        return ssl.create_default_context(cafile=None if ca is None else str(ca))
    except (OSError, ssl.SSLError):
        raise ConfigError(f"[upstream_tls] ca: {ca} is no file of certificates.") from None
