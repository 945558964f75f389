"""Spans of text, taken out of what leaves."""

from __future__ import annotations

from firewall.transform.pruned import Pruned

CUT = "[withheld]"


def cut(pruned: Pruned, spans: list[tuple[int, int, int]]) -> None:
    """Cut ``(field, start, end)`` out of the texts that leave; overlapping spans are one."""
    by_field: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in spans:
        by_field.setdefault(number, []).append((start, end))
    for number, ranges in by_field.items():
        if number in pruned.spots:
            holder, key = pruned.spots[number]
            holder[key] = _without(pruned.texts[number], sorted(ranges))  # type: ignore[index]  # the key came with its holder


def _without(text: str, ranges: list[tuple[int, int]]) -> str:
    out: list[str] = []
    at = 0
    for start, end in ranges:
        if start >= at:
            out += (text[at:start], CUT)
        at = max(at, end)
    return "".join((*out, text[at:]))
