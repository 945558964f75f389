"""
Traces: one span an exchange, with a child for each part of its way.  Off unless an endpoint is configured.

OpenTelemetry is imported only where it is on.  Off means that the parts are as they were: nothing wraps them.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from firewall.ended import Ended
from firewall.errors import ConfigError

if TYPE_CHECKING:
    from firewall.front.flowing import Source
    from firewall.front.parts import Rules
    from firewall.model import Message, Receipt, Released


class Upstream(Protocol):
    async def fetch(self, base: str, method: str, released: Released, deadline_s: float) -> Message: ...


class Opens(Protocol):
    async def open(
        self, base: str, method: str, released: Released, deadline_s: float, takes: tuple[str, ...] = ...
    ) -> tuple[Message, Source | None]: ...


class Record(Protocol):
    async def append(self, entry: bytes) -> Receipt: ...


class Traces:
    """Off: everything is given back as it is."""

    def around(self) -> AbstractContextManager[object]:
        """Return what stands around an exchange."""
        return nullcontext()

    def ended(self, ended: Ended) -> None:
        """Say on the span of the exchange how it ended."""

    def rules(self, rules: Rules) -> Rules:
        return rules

    def upstream(self, upstream: Upstream) -> Upstream:
        return upstream

    def streams(self, streams: Opens) -> Opens:
        return streams

    def record(self, record: Record) -> Record:
        return record

    def close(self) -> None:
        """Send what is left.  Blocks, but not for long."""


def started(endpoint: str, sample: float, ca: Path | None = None) -> Traces:
    """Return what traces, or what does not where there is no endpoint.  Raises ConfigError."""
    if not endpoint:
        return Traces()
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.exporter.otlp.proto.http") is None:
        raise ConfigError(
            "traces.endpoint needs OpenTelemetry. Install it with: pip install 'data-sharing-firewall[otel]'"
        )
    from firewall.traces import spans  # noqa: PLC0415  # half a second that a start without traces does not pay

    return spans.started(endpoint, sample, ca)
