"""Tests that legal staff write: beside a rule, beside an agreement, or in ``tests/`` where they need several files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from firewall.model import Category, Direction, ProcessKind, Purpose, RuleId
from firewall.policy.files import samples
from firewall.policy.files.reading import NONE, Section
from firewall.policy.files.scope import Scope
from firewall.policy.rules import Case, Expect, Given, GivenProcess, Sample
from firewall.policy.yaml import Items, Node, Text

OUTCOMES = ("release", "refer", "hold", "refuse")
NOBODY = "nobody"
"""Who has verified a process that is only claimed."""
_GIVEN = {
    "requester", "behind", "onward", "purpose", "route", "direction", "process", "body", "sample", "sends", "asks",
    "claims", "on",
}  # fmt: skip
_EXPECT = {
    "outcome", "status", "kept", "removed", "values", "accepted", "not_accepted", "rules", "duties", "notice", "case",
}  # fmt: skip


def read(node: Node, scope: Scope) -> tuple[Case, ...]:
    """Read a file of ``tests/``."""
    section = Section(node, scope.faults, what="test file", known={"tests"}, required=["tests"])
    return read_list(section, "tests", scope)


def read_list(
    section: Section, key: str, scope: Scope, *, rule: RuleId | None = None, agreement: str | None = None
) -> tuple[Case, ...]:
    return tuple(_case(item, scope, rule, agreement) for item in section.sections(key))


def _case(node: Node, scope: Scope, rule: RuleId | None, agreement: str | None) -> Case:
    section = Section(
        node,
        scope.faults,
        what="test",
        known={"name", "given", "expect", "known_gap"},
        required=["name", "given", "expect"],
    )
    return Case(
        name=section.text("name"),
        given=_given(section.node("given"), scope),
        expect=_expect(section.node("expect"), scope),
        rule=rule,
        agreement=agreement,
        known_gap=section.text("known_gap"),
        at=section.at,
    )


def _given(node: Node | None, scope: Scope) -> Given:
    given = Section(node, scope.faults, what="`given` part", known=_GIVEN, required=["requester", "route"])
    return Given(
        requester=given.choice("requester", scope.parties, "a partner or a kind of requester"),
        behind=scope.requesters(given, "behind", none_allowed=True),
        onward=scope.requesters(given, "onward", none_allowed=True),
        purpose=given.choice("purpose", scope.vocabulary.purposes, "a purpose"),
        route=given.choice("route", [s for s in scope.services if ":" in s], "a route"),
        direction=Direction(given.choice("direction", ("inbound", "outbound"), "a direction", "inbound")),
        process=_processes(given, scope),
        body=samples.read(given, ("body", "sample")),
        sends=samples.read(given, ("sends",)),
        asks={name: value.value for name, _, value in given.entries("asks") if isinstance(value, Text)},
        claims=given.words("claims", scope.vocabulary.processes, "a kind of legal process"),
        on=given.optional_day("on"),
    )


def _processes(given: Section, scope: Scope) -> tuple[GivenProcess, ...]:
    """One or several; each ``kind:categories:purposes``, which is verified, or a block that says by whom."""
    node = given.node("process")
    nodes = () if node is None else node.items if isinstance(node, Items) else (node,)
    return tuple(_in_one_word(one, scope) if isinstance(one, Text) else _process(one, scope) for one in nodes)


def _in_one_word(text: Text, scope: Scope) -> GivenProcess:
    kind, categories, said = (*text.value.split(":"), "", "")[:3]
    covers, purposes = _listed_in(categories), _listed_in(said)
    _known(text, (kind,), scope.vocabulary.processes, "a kind of legal process", scope)
    _known(text, covers, scope.vocabulary.categories, "a category", scope)
    _known(text, purposes, scope.vocabulary.purposes, "a purpose", scope)
    return GivenProcess(
        ProcessKind(kind), tuple(map(Category, covers)), tuple(map(Purpose, purposes)), by="the test"
    )


def _listed_in(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _known(at: Text, words: Iterable[str], known: Collection[str], what: str, scope: Scope) -> None:
    for word in words:
        if word not in known:
            scope.faults.unknown(at.at, word, what, known)


def _process(node: Node, scope: Scope) -> GivenProcess:
    section = Section(
        node,
        scope.faults,
        what="process",
        known={"kind", "covers", "purposes", "by"},
        required=["kind", "by"],
    )
    by = section.text("by")
    return GivenProcess(
        kind=ProcessKind(section.choice("kind", scope.vocabulary.processes, "a kind of legal process")),
        covers=scope.categories(section, "covers", none_allowed=True),
        purposes=tuple(
            map(Purpose, section.words("purposes", scope.vocabulary.purposes, "a purpose", none_allowed=True))
        ),
        by="" if by == NOBODY else by,
    )


def _expect(node: Node | None, scope: Scope) -> Expect:
    expect = Section(node, scope.faults, what="`expect` part", known=_EXPECT, required=["outcome"])
    case = expect.choice("case", ("opened", NONE), "`opened` or `none`")
    return Expect(
        outcome=expect.choice("outcome", OUTCOMES, "an outcome of an exchange"),
        status=expect.number("status"),
        kept=_listed(expect, "kept"),
        removed=_listed(expect, "removed"),
        values={name: value.value for name, _, value in expect.entries("values") if isinstance(value, Text)},
        accepted=_listed(expect, "accepted"),
        not_accepted=_listed(expect, "not_accepted"),
        rules=_listed(expect, "rules"),
        duties=scope.duties(expect) if "duties" in expect else None,
        notice=_notice(expect),
        case=None if not case else case != NONE,
    )


def _listed(section: Section, key: str) -> tuple[str, ...] | None:
    return section.texts(key, none_allowed=True) if key in section else None


def _notice(section: Section) -> str | None:
    """``none`` says that the requester is told nothing of its own."""
    if "notice" not in section:
        return None
    return "" if section.text_is("notice", NONE) else section.text("notice")


def check(
    cases: tuple[Case, ...],
    known: Mapping[str, str],
    scope: Scope,
) -> None:
    """What can be said of a test only once everything is read."""
    for case in cases:
        for sample in (case.given.body, case.given.sends):
            _check_sample(case, sample, known, scope)


def _check_sample(case: Case, sample: Sample | None, known: Mapping[str, str], scope: Scope) -> None:
    if sample is not None and sample.text is None and sample.name not in known:
        scope.faults.unknown(case.at, sample.name, "a file of the policies folder", known)
