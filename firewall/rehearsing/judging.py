"""What a test expects, beside what happened."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.model import Tree
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Case, Sample
from firewall.rehearsal import CASE, Rehearsal
from firewall.rehearsing import places
from firewall.rehearsing.aside import why_aside
from firewall.rehearsing.verdicts import Unmet
from firewall.rehearsing.why import Why


def judge(
    compiled: Compiled, case: Case, played: Rehearsal, *, reads_names: bool = False
) -> tuple[Unmet, ...]:
    """Return everything that is not as the test says, none where it passes."""
    judging = _Judging(case, played, Why(compiled, case, played, reads_names=reads_names))
    return tuple(judging.all())


class _Judging:
    def __init__(self, case: Case, played: Rehearsal, why: Why) -> None:
        self._case = case
        self._expect = case.expect
        self._played = played
        self._ruling = played.last
        self._why = why

    def all(self) -> Iterator[Unmet]:
        yield from self._outcome()
        yield from self._status()
        yield from self._rules()
        yield from self._answer()
        yield from self._request()
        yield from self._duties()
        yield from self._notice()
        yield from self._case_opened()

    # ---- the exchange

    def _outcome(self) -> Iterator[Unmet]:
        outcome = self._ruling.decision.outcome.name.lower()
        if outcome != self._expect.outcome:
            yield Unmet(
                f"the outcome is `{outcome}`, not `{self._expect.outcome}`.",
                tuple(self._why.outcome()),
                self._why.outcome_remedy(),
            )

    def _status(self) -> Iterator[Unmet]:
        expected, status = self._expect.status, self._ruling.status
        if expected is not None and status != expected:
            yield Unmet(
                f"the requester is answered with {status}, not {expected}.",
                remedy="The status follows from the outcome: 202 for refer and hold, 403 for refuse, or 404 where the "
                "service has `existence: protected`.",
            )

    def _rules(self) -> Iterator[Unmet]:
        took_part, expected = self._ruling.decision.rules, self._expect.rules
        for rule in expected or ():
            if rule not in took_part:
                yield Unmet(
                    f"the rule `{rule}` took no part.",
                    tuple(why_aside(self._why.bundle, rule, self._ruling.exchange, self._why.plan)),
                    "Correct the rule, or take it out of the test's `rules:`.",
                )
        if expected == () and took_part:
            yield Unmet(
                f"{_listed(took_part)} took part, where no rule was expected to.",
                remedy="Name the rules that the test is about, or leave `rules:` out.",
            )

    def _duties(self) -> Iterator[Unmet]:
        owed, expected = self._ruling.decision.duties, self._expect.duties
        for duty in expected or ():
            if duty not in owed:
                yield Unmet(
                    f"the duty `{duty}` does not follow.",
                    (f"What follows: {_listed(owed)}.",),
                    "Duties come from the rules that took part and the agreements that were met: add it to one of "
                    "them, or take it out of the test.",
                )
        if expected == () and owed:
            yield Unmet(
                f"{_listed(owed)} follows, where no duty was expected.",
                remedy="Name the duties, or leave `duties:` out.",
            )

    def _notice(self) -> Iterator[Unmet]:
        expected = self._expect.notice
        if expected is None:
            return
        told = _plain(self._ruling.notice)
        if expected == "" and told:
            yield Unmet(
                "the requester is told something, where nothing was expected.",
                (f"The notice is: {told}",),
                "Take `notice:` out of the rule, or out of the test.",
            )
        elif _plain(expected.replace("{case}", CASE)) not in told:
            yield Unmet(
                "the notice does not hold what the test expects.",
                (f"The notice is: {told or 'none'}",),
                "Correct the `notice:` of the rule that decides, or the test.",
            )

    def _case_opened(self) -> Iterator[Unmet]:
        expected, is_open = self._expect.case, self._ruling.case is not None
        if expected is not None and expected is not is_open:
            yield Unmet(
                "a case is opened, where none was expected." if is_open else "no case is opened.",
                remedy="A case is opened for `hold` and `refer`, and in a released answer for what was selected by "
                "name and is referred.",
            )

    # ---- what goes out, and what goes in

    def _answer(self) -> Iterator[Unmet]:
        expect, played, sample = self._expect, self._played, self._case.given.body
        named = [*(expect.kept or ()), *(expect.removed or ()), *expect.values]
        nowhere = set(_nowhere(played.before, named))
        yield from _says_nothing(sorted(nowhere), sample, "body")
        for place in (*(expect.kept or ()), *expect.values):
            if place not in nowhere and not self._leaves(place):
                yield self._why.not_kept(place)
        for place in expect.removed or ():
            if place not in nowhere and self._leaves(place):
                yield self._why.not_removed(place)
        for place, value in expect.values.items():
            found = places.found(played.after, place)
            if self._leaves(place) and any(places.said(one) != value for one in found):
                yield self._why.otherwise(place)
        if expect.kept == () and places.stands_at_all(played.after):
            yield Unmet(
                "something goes out, where nothing was expected to.",
                tuple(self._why.goes_out()),
                "Name in `kept:` what may go out, or close it.",
            )
        if expect.removed == ():
            yield from self._nothing_removed()

    def _leaves(self, place: str) -> bool:
        """Whether something of the place goes out; a marker that stands in its place is nothing of it."""
        return places.stands(self._played.after, place) and not self._why.is_marker(place)

    def _nothing_removed(self) -> Iterator[Unmet]:
        gone = [path for path in places.leaves(self._played.before) if not _stands(self._played.after, path)]
        if gone and places.stands_at_all(self._played.before):
            shown = self._why.named(gone)
            yield Unmet(
                f"{', '.join(shown)} {'is' if len(shown) == 1 else 'are'} removed, where nothing was expected to be.",
                remedy="Name in `removed:` what may not go out, or leave it out.",
            )

    def _request(self) -> Iterator[Unmet]:
        """What of the requester's body reaches the service."""
        expect, played, sample = self._expect, self._played, self._case.given.sends
        nowhere = set(_nowhere(played.sent, [*(expect.accepted or ()), *(expect.not_accepted or ())]))
        yield from _says_nothing(sorted(nowhere), sample, "sends")
        for place in expect.accepted or ():
            if place not in nowhere and not places.stands(played.accepted, place):
                yield self._why.not_accepted(place)
        for place in expect.not_accepted or ():
            if place not in nowhere and places.stands(played.accepted, place):
                yield self._why.is_accepted(place)
        if expect.accepted == () and places.stands_at_all(played.accepted):
            yield Unmet("something of what is sent reaches the service, where nothing was expected to.")


def _nowhere(tree: Tree, named: list[str]) -> Iterator[str]:
    return (place for place in dict.fromkeys(named) if not places.stands(tree, place))


def _says_nothing(nowhere: list[str], sample: Sample | None, key: str) -> Iterator[Unmet]:
    for place in nowhere:
        if sample is None:
            yield Unmet(
                f"`{place}` stands nowhere, since the test has no `{key}:`, so the test says nothing.",
                remedy=f"Add a `{key}:` that holds it.",
                is_of_test=True,
            )
        else:
            yield Unmet(
                f"`{place}` stands nowhere in {sample.name}, so the test says nothing.",
                remedy="Correct the place, or add it to the sample.",
                is_of_test=True,
            )


def _stands(tree: Tree, path: tuple[str, ...]) -> bool:
    return places.stands(tree, "/" + "/".join(s.replace("~", "~0").replace("/", "~1") for s in path))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _listed(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "nothing"
