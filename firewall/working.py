"""One process of several that answer: what it does between its birth and its end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
import uvloop

from firewall import books, logs
from firewall.app import Application, now
from firewall.beside import alongside, threads
from firewall.errors import FirewallError
from firewall.finders import reading_names
from firewall.folder import compiled_of
from firewall.means import Keys
from firewall.processes.messages import Numbers, Welcome
from firewall.processes.numbers import collected
from firewall.processes.station import Station
from firewall.shadow.starting import shadowed

if TYPE_CHECKING:
    from firewall.config import Config
    from firewall.detect import Detectors
    from firewall.live import InForce
    from firewall.policy.compiled import Compiled
    from firewall.processes.nursery import Born

_log = structlog.get_logger()


def born(settings: Config, compiled: Compiled, found: Detectors) -> Born:
    """Return what a worker does, with all that was loaded before it was born."""

    def live(wire: socket.socket, doors: Sequence[socket.socket]) -> None:
        try:
            uvloop.run(_work(_share(settings), compiled, found, wire, doors))
        finally:
            logs.close()

    return live


def _share(settings: Config) -> Config:
    """All together hold as many bytes of bodies, and on disk, as one process would."""
    limits, spool, count = settings.limits, settings.spool, settings.processes.count
    return replace(
        settings,
        limits=replace(limits, total_bytes=limits.total_bytes // count),
        spool=replace(spool, total_bytes=spool.total_bytes // count),
    )


async def _work(
    settings: Config,
    known: Compiled,
    found: Detectors,
    wire: socket.socket,
    doors: Sequence[socket.socket],
) -> None:
    asyncio.get_running_loop().set_default_executor(threads())
    station = await Station.connected(wire)
    told = await station.welcomed()
    logs.configure(settings.logs.level, settings.logs.file, access=settings.logs.access)
    try:
        await _answer(station, settings, _in_force(told, known), found, told, doors=doors)
    except FirewallError as error:
        await station.does_not_serve(str(error))


def _in_force(told: Welcome, known: Compiled) -> Compiled:
    """The policy may have changed since all was loaded."""
    return known if told.policy == known.bundle.digest else compiled_of(told.texts)


async def _answer(
    station: Station,
    settings: Config,
    compiled: Compiled,
    found: Detectors,
    told: Welcome,
    *,
    doors: Sequence[socket.socket],
) -> None:
    keys = Keys(digest=told.digest_key, pseudonym=told.pseudonym_key)
    with ExitStack() as stack:
        lent = stack.enter_context(books.lent(settings.data, compiled.bundle, keys, station.line))
        # Whether there is a draft to be shadowed, and for how long, the supervisor has told.
        today = compiled.bundle.city.day(now())
        shadow = stack.enter_context(shadowed(settings.draft, settings.data, today, lambda _: None))
        async with reading_names(settings.names) as names:
            application = Application(settings, compiled, lent, found, names, shadow=shadow)
            application.close(is_closed=told.is_closed)
            try:
                async with application.working(doors) as firewall, alongside(station.obey()):
                    station.serves(_Works(firewall), compiled.bundle.digest)
                    await station.to_drain.wait()
            finally:
                station.rests()


class _Works:
    """What the supervisor wants of a worker, done by an application."""

    def __init__(self, firewall: Application) -> None:
        self._firewall = firewall
        self._next: InForce | None = None

    def numbers(self) -> Numbers:
        firewall = self._firewall
        return Numbers(is_ready=firewall.is_ready(), families=collected(firewall.metrics.registry))

    def close(self, *, is_closed: bool) -> None:
        self._firewall.close(is_closed=is_closed)

    def renew(self) -> None:
        self._firewall.renew()

    def hurry(self) -> None:
        self._firewall.hurry()

    async def prepare(self, texts: dict[str, str]) -> str:
        try:
            self._next = await asyncio.to_thread(lambda: self._firewall.prepared(compiled_of(texts)))
        except Exception as error:  # noqa: BLE001  # whatever it was: a worker that cannot read it must not go on
            _log.error("policy-not-prepared", error=type(error).__name__)
            return ""
        return self._next.digest

    def swap(self, policy: str) -> None:
        """Raises ValueError where another one was prepared: then this worker ends."""
        if self._next is None or self._next.digest != policy:
            raise ValueError("another policy was prepared")
        self._firewall.take(self._next)
