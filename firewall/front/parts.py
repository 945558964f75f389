"""What a front end is made of: the rules that an exchange is carried through with, and what does not change."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from firewall.formats import Limits
from firewall.front.flowing import Flowing
from firewall.front.sockets import Connecting
from firewall.front.writing import WRITE_S
from firewall.model import Direction

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from firewall.ended import CutShort, Ended, Streamed
    from firewall.front.budget import ByteBudget
    from firewall.front.flowing import Opens
    from firewall.front.sockets import Connects
    from firewall.front.upstream import Upstream
    from firewall.identity.claims import Claims
    from firewall.identity.introduce import Credentials
    from firewall.model import CaseId, Exchange, Message, PartnerId, Requester, RouteId, Ruling
    from firewall.streams import Stream
    from firewall.wholes import Keeps, WholeAnswer


class Screen(Protocol):
    """The engine, as far as a front end knows it."""

    async def screen(self, exchange: Exchange, message: Message) -> Ruling:
        """Raises AuditError where nothing may leave."""

    async def open(self, exchange: Exchange, head: Message) -> tuple[Ruling, Stream | None]:
        """Rule on an answer that comes record by record.  Raises AuditError where nothing may leave."""

    async def whole(self, exchange: Exchange, head: Message) -> tuple[Ruling | None, WholeAnswer | None]:
        """Rule on an answer that is to leave as a whole, once it was looked at.  Raises as ``open`` does."""

    async def unparsed(self, reason: str, at: datetime, id: str, times: int = 1) -> None:  # noqa: A002 - as in the record
        """Record requests that the parser refused.  Raises AuditError."""

    async def cut_short(self, cut: CutShort, at: datetime, id: str) -> None:  # noqa: A002 - as above
        """Record that a requester did not take all that it was given.  Raises AuditError."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """A route by which the city itself sends: to whom, and who of the city may."""

    to: Requester
    by: frozenset[PartnerId]

    def turned(self, exchange: Exchange) -> Exchange:
        """
        Return the exchange as one that the city itself starts, with whoever receives it in the requester's place.

        Who sends must have proved to be one of ``by``, for itself; else the exchange stays what it was, and a way out
        takes none that comes from outside.
        """
        sender = exchange.requester
        is_ours = sender.authenticated_by is not None and sender.chain == (sender.party,)
        if not is_ours or sender.party.id not in self.by:
            return exchange
        to = replace(self.to, authenticated_by=f"{SENT_BY}{sender.party.id}")
        return replace(exchange, direction=Direction.OUTBOUND, requester=to)


SENT_BY = "sent-by:"
"""In the record, where else stands what proved a requester: who of the city has sent it to them."""


@dataclass(frozen=True, slots=True)
class Match:
    """
    A declared route, where its service lives, whether its existence is protected, and whether it is a stream.

    Of one that ``is_whole`` nothing leaves before all was looked at.  ``subprotocols`` are those of one that is a
    conversation, and None of any other.  ``takes`` are the types that a stream may have, ``dialect`` is the language
    that it is asked in.
    """

    route: RouteId
    base: str
    existence_protected: bool
    way_out: WayOut | None = None
    is_stream: bool = False
    is_whole: bool = False
    subprotocols: tuple[str, ...] | None = None
    takes: tuple[str, ...] = ()
    dialect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """
    All that follows from one policy.

    An exchange takes these once, before anything of it is looked at, and keeps them to its end: then
    who asks, what the route is and what is ruled come from one policy, whatever is changed meanwhile.
    ``match`` returns the one route for a method and a path, if a service declares it.  ``closed`` is why
    nobody is let in, and empty where requests are ruled on.
    """

    screen: Screen
    match: Callable[[str, tuple[str, ...]], Match | None]
    introduce: Callable[[Credentials, datetime], Awaitable[Requester]]
    claims: Callable[[Sequence[str], Sequence[str]], Claims]
    contact: str
    closed: str = ""


class Meter(Protocol):
    """What the numbers need to know.  Called on the hot path."""

    def exchanged(self, service: str, status: int, seconds: float) -> None:
        """One exchange was answered; ``service`` is empty where no route matched."""

    def streamed(self, given: Streamed) -> None:
        """An answer was given record by record, whole or in part."""

    def parser_refused(self) -> None:
        """The parser refused a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """
    In seconds.  ``whole_s`` bounds body and upstream together; the record is never cut short.

    ``write_s`` is for a requester to take a piece of its answer.
    """

    head_s: float = 15.0
    body_s: float = 30.0
    upstream_s: float = 30.0
    whole_s: float = 60.0
    write_s: float = WRITE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """
    Everything the proxy is made of; ``case_state`` tells a requester how its own case stands.

    ``around`` stands around each exchange, and ``tell`` is told of it before that ends.  ``spool`` keeps
    what is to leave as a whole; without it no such answer does.
    """

    rules: Callable[[], Rules]
    upstream: Upstream
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    case_state: Callable[[CaseId, Requester], str | None]
    meter: Meter
    budget: ByteBudget
    streams: Opens = field(default_factory=Flowing)
    spool: Keeps | None = None
    sockets: Connects = field(default_factory=lambda: Connecting(os.urandom))
    limits: Limits = field(default_factory=Limits)
    deadlines: Deadlines = field(default_factory=Deadlines)
    hosts: frozenset[str] = frozenset()
    around: Callable[[], AbstractContextManager[object]] = nullcontext
    tell: Callable[[Ended], None] = lambda _: None
