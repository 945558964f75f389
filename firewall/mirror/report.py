"""
What a mirror saw, counted: what would have left, been taken out, waited or been refused, and what to do first.

Made from its record alone, which holds words of the policy and counts, and never a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from firewall.model import UNINSPECTABLE, UNKNOWN_KIND
from firewall.transform.pruned import UNDECLARED

K = TypeVar("K", bound=tuple[str, ...])

_BY_REQUEST, _BY_ANSWER = "mirrored-request", "mirrored-answer"
_GONE = frozenset({"remove", "refer", "hold", "refuse"})
NO_ROUTE = "(no route)"


class _Who(msgspec.Struct):
    id: str = ""
    kind: str = ""
    behind: list[str] = []
    onward: list[str] = []


class _Said(msgspec.Struct):
    """What of an entry the report needs."""

    kind: str
    at: str
    requester: _Who = msgspec.field(default_factory=_Who)
    service: str | None = None
    route: str | None = None
    purpose: str | None = None
    outcome: str = ""
    rules: list[str] = []
    reasons: list[str] = []
    counts: list[tuple[str, str, str, int]] = []
    latched: list[str] = []
    reason: str = ""
    times: int = 0
    what: str = ""
    facts: dict[str, str | int | list[str]] = {}


@dataclass(slots=True)
class Report:
    """Everything is counted in exchanges, but what was ``unparsed``, ``missed`` or ``broken``, in requests."""

    since: str = ""
    until: str = ""
    by_request: int = 0
    by_answer: int = 0
    missed: int = 0
    broken: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    exchanges: Counter[tuple[str, str, str, str, str, str]] = field(default_factory=Counter)
    """By route, requester, its kind, purpose, outcome, and the first rule or reason that said so."""
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By rule that had a part in it, and outcome."""
    members: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    """By route, member, category and what would become of it."""
    uninspectable: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    unparsed: Counter[str] = field(default_factory=Counter)
    undeclared: Counter[str] = field(default_factory=Counter)
    latches: Counter[tuple[str, str]] = field(default_factory=Counter)


def made(entries: Iterable[tuple[int, bytes]]) -> Report:
    """Count the entries of a mirror's record."""
    report = Report()
    for _, raw in entries:
        said = msgspec.json.decode(raw, type=_Said)
        report.since = report.since or said.at
        report.until = said.at
        if said.kind in (_BY_REQUEST, _BY_ANSWER):
            _exchange(report, said)
        elif said.kind == "unparsed":
            report.unparsed[said.reason] += said.times
        elif said.what == "mirror-lost":
            report.missed += _number(said, "missed")
            report.broken += _number(said, "broken")
    return report


def _number(said: _Said, fact: str) -> int:
    found = said.facts.get(fact, 0)
    return found if isinstance(found, int) else 0


def _exchange(report: Report, said: _Said) -> None:
    route, purpose = _route(said), said.purpose or "(none stated)"
    if said.kind == _BY_ANSWER:
        report.by_answer += 1
    else:
        report.by_request += 1
    report.outcomes[said.outcome] += 1
    who = (_who(said.requester), said.requester.kind)
    report.exchanges[route, *who, purpose, said.outcome, _why(said)] += 1
    for rule in said.rules:
        report.rules[rule, said.outcome] += 1
    if not said.requester.id and said.requester.kind == UNKNOWN_KIND:
        report.unknown[route, purpose] += 1
    for member, category, outcome in {(m, c, o) for m, c, o, _ in said.counts}:
        _member(report, said, route, (member, category, outcome))
    for member in said.latched:
        report.latches[route, member] += 1


def _member(report: Report, said: _Said, route: str, found: tuple[str, str, str]) -> None:
    member, category, outcome = found
    if category == UNINSPECTABLE:
        for reason in said.reasons:
            report.uninspectable[route, reason] += 1
    elif member == UNDECLARED:
        report.undeclared[route] += 1
    elif outcome in _GONE:
        report.members[route, member, category, outcome] += 1


def _route(said: _Said) -> str:
    return f"{said.service}:{said.route}" if said.service and said.route else NO_ROUTE


def _who(requester: _Who) -> str:
    """A partner with everybody behind and after it, else its kind: all of them words of the policy."""
    named = requester.id or requester.kind
    behind = "".join(f" for {one}" for one in requester.behind)
    onward = f" (passes on to {', '.join(requester.onward)})" if requester.onward else ""
    return f"{named}{behind}{onward}"


def _why(said: _Said) -> str:
    if said.outcome == "release":
        return ""
    return next(iter((*said.rules, *said.reasons)), "")


def advice(report: Report) -> Iterator[str]:
    """Tell what to do before the firewall answers in earnest, in sentences."""
    for route, times in report.undeclared.most_common():
        yield (
            f"{route}: {times} times something stood in it that its service file does not declare, and would be "
            "removed. Declare it, or leave it so; `firewall scan --service` shows which members an answer has."
        )
    for (route, member), _ in sorted(report.latches.items()):
        yield (
            f"{route} {member}: something was found in it that nobody declared, so that it would be removed for all "
            "from then on. Declare what it is before you switch on."
        )
    for (route, reason), times in report.uninspectable.most_common():
        yield f"{route}: {times} could not be inspected ({reason}), and nobody would get them."
    if report.unknown:
        total = sum(report.unknown.values())
        yield (
            f"{total} came from somebody unknown, and get what everybody gets. Where they are partners, give them "
            "keys or name their certificates (partners/)."
        )
    lost = sum(times for (route, *_), times in report.exchanges.items() if route == NO_ROUTE)
    if lost:
        yield f"{lost} fit no route of any service file, and would be refused. Declare the routes that are needed."
    if report.missed or report.broken:
        yield (
            f"{report.missed} were missed for lack of room and {report.broken} broke off: "
            "this report is without them."
        )
    if report.by_request and not report.by_answer:
        yield (
            "No service was asked, so what answers really hold was not looked at. Set `ask = true` under [mirror] to "
            "look, by GET alone."
        )


def plain(report: Report) -> dict[str, object]:
    """The report as JSON has it: lists of objects, the most frequent first."""
    return {
        "since": report.since or None,
        "until": report.until or None,
        "exchanges": report.by_request + report.by_answer,
        "by_request": report.by_request,
        "by_answer": report.by_answer,
        "missed": report.missed,
        "broken": report.broken,
        "outcomes": dict(report.outcomes.most_common()),
        "by": _rows(report.exchanges, ("route", "requester", "kind", "purpose", "outcome", "why")),
        "rules": _rows(report.rules, ("rule", "outcome")),
        "members": _rows(report.members, ("route", "member", "category", "outcome")),
        "uninspectable": _rows(report.uninspectable, ("route", "reason")),
        "unknown": _rows(report.unknown, ("route", "purpose")),
        "unparsed": dict(report.unparsed.most_common()),
        "undeclared": dict(report.undeclared.most_common()),
        "latches": _rows(report.latches, ("route", "member")),
        "advice": list(advice(report)),
    }


def _rows(found: Mapping[K, int], names: tuple[str, ...]) -> list[dict[str, object]]:
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [{**dict(zip(names, key, strict=True)), "exchanges": times} for key, times in ordered]
