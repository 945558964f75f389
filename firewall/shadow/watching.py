"""
Beside the exchanges: notes each one, and compares later, in a thread.

INVARIANT: an exchange pays one append to a list.  What is in the draft, what it raises and whether its notes can be
written is nothing that an exchange could ever meet.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from datetime import date
from threading import Lock

import structlog

from firewall.errors import FirewallError
from firewall.model import UNINSPECTABLE, Decision, Exchange, Party, Ruling
from firewall.policy.compiled import Compiled
from firewall.shadow.comparing import Comparing
from firewall.shadow.store import Note, Notes

EVERY_S = 1.0
MOST = 20_000
"""Exchanges that wait to be compared; with more, the oldest go uncompared and are counted."""

_MOST_KINDS = 10_000
"""Kinds of difference that wait to be written where the disk does not take them."""

_log = structlog.get_logger()


class Shadow:
    """A draft that is shadowed until the end of ``last``."""

    def __init__(self, draft: Compiled, notes: Notes, last: date) -> None:
        self._digest = draft.bundle.digest
        self._comparing = Comparing(draft)
        self._notes = notes
        self._last = last
        self._seen: deque[tuple[Compiled, Exchange, Decision]] = deque(maxlen=MOST)
        self._unwritten: Counter[Note] = Counter()
        self._settling = Lock()
        self._faults = 0

    def note(self, enforced: Compiled, ruling: Ruling) -> None:
        """Take note of an exchange that came to its end.  Called on the hot path: never raises, never waits."""
        if ruling.status and ruling.exchange.route is not None:
            self._seen.append((enforced, ruling.exchange, ruling.decision))

    async def watch(self, counted: Callable[[str, int], None]) -> None:
        """Compare what was noted, for ever; ``counted`` is told what changed and how often."""
        try:
            while True:
                await asyncio.sleep(EVERY_S)
                for change, times in (await asyncio.to_thread(self.settle)).items():
                    counted(change, times)
        finally:
            self.settle()  # what came in the last second

    def settle(self) -> Counter[str]:
        """Compare and write down what was noted so far; returns how often what changed.  Never raises."""
        changes: Counter[str] = Counter()
        with self._settling:
            try:
                self._compare(changes)
                self._write()
            except Exception as error:  # noqa: BLE001 - a draft may be anything, and nobody may meet what it does
                _log.error("draft-fault", error=type(error).__name__)
        return changes

    def _compare(self, changes: Counter[str]) -> None:
        before = self._faults
        while self._seen:
            enforced, exchange, decision = self._seen.popleft()
            if exchange.day <= self._last and _is_comparable(enforced, decision):
                self._one(enforced, exchange, changes)
        if self._faults > before:
            _log.error("draft-not-compared", times=self._faults - before)

    def _one(self, enforced: Compiled, exchange: Exchange, changes: Counter[str]) -> None:
        try:
            found = self._comparing.difference(enforced, exchange)
        except Exception:  # noqa: BLE001 - as above
            self._faults += 1
            return
        changes[found.change] += 1
        note = Note(
            day=exchange.day,
            digest=self._digest[:12],
            route=str(exchange.route),
            requester=_who(exchange),
            purpose=exchange.purpose or "",
            change=found.change,
            enforced=found.enforced,
            drafted=found.drafted,
            gone=found.gone,
            come=found.come,
            otherwise=found.otherwise,
            rules=found.rules,
        )
        if note in self._unwritten or len(self._unwritten) < _MOST_KINDS:
            self._unwritten[note] += 1

    def _write(self) -> None:
        if not self._unwritten:
            return
        try:
            self._notes.add(self._unwritten)
        except FirewallError:
            _log.error("draft-not-noted")  # and tried again with the next
        else:
            self._unwritten.clear()


def _is_comparable(enforced: Compiled, decision: Decision) -> bool:
    """What could not be inspected was decided by that and no policy; a policy that is over was another one's."""
    is_read = all(category != UNINSPECTABLE for _, category, _, _ in decision.counts)
    return is_read and decision.policy == enforced.bundle.digest


def _who(exchange: Exchange) -> str:
    """The requester in words of the policy, with everybody behind it."""
    asking = exchange.requester
    return " for ".join(map(_name, (asking.party, *asking.on_behalf_of)))


def _name(party: Party) -> str:
    return party.id or party.kind
