"""Builds the mirror: the firewall's own engine and reading, between a queue and a record of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from firewall import partners
from firewall.app import now, upstream_tls
from firewall.audit import entry
from firewall.beside import alongside
from firewall.books import new_id
from firewall.config import Config
from firewall.detect import Detectors
from firewall.engine import Engine
from firewall.errors import AuditError, ConfigError
from firewall.formats import Limits
from firewall.front.budget import ByteBudget
from firewall.front.http import Proxy
from firewall.front.parts import Deadlines, Match, Parts, Rules
from firewall.front.upstream import LeanUpstream
from firewall.identity.certificates import Bindings
from firewall.identity.claims import Vocabulary as ClaimWords
from firewall.identity.introduce import Introducer
from firewall.means import Keys, Means, Names
from firewall.mirror.books import MirrorBooks
from firewall.mirror.deciding import Decider, Service
from firewall.mirror.imagined import Imagined
from firewall.mirror.mute import Mute, listening
from firewall.mirror.queue import AT_ONCE, Waiting
from firewall.model import Exchange, Message, Phase, View
from firewall.policy.compiled import Compiled
from firewall.separate import Separate

if TYPE_CHECKING:
    from firewall.ended import Streamed
    from firewall.model import Released

_TELL_S = 10.0
_DRAIN_S = 10.0

_log = structlog.get_logger()


class Mirror:
    """Built and not yet listening."""

    def __init__(
        self,
        settings: Config,
        compiled: Compiled,
        books: MirrorBooks,
        found: Detectors,
        names: Names | None = None,
    ) -> None:
        self._settings = settings
        self._compiled = compiled
        self._books = books
        self._names = names
        self._imagined = Imagined()
        self._separate = Separate()
        self._upstream: LeanUpstream | None = None
        self._waiting = Waiting(self._decider(found).look, books.record, new_id)
        self._proxy = Proxy(self._parts(self._rules()))

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """
        Listen until the block ends, then decide what still waits; gives the port.

        Raises AuditError where the record cannot be made, ConfigError where the address is taken.
        """
        set_ = self._settings
        await self._note("mirror-start")
        async with AsyncExitStack() as running:
            running.push_async_callback(asyncio.to_thread, self._separate.close)
            running.push_async_callback(self._end)
            for _ in range(AT_ONCE):
                await running.enter_async_context(alongside(self._waiting.work()))
            await running.enter_async_context(alongside(self._telling()))
            running.push_async_callback(self._waiting.done, _DRAIN_S)
            try:
                port = await running.enter_async_context(
                    listening(
                        Mute(self._proxy),
                        set_.mirror.host,
                        set_.mirror.port,
                        head_s=set_.limits.head_s,
                    )
                )
            except OSError as error:
                raise ConfigError(
                    f"{set_.mirror.host}:{set_.mirror.port} cannot be listened on ({error.strerror}). "
                    "Choose another mirror.port in firewall.toml."
                ) from None
            yield port

    async def _telling(self) -> None:
        while True:
            await asyncio.sleep(_TELL_S)
            await self._tell()

    async def _tell(self) -> None:
        try:
            await self._proxy.record_unread()
            await self._waiting.tell(now())
        except AuditError:
            _log.error("mirror-not-recorded")

    async def _end(self) -> None:
        await self._tell()
        if self._upstream is not None:
            await self._upstream.close()
        try:
            await self._note("mirror-stop")
        except AuditError:
            _log.error("stop-not-recorded")

    async def _note(self, what: str) -> None:
        facts: dict[str, str | int | list[str]] = {
            "policy": self._compiled.bundle.digest,
            "asks": int(self._settings.mirror.ask),
        }
        await self._books.record.append(entry.noted(new_id(), now(), what, facts))

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

    def _decider(self, found: Detectors) -> Decider:
        house, imagined = self._books.house, self._imagined
        means = Means(
            detectors=replace(found, longest=self._settings.limits.text),
            record=imagined,
            waiting=imagined,
            keys=Keys(digest=house.digest, pseudonym=house.pseudonym),
            limits=self._limits(),
            names=self._names,
        )
        engine = Engine(lambda: self._compiled, means, lambda _: None)
        return Decider(engine, self._books.record, self._view, self._service())

    def _service(self) -> Service | None:
        set_ = self._settings
        if not set_.mirror.ask:
            return None
        budget = ByteBudget(set_.limits.total_bytes)
        self._upstream = LeanUpstream(self._limits(), budget, upstream_tls(set_))
        return Service(upstream=self._upstream, match=self._where, deadline_s=set_.limits.upstream_s)

    def _where(self, exchange: Exchange) -> Match | None:
        service = None if exchange.route is None else self._compiled.bundle.service_of.get(exchange.route)
        if service is None or exchange.route is None:
            return None
        return Match(exchange.route, service.upstream, self._compiled.bundle.hides(exchange.route))

    def _view(self, exchange: Exchange) -> View | None:
        route = None if exchange.route is None else self._compiled.bundle.routes.get(exchange.route)
        if route is None:
            return None
        plan = self._compiled.plan(exchange)
        latched = self._imagined.latched(route.id)
        return self._compiled.answer_view(plan, route, latched, reads_names=self._names is not None)

    def _match(self, method: str, segments: tuple[str, ...]) -> Match | None:
        """Find the route for a path whose first segment names the service.  It leads nowhere."""
        route = self._compiled.route(method, segments)
        return None if route is None else Match(route.id, "", existence_protected=True)

    def _rules(self) -> Rules:
        bundle = self._compiled.bundle
        words = ClaimWords(frozenset(bundle.vocabulary.purposes), frozenset(bundle.vocabulary.processes))
        bindings = Bindings(partners.certificates(bundle))
        return Rules(
            screen=self._waiting,
            match=self._match,
            introduce=Introducer(partners.facts(bundle), self._books.keys, bindings).introduce,
            claims=words.read,
            contact=bundle.city.contact,
        )

    def _parts(self, rules: Rules) -> Parts:
        set_ = self._settings.limits
        return Parts(
            rules=lambda: rules,
            upstream=_Nowhere(),
            clock=now,
            new_id=new_id,
            case_state=lambda _case, _requester: None,
            meter=_Unmetered(),
            budget=ByteBudget(set_.total_bytes),
            limits=self._limits(),
            deadlines=Deadlines(
                head_s=set_.head_s, body_s=set_.body_s, upstream_s=set_.upstream_s, whole_s=set_.whole_s
            ),
        )


class _Nowhere:
    """The proxy of a mirror never gets a message that may leave; if it did, it would lead here."""

    async def fetch(self, base: str, method: str, released: Released, deadline_s: float) -> Message:  # noqa: ARG002 - the proxy's signature
        return Message(phase=Phase.RESPONSE, failure="mirror")


class _Unmetered:
    """A mirror publishes no numbers: they would be taken for the firewall's."""

    def exchanged(self, service: str, status: int, seconds: float) -> None:
        """Not counted."""

    def streamed(self, given: Streamed) -> None:
        """Not counted."""

    def parser_refused(self) -> None:
        """Not counted: it is in the record."""
