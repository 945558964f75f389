"""Laws: the law left, the rule right, the tests below; and agreements with their terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from firewall.pages.document import Cell, Line, Section, Table, cell
from firewall.pages.gains import title
from firewall.pages.words import Say, listed, span, treatment
from firewall.policy.diff.contexts import Side
from firewall.policy.rules import Agreement, Case, Rule

_UNCONFIRMED = "unconfirmed"


def laws(say: Say, rules: Iterable[Rule], tests: Iterable[Case], *, is_public: bool) -> Section:
    """One section a law; on a public page without tests: they name who could ask what, and samples."""
    cases = () if is_public else tuple(tests)
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.id.partition("/")[0], []).append(rule)
    parts = [
        Section(_title(law, some), (), tuple(_rule(say, rule, cases) for rule in some))
        for law, some in sorted(found.items())
    ]
    loose = [case for case in cases if case.rule is None]
    below = (_tests(say, say("other tests"), loose),) if loose else ()
    return Section(say("laws"), below, tuple(parts))


def _title(law: str, rules: Iterable[Rule]) -> str:
    """What the law is called, and its word; a pack has several laws."""
    titles = dict.fromkeys(rule.law for rule in rules if rule.law)
    return f"{'; '.join(titles)} ({law})" if titles else law


def _rule(say: Say, rule: Rule, cases: Iterable[Case]) -> Section:
    name = rule.id.partition("/")[2] or str(rule.id)
    both = Table(
        name, (say("the law"), say("the rule")), ((tuple(_law(say, rule)), tuple(terms(say, rule))),)
    )
    own = [case for case in cases if case.rule == rule.id]
    return Section(name, (both, *((_tests(say, f"{say('tests')}: {name}", own),) if own else ())))


def _law(say: Say, rule: Rule) -> Iterator[Line]:
    yield Line(rule.cite, say("cite"))
    is_open = rule.quote in {"", _UNCONFIRMED}
    yield Line(say("unconfirmed") if is_open else rule.quote, say("quote"))
    # Whoever wrote the file chose it: a link is one to a page, and nothing else.
    if urlsplit(rule.url).scheme in {"http", "https"}:
        yield Line(rule.url, say("url"), rule.url)


def terms(say: Say, rule: Rule) -> Iterator[Line]:
    """A rule in words, each part under its name."""
    yield Line(rule.says.strip(), say("says"))
    yield Line(listed(rule.to) or say("everybody"), say("to"))
    if rule.except_to:
        yield Line(listed(rule.except_to), say("except"))
    yield Line(listed(rule.routes) or say("everywhere"), say("at"))
    yield Line(listed(rule.purposes) or say("any"), say("for"))
    if rule.claims:
        yield Line(listed(rule.claims), say("claims"))
    if rule.asked_by:
        yield Line(listed(rule.asked_by), say("rule asked by"))
    if rule.unless_declared:
        yield Line(rule.unless_declared, say("unless declared"))
    yield Line(listed(rule.data) if rule.data else say("whole"), say("data"))
    yield Line(treatment(say, rule.then), say("then"))
    yield Line(listed(rule.yields_to) or say("nothing"), say("yields"))
    yield Line(span(say, rule.starts, rule.ends), say("force"))
    if rule.review_by is not None:
        yield Line(rule.review_by.isoformat(), say("review"))
    if rule.duties:
        yield Line(listed(rule.duties), say("duties"))
    if rule.notice:
        yield Line(rule.notice, say("notice"))


def _tests(say: Say, caption: str, cases: list[Case]) -> Table:
    rows = tuple((cell(case.name), _given(case), _expect(case)) for case in cases)
    return Table(caption, (say("test"), say("given"), say("expect")), rows)


def _given(case: Case) -> Cell:
    given = case.given
    verified = [one for one in given.process if one.by]
    claims = {*given.claims, *(one.kind for one in given.process if not one.by)}
    # INVARIANT: what is sent and what is answered are samples, and no page holds anything of one.
    return cell(
        f"{_chain((given.requester, *given.behind))}, {given.route}",
        given.purpose,
        *(f"{one.kind} ({listed(one.covers)})" for one in verified),
        f"claims {listed(claims)}" if claims else "",
    )


def _chain(chain: Iterable[str]) -> str:
    """Who asks, and for whom."""
    return " > ".join(chain)


def _expect(case: Case) -> Cell:
    expect = case.expect
    said = [f"{expect.outcome}{f' ({expect.status})' if expect.status else ''}"]
    said += [f"+ {listed(expect.kept)}"] if expect.kept else []
    said += [f"- {listed(expect.removed)}"] if expect.removed else []
    return cell(*said)


# ---- agreements


def agreements(say: Say, side: Side, some: Iterable[Agreement], *, is_public: bool) -> Section:
    rows = tuple(
        (cell(a.title or a.id, a.id), tuple(_terms(say, side, a, is_public=is_public)))
        for a in sorted(some, key=lambda a: a.id)
    )
    table = Table(say("agreements"), (say("agreement"), say("terms")), rows)
    return Section(say("agreements"), (table,) if rows else ())


def _terms(say: Say, side: Side, agreement: Agreement, *, is_public: bool) -> Iterator[Line]:
    """
    What it opens.

    INVARIANT: by what it may be asked, how much it gives and who signed it are told to nobody outside: whoever knows
    them can stay below a limit, ask by what works, and write to a person in the name of another.
    """
    yield Line(title(say, side, agreement.principal), say("whom"))
    if agreement.through:
        yield Line(listed(title(say, side, word) for word in agreement.through), say("through"))
    yield Line(agreement.basis, say("basis"))
    places = {name.partition(":")[0] for name in agreement.services} if is_public else agreement.services
    yield Line(listed(places), say("services"))
    yield Line(listed(agreement.purposes), say("for"))
    for share in agreement.shares:
        yield Line(f"{listed(share.data)} ({treatment(say, share.treatment)})", say("shares"))
    if agreement.cut_spans:
        yield Line(say("cut"), say("shares"))
    needs = [*agreement.needs.process, *agreement.needs.declaration]
    if agreement.needs.approval:
        needs.append(say("needs approval", who=agreement.needs.approval))
    if needs:
        yield Line(listed(needs), say("needs"))
    yield Line(
        listed(title(say, side, word) for word in agreement.onward) or say("nobody else"), say("onward")
    )
    if agreement.duties:
        yield Line(listed(agreement.duties), say("duties"))
    yield Line(span(say, agreement.starts, agreement.ends), say("force"))
    if not agreement.signed_by:
        yield Line(say("unsigned"), say("signed by"))
    if not is_public:
        yield from _internal(say, agreement)


def _internal(say: Say, agreement: Agreement) -> Iterator[Line]:
    yield Line(listed(agreement.asks_by) or say("nothing"), say("asks by"))
    limits = [
        say(name, n=n)
        for name, n in (
            ("per request", agreement.records_per_request),
            ("per day", agreement.records_per_day),
            ("alike", agreement.k_anonymity),
        )
        if n is not None
    ]
    if limits:
        yield Line(listed(limits), say("limits"))
    if agreement.signed_by:
        on = f", {agreement.signed_on.isoformat()}" if agreement.signed_on is not None else ""
        yield Line(f"{agreement.signed_by}{on}", say("signed by"))
