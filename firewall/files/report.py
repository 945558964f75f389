"""What a run tells of itself: places, categories, rules, counts and digests, and never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from firewall.files.asking import Question
    from firewall.files.redacting import Done

VERSION = 1
_IN_UNITS = " More was taken out than is looked for in a whole file: what is met again was looked for within each unit."


class _Said(msgspec.Struct):
    """What of an entry of the record is told."""

    id: str = ""
    at: str = ""
    policy: str = ""
    outcome: str = ""
    case: str | None = None
    counts: list[tuple[str, str, str, int]] = []
    reasons: list[str] = []
    rules: list[str] = []
    openers: list[str] = []
    latched: list[str] = []
    duties: list[str] = []
    records: int = 0
    withheld: int = 0
    service: str | None = None
    route: str | None = None


def report(done: Done, question: Question, media_type: str) -> dict[str, object]:
    said = msgspec.json.decode(done.entry, type=_Said) if done.entry else _Said()
    return {
        "version": VERSION,
        "released": done.is_released,
        "done_before": done.was_done,
        "outcome": said.outcome,
        "decision": said.id,
        "at": said.at,
        "case": said.case,
        "reasons": said.reasons,
        "partner": question.partner,
        "purpose": question.purpose,
        "service": said.service or question.service,
        "route": said.route,
        "policy": said.policy,
        "rules": said.rules,
        "agreements": said.openers,
        "duties": said.duties,
        "media_type": media_type,
        "records": said.records,
        "members_withheld": said.withheld,
        "latched": said.latched,
        "units": done.units,
        "met_again": done.met_again,
        "members": [
            {"place": place, "category": category, "outcome": outcome, "times": times}
            for place, category, outcome, times in said.counts
        ],
        "input": {"bytes": done.taken, "keyed_digest": done.read},
        "output": {"bytes": done.written, "sha256": done.gave},
    }


def sentence(told: dict[str, object], out: str) -> str:
    """How it ended, for a person."""
    if told["released"]:
        before = "It was done already: " if told["done_before"] else ""
        units = _IN_UNITS if told["met_again"] == "units" else ""
        return f"{before}{out} was released as decision {told['decision']}, {told['records']} records.{units}"
    reasons = told["reasons"]
    why = ", ".join(reasons) if isinstance(reasons, list) else ""
    waits = f" It waits as case {told['case']}: firewall case show {told['case']}" if told["case"] else ""
    return f"Nothing was released ({told['outcome']}{f': {why}' if why else ''}), decision {told['decision']}.{waits}"
