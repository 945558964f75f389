"""The closed table of faults: a code, and what it says in each language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from firewall.errors import Fault
from firewall.policy.faults import en, es

ENGLISH = "en"
LANGUAGES = (ENGLISH, "es")

_PHRASES: Mapping[str, Mapping[str, str]] = {ENGLISH: en.PHRASES, "es": es.PHRASES}
_SLOT = re.compile(r"\{(\w+)\}")
_PHRASED = "what"
"""The one parameter that is a phrase, and so is translated; all others stand as they are in the file."""

_FEW = 12
"""More choices than a line holds nobody reads."""

FIRST_WARNING = "POL400"
"""From this code on they stop no load: whoever answers for the policy should know them."""

UNKNOWN: Mapping[str, str] = {
    "a category": "POL041",
    "a partner or a kind of requester": "POL042",
    "a purpose": "POL043",
    "a kind of legal process": "POL044",
    "a service or a route": "POL045",
    "a route": "POL046",
    "a kind of requester": "POL047",
    "a partner": "POL048",
    "something a rule may yield to": "POL053",
    "an outcome of a rule": "POL054",
    "an outcome of an exchange": "POL055",
    "a file of the policies folder": "POL056",
    "a file that the firewall reads here": "POL061",
    "a part of the path in `match`": "POL089",
    "a duty": "POL205",
    "a role": "POL206",
    "a declaration": "POL207",
    "a period": "POL208",
    "a time zone": "POL209",
    "a way to suppress small counts": "POL210",
    "a declared field": "POL092",
    "a basis, a kind of legal process or an agreement": "POL311",
    "an agreement of this folder": "POL312",
}
"""The code of a word that is not what it should be; POL040 where it has none of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``says`` and ``remedy`` hold places for words, as ``{word}``."""

    code: str
    name: str
    says: str
    remedy: str


@cache
def entries(language: str = ENGLISH) -> Mapping[str, Entry]:
    """Return the table in a language, by code."""
    found = {}
    names = {}
    for line in sorted(filter(None, en.TABLE.splitlines())):
        code, name, says, remedy = (part.strip() for part in line.split(" |"))
        names[code] = name
        found[code] = Entry(code, name, says, remedy)
    if language == "es":
        for line in filter(None, es.TABLE.splitlines()):
            code, says, remedy = (part.strip() for part in line.split(" |"))
            found[code] = Entry(code, names[code], says, remedy)
    return found


def made(
    file: str, line: int, column: int, code: str, known: Iterable[str] = (), /, **words: object
) -> Fault:
    """Make the fault of a code.  ``words`` fill its sentences; ``known`` is what may stand in place of ``word``."""
    said = tuple((key, str(value)) for key, value in words.items())
    near, choice = nearest(dict(said).get("word", ""), known)
    fault = Fault(file, line, column, "", code=code, words=said, near=near, choice=choice)
    says, remedy = sentences(fault)
    return replace(fault, says=says, remedy=remedy)


def is_warning(fault: Fault) -> bool:
    return fault.code >= FIRST_WARNING


def phrase(word: str, language: str) -> str:
    return _PHRASES[language].get(word, word)


def nearest(word: str, known: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words nearest to one that is unknown; where none is near, all of them if they are few."""
    choice = sorted(set(known))
    near = tuple(get_close_matches(word.lower(), choice, n=3, cutoff=0.6))
    return near, () if near or len(choice) > _FEW else tuple(choice)


def sentences(fault: Fault, language: str = ENGLISH) -> tuple[str, str]:
    """Return what a fault says and what to do about it, in a language."""
    entry = entries(language).get(fault.code)
    if entry is None:  # one of no code is in English as it stands
        return fault.says, fault.remedy
    offered = offer(fault.near, fault.choice, language)
    says, remedy = (filled(text, fault.words, language) for text in (entry.says, entry.remedy))
    return says, " ".join(filter(None, (remedy, offered)))


def filled(text: str, words: Iterable[tuple[str, str]], language: str) -> str:
    """
    Put words into a sentence.  What a word holds is not looked into, so braces in it stay as they are.

    A word that is a sentence itself comes in each language: ``how``, and ``how_es`` in its place in Spanish.
    """
    phrases = _PHRASES[language]
    values = {key: phrases.get(value, value) if key == _PHRASED else value for key, value in words}
    values |= {key: values[own] for key in values if (own := f"{key}_{language}") in values}
    if _PHRASED in values:
        values["What"] = values[_PHRASED][:1].upper() + values[_PHRASED][1:]
    return _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), text)


def offer(near: Collection[str], choice: Collection[str], language: str = ENGLISH) -> str:
    """Return "Did you mean ...?", or the choice where it is short, or nothing."""
    phrases = _PHRASES[language]
    if near:
        return phrases["near"].replace("{words}", phrases["or"].join(f"`{word}`" for word in near))
    return phrases["choice"].replace("{words}", ", ".join(choice)) if choice else ""
