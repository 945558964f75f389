"""One past decision, from the record: who, what, by which rules, under which policy, and what would be decided now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from firewall.model import Outcome, RuleId
from firewall.pages.document import Block, Document, Items, Line, Section, Table, anchored, cell, paragraph
from firewall.pages.gains import title
from firewall.pages.laws import terms
from firewall.pages.words import Say, in_language, listed
from firewall.policy.compiled import Compiled
from firewall.policy.diff.contexts import Side
from firewall.policy.reasons import reason
from firewall.replay.deciding import WHY, Replaying
from firewall.replay.entries import past


def page(compiled: Compiled, side: Side, said: Mapping[str, Any], today: date, language: str) -> Document:
    """Write it; ``said`` is a decision's entry of the record."""
    say = in_language(language)
    what = say("decision", id=said["id"])
    lead: tuple[Block, ...] = (paragraph(say("as of", day=today, digest=compiled.bundle.digest)),)
    sections = (
        Section(say("what happened"), (Items(tuple(_facts(say, side, said))),)),
        Section(say("rules then"), tuple(_rules(say, side, said))),
        Section(say("now"), (paragraph(_now(say, compiled, said, today)),)),
    )
    return anchored(Document(language, what, lead, sections, say("skip"), say("contents")))


def _facts(say: Say, side: Side, said: Mapping[str, Any]) -> Iterator[Line]:
    who = said["requester"]
    named = title(say, side, who["id"]) if who["id"] else say("kind", kind=who["kind"])
    yield Line(said["at"], say("at time"))
    yield Line(named, say("who"))
    route = f"{said['service']}:{said['route']}" if said["route"] else say("nothing")
    yield Line(route, say("asked"))
    yield Line(said["purpose"] or say("no purpose"), say("purpose"))
    if said["claims"]:
        yield Line(listed(said["claims"]), say("claims"))
    status = f" ({said['status']})" if said["status"] else ""
    yield Line(f"{said['outcome']}{status}", say("outcome"))
    yield from (Line(reason(code)) for code in said["reasons"])
    if said["openers"]:
        yield Line(listed(_opener(side, id_) for id_ in said["openers"]), say("openers"))
    gone = {
        category for _, category, outcome, _ in said["counts"] if Outcome[outcome.upper()] >= Outcome.REMOVE
    }
    if gone:
        yield Line(listed(gone), say("withheld"))
    yield Line(said["policy"], say("under"))


def _opener(side: Side, id_: str) -> str:
    titles = {agreement.id: agreement.title for agreement in side.bundle.agreements}
    return f"{titles[id_]} ({id_})" if titles.get(id_) else id_


def _rules(say: Say, side: Side, said: Mapping[str, Any]) -> Iterator[Block]:
    """Each rule in words, as it stands today; one that is gone is named."""
    known = side.bundle.rules_by_id
    rows = []
    for id_ in said["rules"]:
        rule = known.get(RuleId(id_))
        told = tuple(terms(say, rule)) if rule is not None else cell(say("gone rule"))
        rows.append((cell(id_), told))
    if rows:
        yield Table(say("rules then"), (say("word"), say("the rule")), tuple(rows))
    else:
        yield paragraph(say("no rules"))


def _now(say: Say, compiled: Compiled, said: Mapping[str, Any], today: date) -> str:
    """What the policy of today says of it, where the record says enough to ask."""
    if said["policy"] == compiled.bundle.digest:
        return say("same policy")
    asked = past(said, compiled.bundle.city)
    if asked is None:
        return say("unsaid", why="")
    plan, why = Replaying(compiled, compiled, today).now(asked)
    if plan is None:
        return say("unsaid", why=WHY[why])
    return say("now says", outcome=say(plan.outcome.name.lower()), rules=listed(plan.said) or say("nothing"))
