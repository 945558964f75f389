"""
Ask a running firewall what is in force, and see it refuse somebody unknown: what a page about a policy can show of it.

The operators' listener says which policy is in force and whether it works.  The address that requesters use is asked as
a stranger would, for something that hides who is in it and for something that does not.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from prometheus_client.parser import text_string_to_metric_families

from firewall.model import UNKNOWN, Exchange, Outcome
from firewall.pages.document import Items, Line, Section
from firewall.pages.words import Say
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Route

_WAIT_S = 5.0
_MOST_BYTES = 8 * 2**20
_DIGITS = 12
"""So many digits of the digest are told to operators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """``front`` is asked as a stranger; ``admin`` (host and port) tells which policy is in force."""

    front: str
    admin: tuple[str, int] | None = None
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a stranger was answered, and how the policy says one is."""

    service: str
    expected: int
    status: int | None

    @property
    def is_right(self) -> bool:
        return self.status == self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """``in_force`` is None where nobody could tell; ``reached`` whether anybody answered at all."""

    where: str
    at: datetime
    reached: bool
    in_force: bool | None
    refusals: tuple[Refusal, ...] = ()


def probe(compiled: Compiled, where: Where, now: datetime) -> Probe:
    """Ask it.  Never raises: who cannot be reached is said to be that."""
    told = _told(where, compiled.bundle.digest)
    refusals = tuple(_refused(where, route, status) for route, status in strangers(compiled, now))
    reached = told is not None or any(one.status is not None for one in refusals)
    return Probe(where=where.front, at=now, reached=reached, in_force=told, refusals=refusals)


def strangers(compiled: Compiled, now: datetime) -> Iterator[tuple[Route, int]]:
    """A route that hides who is in it and one that does not, with how the policy answers a stranger there."""
    seen: set[bool] = set()
    for route in compiled.bundle.routes.values():
        hides = compiled.bundle.hides(route.id)
        exchange = Exchange(
            id="probe",
            at=now.astimezone(compiled.bundle.city.zone),
            requester=UNKNOWN,
            method=route.method,
            route=route.id,
            asks=frozenset(route.path.values()),
        )
        if hides in seen or route.method != "GET" or compiled.plan(exchange).outcome is not Outcome.REFUSE:
            continue
        seen.add(hides)
        yield route, 404 if hides else 403


def _told(where: Where, digest: str) -> bool | None:
    """Whether the policy is in force and the firewall works, as its operators are told."""
    if where.admin is None:
        return None
    answered = _get(http.client.HTTPConnection(*where.admin, timeout=_WAIT_S), "/metrics")
    if answered is None:
        return None
    found = {
        sample.name: sample
        for family in text_string_to_metric_families(answered[1])
        for sample in family.samples
        if sample.name in {"firewall_policy_info", "firewall_ready"}
    }
    if len(found) < 2:  # noqa: PLR2004  # both
        return False
    is_this = found["firewall_policy_info"].labels.get("digest") == digest[:_DIGITS]
    return is_this and found["firewall_ready"].value == 1


def _refused(where: Where, route: Route, expected: int) -> Refusal:
    service = route.id.partition(":")[0]
    steps = [service, *("1" if segment.is_parameter else segment.text for segment in route.segments)]
    answered = _get(_connection(where), f"/{'/'.join(steps)}")
    return Refusal(service, expected, None if answered is None else answered[0])


def _connection(where: Where) -> http.client.HTTPConnection:
    parts = urlsplit(where.front)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port or 443, timeout=_WAIT_S, context=where.tls)
    return http.client.HTTPConnection(host, parts.port or 80, timeout=_WAIT_S)


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[int, str] | None:
    """Status and text; None where nobody answers, or nothing that can be read."""
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(_MOST_BYTES).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def section(say: Say, found: Probe) -> Section:
    """What was seen, in lines."""
    when = f"{found.at:%Y-%m-%d %H:%M %Z}"
    if not found.reached:
        return Section(say("probe"), (Items((Line(say("probe none", where=found.where, time=when)),)),))
    name = {True: "probe yes", False: "probe no", None: "probe untold"}[found.in_force]
    lines = [Line(say(name, where=found.where, time=when))]
    lines += [Line(_said(say, one)) for one in found.refusals]
    return Section(say("probe"), (Items(tuple(lines)),))


def _said(say: Say, one: Refusal) -> str:
    if one.status is None:
        return say("stranger none", service=one.service)
    name = "stranger refused" if one.is_right else "stranger not"
    return say(name, service=one.service, status=one.status, expected=one.expected)
