"""``vocabulary/``: categories, kinds of requesters, purposes, kinds of process, duties, declarations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from firewall.model import UNCLASSIFIED, UNINSPECTABLE, Category, Kind, ProcessKind, Purpose
from firewall.policy.files.reading import Section
from firewall.policy.words import (
    BASES,
    CONTROLS,
    PERIODS,
    CategoryFacts,
    DutyWord,
    ProcessWord,
    Vocabulary,
)
from firewall.policy.yaml import Faults, Node

RESERVED = CONTROLS | {UNINSPECTABLE, UNCLASSIFIED}
"""Words that mean something to the program; a category of that name could be opened by a slip."""

_WORD = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*")
_TERM = re.compile(r"(?P<many>[1-9][0-9]{0,3}) (?P<unit>hours?|days?)")
_HOURS = {"hour": 1, "day": 24}
_JUDICIAL = "judicial"
_ISSUERS = ("judicial", "administrative", "subject", "official", "counsel", "anyone")


def read(files: dict[str, Node], faults: Faults) -> Vocabulary:
    """Read the vocabulary files; those of duties and declarations may be missing, where there are none."""
    obliging = Section(
        files.get("duties"),
        faults,
        what="file of duties",
        known={"roles", "duties"},
        required=["roles", "duties"],
    )
    roles = dict(_says(obliging, "roles"))
    kinds = dict(_kinds(_file(files, "requesters", "kinds", faults)))
    return Vocabulary(
        categories=dict(_categories(_file(files, "data", "categories", faults))),
        kinds={kind: says for kind, (says, _) in kinds.items()},
        purposes={
            Purpose(word): says
            for word, says in _says(_file(files, "purposes", "purposes", faults), "purposes")
        },
        processes=dict(_processes(_file(files, "processes", "processes", faults))),
        duties=dict(_duties(obliging, roles)),
        roles=roles,
        governments=frozenset(kind for kind, (_, is_government) in kinds.items() if is_government),
        declarations=dict(_says(_file(files, "declarations", "declarations", faults), "declarations")),
    )


def _file(files: dict[str, Node], name: str, key: str, faults: Faults) -> Section:
    return Section(files.get(name), faults, what="vocabulary file", known={key}, required=[key])


def _entries(section: Section, key: str) -> Iterator[tuple[str, Node]]:
    faults = section.faults
    seen = set()
    for word, at, value in section.entries(key):
        if not _WORD.fullmatch(word):
            faults.add(at, "POL075", word=word)
        elif word in RESERVED:
            faults.add(at, "POL076", word=word)
        else:
            seen.add(word)
            yield word, value
            parent = word.rpartition(".")[0]
            if parent and parent not in seen:
                faults.add(at, "POL077", parent=parent, word=word)


def _says(section: Section, key: str) -> Iterator[tuple[str, str]]:
    for word, node in _entries(section, key):
        said = Section(node, section.faults, what="word", known={"says"}, required=["says"])
        yield word, said.text("says")


def _kinds(file: Section) -> Iterator[tuple[Kind, tuple[str, bool]]]:
    for word, value in _entries(file, "kinds"):
        section = Section(
            value, file.faults, what="kind of requester", known={"says", "government"}, required=["says"]
        )
        yield Kind(word), (section.text("says"), section.flag("government"))


def _categories(file: Section) -> Iterator[tuple[Category, CategoryFacts]]:
    known = {"says", "tier", "text", "proxy", "status_1373"}
    for word, value in _entries(file, "categories"):
        section = Section(value, file.faults, what="category", known=known, required=["says"])
        free = section.choice("text", ("free",), "the word `free`") == "free"
        facts = CategoryFacts(section.text("says"), free, section.flag("proxy"), section.flag("status_1373"))
        yield Category(word), facts


def _processes(file: Section) -> Iterator[tuple[ProcessKind, ProcessWord]]:
    known = {"says", "basis", "issuer", "opens", "forms"}
    for word, value in _entries(file, "processes"):
        section = Section(
            value,
            file.faults,
            what="kind of process",
            known=known,
            required=["says", "basis", "issuer", "opens"],
        )
        found = ProcessWord(
            section.text("says"),
            section.choice("basis", BASES | {"none"}, "a basis", "none"),
            section.choice("issuer", _ISSUERS, "a kind of issuer", "anyone"),
            section.flag("opens"),
            section.texts("forms"),
        )
        if found.basis == _JUDICIAL and "issuer" in section and found.issuer != _JUDICIAL:
            section.faults.add(section.place("issuer"), "POL078", word=word)
        yield ProcessKind(word), found


def _duties(file: Section, roles: Collection[str]) -> Iterator[tuple[str, DutyWord]]:
    for word, value in _entries(file, "duties"):
        duty = Section(
            value, file.faults, what="duty", known={"says", "who", "due", "every"}, required=["says", "who"]
        )
        every = duty.choice("every", PERIODS, "a period")
        who = duty.choice("who", roles, "a role")
        yield word, DutyWord(duty.text("says"), who, _hours(duty, is_periodic=bool(every)), every)


def _hours(duty: Section, *, is_periodic: bool) -> int | None:
    if "due" not in duty:
        return 0 if is_periodic else None
    term = _TERM.fullmatch(duty.text("due"))
    if term is None:
        duty.faults.add(duty.place("due"), "POL201", key="due")
        return None
    return int(term["many"]) * _HOURS[term["unit"].rstrip("s")]
