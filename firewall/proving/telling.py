"""How a promise is broken, in sentences: who, when, what for, with which paper, where, and by which files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from firewall.errors import Fault
from firewall.model import Category, Direction, Outcome, Purpose, Requester, Treatment
from firewall.policy.decide import applies
from firewall.policy.explain import describe
from firewall.policy.faults.table import ENGLISH, made
from firewall.policy.rules import Bundle, Promise, Rule, Says
from firewall.policy.words import covered
from firewall.proving.broken import PAPER, Broken, Paper

NOT_KEPT = "POL300"
_SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "sends": "On {day}, the city sends to {who} by {route} {what_for}{selected}{papers}.",
        "asks": "On {day}, {who} asks {route} {what_for}{selected}{papers}.",
        "purpose": "for {purpose}",
        "no-purpose": "without stating a purpose",
        "selected": ", selecting {categories}",
        "with": ", with {papers}",
        "paper": "a verified {kind} that covers {categories}{purposes}",
        "paper-for": " and is for {purposes}",
        "behind": "{who}, on behalf of {others},",
        "onward": "{who} (who passes on to {others})",
        "and": " and ",
        "more": "{some} and {number} more",
        "answered": "The request is answered.",
        "goes-out": "{member} goes out with {category} in it, {way}.",
        "stays": "{member} ({category}) does not go out as promised: {instead}.",
        "leaves": "it goes out {way}",
        "release": "as it is",
        "coarsen": "coarsened",
        "pseudonymize": "as a pseudonym",
        "mask": "masked",
        "otherwise": "all the same",
        "instead-release": "the member is removed",
        "instead-refer": "the request is referred to a person",
        "instead-hold": "the request waits for a person",
        "instead-refuse": "the request is refused",
        "closed-by": "It is closed by {rules}.",
        "not-opened": "Nothing that is met opens it.",
        "not-met": "No agreement, duty or paper is met.",
        "opened-by": "It is opened by {openers}.",
        "opened-by-paper": "the {kind}",
        "yields": "{rule} is about it and yields to {bases}.",
        "counsel-alone": "counsel alone",
        "no-rule": "No rule that is in force there is about it.",
    },
    "es": {
        "sends": "El {day}, la ciudad envía a {who} por {route} {what_for}{selected}{papers}.",
        "asks": "El {day}, {who} pide {route} {what_for}{selected}{papers}.",
        "purpose": "para {purpose}",
        "no-purpose": "sin declarar una finalidad",
        "selected": ", eligiendo {categories}",
        "with": ", con {papers}",
        "paper": "{kind} (verificado) que abarca {categories}{purposes}",
        "paper-for": " y es para {purposes}",
        "behind": "{who}, por cuenta de {others},",
        "onward": "{who} (que lo transmite a {others})",
        "and": " y ",
        "more": "{some} y {number} más",
        "answered": "La solicitud se responde.",
        "goes-out": "{member} sale con {category}, {way}.",
        "stays": "{member} ({category}) no sale como se prometió: {instead}.",
        "leaves": "sale {way}",
        "release": "tal como está",
        "coarsen": "con menos detalle",
        "pseudonymize": "como seudónimo",
        "mask": "enmascarado",
        "otherwise": "a pesar de todo",
        "instead-release": "el dato se elimina",
        "instead-refer": "la solicitud se remite a una persona",
        "instead-hold": "la solicitud espera a una persona",
        "instead-refuse": "la solicitud se rechaza",
        "closed-by": "Lo cierra {rules}.",
        "not-opened": "Nada de lo que se cumple lo abre.",
        "not-met": "No se cumple ningún acuerdo, deber ni documento.",
        "opened-by": "Lo abre {openers}.",
        "opened-by-paper": "el documento {kind}",
        "yields": "{rule} trata de ello y cede ante {bases}.",
        "counsel-alone": "la asesoría jurídica únicamente",
        "no-rule": "Ninguna regla vigente allí trata de ello.",
    },
}
"""What is said in each language; names of files, rules, categories and routes stand as they are."""

_MOST = 6
"""Categories of a paper that are named; the rest is counted."""


def fault_of(bundle: Bundle, found: Broken) -> Fault:
    """Return the fault that keeps such a bundle from being loaded."""
    at = found.promise.at
    how, how_es = (
        " ".join(sentences(bundle, found, language)).removesuffix(".") for language in (ENGLISH, "es")
    )
    return made(at.file, at.line, at.column, NOT_KEPT, word=found.promise.id, how=how, how_es=how_es)


def sentences(bundle: Bundle, found: Broken, language: str = ENGLISH) -> list[str]:
    """Tell the exchange in which a promise is broken."""
    telling = _Telling(bundle, found, _SAID[language])
    return [telling.asked(), *telling.happens(), *telling.by()]


class _Telling:
    def __init__(self, bundle: Bundle, found: Broken, said: Mapping[str, str]) -> None:
        self._bundle = bundle
        self._found = found
        self._said = said

    def _say(self, key: str, **words: object) -> str:
        return self._said[key].format(**words)

    def asked(self) -> str:
        question = self._found.question
        is_outbound = question.direction is Direction.OUTBOUND
        return self._say(
            "sends" if is_outbound else "asks",
            day=question.day,
            who=self._who(question.requester),
            route=question.route.id,
            what_for=self._what_for(question.purpose),
            selected=self._selected(question.selects),
            papers=self._with(question.papers),
        )

    def _what_for(self, purpose: Purpose | None) -> str:
        return self._say("no-purpose") if purpose is None else self._say("purpose", purpose=purpose)

    def _selected(self, selects: frozenset[Category] | None) -> str:
        return "" if selects is None else self._say("selected", categories=", ".join(sorted(selects)))

    def _who(self, requester: Requester) -> str:
        return describe(
            self._bundle, requester, (self._said["behind"], self._said["onward"], self._said["and"])
        )

    def _with(self, papers: tuple[Paper, ...]) -> str:
        if not papers:
            return ""
        return self._say("with", papers=self._said["and"].join(map(self._paper, papers)))

    def _paper(self, paper: Paper) -> str:
        for_what = (
            self._say("paper-for", purposes=", ".join(sorted(paper.purposes))) if paper.purposes else ""
        )
        return self._say("paper", kind=paper.kind, categories=self._covers(paper), purposes=for_what)

    def _covers(self, paper: Paper) -> str:
        words = sorted(paper.covers)
        if len(words) <= _MOST:
            return ", ".join(words)
        return self._say("more", some=", ".join(words[:_MOST]), number=len(words) - _MOST)

    def happens(self) -> Iterator[str]:
        found = self._found
        match found.promise.what:
            case Says.NEVER_ANSWERED:
                yield self._say("answered")
            case Says.NEVER_RECEIVES:
                way = self._way(found.plan.of(found.category))
                yield self._say("goes-out", member=found.member, category=found.category, way=way)
            case Says.ALWAYS_RECEIVES:
                yield self._say(
                    "stays", member=found.member, category=found.category, instead=self._instead()
                )

    def _way(self, treatment: Treatment) -> str:
        way = self._said.get(treatment.outcome.name.lower(), self._said["otherwise"])
        return f"{way} ({treatment.parameter})" if treatment.parameter else way

    def _instead(self) -> str:
        plan = self._found.plan
        treatment = plan.of(self._found.category)
        if plan.outcome is Outcome.RELEASE and treatment.outcome < Outcome.REMOVE:
            return self._say("leaves", way=self._way(treatment))
        return self._said.get(f"instead-{plan.outcome.name.lower()}", self._said["instead-refuse"])

    def by(self) -> Iterator[str]:
        """Name what opened it, and what did not close it; or what closed it."""
        found = self._found
        standing = found.plan.categories.get(found.category)
        if found.promise.what is Says.ALWAYS_RECEIVES:
            rules = dict.fromkeys((*found.plan.because, *(standing.rules if standing is not None else ())))
            yield self._say("closed-by", rules=", ".join(rules)) if rules else self._say("not-opened")
            if not found.plan.met:
                yield self._say("not-met")
            return
        openers = standing.openers if standing is not None and standing.openers else found.plan.met
        yield self._say("opened-by", openers=self._said["and"].join(map(self._opener, openers)))
        yielding = [rule for rule in self._bundle.rules if _is_about(rule, found)]
        for rule in yielding:
            bases = ", ".join(sorted(rule.yields_to)) or self._said["counsel-alone"]
            yield self._say("yields", rule=rule.id, bases=bases)
        if not yielding:
            yield self._say("no-rule")

    def _opener(self, id_: str) -> str:
        places = {a.id: f"{a.id} ({a.at.file}:{a.at.line})" for a in self._bundle.agreements}
        return places.get(id_) or self._say("opened-by-paper", kind=id_.removeprefix(PAPER))


def _is_about(rule: Rule, found: Broken) -> bool:
    is_meant = rule.data is None or covered(found.category, rule.data)
    return is_meant and applies(rule, found.question.exchange)


def kept(promise: Promise) -> str:
    """Say of a promise that it is kept."""
    return f"{promise.id}: kept."
