"""
What the record says of signed policies: which one is in force, and what was taken back.

Each change is one entry, and each has the whole state in it, so the last one is enough.  All have one id, by which the
log finds the last of them at once, however long it is.

INVARIANT: the number never falls.  A bundle, a rollback too, needs a higher one than the last; with the same number
only the same content comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import msgspec

from firewall.audit import entry
from firewall.signed.faults import SignedError, Why
from firewall.signed.form import Bundle
from firewall.signed.glass import Glass, published
from firewall.signed.revocations import Revocation
from firewall.signed.statement import instant, moment

ENTRY_ID = "policy-state"
IN_FORCE, REVOKED = "policy-in-force", "policy-revoked"
BREAK_GLASS, BREAK_GLASS_END = "break-glass", "break-glass-end"
CARRIED = "policy-carried"
"""Said again, since the entries before go into an archive."""


class Reads(Protocol):
    """The record, as far as it is asked here."""

    def get(self, name: str, /) -> tuple[int, bytes] | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """
    ``number`` is the version of the last bundle that was in force, 0 before the first, and ``digest`` its content.

    ``signed`` says who signed it, as ``role:key``; ``closed`` what was revoked or has ended, as ``kind:digest``.
    """

    number: int = 0
    digest: str = ""
    restores: int = 0
    signed: tuple[str, ...] = ()
    closed: frozenset[str] = frozenset()
    glass: str = ""
    glass_ends: str = ""

    @property
    def ends(self) -> datetime | None:
        """When what is in force is over by the clock alone; None where it is not."""
        return moment(self.glass_ends) if self.glass_ends else None

    @property
    def revoked_keys(self) -> frozenset[str]:
        return frozenset(one.removeprefix("key:") for one in self.closed if one.startswith("key:"))

    def is_revoked(self, kind: str, digest: str) -> bool:
        return f"{kind}:{digest}" in self.closed

    def was_in_force(self, bundle: Bundle) -> bool:
        return (bundle.version, bundle.digest) == (self.number, self.digest)

    def facts(self) -> dict[str, entry.Fact]:
        return {
            "version": self.number,
            "policy": self.digest,
            "restores": self.restores,
            "signed": list(self.signed),
            "closed": sorted(self.closed),
            "break_glass": self.glass,
            "break_glass_ends": self.glass_ends,
        }

    def closing(self, more: Iterable[str]) -> State:
        return replace(self, closed=self.closed | frozenset(more))


def said(state: State, at: datetime, what: str, more: dict[str, entry.Fact] | None = None) -> bytes:
    """Write the entry.  ``more`` are facts of this change alone."""
    return entry.noted(ENTRY_ID, at, what, {**(more or {}), **state.facts()})


class _Facts(msgspec.Struct, frozen=True):
    version: int
    policy: str
    restores: int
    signed: list[str]
    closed: list[str]
    break_glass: str
    break_glass_ends: str


class _Entry(msgspec.Struct, frozen=True):
    facts: _Facts


def last(record: Reads) -> State:
    """Return what the record says now; the state before the first where it says nothing.  Raises AuditError."""
    found = record.get(ENTRY_ID)
    if found is None:
        return State()
    facts = msgspec.json.decode(found[1], type=_Entry).facts
    return State(
        number=facts.version,
        digest=facts.policy,
        restores=facts.restores,
        signed=tuple(facts.signed),
        closed=frozenset(facts.closed),
        glass=facts.break_glass,
        glass_ends=facts.break_glass_ends,
    )


def after(before: State, now: State, at: datetime) -> State:
    """Return the state that follows: an emergency whose time is over stays closed, whatever the clock says later."""
    is_over = before.glass and before.glass != now.glass and before.glass_ends <= instant(at)
    return now.closing([f"break-glass:{before.glass}"] if is_over else [])


def steps(before: State, now: State, at: datetime, glass: Glass | None, why: str = "") -> tuple[bytes, ...]:
    """Write the entries that lead from one state to the next; none where nothing changed."""
    found = []
    without = replace(now, glass="", glass_ends="")
    base = replace(
        without, glass=before.glass, glass_ends=before.glass_ends
    )  # one step an entry: we may be cut off
    if base != replace(before, closed=now.closed):
        found.append(said(base, at, IN_FORCE, {"why": why} if why else None))
    if before.glass and before.glass != now.glass:
        found.append(said(without, at, BREAK_GLASS_END, {"ended": before.glass}))
    if glass is not None and before.glass != now.glass:
        by = [f"{one.role}:{one.key}" for one in glass.signatures]
        found.append(said(now, at, BREAK_GLASS, {**published(glass), "by": by}))
    return tuple(found)


def revoking(state: State, at: datetime, one: Revocation) -> bytes:
    """Write the entry of a revocation, after which ``state`` holds."""
    signed = one.signature
    return said(state, at, REVOKED, {"revoked": one.closes, "by": signed.key, "why": signed.reason})


def check_follows(bundle: Bundle, state: State, not_before: int, file: str) -> None:
    """Raise SignedError where a bundle may not be in force after what the record says."""
    version = bundle.version
    if state.is_revoked("bundle", bundle.digest):
        raise SignedError(file, Why.REVOKED, version=version)
    if version < not_before:
        raise SignedError(file, Why.BEFORE, version=version, known=not_before)
    if version < state.number:
        raise SignedError(file, Why.OLDER, version=version, known=state.number)
    if version == state.number and bundle.digest != state.digest:
        raise SignedError(file, Why.SAME_NUMBER, version=version)
