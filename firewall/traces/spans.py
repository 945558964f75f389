"""
The spans, made with OpenTelemetry's SDK and sent over OTLP/HTTP by a thread of its own.

A span says what a log line may say and nothing else: no path, no header, no text of an error.  A trace id
that somebody sends is not taken (its 32 digits can be anybody's number), and none is sent to a service.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from firewall import logs, traces
from firewall.ended import CutShort, Ended
from firewall.errors import ConfigError
from firewall.formats.records import STREAMED
from firewall.logs.allowed import Told
from firewall.model import Phase

if TYPE_CHECKING:
    from firewall.front.flowing import Source
    from firewall.front.parts import Rules, Screen
    from firewall.identity.introduce import Credentials
    from firewall.model import Exchange, Message, Receipt, Released, Requester, Ruling
    from firewall.streams import Stream
    from firewall.wholes import WholeAnswer

NAME = "data-sharing-firewall"

EXPORT_S = 5.0
"""How long a collector may take over one batch; then the batch is lost."""

_INSPECTS = {Phase.REQUEST: "inspect-request", Phase.RESPONSE: "inspect-answer"}


def started(endpoint: str, sample: float, ca: Path | None) -> Spans:
    """Raises ConfigError where the file of the collector's certificates is not there."""
    if ca is not None and not ca.is_file():
        raise ConfigError(
            f"traces.ca: there is no file {ca}. Take the one that signs the collector's certificate."
        )
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(sample)),
        # Not Resource.create(): that takes what the environment says.
        resource=Resource({"service.name": NAME, "service.version": logs.version()}),
        span_limits=SpanLimits(max_attributes=32, max_attribute_length=128, max_events=0, max_links=0),
        shutdown_on_exit=False,
    )
    # No proxy of the environment: spans go where the configuration says.
    session = requests.Session()
    session.trust_env = False
    exporter = OTLPSpanExporter(
        endpoint=endpoint,
        certificate_file=None if ca is None else str(ca),
        timeout=EXPORT_S,
        session=session,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Spans(provider)


class Spans(traces.Traces):
    """On: each part is wrapped by one that makes a span of it, while an exchange is sampled."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(NAME)

    @contextmanager
    def around(self) -> Iterator[None]:
        """A trace of its own: the empty context, so that nothing of another exchange is its parent."""
        with self._tracer.start_as_current_span(
            "exchange",
            context=context.Context(),
            kind=trace.SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ):
            yield

    def ended(self, ended: Ended) -> None:
        span = trace.get_current_span()
        if span.is_recording():
            span.set_attributes(_named(logs.attributes("exchange", facts(ended))))

    def part(self, name: str) -> AbstractContextManager[trace.Span]:
        # A text of an exception may quote a value (threats J08): neither it nor its trace is kept.
        return self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False)

    def rules(self, rules: Rules) -> Rules:
        async def introduce(credentials: Credentials, at: datetime) -> Requester:
            with self.part("introduce"):
                return await rules.introduce(credentials, at)

        return replace(rules, screen=_Screen(self, rules.screen), introduce=introduce)

    def upstream(self, upstream: traces.Upstream) -> traces.Upstream:
        return _Upstream(self, upstream)

    def streams(self, streams: traces.Opens) -> traces.Opens:
        return _Opens(self, streams)

    def record(self, record: traces.Record) -> traces.Record:
        return _Record(self, record)

    def close(self) -> None:
        self._provider.shutdown()


class _Screen:
    def __init__(self, spans: Spans, screen: Screen) -> None:
        self._spans = spans
        self._screen = screen

    async def screen(self, exchange: Exchange, message: Message) -> Ruling:
        with self._spans.part(_INSPECTS[message.phase]):
            return await self._screen.screen(exchange, message)

    async def open(self, exchange: Exchange, head: Message) -> tuple[Ruling, Stream | None]:
        with self._spans.part(_INSPECTS[head.phase]):
            return await self._screen.open(exchange, head)

    async def whole(self, exchange: Exchange, head: Message) -> tuple[Ruling | None, WholeAnswer | None]:
        with self._spans.part(_INSPECTS[head.phase]):
            return await self._screen.whole(exchange, head)

    async def unparsed(self, reason: str, at: datetime, id: str, times: int = 1) -> None:  # noqa: A002  # as in the record
        await self._screen.unparsed(reason, at, id, times)

    async def cut_short(self, cut: CutShort, at: datetime, id: str) -> None:  # noqa: A002  # as in the record
        await self._screen.cut_short(cut, at, id)


class _Upstream:
    def __init__(self, spans: Spans, upstream: traces.Upstream) -> None:
        self._spans = spans
        self._upstream = upstream

    async def fetch(self, base: str, method: str, released: Released, deadline_s: float) -> Message:
        with self._spans.part("service") as span:
            answered = await self._upstream.fetch(base, method, released, deadline_s)
            _say(span, answered)
            return answered


class _Opens:
    """The part of a service ends with the head of its answer: what goes on is the exchange itself."""

    def __init__(self, spans: Spans, streams: traces.Opens) -> None:
        self._spans = spans
        self._streams = streams

    async def open(
        self, base: str, method: str, released: Released, deadline_s: float, takes: tuple[str, ...] = STREAMED
    ) -> tuple[Message, Source | None]:
        with self._spans.part("service") as span:
            head, source = await self._streams.open(base, method, released, deadline_s, takes)
            _say(span, head)
            return head, source


def _say(span: trace.Span, answered: Message) -> None:
    said = {"status": answered.status, "reasons": [answered.failure] if answered.failure else []}
    span.set_attributes(_named(logs.attributes("service", said)))


class _Record:
    def __init__(self, spans: Spans, record: traces.Record) -> None:
        self._spans = spans
        self._record = record

    async def append(self, entry: bytes) -> Receipt:
        if not trace.get_current_span().get_span_context().is_valid:
            return await self._record.append(entry)  # of no exchange: a start, a canary
        with self._spans.part("record"):
            return await self._record.append(entry)


def facts(ended: Ended) -> dict[str, object]:
    """Return what the access log says of an exchange, for ``logs.attributes`` to look at."""
    exchange, decision = ended.exchange, ended.decision
    principal = exchange.requester.principal
    ruled: dict[str, object] = {}
    if decision is not None:
        ruled = {
            "reasons": decision.reasons,
            "rules": decision.rules,
            "withheld": decision.withheld,
            "policy": decision.policy[:12],
        }
    if (streamed := ended.streamed) is not None:
        ruled |= {"records": streamed.records, "cut": [streamed.why] if streamed.why else []}
    return ruled | {
        "decision": exchange.id,
        "route": exchange.route or "",
        "method": exchange.method,
        "status": ended.status,
        "outcome": "none" if decision is None else decision.outcome.name.lower(),
        "partner": principal.id,
        "kind": principal.kind,
        "proof": exchange.requester.authenticated_by or "",
        "purpose": exchange.purpose or "",
        "case": ended.case or "",
        "ms": ended.seconds * 1000,
        "received_bytes": ended.received_bytes,
        "sent_bytes": ended.sent_bytes,
    }


def _named(said: dict[str, Told]) -> dict[str, Told]:
    return {f"firewall.{key}": value for key, value in said.items()}
