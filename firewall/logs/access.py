"""The access log: one line an exchange, without path, query, address or any word of a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from os import getpid

import msgspec

from firewall.ended import Ended
from firewall.logs.allowed import Allowed

Put = Callable[[bytes], None]


class Line(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The keys of the event ``exchange``, in the order of the alphabet."""

    address: str = ""
    case: str = ""
    cut: list[str] = []
    decision: str
    event: str
    kind: str
    level: str
    method: str
    ms: float
    outcome: str
    partner: str = ""
    pid: int
    policy: str = ""
    proof: str = ""
    purpose: str = ""
    reasons: list[str] = []
    received_bytes: int = 0
    records: int | None = None
    route: str = ""
    rules: list[str] = []
    sent_bytes: int = 0
    status: int
    timestamp: datetime
    version: str
    withheld: int = 0


class Access:
    """
    Makes the lines, past structlog, which costs more than a line.

    They say nothing of addresses, unless ``digest_addresses`` has them tell two of them apart.
    """

    def __init__(self, put: Put, allowed: Allowed, version: str) -> None:
        self._put = put
        self._allowed = allowed
        self._version = version
        self._address_key = b""
        self._encode = msgspec.json.Encoder().encode

    def digest_addresses(self, secret: bytes) -> None:
        """Use a key that is worked out from the house's secret, and from which nobody gets back to that."""
        self._address_key = blake2b(b"addresses of the access log", key=secret, digest_size=32).digest()

    def tell(self, ended: Ended) -> None:
        self._put(self._encode(self._line(ended)) + b"\n")

    def _line(self, ended: Ended) -> Line:
        allowed, exchange, decision = self._allowed, ended.exchange, ended.decision
        principal = exchange.requester.principal
        return Line(
            timestamp=exchange.at + timedelta(seconds=ended.seconds),
            level="info",
            event="exchange",
            pid=getpid(),  # not kept: a process may be forked
            version=self._version,
            decision=exchange.id,
            route=allowed.word(exchange.route or ""),
            method=allowed.code(exchange.method),
            status=ended.status,
            outcome="none" if decision is None else decision.outcome.name.lower(),
            reasons=[] if decision is None else [allowed.code(one) for one in decision.reasons],
            rules=[] if decision is None else allowed.words(decision.rules),
            withheld=0 if decision is None else decision.withheld,
            policy=allowed.policy if decision is None else decision.policy[:12],
            partner=allowed.word(principal.id),
            kind=allowed.word(principal.kind),
            proof=allowed.code((exchange.requester.authenticated_by or "").partition(":")[0]),
            purpose=allowed.word(exchange.purpose or ""),
            case=ended.case or "",
            ms=round(ended.seconds * 1000, 3),
            received_bytes=ended.received_bytes,
            sent_bytes=ended.sent_bytes,
            records=None if ended.streamed is None else ended.streamed.records,
            cut=self._cut(ended),
            address=self._address(ended),
        )

    def _cut(self, ended: Ended) -> list[str]:
        why = "" if ended.streamed is None else ended.streamed.why
        return [self._allowed.code(why)] if why else []

    def _address(self, ended: Ended) -> str:
        if not self._address_key or not ended.address:
            return ""
        # The day is part of it: yesterday's lines and today's cannot be put together.
        about = f"{ended.exchange.day.isoformat()} {ended.address}".encode()
        return blake2b(about, key=self._address_key, digest_size=8).hexdigest()
