"""Answers of any length: the engine rules on them by their head alone, or once it has looked at all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats.records import STREAMED
from firewall.front import carrying, spooling
from firewall.front.frames import Code
from firewall.front.problems import Answer, Flow
from firewall.front.released import flowing, kept, released, talking, without_error_body
from firewall.front.talking import CLOSING_BYTES, HELD_BYTES, Talk
from firewall.model import Message, Phase

if TYPE_CHECKING:
    from aiohttp import web

    from firewall.front.budget import Lease
    from firewall.front.carrying import Way
    from firewall.front.flowing import Source
    from firewall.front.handshakes import Handshake
    from firewall.front.parts import Match, Parts, Screen
    from firewall.model import Released, Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request that was let through, and what it is carried on with."""

    request: web.BaseRequest
    screen: Screen
    ruling: Ruling
    outgoing: Released
    match: Match
    lease: Lease
    way: Way
    handshake: Handshake | None = None


async def answered(question: Question, parts: Parts) -> tuple[Ruling, Answer | None]:
    """Return the ruling, and the answer that it lets out."""
    if question.handshake is not None:
        return await _conversation(question, question.handshake, parts)
    head, source = await _headed(question, parts)
    is_taken = False
    try:
        if question.match.is_whole:
            ruling, answer = await _whole(question, parts, head, source)
        else:
            ruling, answer = await _stream(question, head, source)
            is_taken = answer is not None
    finally:
        if source is not None and not is_taken:
            source.close()
    if answer is None and ruling.outgoing is not None and not head.failure:
        answer = released(ruling, ruling.outgoing)
    return ruling, answer


async def _conversation(
    question: Question, handshake: Handshake, parts: Parts
) -> tuple[Ruling, Answer | None]:
    match, protocol = question.match, handshake.chosen(question.match.subprotocols or ())
    head, peer = Message(phase=Phase.RESPONSE, failure="over-budget"), None
    if question.lease.take(HELD_BYTES):
        asks = parts.sockets.open(match.base, question.outgoing, protocol or "", parts.deadlines.upstream_s)
        head, peer = await carrying.waited(asks, question.way)
    stream = None
    try:
        ruling, stream = await question.screen.open(question.ruling.exchange, without_error_body(head))
    finally:
        if stream is None and peer is not None:
            question.lease.keep(CLOSING_BYTES)
            await peer.close(Code.GOING_AWAY)
    if stream is None or peer is None:
        return ruling, None
    return ruling, talking(ruling, Talk(peer, stream, handshake, protocol or "", question.lease))


async def _headed(question: Question, parts: Parts) -> tuple[Message, Source | None]:
    if not question.lease.take(carrying.HELD_BYTES):
        return Message(phase=Phase.RESPONSE, failure="over-budget"), None
    asks = parts.streams.open(
        question.match.base,
        question.ruling.exchange.method,
        question.outgoing,
        parts.deadlines.upstream_s,
        question.match.takes or STREAMED,
    )
    return await carrying.headed(asks, question.way, question.lease)


async def _stream(question: Question, head: Message, source: Source | None) -> tuple[Ruling, Answer | None]:
    ruling, stream = await question.screen.open(question.ruling.exchange, without_error_body(head))
    if stream is None or source is None:
        return ruling, None
    return ruling, flowing(ruling, Flow(source, stream))


async def _whole(
    question: Question, parts: Parts, head: Message, source: Source | None
) -> tuple[Ruling, Answer | None]:
    ruling, whole = await question.screen.whole(question.ruling.exchange, without_error_body(head))
    if whole is None:
        return ruling or question.ruling, None
    ruling, out = await spooling.held(question.request, whole, source, parts.spool, question.way)
    return ruling, None if out is None else kept(ruling, out)
