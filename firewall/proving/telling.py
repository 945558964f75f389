"""How a promise is broken, in sentences: who, when, what for, with which paper, where, and by which files."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.errors import Fault
from firewall.model import Outcome, Treatment
from firewall.policy.decide import applies
from firewall.policy.explain import describe
from firewall.policy.faults.table import made
from firewall.policy.rules import Bundle, Promise, Rule, Says
from firewall.policy.words import covered
from firewall.proving.broken import PAPER, Broken, Paper

NOT_KEPT = "POL300"
_WAYS = {
    Outcome.RELEASE: "as it is",
    Outcome.COARSEN: "coarsened",
    Outcome.PSEUDONYMIZE: "as a pseudonym",
    Outcome.MASK: "masked",
}
_INSTEAD = {
    Outcome.RELEASE: "the member is removed",
    Outcome.REFER: "the request is referred to a person",
    Outcome.HOLD: "the request waits for a person",
    Outcome.REFUSE: "the request is refused",
}


def fault_of(bundle: Bundle, found: Broken) -> Fault:
    """Return the fault that keeps such a bundle from being loaded."""
    at = found.promise.at
    how = " ".join(sentences(bundle, found)).removesuffix(".")
    return made(at.file, at.line, at.column, NOT_KEPT, word=found.promise.id, how=how)


def sentences(bundle: Bundle, found: Broken) -> list[str]:
    """Tell the exchange in which a promise is broken."""
    return [_asked(bundle, found), *_happens(found), *_by(bundle, found)]


def _asked(bundle: Bundle, found: Broken) -> str:
    question = found.question
    what_for = f"for {question.purpose}" if question.purpose is not None else "without stating a purpose"
    if question.direction.value == "outbound":
        asks = f"the city sends to {describe(bundle, question.requester)} by"
    else:
        asks = f"{describe(bundle, question.requester)} asks"
    selected = f", selecting {', '.join(sorted(question.selects))}" if question.selects is not None else ""
    return f"On {question.day}, {asks} {question.route.id} {what_for}{selected}{_with(question.papers)}."


def _with(papers: tuple[Paper, ...]) -> str:
    if not papers:
        return ""
    return ", with " + " and ".join(f"a verified {p.kind} that covers {_listed(p)}{_says(p)}" for p in papers)


def _listed(paper: Paper) -> str:
    words = sorted(paper.covers)
    most = 6
    return (
        ", ".join(words) if len(words) <= most else f"{', '.join(words[:most])} and {len(words) - most} more"
    )


def _says(paper: Paper) -> str:
    return f" and is for {', '.join(sorted(paper.purposes))}" if paper.purposes else ""


def _happens(found: Broken) -> Iterator[str]:
    match found.promise.what:
        case Says.NEVER_ANSWERED:
            yield "The request is answered."
        case Says.NEVER_RECEIVES:
            yield f"{found.member} goes out with {found.category} in it, {_way(found.plan.of(found.category))}."
        case Says.ALWAYS_RECEIVES:
            yield f"{found.member} ({found.category}) does not go out as promised: {_instead(found)}."


def _way(treatment: Treatment) -> str:
    way = _WAYS.get(treatment.outcome, "all the same")
    return f"{way} ({treatment.parameter})" if treatment.parameter else way


def _instead(found: Broken) -> str:
    treatment = found.plan.of(found.category)
    if found.plan.outcome is Outcome.RELEASE and treatment.outcome < Outcome.REMOVE:
        return f"it goes out {_way(treatment)}"
    return _INSTEAD.get(found.plan.outcome, "the request is refused")


def _by(bundle: Bundle, found: Broken) -> Iterator[str]:
    """Name what opened it, and what did not close it; or what closed it."""
    standing = found.plan.categories.get(found.category)
    openers = standing.openers if standing is not None and standing.openers else found.plan.met
    if found.promise.what is Says.ALWAYS_RECEIVES:
        rules = dict.fromkeys((*found.plan.because, *(standing.rules if standing is not None else ())))
        yield f"It is closed by {', '.join(rules)}." if rules else "Nothing that is met opens it."
        if not found.plan.met:
            yield "No agreement, duty or paper is met."
        return
    yield f"It is opened by {' and '.join(_opener(bundle, one) for one in openers)}."
    yielding = [rule for rule in bundle.rules if _is_about(rule, found)]
    for rule in yielding:
        yield f"{rule.id} is about it and yields to {', '.join(sorted(rule.yields_to)) or 'counsel alone'}."
    if not yielding:
        yield "No rule that is in force there is about it."


def _is_about(rule: Rule, found: Broken) -> bool:
    is_meant = rule.data is None or covered(found.category, rule.data)
    return is_meant and applies(rule, found.question.exchange)


def _opener(bundle: Bundle, id_: str) -> str:
    places = {a.id: f"{a.id} ({a.at.file}:{a.at.line})" for a in bundle.agreements}
    return places.get(id_, f"the {id_.removeprefix(PAPER)}")


def kept(promise: Promise) -> str:
    """Say of a promise that it is kept."""
    return f"{promise.id}: kept."
