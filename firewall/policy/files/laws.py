"""``laws/``: what closes, and outranks agreements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from firewall.model import Direction, Outcome, ProcessKind, Purpose, RuleId, Treatment
from firewall.policy.files import cases
from firewall.policy.files.reading import Section
from firewall.policy.files.scope import Scope, parameterized
from firewall.policy.rules import Case, Rule
from firewall.policy.words import BASES, covered
from firewall.policy.yaml import Block, Items, Node, Text

_LAW_KEYS = {"law", "title", "jurisdiction", "owner", "rules"}
_RULE_KEYS = {
    "rule", "says", "cite", "quote", "url", "from", "until", "review_by", "to", "except_to", "at", "for", "direction",
    "claims", "data", "then", "yields_to", "notice", "duties", "counsel", "tests",
}  # fmt: skip
_REQUIRED = ("rule", "says", "cite", "from", "then", "yields_to")
_BRACES = re.compile("[{}]")
_WORDS = ("remove", "refer", "hold", "refuse")


def read(node: Node, scope: Scope) -> Iterator[tuple[Rule, tuple[Case, ...]]]:
    law = Section(
        node,
        scope.faults,
        what="law",
        known=_LAW_KEYS,
        required=["law", "title", "jurisdiction", "owner", "rules"],
    )
    name = law.identifier("law")
    for item in law.sections("rules"):
        section = Section(item, scope.faults, what="rule", known=_RULE_KEYS, required=_REQUIRED)
        rule = _rule(name, section, scope)
        yield rule, cases.read_list(section, "tests", scope, rule.id)


def _rule(law: str, section: Section, scope: Scope) -> Rule:
    rule = Rule(
        id=RuleId(f"{law}/{section.identifier('rule')}"),
        says=section.text("says"),
        cite=section.text("cite"),
        url=section.text("url"),
        quote=section.text("quote", "unconfirmed"),
        starts=section.day("from", date.max),
        review_by=section.optional_day("review_by"),
        ends=section.optional_day("until"),
        to=scope.requesters(section, "to"),
        except_to=scope.requesters(section, "except_to"),
        routes=scope.routes(section, "at"),
        purposes=frozenset(map(Purpose, section.words("for", scope.vocabulary.purposes, "a purpose"))),
        direction=_direction(section),
        claims=_claims(section, scope),
        data=scope.categories(section, "data") if "data" in section else None,
        then=_then(section, scope),
        yields_to=_yields_to(section, scope),
        notice=section.text("notice"),
        duties=scope.duties(section),
        counsel=_counsel(section),
        at=section.at,
    )
    if rule.ends is not None and date.min < rule.ends < rule.starts < date.max:
        section.faults.add(section.place("until"), "POL130")
    if rule.to and all(covered(word, rule.except_to) for word in rule.to):
        section.faults.add(section.place("except_to"), "POL131")
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


def _direction(section: Section) -> Direction | None:
    word = section.choice("direction", ("inbound", "outbound"), "a direction")
    return Direction(word) if word else None


def _claims(section: Section, scope: Scope) -> frozenset[ProcessKind]:
    node = section.node("claims")
    if isinstance(node, Items) and not node.items:
        return frozenset()
    return frozenset(
        map(ProcessKind, section.words("claims", scope.vocabulary.processes, "a kind of legal process"))
    )


def _then(section: Section, scope: Scope) -> Treatment:
    node = section.node("then")
    if isinstance(node, Block):
        return parameterized(node, scope.faults)
    if section.text_is("then", "pseudonymize"):
        return Treatment(Outcome.PSEUDONYMIZE)
    return Treatment(Outcome[section.choice("then", _WORDS, "an outcome of a rule", "refuse").upper()])


def _yields_to(section: Section, scope: Scope) -> frozenset[str]:
    known = [*sorted(BASES), *scope.vocabulary.processes]
    return frozenset(section.words("yields_to", known, "something a rule may yield to", none_allowed=True))
