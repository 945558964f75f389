"""What the engine let out, as an answer: without any header of the service's."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from firewall.formats import format_of
from firewall.front.problems import Answer, Flow

if TYPE_CHECKING:
    from firewall.front.spooling import Held
    from firewall.front.talking import Talk
    from firewall.model import Message, Released, Ruling


def without_error_body(answered: Message) -> Message:
    """What a service says about its errors is replaced by our words, so it need not be read (threats G06)."""
    return (
        replace(answered, body=b"", media_type="", headers=())
        if answered.status >= HTTPStatus.BAD_REQUEST
        else answered
    )


def released(ruling: Ruling, outgoing: Released) -> Answer:
    """
    The answer that goes out, without any header of the service's.

    Not even Content-Language: it is the person's language as often as the page's, and where it came from
    an answer and not from the question it tells two residents apart (law 5).
    """
    return Answer(
        status=outgoing.status,
        headers=(
            *(_content_type(format_of(outgoing.media_type).media_type) if outgoing.body else ()),
            *_of_ruling(ruling),
        ),
        body=outgoing.body,
    )


def flowing(ruling: Ruling, flow: Flow) -> Answer:
    """The answer that goes out record by record."""
    headers = (*_content_type(flow.stream.media_type), *_of_ruling(ruling))
    return Answer(status=ruling.status, headers=headers, flow=flow)


def talking(ruling: Ruling, talk: Talk) -> Answer:
    """The head with which a conversation begins."""
    return Answer(status=ruling.status, headers=_of_ruling(ruling), talk=talk)


def kept(ruling: Ruling, out: Held) -> Answer:
    """The answer that waited until all of it was looked at."""
    headers = (*_content_type(out.whole.media_type), *_of_ruling(ruling))
    return Answer(status=ruling.status, headers=headers, held=out)


def _of_ruling(ruling: Ruling) -> tuple[tuple[str, str], ...]:
    return (("Decision-Id", ruling.exchange.id), ("Fields-Withheld", str(ruling.decision.withheld)))


def _content_type(name: str) -> tuple[tuple[str, str], ...]:
    """The name in our own table, never the sender's spelling; text without a charset is anybody's guess."""
    return (("Content-Type", f"{name}; charset=utf-8" if name.startswith("text/") else name),)
