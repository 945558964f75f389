"""The differences in sentences: who gains, who loses, how somebody is answered, and from when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from firewall.model import Outcome, RouteId
from firewall.policy.diff.contexts import BARE, FOR, Condition, Pair, alike_processes
from firewall.policy.diff.facets import Answer, Form, Verdict
from firewall.policy.diff.rows import UNSTATED, Row
from firewall.policy.outcomes import suppression
from firewall.policy.words import covers

_FEW = 3
_VERDICTS = (Verdict.LOOSER, Verdict.STRICTER, Verdict.OTHER)
_FACETS = ("data", "answer", "limit", "alike", "duty", "notice")


class Line(NamedTuple):
    """A change as one reads it: who, what is said of them, where, given what, when, and the rows behind it."""

    verdict: Verdict
    facet: str
    who: str
    says: str
    where: str
    given: str
    when: str
    rows: tuple[Row, ...]

    @property
    def sentence(self) -> str:
        parts = [f"{self.who[:1].upper()}{self.who[1:]} {self.says} {self.where}", self.given, self.when]
        return ", ".join(part for part in parts if part) + "."


def lines(pair: Pair, rows: Iterable[Row], *, full: bool = False) -> list[Line]:
    """
    Say each change in a line, the looser first.

    Without ``full`` a line may stand for several rows: what is alike but for place, purpose and day is said once.
    """
    words = Words(pair)
    groups: dict[object, list[Row]] = {}
    for row in rows:
        groups.setdefault(row if full else _short(row), []).append(row)
    return sorted((_line(words, tuple(group)) for group in groups.values()), key=_order)


def _short(row: Row) -> object:
    """What makes two rows one line: of data, who and when are never put together."""
    if row.facet == "data":
        return row.facet, row.verdict, _shape(row), row.askers, row.since, row.until, _hand(row)
    return row.facet, row.verdict, _shape(row), BARE in row.conditions


def _shape(row: Row) -> object:
    """What of a change makes two of them one in the short form."""
    return (row.before is None, row.after is None) if row.facet == "data" else (row.before, row.after)


def _hand(row: Row) -> object:
    return "" if BARE in row.conditions else row.conditions


def _order(line: Line) -> tuple[int, int, str, str]:
    return _VERDICTS.index(line.verdict), _FACETS.index(line.facet), line.who, line.sentence


def _line(words: Words, rows: tuple[Row, ...]) -> Line:
    first = rows[0]
    askers = frozenset(asker for row in rows for asker in row.askers)
    about = sorted({word for row in rows for word in row.about})
    forms = {(row.before, row.after) for row in rows}
    is_exact = len({(row.askers, row.purposes, row.since, row.until) for row in rows}) == 1
    is_one_span = len({(row.since, row.until) for row in rows}) == 1
    return Line(
        first.verdict,
        first.facet,
        words.who(askers),
        _says(first, about, forms, is_many=words.is_many(askers)),
        words.where({route for row in rows for route in row.routes}),
        words.given(rows, is_exact=is_exact),
        when(first) if is_one_span else "",
        rows,
    )


# ---- what becomes of them


def _says(row: Row, about: list[str], forms: set[tuple[object, object]], *, is_many: bool) -> str:
    named = listed([f"`{word}`" for word in about])
    are = "are" if is_many else "is"
    before, after = row.before, row.after
    match row.facet:
        case "data":
            return _of_data(row, named, forms, is_many=is_many)
        case "answer":
            return f"{are} {answer(after)} instead of {answer(before)}"
        case "duty":
            return f"{are} answered {'without' if before else 'with'} the duty {named}"
        case "limit":
            return f"{'get' if is_many else 'gets'} under {named} {limit(after)} instead of {limit(before)}"
        case "alike":
            return f"{'get' if is_many else 'gets'} {_alike(after)} instead of {_alike(before)}"
        case _:
            return f'{are} told "{after or "nothing"}" instead of "{before or "nothing"}"'


def _of_data(row: Row, named: str, forms: set[tuple[object, object]], *, is_many: bool) -> str:
    if row.before is None:
        return f"{'gain' if is_many else 'gains'} {named}{_forms({new for _, new in forms})}"
    if row.after is None:
        return f"{'lose' if is_many else 'loses'} {named}"
    ways = [f"{form(new)} instead of {form(old)}" for old, new in sorted(forms, key=str)]
    return f"{'get' if is_many else 'gets'} {named} {listed(ways)}"


def _forms(forms: Iterable[object]) -> str:
    said = sorted({form(one) for one in forms})
    return "" if said == ["as it is"] else f" ({listed(said)})"


def form(what: object) -> str:
    """How something leaves.  INVARIANT: a form that has no words here is never called whole."""
    if not isinstance(what, Form):
        return "nothing"
    if what.cuts:
        return "with what is found in it cut out"
    outcome, parameter = what.treatment.outcome, what.treatment.parameter
    if suppression(what.treatment):
        return f"in tables with small counts kept back ({parameter})"
    said = {
        Outcome.RELEASE: "as it is",
        Outcome.COARSEN: f"coarsened to {parameter}",
        Outcome.MASK: f"masked but for the {parameter.replace('-', ' ')}",
        Outcome.PSEUDONYMIZE: "as a pseudonym",
    }
    return said.get(outcome, f"{outcome.name.lower()} {parameter}".strip())


def answer(what: object) -> str:
    """How an exchange is answered."""
    if not isinstance(what, Answer):
        return "nothing"
    if not what.exists:
        return "answered that there is no such thing (404)"
    said = {
        Outcome.RELEASE: "let through",
        Outcome.REFER: "referred to a person",
        Outcome.HOLD: "held for a person",
    }
    return f"{said.get(what.outcome, 'refused')} ({what.status})"


def limit(what: object) -> str:
    per_request, per_day = what if isinstance(what, tuple) else (None, None)
    counted = ((per_request, "a request"), (per_day, "a day"))
    return listed([f"{n} records {how}" for n, how in counted if n is not None]) or "any number of records"


def _alike(least: object) -> str:
    return f"records of which {least} look alike" if least else "records that look like no other"


def when(row: Row) -> str:
    since = f"from {row.since}" if row.since is not None else ""
    until = f"until {row.until}" if row.until is not None else ""
    return " ".join(filter(None, (since, until)))


# ---- who, where, given what


class Words:
    """Names of the two bundles' partners, kinds and services, for people."""

    def __init__(self, pair: Pair) -> None:
        self._titles: dict[str, str] = {}
        self._routes: dict[str, set[RouteId]] = {}
        for bundle in pair.bundles:
            self._titles |= {str(p.id): p.title or str(p.id) for p in bundle.partners.values()}
            for route in bundle.routes:
                self._routes.setdefault(route.partition(":")[0], set()).add(route)
        self._kinds = {str(kind) for bundle in pair.bundles for kind in bundle.vocabulary.kinds} | {"unknown"}
        self._purposes = {UNSTATED} | {str(p) for bundle in pair.bundles for p in bundle.vocabulary.purposes}
        self._alike = {min(group): group for group in alike_processes(pair)}

    def is_many(self, askers: frozenset[str]) -> bool:
        return len(askers) > 1 or not all(asker in self._titles or FOR in asker for asker in askers)

    def who(self, askers: Iterable[str]) -> str:
        askers = set(askers)
        partners = sorted(askers & self._titles.keys())
        chains = sorted(asker for asker in askers if FOR in asker)
        kinds = askers - self._titles.keys() - set(chains)
        said = [self._titles[p] for p in partners] if len(partners) <= _FEW else [f"{len(partners)} partners"]
        said += [self._of_kinds(kinds)] if kinds else []
        return listed([*said, *self._of_chains(chains)])

    def _of_chains(self, chains: list[str]) -> list[str]:
        """Who asks for whom; many of them by whom they ask for."""
        if len(chains) <= _FEW:
            return [" on behalf of ".join(self._name(word) for word in chain.split(FOR)) for chain in chains]
        ends = sorted({self._name(chain.split(FOR)[-1]) for chain in chains})
        return [
            f"{len(chains)} chains of requesters on behalf of {listed(ends) if len(ends) <= _FEW else 'others'}"
        ]

    def _name(self, word: str) -> str:
        return self._titles.get(word) or f"a requester of the kind `{word}`"

    def _of_kinds(self, kinds: set[str]) -> str:
        if kinds >= self._kinds:
            return "everybody who is no registered partner"
        tops = sorted(k for k in kinds if not any(covers(o, k) and o != k for o in kinds))
        if len(tops) > _FEW:
            return f"requesters of {len(kinds)} kinds"
        return f"requesters of the {'kind' if len(tops) == 1 else 'kinds'} {listed([f'`{t}`' for t in tops])}"

    def where(self, routes: Iterable[RouteId]) -> str:
        found: dict[str, set[RouteId]] = {}
        for route in routes:
            found.setdefault(route.partition(":")[0], set()).add(route)
        said: list[str] = []
        for service, some in sorted(found.items()):
            said += [service] if some == self._routes[service] else sorted(some)
        return f"at {listed(said)}" if len(said) <= _FEW + 1 else f"at {', '.join(sorted(found))}"

    def given(self, rows: Iterable[Row], *, is_exact: bool) -> str:
        """For which purposes, and with what in hand."""
        rows = tuple(rows)
        purposes = {p for row in rows for p in row.purposes}
        conditions = {c for row in rows for c in row.conditions}
        said = [
            self._for(purposes),
            self.with_what(conditions),
            "" if is_exact else "not all of it everywhere and always",
        ]
        return ", ".join(filter(None, said))

    def _for(self, purposes: set[str]) -> str:
        if purposes >= self._purposes:
            return ""
        left = self._purposes - purposes
        if len(left) <= _FEW and len(purposes) > _FEW:
            return f"for every purpose but {listed([_purpose(p) for p in sorted(left)])}"
        if len(purposes) > _FEW:
            return f"for {len(purposes)} purposes"
        return f"for {listed([_purpose(p) for p in sorted(purposes)])}"

    def with_what(self, conditions: set[Condition]) -> str:
        """What a request has to bring; nothing where it needs to bring nothing."""
        if BARE in conditions or not conditions:
            return ""
        said = []
        if claims := sorted({c.claim for c in conditions if c.claim}):
            said.append(f"claiming {listed(claims, 'or')}")
        if alone := {c.process for c in conditions if c.process and not c.approval}:
            said.append(f"with a verified {self.processes(alone)} that covers it")
        if Condition(approval=True) in conditions:
            said.append("with counsel's approval in a case")
        if joint := {c.process for c in conditions if c.process and c.approval}:
            said.append(f"with a verified {self.processes(joint)} and counsel's approval")
        if asks := sorted({c.asks for c in conditions if c.asks}):
            said.append(f"when asked by {listed([f'`{word}`' for word in asks], 'or')}")
        if any(c.outbound for c in conditions):
            said.append("sent by the city")
        return listed(said, "or")

    def processes(self, some: set[str]) -> str:
        """The kinds of process that were looked at, with those they stand for."""
        kinds = sorted({kind for one in some for kind in self._alike.get(one, {one})})
        if len(kinds) > _FEW + 2:
            return f"{', '.join(kinds[:_FEW])} or one of {len(kinds) - _FEW} further kinds of process"
        return listed(kinds, "or")


def _purpose(purpose: str) -> str:
    return purpose or "no stated purpose"


def listed(words: list[str], last: str = "and") -> str:
    between = "; " if any("," in word for word in words) else ", "
    return f"{between.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
