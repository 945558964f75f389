"""Tests that legal staff write: beside a rule, or in ``tests/`` where they need several files."""

from __future__ import annotations

from collections.abc import Mapping

from firewall.model import RuleId
from firewall.policy.files.reading import Section
from firewall.policy.files.scope import Scope
from firewall.policy.rules import Case, Expect, Given
from firewall.policy.yaml import Node, Text

OUTCOMES = ("release", "refer", "hold", "refuse")
_GIVEN = {
    "requester",
    "behind",
    "purpose",
    "route",
    "process",
    "also",
    "body",
    "sends",
    "asks",
    "claims",
    "on",
}
_EXPECT = {"outcome", "status", "kept", "removed", "rules"}


def read(node: Node, scope: Scope) -> tuple[Case, ...]:
    """Read a file of ``tests/``."""
    section = Section(node, scope.faults, what="test file", known={"tests"}, required=["tests"])
    return read_list(section, "tests", scope, None)


def read_list(section: Section, key: str, scope: Scope, rule: RuleId | None) -> tuple[Case, ...]:
    return tuple(_case(item, scope, rule) for item in section.sections(key))


def _case(node: Node, scope: Scope, rule: RuleId | None) -> Case:
    section = Section(
        node,
        scope.faults,
        what="test",
        known={"name", "given", "expect"},
        required=["name", "given", "expect"],
    )
    return Case(
        name=section.text("name"),
        given=_given(section.node("given"), scope),
        expect=_expect(section.node("expect"), scope),
        rule=rule,
        at=section.at,
    )


def _given(node: Node | None, scope: Scope) -> Given:
    given = Section(node, scope.faults, what="`given` part", known=_GIVEN, required=["requester", "route"])
    return Given(
        requester=given.choice("requester", scope.parties, "a partner or a kind of requester"),
        purpose=given.choice("purpose", scope.vocabulary.purposes, "a purpose"),
        route=given.choice("route", [s for s in scope.services if ":" in s], "a route"),
        process=given.text("process"),
        also=given.texts("also"),
        behind=scope.requesters(given, "behind"),
        body=given.text("body"),
        sends=given.text("sends"),
        asks={name: value.value for name, _, value in given.entries("asks") if isinstance(value, Text)},
        claims=given.words("claims", scope.vocabulary.processes, "a kind of legal process"),
        on=given.optional_day("on"),
    )


def _expect(node: Node | None, scope: Scope) -> Expect:
    expect = Section(node, scope.faults, what="`expect` part", known=_EXPECT, required=["outcome"])
    return Expect(
        outcome=expect.choice("outcome", OUTCOMES, "an outcome of an exchange"),
        status=expect.number("status"),
        kept=_places(expect, "kept"),
        removed=_places(expect, "removed"),
        rules=expect.texts("rules", none_allowed=True),
    )


def _places(section: Section, key: str) -> tuple[str, ...] | None:
    return section.texts(key, none_allowed=True) if key in section else None


def check_samples(cases: tuple[Case, ...], samples: Mapping[str, str], scope: Scope) -> None:
    for case in cases:
        for name in filter(None, (case.given.body, case.given.sends)):
            if name not in samples:
                scope.faults.unknown(case.at, name, "a file of the policies folder", samples)
