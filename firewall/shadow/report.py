"""What a draft would have changed: its notes, summed over the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from firewall.shadow.comparing import CHANGES, UNCHANGED
from firewall.shadow.store import Note

SAYS = {
    "newly-refused": "Refused, and is not now",
    "newly-held": "Held for a person, and is not now",
    "newly-referred": "Referred to counsel, and is not now",
    "newly-released": "Released, and is not now: the draft is looser here",
    "members": "Released as now, with other members",
}


def plain(notes: Mapping[Note, int]) -> dict[str, object]:
    """The report as JSON has it: totals of each change, then each kind of difference, the most frequent first."""
    totals: Counter[str] = Counter()
    for note, times in notes.items():
        totals[note.change] += times
    days = [note.day for note in notes]
    return {
        "since": _day(min(days, default=None)),
        "until": _day(max(days, default=None)),
        "exchanges": sum(totals.values()),
        "totals": {change: totals[change] for change in CHANGES},
        "differences": _differences(notes),
    }


def _differences(notes: Mapping[Note, int]) -> list[dict[str, object]]:
    summed: Counter[tuple[str, ...]] = Counter()
    for note, times in notes.items():
        if note.change != UNCHANGED:
            summed[_key(note)] += times
    ordered = sorted(summed.items(), key=lambda one: (-one[1], one[0]))
    return [_row(key, times) for key, times in ordered]


_WORDS = ("change", "route", "requester", "purpose", "enforced", "drafted")
_LISTS = ("gone", "come", "otherwise", "rules")
_BETWEEN = "\n"
"""Stands in no word of a policy."""


def _key(note: Note) -> tuple[str, ...]:
    outcomes = (note.enforced.name.lower(), note.drafted.name.lower())
    lists = (_BETWEEN.join(words) for words in (note.gone, note.come, note.otherwise, note.rules))
    return (note.change, note.route, note.requester, note.purpose or "(none stated)", *outcomes, *lists)


def _row(key: tuple[str, ...], times: int) -> dict[str, object]:
    words = dict(zip(_WORDS, key, strict=False))
    lists = {
        name: text.split(_BETWEEN) if text else []
        for name, text in zip(_LISTS, key[len(_WORDS) :], strict=True)
    }
    return {**words, **lists, "exchanges": times}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
