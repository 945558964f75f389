"""A whole policy folder around one service, with tests that were run before anybody sees them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from firewall.detect import Detectors
from firewall.errors import FirewallError, PolicyError
from firewall.founding import texts
from firewall.founding.samples import chosen, sample
from firewall.founding.texts import First
from firewall.model import Outcome, Purpose, RouteId
from firewall.policy.compiled import Compiled
from firewall.policy.load import examine, load
from firewall.policy.schemas import header
from firewall.policy.words import covered
from firewall.rehearsal import Rehearsal, Scene, rehearse
from firewall.survey.proposing import Proposal
from firewall.survey.writing import is_sure

AGENCY, NOBODY = "immigration-enforcement.civil", "unknown"
_ENFORCEMENT = "immigration-enforcement"
_MOST_TESTED = 5
_CLOSED = (Outcome.REFUSE, Outcome.REFER, Outcome.HOLD)


class NotClosedError(FirewallError):
    """A folder that was to be closed would have let something out.  It is not written."""


@dataclass(frozen=True, slots=True)
class _Test:
    """A test as it stands in a file; ``is_law`` where it belongs beside the law's rule."""

    text: str
    is_law: bool = False


def base(first: First, vocabulary: Mapping[str, str]) -> dict[str, str]:
    """Return what a service's file needs around it to be read."""
    return {**vocabulary, "city.yaml": texts.city(first)}


async def complete(
    first: First,
    sources: Mapping[str, str],
    proposals: Sequence[Proposal],
    detectors: Detectors,
) -> tuple[dict[str, str], Compiled]:
    """
    Return every file of the folder.  ``sources`` are the service's and what it needs.

    Raises PolicyError where they do not go together, NotClosedError where a test of closedness fails.
    """
    samples = {_sample(route): sample(members) for route, members in chosen(proposals, _MOST_TESTED).items()}
    files = _files(first, {**sources, **samples}, proposals)
    compiled = Compiled(load(files))
    tests = [
        test
        for route in (one.route for one in _firsts(proposals) if _sample(one.route) in samples)
        for test in await _tests(first, compiled, detectors, RouteId(route), files[_sample(route)])
    ]
    files["laws/welcoming-city.yaml"] = texts.law(first, [t.text for t in tests if t.is_law])
    others = [test.text for test in tests if not test.is_law]
    if others:
        files[f"tests/{first.service}.yaml"] = texts.tests(others)
    files = {name: f"{header(name)}{text}" for name, text in files.items()}
    return files, Compiled(load(files))


def _files(first: First, sources: Mapping[str, str], proposals: Sequence[Proposal]) -> dict[str, str]:
    found = sorted({one.category for one in proposals if one.category and is_sure(one)})
    files = {
        **sources,
        f"partners/{first.partner}.yaml": texts.partner(first),
        "laws/welcoming-city.yaml": texts.law(first, ()),
    }
    name = "agreements/first.yaml"
    limited = {**files, name: texts.agreement(first, found, is_limited=True)}
    _, faults = examine(limited)
    if not faults:
        return limited
    # Where nothing is declared in the items of a list, nobody could count its records.
    plain = {**files, name: texts.agreement(first, found, is_limited=False)}
    _, left = examine(plain)
    if left:
        raise PolicyError(left)
    return plain


def _firsts(proposals: Iterable[Proposal]) -> Iterable[Proposal]:
    return {one.route: one for one in reversed(list(proposals))}.values()


def _sample(route: str) -> str:
    return f"samples/{route.replace(':', '-')}.json"


async def _tests(
    first: First, compiled: Compiled, detectors: Detectors, route: RouteId, body: str
) -> list[_Test]:
    async def played(requester: str, purpose: str) -> Rehearsal:
        scene = Scene(
            requester=requester,
            route=route,
            purpose=Purpose(purpose) if purpose else None,
            body=body.encode(),
            on=first.today,
        )
        return await rehearse(compiled, detectors, scene)

    nobody, agency = await played(NOBODY, ""), await played(AGENCY, _ENFORCEMENT)
    for one in (nobody, agency):
        if one.last.decision.outcome not in _CLOSED or one.after is not None:
            raise NotClosedError(
                f"{route} would be open to strangers. This is a fault of ours: please report it."
            )
    short = route.partition(":")[2]
    partner = await played(first.partner, first.purpose)
    return [
        _Test(_written(f"nobody without a credential reads {short}", NOBODY, "", route=route, played=nobody)),
        _Test(
            _written(
                f"an immigration agency reads nothing of {short}",
                AGENCY,
                _ENFORCEMENT,
                route=route,
                played=agency,
            ),
            is_law=True,
        ),
        *_of_partner(first, compiled, route, partner),
    ]


def _of_partner(first: First, compiled: Compiled, route: RouteId, played: Rehearsal) -> list[_Test]:
    """What the partner has now; of what could not be played to its end, nothing is said."""
    outcome, short = played.last.decision.outcome, route.partition(":")[2]
    if outcome is Outcome.REFUSE and played.answer is None:
        name = f"{first.partner} reads nothing of {short} as long as the agreement shares nothing of it"
        return [_Test(_written(name, first.partner, first.purpose, route=route, played=played))]
    if outcome is not Outcome.RELEASE or played.after is None:
        return []
    shared = [
        "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path)
        for path, words in compiled.bundle.routes[route].fields.items()
        if all(covered(word, first.shares) for word in words)
    ]
    if not shared:
        return []
    name = f"{first.partner} reads of {short} what the agreement shares"
    return [_Test(_written(name, first.partner, first.purpose, route=route, played=played, kept=shared))]


def _written(
    name: str, requester: str, purpose: str, *, route: RouteId, played: Rehearsal, kept: Sequence[str] = ()
) -> str:
    given = [f"requester: {requester}", *([f"purpose: {purpose}"] if purpose else [])]
    given += [f"route: {json.dumps(route)}", f"body: {_sample(route)}"]
    outcome = played.last.decision.outcome.name.lower()
    expect = [f"outcome: {outcome}", f"status: {played.last.status}", f"kept: {json.dumps(list(kept))}"]
    return f"name: {name}\ngiven: {{{', '.join(given)}}}\nexpect: {{{', '.join(expect)}}}"
