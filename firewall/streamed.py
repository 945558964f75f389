"""What went out record by record, in numbers: how much, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter

from firewall.streams import DRAINING, LEFT

if TYPE_CHECKING:
    from firewall.ended import Streamed

WHOLE, OTHER = "whole", "other"

ENDS = (
    WHOLE, LEFT, DRAINING, "policy-changed", "too-many-records", "residue", "not-recorded", "inspection-timeout",
    "upstream-incomplete", "upstream-timeout", "record-too-large", "truncated-record", "not-json", "not-utf-8",
    "not-xml", "ragged-row", "not-a-list", "between-records", "truncated-coding", "trailing-coding", "broken-coding",
    "coding-ratio",
)  # fmt: skip
"""How a stream ended, of what has a series of its own: whole, or cut for that reason."""


class Numbers:
    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, says: str, *labels: str) -> Counter:
            return Counter(name, says, labels, registry=registry)

        self._records = counter("firewall_stream_records", "Records that streams gave.")
        self._bytes = counter("firewall_stream_bytes", "Bytes of bodies that streams gave.")
        ended = counter("firewall_streams", "Streams, by how they ended: whole, or cut and why.", "result")
        self._ended = {how: ended.labels(how) for how in (*ENDS, OTHER)}

    def add(self, streamed: Streamed) -> None:
        self._records.inc(streamed.records)
        self._bytes.inc(streamed.sent_bytes)
        self._ended.get(streamed.why or WHOLE, self._ended[OTHER]).inc()
