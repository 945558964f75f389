"""Verdicts as plain objects, for ``--json``.  Keys are only ever added."""

from __future__ import annotations

from collections.abc import Sequence

from firewall.rehearsing.coverage import Coverage, Shown
from firewall.rehearsing.coverage import sentences as uncovered
from firewall.rehearsing.days import Ahead
from firewall.rehearsing.noticing import Noticing
from firewall.rehearsing.noticing import sentences as unnoticed
from firewall.rehearsing.verdicts import State, Verdict


def object_of(verdict: Verdict) -> dict[str, object]:
    case, decision = verdict.case, verdict.played.last.decision
    return {
        "test": case.name,
        "file": case.at.file,
        "line": case.at.line,
        "rule": case.rule,
        "agreement": case.agreement,
        "state": verdict.state.value,
        "known_gap": case.known_gap or None,
        "faults": [
            {
                "says": one.says,
                "because": list(one.because),
                "remedy": one.remedy,
                "of_the_test": one.is_of_test,
            }
            for one in verdict.told
        ],
        "outcome": decision.outcome.name.lower(),
        "status": verdict.played.last.status,
        "rules": list(decision.rules),
        "openers": list(decision.openers),
    }


def summary(verdicts: Sequence[Verdict]) -> dict[str, int]:
    return {
        "tests": len(verdicts),
        "passed": _count(verdicts, State.PASSED),
        "failed": _count(verdicts, State.FAILED, State.MENDED),
        "known_gaps": _count(verdicts, State.GAP),
    }


def _count(verdicts: Sequence[Verdict], *states: State) -> int:
    return sum(verdict.state in states for verdict in verdicts)


def ahead_object(one: Ahead) -> dict[str, object]:
    case = one.case
    return {
        "test": case.name,
        "file": case.at.file,
        "line": case.at.line,
        "from": one.day.isoformat(),
        "because": list(one.because),
    }


def coverage_object(found: Coverage) -> dict[str, object]:
    return {
        "percent": found.percent,
        "covered": found.covered,
        "parts": found.parts,
        "rules": [_shown(one) for one in found.rules],
        "agreements": [_shown(one) for one in found.agreements],
        "categories": [
            {"service": service, "seen": list(seen), "unseen": list(found.unseen[service])}
            for service, seen in found.seen.items()
        ],
        "says": list(uncovered(found)),
    }


def _shown(one: Shown) -> dict[str, object]:
    return {
        "name": one.name,
        "file": one.at.file,
        "line": one.at.line,
        "closes": one.closes,
        "opens": one.opens,
    }


def noticing_object(found: Noticing) -> dict[str, object]:
    return {
        "changes": found.known,
        "tried": found.tried,
        "noticed": found.noticed,
        "unnoticed": [
            {
                "of": change.old.id,
                "file": change.old.at.file,
                "line": change.old.at.line,
                "change": change.kind.name.lower().replace("_", "-"),
                "what": change.what or None,
            }
            for change in found.unnoticed
        ],
        "says": list(unnoticed(found)),
    }
