"""Why something went out, or did not, in sentences for whoever wrote the test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from firewall.model import Category, Outcome, Path, Place, Plan, View
from firewall.policy.compiled import Compiled
from firewall.policy.explain import in_words, missing, places, sentences
from firewall.policy.files.agreements import treatment_of
from firewall.policy.openers import is_one_of
from firewall.policy.reasons import reason
from firewall.policy.rules import Agreement, Case, Route, Rule
from firewall.policy.view import spell
from firewall.policy.words import akin, covered, covers
from firewall.rehearsal import Rehearsal
from firewall.rehearsing.places import is_within, leaves, steps
from firewall.rehearsing.verdicts import Unmet

UNDECLARED = "a member that no file declares"
_CHECK_AGREEMENT = (
    "If the test is right, correct the agreement that should open it (`with`, `services`, `purposes`, `asks_by`, "
    "`shares`, dates), or write one; else expect what happens."
)
_FOUND = (
    "In it stands {what}, which `{declared}` does not say: a finding where none was declared removes the member, in "
    "every record, until a person has looked."
)
_ANYTHING = (
    "It is free text, which may hold anything: as long as anything at all is closed for this requester, the whole "
    "goes, in every record."
)
_CLOSED = (
    "If the test is right, correct `data` or `yields_to` of {rules}; else put the place under `removed:`."
)


class Why:
    """Everything that can be said of one played test."""

    def __init__(self, compiled: Compiled, case: Case, played: Rehearsal, *, reads_names: bool) -> None:
        self.bundle = compiled.bundle
        self._compiled = compiled
        self._case = case
        self._played = played
        self._exchange = played.request.exchange
        self._decision = played.last.decision
        self._reads_names = reads_names

    @cached_property
    def plan(self) -> Plan:
        return self._compiled.plan(self._exchange)

    @cached_property
    def _route(self) -> Route:
        return self.bundle.routes[self._case.given.route]  # type: ignore[index]  # the loader has looked

    @cached_property
    def _view(self) -> View:
        latched = frozenset(self._decision.latched)
        return self._compiled.answer_view(self.plan, self._route, latched, reads_names=self._reads_names)

    # ---- the exchange

    def outcome(self) -> Iterator[str]:
        yield from sentences(self.bundle, self._exchange, self.plan)
        yield from (reason(code) for code in self._decision.reasons if code not in self.plan.reasons)
        yield from self._nobodys_process()

    def _nobodys_process(self) -> Iterator[str]:
        if self._exchange.processes and not self._exchange.requester.principal.id:
            yield (
                "A legal process names its partner, and the test names a kind of requester, which is nobody in "
                "particular: name a partner."
            )

    def outcome_remedy(self) -> str:
        rules, expected = self.plan.because, self._case.expect.outcome
        broken = [code for code in self._decision.reasons if code not in self.plan.reasons]
        if broken:
            return "Correct the sample, or expect `refuse`."
        if expected == "release":
            return (
                f"If the test is right, look at `to`, `at`, `data` and `yields_to` of {', '.join(rules)}; else expect "
                "what happens."
                if rules
                else _CHECK_AGREEMENT
            )
        if self._case.rule is not None and self._case.rule not in self._decision.rules:
            return (
                f"If the test is right, {self._case.rule} should have stopped it: look at whom it is about, where, and "
                "from when; else expect what happens."
            )
        return "If the test is right, write or correct the rule that should say so; else expect what happens."

    def goes_out(self) -> Iterator[str]:
        shown = self.named(leaves(self._played.after))
        yield f"What goes out: {', '.join(shown)}."

    def named(self, paths: Iterable[Path]) -> list[str]:
        """Name places by their declaration: what nobody declares may be named after a person."""
        found = (self._declared(path) for path in paths)
        return list(dict.fromkeys(UNDECLARED if one is None else f"`{spell(one)}`" for one in found))

    # ---- one place of the answer

    def not_kept(self, place: str) -> Unmet:
        because, remedy = self._withheld(place)
        return Unmet(f"`{place}` is not kept.", tuple(because), remedy)

    def _withheld(self, place: str) -> tuple[list[str], str]:
        if self._decision.outcome is not Outcome.RELEASE:
            return (
                [f"Nothing goes out: the outcome is `{self._decision.outcome.name.lower()}`."],
                "Correct the outcome first.",
            )
        declared = self._declared(steps(place))
        if declared is None:
            return (
                [f"No field of {self._route.id} declares it, and what is not declared never leaves."],
                f"Declare it under `fields:` of that route, in {self._route.at.file}.",
            )
        found = self._place(declared)
        if found is None or not found.is_withheld:
            return (
                [
                    "What goes out there has another shape: an empty part, or the list around it, does not leave."
                ],
                "Look at what `firewall try` says would go out.",
            )
        return self._withheld_place(found)

    def _withheld_place(self, place: Place) -> tuple[list[str], str]:
        if place.pattern in self._decision.latched:
            return self._latched(place)
        if place.rules:
            return self._by_rules(place)
        closed = [c for c in place.categories if self.plan.of(c).outcome >= Outcome.REMOVE]
        if closed:
            return [because for c in closed for because in self._unopened(c)], _CHECK_AGREEMENT
        return self._free_text(place)

    def _latched(self, place: Place) -> tuple[list[str], str]:
        found = sorted(
            {
                count.category
                for count in self._decision.counts
                if count.pattern == place.pattern
                and not any(akin(count.category, c) for c in place.categories)
            }
        )
        what = ", ".join(found) or "something that is declared as something else"
        return (
            [_FOUND.format(what=what, declared=", ".join(place.categories))],
            f"If the sample is like a real answer, declare what else `{place.pattern}` is; else correct the sample.",
        )

    def _by_rules(self, place: Place) -> tuple[list[str], str]:
        known = self.bundle.rules_by_id
        because = []
        for rule in (known[id_] for id_ in place.rules if id_ in known):
            yields = ", ".join(sorted(rule.yields_to)) or "nothing"
            because.append(f"{rule.id} closes {_closed(rule, place)}, and yields to {yields}.")
        return (
            because,
            _CLOSED.format(rules=", ".join(place.rules)),
        )

    def _unopened(self, category: Category) -> Iterator[str]:
        """No rule closes it: nothing that is met opens it."""
        yield f"Nothing that is met opens {category}."
        for agreement in self.bundle.agreements:
            if not is_one_of(self._exchange.requester.principal, (agreement.principal,)):
                continue
            is_shared = treatment_of(agreement, category) is not None
            if agreement.id in self.plan.met:
                less = "shares not all that stands below" if is_shared else "does not share"
                yield f"{agreement.id} is met, and {less} {category}."
            elif is_shared:
                yield from self._not_met(agreement)

    def _not_met(self, agreement: Agreement) -> Iterator[str]:
        yield from (
            f"{agreement.id} shares it, and is not met: {why}"
            for why in missing(agreement, self.bundle, self._exchange)
        )

    def _free_text(self, place: Place) -> tuple[list[str], str]:
        if place.needs_names:
            return (
                [
                    "It is free text that goes with findings cut out, and no model is there that finds the names in it."
                ],
                "Give the model with --config, or share names, places and third parties, too.",
            )
        if any(c in self.bundle.vocabulary.free_texts for c in place.categories):
            return (
                [_ANYTHING],
                "If the test is right, the agreement can take it with findings cut out (`text: cut-spans`).",
            )
        return ["What stands in it closes the list around it."], "Look at what `firewall try` says."

    def not_removed(self, place: str) -> Unmet:
        declared = self._declared(steps(place))
        found = self._place(declared) if declared is not None else None
        because = [] if found is None else list(self._opened(found))
        return Unmet(
            f"`{place}` is not removed.",
            tuple(because),
            "If the test is right, take it out of what the agreement shares, or write a rule that closes it; else put "
            "it under `kept:`.",
        )

    def _opened(self, place: Place) -> Iterator[str]:
        if place.cuts:
            yield "It goes out with what is found in it cut out: the agreement says `text: cut-spans`."
        for category in place.categories:
            standing = self.plan.categories.get(category)
            openers = ", ".join(standing.openers) if standing is not None else ""
            if openers:
                yield f"{openers} opens {category}: it {in_words(self.plan.of(category))}."

    def is_marker(self, place: str) -> bool:
        """Whether only a marker of the service file stands there, in the place of what was removed."""
        declared = self._declared(steps(place))
        found = self._place(declared) if declared is not None else None
        return found is not None and found.is_withheld and found.marker is not None

    def otherwise(self, place: str) -> Unmet:
        declared = self._declared(steps(place))
        found = self._place(declared) if declared is not None else None
        happens = "" if found is None else f"It {in_words(found.treatment)}."
        return Unmet(
            f"`{place}` goes out with another value than the test expects.",
            (happens,) if happens else (),
            "See with `firewall try` what goes out, then correct `as:` of the agreement, or the test.",
        )

    # ---- one place of the request

    def not_accepted(self, place: str) -> Unmet:
        if self._played.request.outgoing is None:
            return Unmet(
                f"`{place}` does not reach the service.",
                (f"Nothing does: the outcome is `{self._played.request.decision.outcome.name.lower()}`.",),
                "Correct the outcome first.",
            )
        accepts = ", ".join(self._route.accepts or ()) or "nothing"
        return Unmet(
            f"`{place}` does not reach the service.",
            (f"{self._route.id} accepts {accepts}.",),
            "If the test is right, declare the place in the service file, and add what it is to `accepts:`.",
        )

    def is_accepted(self, place: str) -> Unmet:
        accepts = ", ".join(self._route.accepts or ()) or "everything: it is no intake"
        return Unmet(
            f"`{place}` reaches the service.",
            (f"{self._route.id} accepts {accepts}.",),
            "If the test is right, correct what the service file declares the place as, or `accepts:`.",
        )

    # ---- declarations

    def _declared(self, path: Path) -> Path | None:
        """The deepest declaration that covers a place."""
        covering = [one for one in self._route.fields if is_within(one, path)]
        return max(covering, key=len, default=None)

    def _place(self, declared: Path) -> Place | None:
        """What is said of a declared place, or of the closed one around it."""
        known = {one.pattern: one for one in places(self._view.root)}
        around = (declared[:length] for length in range(len(declared), 0, -1))
        return next((known[spell(path)] for path in around if spell(path) in known), None)


def _closed(rule: Rule, place: Place) -> str:
    """What of the place a rule closes: its category, or one that is a part of it."""
    data = rule.data
    if data is None:
        return ", ".join(place.categories)
    whole = [c for c in place.categories if covered(c, data)]
    parts = [f"{d}, a part of {c}" for c in place.categories for d in data if covers(c, d) and c not in whole]
    return ", ".join([*whole, *parts]) or ", ".join(place.categories)
