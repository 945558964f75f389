"""All that can be said about a code: its sentences, what it means and why it matters, and how it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from firewall.policy.faults import examples, why_en, why_es
from firewall.policy.faults.table import ENGLISH, Entry, entries

_WHY = {ENGLISH: why_en.TABLE, "es": why_es.TABLE}


@dataclass(frozen=True, slots=True)
class Example:
    """The same place of a file, wrong and mended."""

    file: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """``why`` is empty and ``example`` None where there is nothing more to say than the sentences do."""

    entry: Entry
    why: str
    example: Example | None


def explanation(code: str, language: str = ENGLISH) -> Explanation:
    """Raise KeyError where there is no such code."""
    return Explanation(entries(language)[code], whys(language).get(code, ""), shown().get(code))


@cache
def whys(language: str) -> Mapping[str, str]:
    rows = (line.split(" |", 1) for line in _WHY[language].splitlines() if line)
    return {code: text.strip() for code, text in rows}


@cache
def shown() -> Mapping[str, Example]:
    """Return the examples by code, each with its lines as they stand in the file."""
    found = {}
    for line in filter(None, examples.TABLE.splitlines()):
        code, file, before, after = line.split(" |")
        # One space stands behind each mark, those that follow belong to the line.
        texts = [text.removeprefix(" ").replace("\\n", "\n") for text in (before, after)]
        found[code] = Example(file.strip(), texts[0].rstrip(" "), texts[1].rstrip(" "))
    return found
