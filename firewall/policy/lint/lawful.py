"""Papers that no judge has seen where a judge's are meant, and what 8 U.S.C. 1373 leaves to counsel."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.errors import Fault
from firewall.model import Category, Outcome, PartnerId, ProcessKind
from firewall.policy.lint.days import warn
from firewall.policy.rules import Bundle, Rule
from firewall.policy.words import Vocabulary, akin, covered
from firewall.policy.yaml import Place

_ADMINISTRATIVE = "administrative"
_WORDS = Place("vocabulary/processes.yaml")


def found(bundle: Bundle) -> Iterator[Fault]:
    papers = frozenset(k for k, word in bundle.vocabulary.processes.items() if word.issuer == _ADMINISTRATIVE)
    yield from _papers(bundle, papers)
    for rule in bundle.rules:
        about = _status(rule, bundle.vocabulary)
        if about and rule.counsel == "" and _meets_a_government(rule, bundle):
            then = rule.then.outcome.name.lower()
            yield warn(rule.at, "POL443", word=rule.id, then=then, categories=", ".join(about))


def _papers(bundle: Bundle, papers: frozenset[ProcessKind]) -> Iterator[Fault]:
    for kind in sorted(papers):
        if bundle.vocabulary.processes[kind].opens:
            yield warn(_WORDS, "POL440", word=kind)
    for rule in bundle.rules:
        for kind in sorted(papers & rule.yields_to):
            yield warn(rule.at, "POL441", word=rule.id, process=kind)
    for agreement in bundle.agreements:
        for kind in sorted(papers & agreement.needs.process):
            yield warn(agreement.at, "POL442", word=agreement.id, process=kind)


def _status(rule: Rule, vocabulary: Vocabulary) -> list[Category]:
    """The categories of status that a rule closes without a lawyer; the highest of each branch."""
    if rule.data is None or rule.then.outcome not in (Outcome.REMOVE, Outcome.REFUSE):
        return []
    meant = [c for c in vocabulary.categories_1373 if any(akin(c, data) for data in rule.data)]
    named = [c for c in meant if covered(c, rule.data)] or meant
    return [c for c in named if not covered(c.rpartition(".")[0], named)]


def _meets_a_government(rule: Rule, bundle: Bundle) -> bool:
    governments = bundle.vocabulary.governments or frozenset(bundle.vocabulary.kinds)
    if not rule.to:
        return any(not covered(kind, rule.except_to) for kind in governments)
    kinds = [bundle.partners[PartnerId(w)].kind if w in bundle.partners else w for w in rule.to]
    return any(akin(kind, known) for kind in kinds for known in governments)
