"""
The head of a request: what of it counts, and whether two servers could read it in two ways.

Names outside the allow-list go no further: not to the service, not to the engine.  What is
refused is refused by a code, which becomes the failure of the message (law 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from firewall.formats.codings import CODINGS
from firewall.front.accept import accepted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_BODILESS = frozenset({"GET", "HEAD", "DELETE"})
CHANGING = METHODS - {"GET", "HEAD"}
"""What changes something, for which a token is good once."""

_NAMES = re.compile(r"[a-z0-9-]*")
"""Servers behind CGI read ``X_A`` as ``X-A`` (threats B09); no header of ours needs more than this."""

_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_LENGTH = re.compile(r"[0-9]{1,19}", re.ASCII)
_LANGUAGE = (
    r"(?:\*|[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?)(?: ?; ?q=[01](?:\.[0-9]{1,3})?)?"
)
_LANGUAGES = re.compile(rf"(?!.{{101}}){_LANGUAGE}(?: ?, ?{_LANGUAGE})*")
"""A language, its script and its region (RFC 5646): what else may stand in a tag could say anything."""
_LONGEST_LANGUAGES = 100
_TAG = re.compile(
    r" *(?:(?P<language>\*|[A-Za-z]{2,3}(?![A-Za-z]))(?:-[A-Za-z]{3}(?![A-Za-z0-9])){0,3}"
    r"(?P<where>(?:-[A-Za-z]{4}(?![A-Za-z0-9]))?(?:-(?:[A-Za-z]{2}|[0-9]{3})(?![A-Za-z0-9]))?)|[IXix](?=-))"
    r"(?:-[A-Za-z0-9]{1,8})* *(?:; *[Qq]=(?P<weight>[01](?:\.[0-9]{0,3})?) *)?"
)
"""One with variants, extensions or words of somebody's own, too."""

_FORBIDDEN = {"upgrade": "upgrade", "expect": "expect", "trailer": "trailers"}
_SINGLE = ("content-length", "transfer-encoding", "content-type", "content-encoding")
_FRAMING = frozenset({*_FORBIDDEN, *_SINGLE, "connection"})
_CONNECTION_OPTIONS = frozenset({"close", "keep-alive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """``failure`` is empty, or the code of the first thing wrong."""

    failure: str = ""
    authorization: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    client_cert: str | None = field(default=None, repr=False)
    client_cert_chain: str | None = field(default=None, repr=False)
    purpose: tuple[str, ...] = field(default=(), repr=False)
    process: tuple[str, ...] = field(default=(), repr=False)
    media_type: str = field(default="", repr=False)
    coding: str = field(default="", repr=False)
    languages: str = field(default="", repr=False)
    accepts: str = field(default="", repr=False)
    has_body: bool = False

    @property
    def passed_on(self) -> tuple[tuple[str, str], ...]:
        """All of a head that goes on: in which media types and languages an answer is wanted."""
        pairs = (("accept", self.accepts), ("accept-language", self.languages))
        return tuple((name, value) for name, value in pairs if value)


def meant(method: str) -> str:
    """
    What is decided, asked of a service and recorded: a HEAD is the GET whose body is not sent.

    Then its headers are those that the GET would have, whatever the service makes of HEAD.
    """
    return "GET" if method == "HEAD" else method


def read(
    method: str,
    version: tuple[int, int],
    raw_headers: Iterable[tuple[bytes, bytes]],
    hosts: frozenset[str] = frozenset(),
) -> Head:
    """Never raises.  ``hosts`` are the names we answer to, in lower case; empty for any."""
    headers, failure = _collect(raw_headers)
    failure = (
        failure
        or _line_failure(method, version)
        or _host_failure(headers, hosts)
        or _framing_failure(headers)
    )
    has_body = "transfer-encoding" in headers or headers.get("content-length", ["0"]) != ["0"]
    if not failure and has_body and method in _BODILESS:
        failure = "body-not-allowed"
    return Head(
        failure=failure,
        authorization=_joined(headers, "authorization"),
        api_key=_joined(headers, "x-api-key"),
        client_cert=_joined(headers, "client-cert"),
        client_cert_chain=_joined(headers, "client-cert-chain"),
        purpose=tuple(headers.get("purpose-of-use", ())),
        process=tuple(headers.get("legal-process", ())),
        media_type=_joined(headers, "content-type") or "",
        coding=_joined(headers, "content-encoding") or "",
        languages=_languages(headers),
        accepts=accepted(",".join(headers["accept"])) if "accept" in headers else "",
        has_body=has_body,
    )


def _collect(raw_headers: Iterable[tuple[bytes, bytes]]) -> tuple[dict[str, list[str]], str]:
    headers: dict[str, list[str]] = {}
    failure = ""
    for name, value in raw_headers:
        if not name:
            failure = "header-name"
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").strip(" \t"))
    return headers, failure if _NAMES.fullmatch("".join(headers)) else "header-name"


def _line_failure(method: str, version: tuple[int, int]) -> str:
    if method not in METHODS:
        return "method"
    return "" if tuple(version) == (1, 1) else "http-version"


def _host_failure(headers: Mapping[str, list[str]], hosts: frozenset[str]) -> str:
    named = headers.get("host", [])
    return _named_failure(named[0], hosts) if len(named) == 1 else "host"


@lru_cache(maxsize=256)
def _named_failure(host: str, hosts: frozenset[str]) -> str:
    if not _HOST.fullmatch(host):
        return "host"
    name = host.lower().rpartition(":")[0] if re.search(r":[0-9]+\Z", host) else host.lower()
    return "" if not hosts or name in hosts else "unknown-host"


def _framing_failure(headers: Mapping[str, list[str]]) -> str:
    if _FRAMING.isdisjoint(headers):
        return ""  # a plain GET, as most are
    for name, code in _FORBIDDEN.items():
        if name in headers:
            return code
    if any(len(headers.get(name, ())) > 1 for name in _SINGLE):
        return "repeated-header"
    options = ",".join(headers.get("connection", ()))
    if options and not {option.strip(" \t").lower() for option in options.split(",")} <= _CONNECTION_OPTIONS:
        return "connection-option"  # naming a header here makes a hop drop it (threats B06)
    return _length_failure(headers) or _coding_failure(headers)


def _length_failure(headers: Mapping[str, list[str]]) -> str:
    length = headers.get("content-length")
    transfer = headers.get("transfer-encoding")
    if length and transfer:
        return "two-lengths"
    if length and not _LENGTH.fullmatch(length[0]):
        return "content-length"
    return "transfer-encoding" if transfer and transfer[0].lower() != "chunked" else ""


def _coding_failure(headers: Mapping[str, list[str]]) -> str:
    coding = headers.get("content-encoding", ["identity"])[0]
    return "" if coding.lower() in CODINGS else "content-coding"


def _joined(headers: Mapping[str, list[str]], name: str) -> str | None:
    return ", ".join(headers[name]) if name in headers else None


def _languages(headers: Mapping[str, list[str]]) -> str:
    """A header of words that nobody needs in full: what is not plainly a list of languages is none."""
    values = headers.get("accept-language", ())
    if len(values) != 1:
        return ""
    return values[0] if _LANGUAGES.fullmatch(values[0]) else _plain_languages(values[0])


def _plain_languages(value: str) -> str:
    """Return of each tag in a list its language, script and region: a service falls back on them (RFC 4647)."""
    tags = [_TAG.fullmatch(tag) for tag in value.split(",")] if len(value) <= _LONGEST_LANGUAGES else []
    if not all(tags):
        return ""
    return ", ".join(
        f"{tag['language']}{tag['where']}" + (f";q={tag['weight']}" if tag["weight"] else "")
        for tag in tags
        if tag is not None and tag["language"]
    )
