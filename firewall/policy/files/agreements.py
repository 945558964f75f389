"""``agreements/``: what opens (agreements, duties, emergencies)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from firewall.model import Category, Direction, Outcome, Path, Treatment
from firewall.policy.files import cases
from firewall.policy.files.reading import Section
from firewall.policy.files.scope import Scope, parameterized, suppressed
from firewall.policy.outcomes import RELEASE, REMOVE, stricter
from firewall.policy.packs import InForce
from firewall.policy.rules import Agreement, Case, Needs, Route, Share
from firewall.policy.words import covered, covers
from firewall.policy.yaml import Block, Faults, Node
from firewall.suppression import NOT_YET

BASES = ("agreement", "duty", "emergency")
MANY_PROXIES = 3
"""From three on, proxies (language, birthplace, entry date ...) together tell the status: domain knowledge
of CJEU C-184/20, and the threshold that DESIGN section 5 sets."""
ALIKE = range(2, 101)
"""How many records an agreement may want to look alike: one alone is like itself."""

_KEYS = {
    "agreement", "title", "basis", "direction", "with", "through", "services", "at_kind", "purposes", "asks_by",
    "shares", "needs", "limits", "onward", "duties", "text", "signed", "from", "until", "tests",
}  # fmt: skip
_REQUIRED = (
    "agreement",
    "title",
    "basis",
    "with",
    "purposes",
    "shares",
    "from",
)
_OF_A_CITY = ("services", "signed", "until")
"""What a pack does not say: which services, who signs here, and until when."""


def read(node: Node, scope: Scope) -> Agreement:
    required = _REQUIRED if scope.within is not None else (*_REQUIRED, *_OF_A_CITY)
    needed = [key for key in required if key != "services" or "at_kind" not in _members(node)]
    section = Section(node, scope.faults, what="agreement", known=_KEYS, required=needed)
    limits = _part(section, "limits", {"records_per_request", "records_per_day", "k_anonymity"})
    signed = _part(section, "signed", {"by", "on"})
    agreement = Agreement(
        id=f"{_prefix(scope)}{section.identifier('agreement')}",
        title=section.text("title"),
        basis=section.choice("basis", BASES, "a basis of an agreement", "agreement"),
        direction=Direction(section.choice("direction", ("inbound", "outbound"), "a direction", "inbound")),
        principal=section.choice("with", scope.parties, "a partner or a kind of requester"),
        through=scope.requesters(section, "through", none_allowed=True),
        services=(*scope.routes(section, "services"), *scope.of_kinds(section)),
        purposes=scope.purposes(section, "purposes"),
        asks_by=scope.categories(section, "asks_by", none_allowed=True),
        shares=tuple(_shares(section, scope)),
        needs=_needs(section, scope),
        records_per_request=limits.number("records_per_request"),
        records_per_day=limits.number("records_per_day"),
        k_anonymity=limits.number("k_anonymity"),
        onward=scope.requesters(section, "onward", none_allowed=True),
        cut_spans=section.choice("text", ("whole", "cut-spans"), "`whole` or `cut-spans`", "whole")
        == "cut-spans",
        duties=scope.duties(section),
        signed_by=signed.text("by"),
        signed_on=_day(signed),
        starts=section.day("from", date.max),
        ends=section.day("until", date.min if scope.within is None else date.max),
        at=section.at,
    )
    _check(agreement, section, signed)
    if agreement.k_anonymity is not None and agreement.k_anonymity not in ALIKE:
        scope.faults.add(limits.place("k_anonymity"), "POL154", least=ALIKE[0], most=ALIKE[-1])
    return _of_pack(agreement, section, scope.within) if scope.within is not None else agreement


def _of_pack(agreement: Agreement, section: Section, within: InForce) -> Agreement:
    """Return what a statute opens, on the days for which somebody of the city signed where it includes the pack."""
    if agreement.basis == "agreement" and "basis" in section:
        section.faults.add(section.place("basis"), "POL260")
    if "signed" in section:
        section.faults.add(section.place("signed"), "POL261")
    # Unsigned it opens nothing; signed it opens on the days that were signed for, and not on all of the pack's.
    span = within.signed or within
    return replace(
        agreement,
        signed_by=within.signed.by if within.signed is not None else "",
        starts=max(agreement.starts, span.starts),
        ends=agreement.ends if span.ends is None else min(agreement.ends, span.ends),
    )


def _prefix(scope: Scope) -> str:
    return f"{scope.within.pack.name}/" if scope.within is not None else ""


def _members(node: Node) -> Collection[str]:
    return node.members if isinstance(node, Block) else ()


def _day(signed: Section) -> date | None:
    day = signed.optional_day("on")
    return None if day == date.max else day


def read_tests(node: Node, scope: Scope) -> tuple[Case, ...]:
    """Read the tests that stand beside an agreement."""
    section = Section(node, scope.faults, what="agreement", known=_KEYS)
    return cases.read_list(section, "tests", scope, agreement=f"{_prefix(scope)}{section.text('agreement')}")


def _part(section: Section, key: str, known: set[str]) -> Section:
    return Section(section.node(key), section.faults, what=f"`{key}` part", known=known)


def _shares(section: Section, scope: Scope) -> Iterator[Share]:
    if section.node("shares") is None or section.text_is("shares", "none"):
        return
    for item in section.sections("shares"):
        share = Section(item, scope.faults, what="share", known={"data", "as"}, required=["data"])
        way = share.node("as")
        profile = "" if way is None else suppressed(way, scope.faults)
        if profile:
            # What cannot be suppressed yet does not go out.
            way_of_it = REMOVE if profile in NOT_YET else Treatment(Outcome.COARSEN, profile)
            yield Share(scope.categories(share, "data"), way_of_it, profile)
            continue
        treatment = RELEASE if way is None else parameterized(way, scope.faults)
        yield Share(scope.categories(share, "data"), treatment)


def _needs(section: Section, scope: Scope) -> Needs:
    needs = _part(section, "needs", {"process", "approval", "declaration"})
    approval, roles = needs.text("approval"), scope.vocabulary.roles
    if approval and roles and approval not in roles:
        scope.faults.unknown(needs.place("approval"), approval, "a role", roles)
    declared = needs.words("declaration", scope.vocabulary.declarations, "a declaration")
    return Needs(scope.processes(needs, "process"), approval, frozenset(declared))


def _check(agreement: Agreement, section: Section, signed: Section) -> None:
    if date.min < agreement.ends < agreement.starts < date.max:
        section.faults.add(section.place("until"), "POL110")
    if "signed" in section and not ("by" in signed and "on" in signed):
        section.faults.add(section.place("signed"), "POL111")
    if agreement.signed_on is not None and agreement.starts < agreement.signed_on:
        section.faults.add(section.place("signed"), "POL112")
    needs = agreement.needs
    # A declaration is the requester's own word: that a duty exists, somebody else must say.
    is_outright = agreement.basis != "agreement" and not (needs.process or needs.approval)
    if is_outright and agreement.direction is Direction.INBOUND and "basis" in section:
        section.faults.add(section.place("basis"), "POL113", basis=agreement.basis)


def check_proxies(agreement: Agreement, scope: Scope) -> None:
    """Three proxies together say what none of them says alone."""
    shared = [category for share in agreement.shares for category in share.data]
    proxies = sorted(p for p in scope.vocabulary.proxies if covered(p, shared))
    if len(proxies) >= MANY_PROXIES:
        scope.faults.add(
            agreement.at, "POL114", word=agreement.id, proxies=", ".join(proxies), most=MANY_PROXIES - 1
        )


def check_schemas(agreement: Agreement, routes: Iterable[Route], faults: Faults) -> None:
    """A pseudonym and a mask are text: a member whose schema takes something else cannot hold one."""
    for route in routes:
        if not {route.id, route.id.partition(":")[0]} & set(agreement.services):
            continue
        for path, marker in route.markers.items():
            named = (treatment_of(agreement, category) for category in route.fields.get(path, ()))
            if marker not in ("text", "null") and any(t is not None and t.outcome in _TEXTS for t in named):
                faults.add(
                    agreement.at,
                    "POL115",
                    word=agreement.id,
                    place="/" + "/".join(path),
                    route=route.id,
                    marker=marker,
                )


def check_suppressed(agreement: Agreement, routes: Iterable[Route], faults: Faults) -> None:
    """Small counts are suppressed in statistics: a record of one person has no count."""
    if not any(share.suppress for share in agreement.shares):
        return
    for route in routes:
        is_meant = {route.id, route.id.partition(":")[0]} & set(agreement.services)
        if is_meant and not route.is_statistical:
            faults.add(agreement.at, "POL140", word=agreement.id, route=route.id)


def check_alike(agreement: Agreement, routes: Iterable[Route], faults: Faults) -> None:
    """A stream lets each record go before it has seen those that could be like it."""
    if agreement.k_anonymity is None:
        return
    for route in routes:
        if {route.id, route.id.partition(":")[0]} & set(agreement.services) and route.stream:
            faults.add(agreement.at, "POL149", word=agreement.id, route=route.id)


def check_limits(agreement: Agreement, routes: Iterable[Route], faults: Faults) -> None:
    """Where nobody says in which member the records stand, a list would count as one."""
    if agreement.records_per_request is None and agreement.records_per_day is None:
        return
    for route in routes:
        is_meant = {route.id, route.id.partition(":")[0]} & set(agreement.services)
        is_list = bool(route.segments) and not route.segments[-1].is_parameter
        if is_meant and is_list and route.records is None and any("*" in p[1:] for p in _in_one(route)):
            faults.add(agreement.at, "POL116", word=agreement.id, route=route.id)


def _in_one(route: Route) -> Iterable[Path]:
    """The places of an answer that is no list by itself: one that is lists its own items."""
    return (path for path in route.fields if path[:1] != ("*",))


_TEXTS = frozenset({Outcome.PSEUDONYMIZE, Outcome.MASK})


def check_conflicts(agreements: list[Agreement], faults: Faults) -> None:
    """Two agreements with one partner for one service and purpose must not name a category differently."""
    for index, one in enumerate(agreements):
        for other in agreements[:index]:
            if one.id == other.id:
                faults.add(one.at, "POL117", word=one.id, other=other.at)
            elif _meet(one, other):
                for category in _named_differently(one, other):
                    faults.add(one.at, "POL118", word=one.id, other=other.id, category=category)


def _meet(one: Agreement, other: Agreement) -> bool:
    services = any(_overlap(a, b, ":") for a in one.services for b in other.services)
    in_time = one.starts <= other.ends and other.starts <= one.ends
    same = one.principal == other.principal and one.direction == other.direction
    return bool(services and in_time and same and one.purposes & other.purposes)


def _overlap(one: str, other: str, separator: str) -> bool:
    return one == other or one.startswith(other + separator) or other.startswith(one + separator)


def _named_differently(one: Agreement, other: Agreement) -> list[Category]:
    named = {c for a in (one, other) for share in a.shares for c in share.data}
    return sorted(c for c in named if _differ(treatment_of(one, c), treatment_of(other, c)))


def _differ(one: Treatment | None, other: Treatment | None) -> bool:
    return one is not None and other is not None and one != other


def treatment_of(agreement: Agreement, category: Category) -> Treatment | None:
    """What the agreement says of a category; None where it does not name it.  Named twice: the stricter."""
    named: Treatment | None = None
    for share in agreement.shares:
        if any(covers(data, category) for data in share.data):
            named = share.treatment if named is None else stricter(named, share.treatment)
    return named
