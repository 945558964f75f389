"""
Packs: the laws of a place, written once, that a city includes by name and dates.

What a pack leaves to a lawyer is a choice with a name: until the city has made it, nothing loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from firewall.policy.yaml import Faults, Place

NOTHING = "none"
"""The word of a choice that leaves its rules out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is left to counsel: a question, and the words that may answer it, each with what it means."""

    name: str
    says: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    name: str
    title: str
    jurisdiction: str
    says: str
    advice: str
    leaves_out: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """A line of ``packs:`` in ``city.yaml``."""

    pack: str
    starts: date
    ends: date | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    signed_by: str = ""
    signed_on: date | None = None
    at: Place


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed for the duties of a pack, and for which days: a line without a signature adds none to them."""

    by: str
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A pack as the city has it: since when, until when, with its choices made, and who signed for its duties."""

    pack: Pack
    starts: date
    ends: date | None
    choices: Mapping[str, str]
    signed: Signed | None


def in_force(
    inclusions: Sequence[Inclusion], packs: Mapping[str, Pack], faults: Faults
) -> tuple[InForce, ...]:
    """Return the packs that the city includes, and those that these include; each once."""
    found: dict[str, InForce] = {}
    for inclusion in inclusions:
        if inclusion.pack not in packs:
            faults.unknown(inclusion.at, inclusion.pack, "a pack", packs)
            continue
        names = closure(inclusion.pack, packs)
        _check_words(inclusion, [packs[name] for name in names], faults)
        for name in names:
            one = _of(inclusion, packs[name])
            found[name] = one if name not in found else _together(found[name], one, inclusion, faults)
    _check_made(found.values(), inclusions, packs, faults)
    return tuple(found.values())


def closure(name: str, packs: Mapping[str, Pack]) -> tuple[str, ...]:
    """Return the names of a pack and of all that it includes; one that is not there is not followed."""
    seen: dict[str, None] = {}
    ahead = [name]
    while ahead:
        one = ahead.pop(0)
        if one not in seen and one in packs:
            seen[one] = None
            ahead.extend(packs[one].includes)
    return tuple(seen)


def check_includes(packs: Mapping[str, Pack], faults: Faults) -> None:
    for pack in packs.values():
        for other in pack.includes:
            if other not in packs:
                faults.unknown(pack.at, other, "a pack", packs)


def _of(inclusion: Inclusion, pack: Pack) -> InForce:
    made = {n: w for n, w in inclusion.choices.items() if n in pack.choices and w in pack.choices[n].words}
    return InForce(
        pack=pack,
        starts=inclusion.starts,
        ends=inclusion.ends,
        choices=made,
        signed=_signed(inclusion),
    )


def _signed(inclusion: Inclusion) -> Signed | None:
    """INVARIANT: no duty opens on a day for which nobody had signed."""
    starts = max(inclusion.starts, inclusion.signed_on or inclusion.starts)
    is_never = inclusion.ends is not None and inclusion.ends < starts
    return (
        None if is_never or not inclusion.signed_by else Signed(inclusion.signed_by, starts, inclusion.ends)
    )


def _check_words(inclusion: Inclusion, packs: Iterable[Pack], faults: Faults) -> None:
    known: dict[str, list[Choice]] = {}
    for pack in packs:
        for name, choice in pack.choices.items():
            known.setdefault(name, []).append(choice)
    for name, word in inclusion.choices.items():
        at = inclusion.places.get(name, inclusion.at)
        if name not in known:
            faults.unknown(at, name, "a choice that the pack leaves to you", known)
            continue
        for choice in known[name]:
            if word not in choice.words:
                faults.unknown(at, word, "an answer to this choice", choice.words)


def _together(one: InForce, other: InForce, inclusion: Inclusion, faults: Faults) -> InForce:
    """Return one period out of two: the same pack may be included by two others."""
    both = set(one.choices) & set(other.choices)
    for name in sorted(n for n in both if one.choices[n] != other.choices[n]):
        faults.add(inclusion.places.get(name, inclusion.at), "POL255", word=name, pack=one.pack.name)
    if not (_meet(one, other) and _meet(other, one)):
        faults.add(inclusion.at, "POL256", word=one.pack.name)
    return replace(
        one,
        starts=min(one.starts, other.starts),
        ends=None if one.ends is None or other.ends is None else max(one.ends, other.ends),
        choices={**other.choices, **one.choices},
        signed=_both_signed(one, other, inclusion, faults),
    )


def _both_signed(one: InForce, other: InForce, inclusion: Inclusion, faults: Faults) -> Signed | None:
    """Return the days that one or the other was signed for: a gap between them is a fault, and never filled."""
    if one.signed is None or other.signed is None:
        return one.signed or other.signed
    if not (_meet(one.signed, other.signed) and _meet(other.signed, one.signed)):
        faults.add(inclusion.at, "POL265", word=one.pack.name)
    ends = (one.signed.ends, other.signed.ends)
    return Signed(
        by="; ".join(dict.fromkeys((one.signed.by, other.signed.by))),
        starts=min(one.signed.starts, other.signed.starts),
        ends=None if None in ends else max(end for end in ends if end is not None),
    )


def _meet(one: InForce | Signed, other: InForce | Signed) -> bool:
    """Whether the other one begins no later than the day after this one ends."""
    return one.ends is None or one.ends == date.max or other.starts <= one.ends + timedelta(days=1)


def _check_made(
    found: Iterable[InForce], inclusions: Sequence[Inclusion], packs: Mapping[str, Pack], faults: Faults
) -> None:
    """Every choice must have been made; what is missing is told where the pack, or what includes it, is named."""
    for one in found:
        # A word that is no answer was told already; one that was said for another pack answers nothing here.
        by = [i for i in inclusions if one.pack.name in closure(i.pack, packs)]
        said = {name for inclusion in by for name in inclusion.choices}
        missing = [
            choice for name, choice in one.pack.choices.items() if name not in one.choices.keys() | said
        ]
        for choice in missing:
            answers = "; ".join(f"`{word}`: {says.rstrip('.')}" for word, says in choice.words.items())
            faults.add(
                by[0].at,
                "POL254",
                pack=one.pack.name,
                word=choice.name,
                question=choice.says.rstrip("."),
                answers=answers,
            )


def earlier(one: date | None, other: date | None) -> date | None:
    return one if other is None else other if one is None else min(one, other)
