"""A test of a policy file, played and judged."""

from __future__ import annotations

from datetime import date

from firewall.detect import Detectors
from firewall.means import Names
from firewall.model import ProcessKind, Purpose, RouteId
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Bundle, Case, Sample
from firewall.proving.papers import paper_of
from firewall.rehearsal import Scene, rehearse
from firewall.rehearsing.judging import judge
from firewall.rehearsing.verdicts import Verdict


async def run(
    compiled: Compiled, detectors: Detectors, case: Case, today: date, names: Names | None = None
) -> Verdict:
    """Run one test; ``today`` is the day of those that name none."""
    played = await rehearse(compiled, detectors, scene_of(compiled.bundle, case, today), names)
    return Verdict(case, judge(compiled, case, played, reads_names=names is not None), played)


def scene_of(bundle: Bundle, case: Case, today: date) -> Scene:
    given = case.given
    claimed = [process.kind for process in given.process if not process.by]
    return Scene(
        requester=given.requester,
        behind=given.behind,
        onward=given.onward,
        route=RouteId(given.route),
        direction=given.direction,
        purpose=Purpose(given.purpose) if given.purpose else None,
        papers=tuple(
            paper_of(bundle, one.kind, frozenset(one.covers), frozenset(one.purposes))
            for one in given.process
            if one.by
        ),
        claims=frozenset([*map(ProcessKind, given.claims), *claimed]),
        asks=tuple(given.asks.items()),
        sends=content(bundle, given.sends),
        body=content(bundle, given.body),
        on=given.on or today,
    )


def content(bundle: Bundle, sample: Sample | None) -> bytes:
    if sample is None:
        return b""
    text = bundle.samples.get(sample.name, "") if sample.text is None else sample.text
    return text.encode()
