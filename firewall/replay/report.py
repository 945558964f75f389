"""What a draft would have done to the exchanges of the record: totals, and each difference by partner and route."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from firewall.replay.deciding import UNREAD, UNSAID, WHY, Replaying, Verdict
from firewall.replay.entries import Past
from firewall.shadow.comparing import MEMBERS, UNCHANGED
from firewall.shadow.report import SAYS

CHANGES = (*SAYS, UNCHANGED, UNREAD, UNSAID)


@dataclass(slots=True)
class Report:
    """``rows`` are what is alike but for what the report does not tell."""

    totals: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    rows: Counter[tuple[object, ...]] = field(default_factory=Counter)


_WORDS = ("change", "requester", "route", "purpose", "before", "after")
_LISTS = ("gone", "come", "otherwise", "rules")


def made(found: Mapping[Past, int], replaying: Replaying) -> Report:
    """Decide each kind of exchange once, and count."""
    report = Report()
    for past, times in found.items():
        verdict = replaying.verdict(past)
        report.totals[verdict.change] += times
        if verdict.why:
            report.why[verdict.why] += times
        if verdict.change in SAYS:
            report.rows[_row(past, verdict)] += times
    return report


def _row(past: Past, verdict: Verdict) -> tuple[object, ...]:
    who = past.who.id or f"kind {past.who.kind}"
    difference = verdict.difference
    if difference is None:
        return (verdict.change, who, past.route, past.purpose, "", "", (), (), (), ())
    names = difference.enforced.name.lower(), difference.drafted.name.lower()
    lists = difference.gone, difference.come, difference.otherwise, difference.rules
    return (verdict.change, who, past.route, past.purpose, *names, *lists)


def is_looser(row: Mapping[str, object]) -> bool:
    """Whether more gets out: members that did not, or an answer that is less of a refusal."""
    if row["change"] == MEMBERS:
        return bool(row["come"] or row["otherwise"])
    order = ("release", "refer", "hold", "refuse")
    return order.index(str(row["after"])) < order.index(str(row["before"]))


def plain(report: Report) -> dict[str, object]:
    """The report as JSON has it, the most frequent first."""
    return {
        "exchanges": report.totals.total(),
        "totals": {change: report.totals[change] for change in CHANGES},
        "cannot_be_said": [{"why": WHY[why], "exchanges": n} for why, n in report.why.most_common()],
        "differences": [
            {**_named(row), "exchanges": times}
            for row, times in sorted(report.rows.items(), key=lambda one: (-one[1], str(one[0])))
        ],
    }


def _named(row: tuple[object, ...]) -> dict[str, object]:
    named = dict(zip((*_WORDS, *_LISTS), row, strict=True))
    return {key: list(value) if isinstance(value, tuple) else value for key, value in named.items()}
