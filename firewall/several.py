"""
The firewall as several processes: this one keeps what there is only one of, and never reads an exchange.

It has the record, the signing key, the policy folder, the numbers and the listener for operators; the
workers have the door.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from firewall import clock, partners, vitals
from firewall.app import DRAIN_S, now
from firewall.audit import entry
from firewall.beside import alongside
from firewall.books import Books, new_id
from firewall.config import Config
from firewall.detect import Detectors
from firewall.errors import AuditError, ConfigError, PolicyError
from firewall.formats import Limits
from firewall.front.admin import Admin, Signs
from firewall.identity.certificates import Bindings
from firewall.identity.introduce import Introducer
from firewall.live import InForce, Live, Prepares
from firewall.means import Keys, Means
from firewall.metrics import Metrics
from firewall.notify import SILENT, Notify
from firewall.policy.compiled import Compiled
from firewall.policy.faults.table import made
from firewall.policy.rules import Bundle
from firewall.processes.doors import Doors
from firewall.processes.messages import Welcome
from firewall.processes.numbers import Together
from firewall.processes.nursery import Nursery
from firewall.processes.supervisor import Supervisor
from firewall.reloading import Reloading, count_under
from firewall.sources.held import Folder, Source

_WATCH_S = 1.0

_log = structlog.get_logger()


class Several:
    """What ``Application`` is for one process."""

    def __init__(
        self,
        settings: Config,
        compiled: Compiled,
        books: Books,
        found: Detectors,
        nursery: Nursery,
        *,
        notify: Notify = SILENT,
        source: Source | None = None,
    ) -> None:
        """Raises ConfigError where the address of the door is taken."""
        self._settings = settings
        self._books = books
        self.metrics = Metrics()
        self._together = Together(self.metrics.registry.collect)
        prepares = Prepares(
            books,
            _means(books, found),
            lambda _ruling: None,
            introducer=lambda bundle: _introducer(settings, books, bundle),
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
            takes=self,
        )
        self._doors = Doors(settings.listen.host, settings.listen.port)
        self.has_failed = asyncio.Event()
        self._supervisor = Supervisor(
            births=nursery,
            doors=self._doors,
            number=settings.processes.count,
            log=books.record,
            together=self._together,
            welcome=self._welcome,
            counts=self.metrics,
            on_fault=self.has_failed.set,
            is_closed=lambda: self._live.is_closed,
        )
        self._admin = Admin(Signs(exposition=self._exposition, is_ready=self.is_ready))
        self._show_numbers()
        self.port = self._doors.port
        self.admin_port = 0

    def is_ready(self) -> bool:
        record = self._books.record
        is_shut = self._live.is_closed or record.failed or bool(record.halted)
        return not is_shut and self._supervisor.is_ready()

    def hurry(self) -> None:
        """Stop at once: refuse what still waits for somebody, and record that."""
        self._supervisor.hurry()

    def reload(self) -> None:
        """Look at the policy folder and the TLS files at once, and take what is good.  Returns at once."""
        self._reloading.hurry()
        self._supervisor.renew()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Several]:
        """
        Have the workers answer until the block ends; then drain, and record the stop.

        Raises AuditError where the record cannot be made, ConfigError where it cannot start.
        """
        async with AsyncExitStack() as running:
            running.callback(self._doors.close)
            await self._note("start")
            running.push_async_callback(self._note, "stop")
            await self._listen(running)
            await running.enter_async_context(self._supervisor.serving(DRAIN_S))
            await running.enter_async_context(alongside(self._watch()))
            await running.enter_async_context(alongside(clock.watch(self._books.record, now)))
            await running.enter_async_context(alongside(self._reloading.watch(now)))
            yield self

    async def _listen(self, running: AsyncExitStack) -> None:
        admin = self._settings.admin
        try:
            self.admin_port = await self._admin.start(admin.host, admin.port)
        except OSError as error:
            raise ConfigError(
                f"{admin.host}:{admin.port} cannot be listened on ({error.strerror}). "
                "Choose another port in firewall.toml."
            ) from None
        running.push_async_callback(self._admin.close)

    async def _watch(self) -> None:
        """Keep the numbers of the record fresh, until it fails."""
        while not self._books.record.failed:
            await asyncio.sleep(_WATCH_S)
            self.metrics.committed(self._books.record.size, self._books.record.last_commit_seconds)
        self.has_failed.set()

    async def _note(self, what: str) -> None:
        facts: dict[str, str | int | list[str]] = {
            "policy": self._live.now.digest,
            "processes": self._settings.processes.count,
        }
        try:
            await self._books.record.append(entry.noted(new_id(), now(), what, facts))
        except AuditError:
            if what == "start":
                raise
            _log.error("stop-not-recorded")

    # ---- the policy

    def _welcome(self) -> Welcome:
        house, compiled = self._books.house, self._live.now.compiled
        return Welcome(
            digest_key=house.digest,
            pseudonym_key=house.pseudonym,
            policy=compiled.bundle.digest,
            texts=dict(compiled.texts),
            is_closed=self._live.is_closed,
        )

    async def prepare(self, to: InForce) -> None:
        """Have all workers get ready for a policy.  Raises PolicyError where one cannot."""
        if not await self._supervisor.prepare(to.digest, dict(to.compiled.texts)):
            raise PolicyError([made("city.yaml", 1, 1, "POL153")])

    async def take(self, to: InForce) -> None:
        """Put it in force, here and in all workers."""
        self._live.now = to  # first: who is born from now on begins with it
        self._supervisor.swap(to.digest)

    # ---- the numbers

    def _show_numbers(self) -> None:
        count_under(self.metrics, self._live.now.compiled.bundle, now())
        self.metrics.watch_processes(self._settings.processes.count, fresh=lambda: self._supervisor.fresh)
        self.metrics.watch_halted(lambda: bool(self._books.record.halted))
        self.metrics.watch_cases(lambda: self._books.persons.cases.count_open(now()))
        self.metrics.watch_duties(lambda: self._books.persons.duties.count(now()))
        self.metrics.read(vitals.of_process(now()))
        self.metrics.read(
            vitals.of_books(self._books, lambda: self._live.now.compiled.bundle, self._settings.data, now)
        )
        limit_bytes = self._settings.limits.total_bytes
        self.metrics.read({"firewall_ready": self.is_ready, "firewall_body_bytes_limit": lambda: limit_bytes})

    def _exposition(self) -> bytes:
        """What each worker told within the last second, so no scraper can keep one from its work."""
        self.metrics.committed(self._books.record.size, self._books.record.last_commit_seconds)
        return self._together.exposition()


def _introducer(settings: Config, books: Books, bundle: Bundle) -> Introducer:
    """Raise PolicyError where partner files name what ``firewall.toml`` does not; nobody comes in here."""
    issuers = [issuer.name for issuer in settings.issuers]
    if faults := tuple(partners.unknown_names(bundle, issuers, settings.client_cas)):
        raise PolicyError(faults)
    return Introducer(partners.facts(bundle), books.keys, Bindings(partners.certificates(bundle)))


def _means(books: Books, found: Detectors) -> Means:
    """Enough to find out whether a policy can be made ready; nothing is ruled on here."""
    house = books.house
    return Means(
        detectors=found,
        record=books.record,
        waiting=books.persons,
        keys=Keys(digest=house.digest, pseudonym=house.pseudonym),
        limits=Limits(),
    )
