"""
The whole policy as one document, or the part of it that one partner, service or category is concerned by.

INVARIANT: a page is built of what functions here name, and on a public one ``is_public`` leaves out what somebody
who wants in could use.  No page ever holds a sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from firewall.pages.document import Block, Document, Line, Section, Table, anchored, cell, paragraph
from firewall.pages.gains import Gains, Only, gains, narrowed, section, title
from firewall.pages.laws import agreements, laws
from firewall.pages.words import Say, in_language
from firewall.policy.diff.contexts import Side
from firewall.policy.diff.rows import Row
from firewall.policy.openers import is_one_of
from firewall.policy.rules import Agreement, Bundle, Rule
from firewall.policy.words import akin


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page is about; nothing at all of these is everything."""

    partner: str = ""
    service: str = ""
    category: str = ""

    @property
    def is_all(self) -> bool:
        return not (self.partner or self.service or self.category)


EVERYTHING = About()


def page(
    side: Side,
    today: date,
    language: str,
    *,
    about: About = EVERYTHING,
    is_public: bool = False,
    first: Iterable[Section] = (),
    known: Gains | None = None,
) -> Document:
    """Write it; ``first`` are sections that stand before all others, ``known`` who gets what, if that is known."""
    say, bundle = in_language(language), side.bundle
    whole = known or gains(side, today, {about.partner} - {""}, about.service)
    found = narrowed(whole, lambda row: _concerned(row, about))
    services = [s for s in bundle.services if about.service in {"", s.name}]
    rules = [rule for rule in bundle.rules if _is_rule_about(rule, side, about)]
    opening = [a for a in bundle.agreements if _is_agreement_about(a, side, about)]
    cases = [c for c in bundle.cases if about.is_all or c.rule is not None]
    sections = (
        *first,
        section(
            say,
            found,
            services,
            Only(title(say, side, about.partner) if about.partner else "", about.category),
        ),
        agreements(say, side, opening, is_public=is_public),
        laws(say, rules, cases, is_public=is_public),
        *((_glossary(say, bundle),) if about.is_all else ()),
    )
    return anchored(
        Document(
            language,
            say("policy of", title=bundle.city.title),
            tuple(_lead(say, side, today, about, is_public=is_public)),
            sections,
            say("skip"),
            say("contents"),
        )
    )


def _lead(say: Say, side: Side, today: date, about: About, *, is_public: bool) -> list[Block]:
    bundle = side.bundle
    said: list[Block] = [paragraph(say("as of", day=today, digest=bundle.digest))]
    if not about.is_all:
        what = title(say, side, about.partner) if about.partner else about.service or about.category
        said.append(paragraph(say("only", what=what)))
    said.append(paragraph(bundle.city.contact, say("contact")))
    said.append(paragraph(say("program")))
    return [*said, paragraph(say("left out"))] if is_public else said


# ---- what concerns whom


def _concerned(row: Row, about: About) -> Row | None:
    """The row, or the part of it that the page is about."""
    if about.partner:
        if about.partner not in row.askers:
            return None
        row = row._replace(askers=frozenset({about.partner}))
    if about.service:
        routes = frozenset(r for r in row.routes if r.partition(":")[0] == about.service)
        if not routes:
            return None
        row = row._replace(routes=routes)
    if about.category:
        words = frozenset(w for w in row.about if any(akin(c, about.category) for c in w.split(" with ")))
        return row._replace(about=words) if words else None
    return row


def _is_rule_about(rule: Rule, side: Side, about: About) -> bool:
    if about.partner:
        chain = side.requester(about.partner).chain
        if not any(
            (not rule.to or is_one_of(p, rule.to)) and not is_one_of(p, rule.except_to) for p in chain
        ):
            return False
    places = {place.partition(":")[0] for place in rule.routes}
    if about.service and places and about.service not in places:
        return False
    return not about.category or rule.data is None or any(akin(c, about.category) for c in rule.data)


def _is_agreement_about(agreement: Agreement, side: Side, about: About) -> bool:
    if about.partner:
        asking = side.requester(about.partner)
        if not is_one_of(asking.principal, (agreement.principal,)):
            return False
    if about.service and about.service not in {place.partition(":")[0] for place in agreement.services}:
        return False
    shared = [c for share in agreement.shares for c in share.data]
    return not about.category or any(akin(c, about.category) for c in shared)


# ---- the words


def _glossary(say: Say, bundle: Bundle) -> Section:
    words = bundle.vocabulary
    tables: list[tuple[str, Mapping[str, str]]] = [
        ("categories", {str(c): facts.says for c, facts in words.categories.items()}),
        ("kinds", {str(k): says for k, says in words.kinds.items()}),
        ("purposes", {str(p): says for p, says in words.purposes.items()}),
        ("processes", {str(k): word.says for k, word in words.processes.items()}),
        ("duties", {name: word.says for name, word in words.duties.items()}),
    ]
    parts = [
        Section(say(name), (Table(say(name), (say("word"), say("means")), _rows(said)),))
        for name, said in tables
        if said
    ]
    return Section(say("words"), (), tuple(parts))


def _rows(said: Mapping[str, str]) -> tuple[tuple[tuple[Line, ...], ...], ...]:
    return tuple((cell(word), cell(" ".join(says.split()))) for word, says in said.items())
