"""What the engine needs of others: a record, persons who have spoken, detectors, keys and limits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from firewall.detect import Detectors, Span
from firewall.formats import Limits
from firewall.model import (
    CaseId,
    Category,
    Digest,
    Exchange,
    LegalProcess,
    Outcome,
    Owed,
    PartnerId,
    Receipt,
    RouteId,
)
from firewall.policy.rules import Route
from firewall.policy.words import DutyWord


class Record(Protocol):
    """The audit log."""

    async def append(self, entry: bytes) -> Receipt:
        """Return once the entry is durable.  Raises AuditError, and then nothing may leave."""


class Waiting(Protocol):
    """What waits for a person and what persons have said: cases, legal process, latches, limits, duties."""

    def open_case(self, exchange: Exchange, outcome: Outcome, wants: frozenset[Category]) -> CaseId:
        """Open a case, or count the exchange in the one that is open."""

    def processes(self, partner: PartnerId, now: datetime) -> tuple[LegalProcess, ...]:
        """Verified, in their dates, not used up."""

    def fits(self, process: LegalProcess, exchange: Exchange) -> bool:
        """Whether the exchange is what the process is about."""

    def spend(self, process: str, at: datetime) -> bool:
        """Use a process once; False where nothing is left."""

    def latched(self, route: RouteId) -> frozenset[str]:
        """Patterns that are removed until a person has classified them."""

    def latch(self, route: Route, patterns: frozenset[str], at: datetime) -> None:
        """Latch, durably."""

    def owe(self, exchange: Exchange, tasks: Sequence[tuple[Owed, DutyWord]]) -> None:
        """Have staff see what is to be done, durably."""

    def reserve(self, agreement: str, at: datetime, records: int, per_day: int) -> bool:
        """Take records from an agreement's day; False where it would go over."""


class Names(Protocol):
    """A model that finds people and places in free text."""

    async def find(self, texts: Sequence[str]) -> Mapping[str, Sequence[Span]]:
        """Return what stands in each of the texts.  Raises Failure where that cannot be told in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Secrets of the house: what a target's digest and a pseudonym are keyed with."""

    digest: bytes = field(repr=False)
    pseudonym: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """
    All that a journey needs beside the policy; ``names`` only where a city has such a model.

    ``closed`` is why no request is let in at all, and empty where they are.  ``deadline_s`` is how long the inspection
    of one message may take, where it is not as long as anybody waits for an answer.
    """

    detectors: Detectors
    record: Record
    waiting: Waiting
    keys: Keys
    limits: Limits
    names: Names | None = None
    closed: str = ""
    deadline_s: float | None = None


def digest(key: bytes, about: bytes) -> Digest:
    """Return the keyed digest of a target: tells whether two are the same, and nothing else."""
    return Digest(hashlib.blake2b(about, key=key, digest_size=16).hexdigest())
