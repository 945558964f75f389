"""
Who gets what: all that anybody can get of each service, as a table.

Taken from what is decided, and not from what is written: a policy is held against one without services, and what is
gained by that is all there is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from firewall.model import PartnerId, RouteId
from firewall.pages.document import Cell, Line, Paragraph, Section, Table, cell, paragraph
from firewall.pages.words import Say, form, listed, span
from firewall.policy.diff.contexts import BARE, Condition, Pair, Side, alike_processes
from firewall.policy.diff.rows import UNSTATED, Row, differences, merged
from firewall.policy.rules import Bundle, Service
from firewall.policy.words import covers


@dataclass(frozen=True, slots=True)
class Gains:
    """``rows`` are what leaves, for whom; ``side`` is the policy they were taken from."""

    side: Side
    rows: tuple[Row, ...]

    @property
    def bundle(self) -> Bundle:
        return self.side.bundle


def gains(side: Side, today: date, who: Collection[str] = (), service: str = "") -> Gains:
    """Work out everything that anybody (or some alone) can get, of every service (or of one), from today on."""
    services = tuple(s for s in side.bundle.services if service in {"", s.name})
    nothing, some = (Side(replace(side.bundle, services=part), side.requesters) for part in ((), services))
    found = differences(Pair(nothing, some), today, who)
    return Gains(side, tuple(row for row in found.rows if row.facet == "data"))


def narrowed(found: Gains, keeps: Callable[[Row], Row | None]) -> Gains:
    """Leave out what a page is not about."""
    return Gains(found.side, tuple(row for row in map(keeps, found.rows) if row is not None))


@dataclass(frozen=True, slots=True)
class Only:
    """What a page is about, where it is not about all: it must say nothing of others."""

    who: str = ""
    what: str = ""


def section(say: Say, found: Gains, services: Iterable[Service], only: Only) -> Section:
    parts = tuple(_service(say, found, service, only) for service in services)
    return Section(say("who gets what"), (), parts)


def _service(say: Say, found: Gains, service: Service, only: Only) -> Section:
    rows = _of(found.rows, service)
    blocks: list[Paragraph | Table] = []
    hiding = [found.bundle.hides(route.id) for route in service.routes] or [service.existence_protected]
    if any(hiding):
        blocks.append(paragraph(say("hidden" if all(hiding) else "some hidden")))
    bare = [row for row in rows if BARE in row.conditions]
    held = [row for row in rows if BARE not in row.conditions]
    title = service.title or service.name
    if bare:
        blocks.append(_table(say, found, f"{title}: {say('by agreement')}", bare, is_held=False))
    blocks += [paragraph(rest) for rest in _rest(say, only, is_any=bool(bare))]
    if held:
        blocks.append(paragraph(say("process note")))
        blocks.append(_table(say, found, f"{title}: {say('by process')}", held, is_held=True))
    return Section(title, tuple(blocks))


def _rest(say: Say, only: Only, *, is_any: bool) -> Iterator[str]:
    """Who else gets it: nobody.  On the page of one partner nothing was worked out about others, so nothing is said."""
    if only.who and not is_any:
        yield say("not who", who=only.who)
    elif only.what and not only.who:
        yield say("others not what" if is_any else "nobody what", what=only.what)
    elif not only.who:
        yield say("everyone else" if is_any else "nobody")


def _of(rows: Iterable[Row], service: Service) -> list[Row]:
    """The rows of one service, put together anew: elsewhere others may get the same."""
    here = [row for row in rows if any(r.partition(":")[0] == service.name for r in row.routes)]
    everywhere = frozenset({RouteId(service.name)})
    return merged(
        row._replace(routes=everywhere, askers=frozenset({asker}), about=frozenset({word}))
        for row in here
        for asker in row.askers
        for word in row.about
    )


def _table(say: Say, found: Gains, caption: str, rows: list[Row], *, is_held: bool) -> Table:
    """One row for all that the same people get for the same purposes with the same in hand."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        key = (row.askers, row.purposes, row.conditions, row.since, row.until)
        groups.setdefault(key, []).append(row)
    columns = ("who", "purpose", *(("with",) if is_held else ()), "gets", "when")
    made = [_row(say, found, group, is_held=is_held) for group in groups.values()]
    return Table(caption, tuple(map(say, columns)), tuple(sorted(made, key=str)))


def _row(say: Say, found: Gains, group: list[Row], *, is_held: bool) -> tuple[Cell, ...]:
    first = group[0]
    with_what = (cell(*conditions(say, found, first.conditions)),) if is_held else ()
    return (
        cell(*askers(say, found.side, first.askers)),
        cell(_purposes(say, found.bundle, first.purposes)),
        *with_what,
        tuple(_forms(say, group)),
        cell(span(say, first.since, first.until)),
    )


def _forms(say: Say, group: list[Row]) -> Iterator[Line]:
    """What leaves, by how it leaves."""
    said: dict[str, set[str]] = {}
    for row in group:
        said.setdefault(form(say, row.after), set()).update(row.about)
    for how, words in sorted(said.items()):
        yield Line(listed(words), how)


# ---- names


def askers(say: Say, side: Side, some: Iterable[str]) -> list[str]:
    """Partners by their titles, with whom they act for; kinds by the topmost that covers them."""
    some = set(some)
    partners = {str(id_) for id_ in side.requesters}
    kinds = some - partners
    tops = sorted(k for k in kinds if not any(covers(o, k) and o != k for o in kinds))
    named = (
        [say("any partner")] if partners <= some else [title(say, side, p) for p in sorted(some & partners)]
    )
    return [*named, *(say("kind", kind=kind) for kind in tops)]


def title(say: Say, side: Side, id_: str) -> str:
    partners = side.bundle.partners
    known = partners.get(PartnerId(id_))
    if known is None:
        return id_
    others = [partners[o].title for o in known.on_behalf_of if o in partners]
    return say("acts for", who=known.title, others=listed(others)) if others else known.title


def _purposes(say: Say, bundle: Bundle, purposes: frozenset[str]) -> str:
    left = {UNSTATED, *bundle.vocabulary.purposes} - purposes
    if not left:
        return say("any purpose")
    if len(left) < len(purposes):
        return say("purposes but", purposes=listed(purpose or say("no purpose") for purpose in left))
    return listed(purpose or say("no purpose") for purpose in purposes)


def conditions(say: Say, found: Gains, some: Iterable[Condition]) -> list[str]:
    """What has to be at hand; any one of these is enough."""
    some = set(some)
    groups = {min(group): group for group in alike_processes(Pair(found.side, found.side))}
    said = []
    for approval in (False, True):
        kinds = [
            k
            for c in some
            if c.process and c.approval is approval
            for k in groups.get(c.process, {c.process})
        ]
        more = f" + {say('approval')}" if approval else ""
        said += [say("verified", kinds=listed(kinds)) + more] if kinds else []
    if Condition(approval=True) in some:
        said.append(say("approval"))
    if words := [c.asks for c in some if c.asks]:
        said.append(say("asked by", words=listed(words)))
    if any(c.outbound for c in some):
        said.append(say("outbound"))
    return said
