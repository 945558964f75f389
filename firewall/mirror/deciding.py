"""
One copied request decided, and recorded as what it is.

The service is asked once more only where the operator said so, and only by methods that change nothing: asking twice
for a change would make it twice.  Else what would leave follows from the request and the declared members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from firewall.audit import entry
from firewall.engine import Engine
from firewall.front.parts import Match
from firewall.front.upstream import Upstream
from firewall.means import Record
from firewall.model import Count, Exchange, Message, Node, Place, Ruling, View

SAFE = frozenset({"GET", "HEAD"})
"""RFC 9110 section 9.2.1, of the methods that we let through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How a service is asked; there is none where the operator did not say that it may be."""

    upstream: Upstream
    match: Callable[[Exchange], Match | None]
    deadline_s: float


class Decider:
    def __init__(
        self,
        engine: Engine,
        record: Record,
        view_of: Callable[[Exchange], View | None],
        service: Service | None,
    ) -> None:
        self._engine = engine
        self._record = record
        self._view_of = view_of
        self._service = service

    async def look(self, exchange: Exchange, message: Message) -> None:
        """Decide and record.  Raises AuditError where the record cannot be made."""
        ruling = await self._engine.screen(exchange, message)
        answered = await self._asked(ruling)
        if answered is not None:
            ruling = answered
        elif ruling.outgoing is not None:
            ruling = self._as_declared(ruling)
        said = entry.mirrored(
            ruling.exchange, ruling.decision, status=ruling.status or None, by_answer=answered is not None
        )
        await self._record.append(said)

    async def _asked(self, ruling: Ruling) -> Ruling | None:
        """Ask the service as a requester's exchange would; None where it must not or need not be asked."""
        service, outgoing = self._service, ruling.outgoing
        if service is None or outgoing is None or ruling.exchange.method not in SAFE:
            return None
        match = service.match(ruling.exchange)
        if match is None:
            return None
        answer = await service.upstream.fetch(
            match.base, ruling.exchange.method, outgoing, service.deadline_s
        )
        return await self._engine.screen(ruling.exchange, answer)

    def _as_declared(self, ruling: Ruling) -> Ruling:
        """What the answer would lose, member by member, as far as the service file knows its members."""
        view = self._view_of(ruling.exchange)
        if view is None:
            return ruling
        counts = (*ruling.decision.counts, *_withheld(view.root))
        return replace(ruling, decision=replace(ruling.decision, counts=counts, withheld=view.withheld))


def _withheld(root: Node) -> Iterator[Count]:
    for place in _places(root):
        if place.is_withheld:
            yield Count(place.pattern, place.categories[0], place.treatment.outcome, 1)


def _places(node: Node) -> Iterator[Place]:
    if node.place is not None:
        yield node.place
        return  # what stands below goes or stays with it
    for below in (*node.members.values(), *([node.any] if node.any is not None else [])):
        yield from _places(below)
