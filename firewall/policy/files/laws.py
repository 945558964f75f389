"""``laws/``: what closes, and outranks agreements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from firewall.model import Category, Direction, Outcome, ProcessKind, RuleId, Treatment
from firewall.policy.files import cases
from firewall.policy.files.reading import Section
from firewall.policy.files.scope import Scope, parameterized
from firewall.policy.packs import NOTHING, earlier
from firewall.policy.rules import Case, Rule
from firewall.policy.words import BASES, akin, covered, covers
from firewall.policy.yaml import Block, Items, Node, Text

_LAW_KEYS = {"law", "title", "jurisdiction", "owner", "rules"}
_RULE_KEYS = {
    "rule", "says", "cite", "quote", "url", "from", "until", "review_by", "to", "except_to", "unless_declared", "at",
    "at_kind", "asked_by", "for", "direction", "claims",
    "data", "except_data", "then", "yields_to", "notice", "duties", "counsel", "tests",
}  # fmt: skip
_REQUIRED = ("rule", "says", "cite", "from", "then", "yields_to")
_BRACES = re.compile("[{}]")
ALL = "all"
_WORDS = ("remove", "refer", "hold", "refuse")


def read(node: Node, scope: Scope) -> Iterator[tuple[Rule, tuple[Case, ...]]]:
    """Yield what applies somewhere: a pack's rule about kinds of services that the city has none of is not in force."""
    law = Section(
        node,
        scope.faults,
        what="law",
        known=_LAW_KEYS,
        required=["law", "title", "jurisdiction", "owner", "rules"],
    )
    name, title = law.identifier("law"), law.text("title")
    for item in law.sections("rules"):
        section = Section(item, scope.faults, what="rule", known=_RULE_KEYS, required=_REQUIRED)
        rule = _in_force(_rule(name, section, scope), section, scope)
        if rule is not None:
            yield replace(rule, law=title), cases.read_list(section, "tests", scope, rule=rule.id)


def _in_force(rule: Rule, section: Section, scope: Scope) -> Rule | None:
    """Return the rule within the dates of its pack, if there is a day and a place at which it applies."""
    if ("at_kind" in section and not rule.routes) or chosen(section, scope) == NOTHING:
        return None
    if scope.within is None:
        return rule
    starts = max(rule.starts, scope.within.starts)
    ends = earlier(rule.ends, scope.within.ends)
    return None if ends is not None and ends < starts else replace(rule, starts=starts, ends=ends)


def _rule(law: str, section: Section, scope: Scope) -> Rule:
    rule = Rule(
        id=RuleId(f"{_prefix(scope)}{law}/{section.identifier('rule')}"),
        says=section.text("says"),
        cite=section.text("cite"),
        url=section.text("url"),
        quote=section.text("quote", "unconfirmed"),
        starts=section.day("from", date.max),
        review_by=section.optional_day("review_by"),
        ends=section.optional_day("until"),
        to=scope.requesters(section, "to"),
        except_to=scope.requesters(section, "except_to"),
        routes=(*scope.routes(section, "at"), *scope.of_kinds(section)),
        purposes=scope.purposes(section, "for"),
        direction=_direction(section),
        claims=_claims(section, scope),
        data=_data(section, scope) if "data" in section else None,
        then=_then(section, scope),
        yields_to=frozenset(scope.processes(section, "yields_to", BASES, none_allowed=True)),
        notice=section.text("notice"),
        duties=scope.duties(section),
        counsel=_counsel(section) or chosen(section, scope),
        asked_by=scope.categories(section, "asked_by"),
        unless_declared=scope.declaration(section, "unless_declared"),
        at=section.at,
    )
    if rule.ends is not None and date.min < rule.ends < rule.starts < date.max:
        section.faults.add(section.place("until"), "POL130")
    if rule.to and all(covered(word, rule.except_to) for word in rule.to):
        section.faults.add(section.place("except_to"), "POL131")
    if "except_data" in section and "data" not in section:
        section.faults.add(section.place("except_data"), "POL262")
    if _BRACES.search(rule.notice.replace("{case}", "")):
        section.faults.add(section.place("notice"), "POL132")
    if "data" not in section and "then" in section and rule.then.outcome < Outcome.HOLD:
        section.faults.add(section.place("then"), "POL133")
    return rule


def _counsel(section: Section) -> str:
    """What counsel chose, where somebody stands for it and the rule says the same; else a fault, and nothing."""
    node = section.node("counsel")
    if node is None:
        return ""
    part = Section(node, section.faults, what="`counsel` part", known=("choice", "by", "on"))
    choice = part.choice("choice", _WORDS, "an outcome of a rule")
    then = section.text("then") if isinstance(section.node("then"), Text) else "coarsen"
    if not (choice and part.text("by") and "on" in part):
        section.faults.add(section.place("counsel"), "POL135", then=then)
        return ""
    part.day("on", date.max)
    if choice != then:
        section.faults.add(part.place("choice"), "POL134", choice=choice, then=then)
        return ""
    return choice


def _prefix(scope: Scope) -> str:
    return f"{scope.within.pack.name}/" if scope.within is not None else ""


def _choice(section: Section) -> Text | None:
    """Return the name of the choice that ``then: {choice: NAME}`` leaves to the city."""
    node = section.node("then")
    name = node.members.get("choice") if isinstance(node, Block) and len(node.members) == 1 else None
    return name if isinstance(name, Text) else None


def chosen(section: Section, scope: Scope) -> str:
    """Return what the city answered; nothing where it did not, or the rule leaves no choice."""
    name = _choice(section)
    if name is None or scope.within is None:
        return ""
    if name.value not in scope.within.pack.choices:
        scope.faults.unknown(name.at, name.value, "a choice of this pack", scope.within.pack.choices)
    return scope.within.choices.get(name.value, "")


def _data(section: Section, scope: Scope) -> tuple[Category, ...]:
    """``data: all``, and what ``except_data`` takes out of it, or a list of categories."""
    known = scope.vocabulary.categories
    if not section.text_is("data", ALL):
        if "except_data" in section:
            section.faults.add(section.place("except_data"), "POL262")
        return scope.categories(section, "data")
    left_out = scope.categories(section, "except_data")
    # What stands above an exception would cover it; what stands below another word is covered by that.
    wanted = [c for c in known if not any(akin(c, out) for out in left_out)]
    if left_out and not wanted:
        section.faults.add(section.place("except_data"), "POL268")
    freed = [c for c in known if not covered(c, left_out) and not any(akin(c, other) for other in wanted)]
    for category in freed:
        section.faults.add(section.place("except_data"), "POL269", word=category)
    return tuple(c for c in wanted if not any(c != other and covers(other, c) for other in wanted))


def _direction(section: Section) -> Direction | None:
    word = section.choice("direction", ("inbound", "outbound"), "a direction")
    return Direction(word) if word else None


def _claims(section: Section, scope: Scope) -> frozenset[ProcessKind]:
    node = section.node("claims")
    if isinstance(node, Items) and not node.items:
        return frozenset()
    return scope.processes(section, "claims")


def _then(section: Section, scope: Scope) -> Treatment:
    node = section.node("then")
    if scope.within is not None and _choice(section) is not None:
        word = chosen(section, scope)
        return Treatment(Outcome[word.upper()] if word not in ("", NOTHING) else Outcome.REFUSE)
    if isinstance(node, Block):
        return parameterized(node, scope.faults)
    if section.text_is("then", "pseudonymize"):
        return Treatment(Outcome.PSEUDONYMIZE)
    return Treatment(Outcome[section.choice("then", _WORDS, "an outcome of a rule", "refuse").upper()])
