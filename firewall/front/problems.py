"""
What a requester is told when there is nothing to hand over: RFC 9457, in English and Spanish.

One text a status.  Never a value, never whether a record exists, and what is referred does
not read like a refusal (8 U.S.C. 1373; reference on law, section 4.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from firewall.front.flowing import Source
    from firewall.front.spooling import Held
    from firewall.front.talking import Talk
    from firewall.model import CaseId
    from firewall.streams import Stream

LANGUAGES = ("en", "es")
PAGES = "/.firewall/problems/"
CASES = "/.firewall/cases/"


@dataclass(frozen=True, slots=True)
class Flow:
    """Where a body comes from that is not there yet, and what lets it out."""

    source: Source
    stream: Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What is written to the requester: ours from the first byte to the last.

    In place of a body stands a ``flow``, or what is ``held`` elsewhere, of which the size is known, or a ``talk``.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(default=b"", repr=False)
    flow: Flow | None = None
    held: Held | None = None
    talk: Talk | None = None


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, the name of its page, and its words by language."""

    status: int
    name: str
    words: Mapping[str, Words]


def _kind(status: int, name: str, english: tuple[str, str], spanish: tuple[str, str]) -> Kind:
    return Kind(status, name, {"en": Words(*english), "es": Words(*spanish)})


_KINDS = (
    _kind(
        202,
        "referred",
        ("Referred for review", "Your request was received and referred to a person. Keep the reference."),
        (
            "Remitido para revisión",
            "Su solicitud fue recibida y remitida a una persona. Guarde la referencia.",
        ),
    ),
    _kind(
        400,
        "not-understood",
        (
            "Not understood",
            "The request could not be read in exactly one way, or the service could not use it.",
        ),
        ("No se entendió", "La solicitud no se pudo leer de una única manera, o el servicio no pudo usarla."),
    ),
    _kind(
        403,
        "not-shared",
        ("Not shared", "No agreement, duty or order in force covers this request as it was sent."),
        ("No se comparte", "Ningún convenio, deber u orden vigente cubre esta solicitud tal como se envió."),
    ),
    _kind(
        404,
        "not-found",
        ("Not found", "There is nothing here for you under this address."),
        ("No encontrado", "No hay nada para usted en esta dirección."),
    ),
    _kind(
        405,
        "method",
        ("Method not available", "Use GET, HEAD, POST, PUT, PATCH or DELETE."),
        ("Método no disponible", "Use GET, HEAD, POST, PUT, PATCH o DELETE."),
    ),
    _kind(
        408,
        "too-slow",
        ("Too slow", "The request did not arrive in time."),
        ("Demasiado lento", "La solicitud no llegó a tiempo."),
    ),
    _kind(
        409,
        "conflict",
        ("Not accepted", "The service did not accept the request as things stand."),
        ("No aceptado", "El servicio no aceptó la solicitud en el estado actual."),
    ),
    _kind(
        412,
        "conflict",
        ("Not accepted", "The service did not accept the request as things stand."),
        ("No aceptado", "El servicio no aceptó la solicitud en el estado actual."),
    ),
    _kind(
        413,
        "too-large",
        ("Too large", "The request is larger than this service reads."),
        ("Demasiado grande", "La solicitud es mayor de lo que este servicio lee."),
    ),
    _kind(
        415,
        "media-type",
        ("Media type not read", "Send JSON, a form or plain text, in UTF-8 and without a content coding."),
        ("Tipo no admitido", "Envíe JSON, un formulario o texto sin formato, en UTF-8 y sin compresión."),
    ),
    _kind(
        422,
        "not-accepted",
        ("Not accepted", "The service did not accept what was sent."),
        ("No aceptado", "El servicio no aceptó lo que se envió."),
    ),
    _kind(
        429,
        "too-many",
        ("Too many requests", "Try again later."),
        ("Demasiadas solicitudes", "Inténtelo más tarde."),
    ),
    _kind(
        502,
        "no-answer",
        ("No usable answer", "The service gave no answer that could be passed on."),
        ("Sin respuesta útil", "El servicio no dio una respuesta que se pueda transmitir."),
    ),
    _kind(
        503,
        "unavailable",
        ("Not available", "Try again later."),
        ("No disponible", "Inténtelo más tarde."),
    ),
)

KINDS: Mapping[int, Kind] = {kind.status: kind for kind in _KINDS}

_NO_ANSWER = KINDS[502]
"""What any status without words of its own is told as."""


def language_of(languages: str) -> str:
    """English or Spanish, whichever ``Accept-Language`` prefers (RFC 9110 section 12.5.4), else English."""
    best, preferred = 0.0, "en"
    for part in languages.split(","):
        tag, _, parameters = part.strip().partition(";")
        name = tag.strip().lower().partition("-")[0]
        if name in LANGUAGES and _quality(parameters) > best:
            best, preferred = _quality(parameters), name
    return preferred


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What may stand in a problem besides its own words."""

    decision_id: str
    language: str = "en"
    contact: str = ""
    notice: str = ""
    citation: str = ""
    case: CaseId | None = None


def problem(status: int, told: Told) -> Answer:
    """The answer for a status.  One without words here is no business of a requester's: 502."""
    kind = KINDS.get(status, _NO_ANSWER)
    members = {
        "type": f"{PAGES}{kind.name}",
        "title": kind.words[told.language].title,
        "status": kind.status,
        "detail": kind.words[told.language].detail,
        "instance": f"urn:uuid:{told.decision_id}",
        "decision_id": told.decision_id,
        "contact": told.contact,
    }
    return Answer(
        status=kind.status,
        headers=(
            ("Content-Type", "application/problem+json"),
            ("Content-Language", told.language),
            ("Decision-Id", told.decision_id),
            *(
                (("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE"),)
                if kind.status == HTTPStatus.METHOD_NOT_ALLOWED
                else ()
            ),
        ),
        body=msgspec.json.encode(members | _particulars(kind.status, told)),
    )


def _particulars(status: int, told: Told) -> dict[str, object]:
    """
    What only some problems say.

    A 404 says nothing, or it would say which 404 it is.  A 202 cites nothing: a citation
    beside it would make a referral read like a refusal by statute.
    """
    said: dict[str, object] = {}
    if status in {HTTPStatus.ACCEPTED, HTTPStatus.FORBIDDEN} and told.notice:
        said["notice"] = told.notice
    if status == HTTPStatus.FORBIDDEN and told.citation:
        said["citation"] = told.citation
    if status == HTTPStatus.ACCEPTED and told.case is not None:
        said |= {"case": told.case, "status_url": f"{CASES}{told.case}"}
    return said


def page(name: str, language: str) -> bytes | None:
    """The plain page that a problem's ``type`` leads to; None for a name that is none."""
    for kind in _KINDS:
        if kind.name == name:
            words = kind.words[language]
            return _PAGE.format(language=language, title=words.title, detail=words.detail).encode()
    return None


_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><title>{title}</title>
<h1>{title}</h1>
<p>{detail}</p>
</html>
"""


def state(name: str, known: str) -> Answer:
    """Tell a requester how its case stands."""
    body = msgspec.json.encode({"case": name, "state": known})
    return Answer(status=200, headers=(("Content-Type", "application/json"),), body=body)


def written(text: bytes, language: str) -> Answer:
    """A page to be read, which loads nothing."""
    content = (("Content-Type", "text/html; charset=utf-8"), ("Content-Language", language))
    policy = ("Content-Security-Policy", "default-src 'none'")
    return Answer(status=200, headers=(*content, policy), body=text)
