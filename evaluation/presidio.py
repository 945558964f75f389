"""
Presidio's engine and our detectors over the sentences of Presidio's own tests: what both find, and where they differ.

``python -m evaluation.presidio`` writes ``PRESIDIO.md`` beside this file; with ``--check`` it only fails where that
would change for the worse.  Every sentence goes to every recognizer, as in a running firewall, and through the
prefilter of each.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import re2

from benchmarks.presidio_engine import analyze, engine
from firewall.detect import Scanner
from firewall.detect.by_re2 import ByRE2
from firewall.detect.fold import fold, unfold
from firewall.detect.presidio import ACTED_ON
from firewall.detect.values import VALUES
from firewall.recognizers import describe, parse, take
from firewall.recognizers.catalogue import ENTRIES, NEVER, ON_DEMAND, VAGUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from firewall.detect import Recognizer
    from firewall.recognizers.described import Described

CORPORA = Path(os.environ.get("CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))
CASES = CORPORA / "pii" / "presidio_recognizer_tests.jsonl"
TABLE = Path(__file__).with_suffix(".md").with_name("PRESIDIO.md")
ENTITY_OF_TEST = {"phone_recognizer": "PHONE_NUMBER"}
"""What a test file is about, where its cases do not say."""

OTHERS = {
    "of money": ("ABA_ROUTING_NUMBER", "CREDIT_CARD", "CRYPTO", "IBAN_CODE", "US_BANK_NUMBER"),
    "of a company, in a register of companies": (
        "AU_ACN", "DE_HANDELSREGISTER", "KR_BRN", "SE_ORGANISATIONSNUMMER", "SG_UEN", "ZA_COMPANY_REGISTRATION",
    ),
    "of a doctor or a surgery": ("DE_BSNR", "DE_LANR", "MEDICAL_LICENSE", "US_NPI"),
    "of an insurance or a treatment": (
        "US_CLAIM_NUMBER", "US_HEALTH_INSURANCE_MEMBER_ID", "US_PRESCRIPTION_NUMBER",
        "US_PRIOR_AUTHORIZATION_NUMBER", "US_REFERRAL_NUMBER",
    ),
    "of a vehicle": (
        "DE_KFZ", "IN_VEHICLE_REGISTRATION", "NG_VEHICLE_REGISTRATION", "TR_LICENSE_PLATE",
        "UK_VEHICLE_REGISTRATION", "ZA_LICENSE_PLATE",
    ),
    "of a place, a line or a device": (
        "CA_POSTAL_CODE", "DE_PLZ", "IP_ADDRESS", "MAC_ADDRESS", "PHONE_NUMBER", "UK_POSTCODE",
    ),
}  # fmt: skip
"""
What is no government id, and whose it is.

Everything else that is taken over is one: tax numbers too, a company's or not.
"""
GOVERNMENT = frozenset(entry.entity for entry in ENTRIES).difference(*OTHERS.values())
IDENTIFYING = ("government_id.", "immigration.")
LEAST_GOVERNMENT = 0.99
Place = tuple[str, int, int]

_HOW = (
    "Written by `python -m evaluation.presidio`: {cases} sentences, {recognizers} recognizers, every sentence to every "
    "recognizer of both, guesses too (score above 0). Presidio's engine runs without a language model, ours through "
    "its prefilters."
)
_BARE_DIGITS = (
    "A sentence of these tests is mostly a number by itself. Bare digits are a guess for us (confidence 0.35 at most) "
    "unless a word near them explains them, whether or not their check digit is right: of a thousand random numbers of "
    "nine digits, 307 pass one of these checks."
)
_BY_DESIGN = (
    "By design, and not seen in places: Presidio adds 0.35 to a score where a context word is part of any of the five "
    "words before; we take whole words within 60 characters on both sides, and not those of everyday language (`us`, "
    "`number`, `id`). Presidio runs a recognizer in its own language only; we run all of them in every text."
)

REASONS = {
    "IN_PAN": (
        "Presidio's weakest expression (score 0.01) takes any word of ten characters if a letter and four digits "
        "follow anywhere in the rest of the text; ours asks them of the word itself."
    ),
    "US_DRIVER_LICENSE": (
        "Presidio also takes a letter with one or two digits (score 0.3), so that `M83` and `H5` of a longer code are "
        "two licences to it; the shortest that we take has a letter and three digits."
    ),
    "US_HEALTH_INSURANCE_MEMBER_ID": (
        "To Presidio a Korean letter straight after the number is part of the same word, so there is none; to us a "
        "word of ASCII ends where ASCII ends, and what is written into Korean or Chinese without spaces is found."
    ),
}
"""Why an entity may differ.  A difference without a reason here fails the check."""


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    test: str
    entity: str | None
    positive: bool | None
    """Whether the test wants its entity found; None where it does not say."""


@dataclass(slots=True)
class Tally:
    cases: int = 0
    places: int = 0
    only_theirs: list[tuple[str, Place]] = field(default_factory=list)
    only_ours: list[tuple[str, Place]] = field(default_factory=list)
    positives: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    acted: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    negatives: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    wrong_acted: Counter[str] = field(default_factory=Counter)
    theirs_wrong: Counter[str] = field(default_factory=Counter)
    not_run: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str]] = field(default_factory=list)


class Ours:
    """Our recognizers as a scanner would run them: prefilter first, on canonical text."""

    def __init__(self, recognizers: Iterable[Recognizer]) -> None:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        by_id = {f"presidio.{entry.entity.lower().replace('_', '-')}": entry.entity for entry in ENTRIES}
        self._asked = [
            (by_id[r.id], re2.compile(f"(?m:{r.prefilter})".encode(), options), r) for r in recognizers
        ]

    def find(self, text: str) -> Iterator[tuple[Place, float]]:
        canonical, origin = fold(text), unfold(text)
        encoded = canonical.encode()
        for entity, prefilter, recognizer in self._asked:
            if prefilter.search(encoded):
                for span in recognizer.find(canonical):
                    yield (entity, origin[span.start], origin[span.end]), span.confidence


class Named:
    """All our detectors of values, on a government id behind the first word that Presidio says explains it."""

    def __init__(self, recognizers: Iterable[Recognizer], described: Mapping[str, Described]) -> None:
        self._scanner = Scanner([*VALUES, *recognizers], compile_=ByRE2)
        self._words = {entry.entity: _explaining(described[entry.recognizer]) for entry in ENTRIES}

    def is_found(self, entity: str, text: str) -> bool:
        hits = self._scanner.scan_texts([f"{self._words[entity]}: {text}"], least=ACTED_ON)
        return any(span.category.startswith(IDENTIFYING) for _, span, _ in hits)


def _explaining(described: Described) -> str:
    return next((word for word in described.context if fold(word).strip().lower() not in VAGUE), "")


def cases() -> list[Case]:
    lines = CASES.read_text("utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines]


def _case(line: dict[str, object]) -> Case:
    entities, raw = line["entities"], line["raw"]
    assert isinstance(entities, list)
    assert isinstance(raw, dict)
    test = str(line["recognizer"])
    entity = str(entities[0]) if entities else ENTITY_OF_TEST.get(test)
    expected = line["expected_len"]
    if expected is None:  # a test of a check digit, or of places
        is_one = raw.get("expected") if not line["expected_spans"] else True
        expected = is_one if isinstance(is_one, bool) else None
    return Case(str(line["text"]), test, entity, None if expected is None else bool(expected))


def compare() -> Tally:
    description = describe()
    running = engine()
    reported, acting = Ours(take(description, guesses=True)), Ours(take(description, guesses=False))
    named = Named(take(description, guesses=False), parse(description))
    known = {entry.entity for entry in ENTRIES}
    tally = Tally()
    for case in cases():
        tally.cases += 1
        theirs = {(e, start, end) for e, start, end, _ in analyze(running, case.text)}
        ours = {place for place, _ in reported.find(case.text)}
        tally.places += len(theirs & ours)
        tally.only_theirs += [(case.text, place) for place in sorted(theirs - ours)]
        tally.only_ours += [(case.text, place) for place in sorted(ours - theirs)]
        if case.entity not in known:
            tally.not_run[case.test] += 1
            continue
        if case.positive and case.entity in GOVERNMENT:
            tally.named[case.entity] += named.is_found(case.entity, case.text)
        acted = {place[0] for place, confidence in acting.find(case.text) if confidence >= ACTED_ON}
        _count(
            tally,
            case,
            case.entity,
            theirs={place[0] for place in theirs},
            ours={place[0] for place in ours},
            acted=acted,
        )
    return tally


def _count(
    tally: Tally, case: Case, entity: str, *, theirs: set[str], ours: set[str], acted: set[str]
) -> None:
    if case.positive:
        tally.positives[entity] += 1
        tally.found[entity] += entity in ours
        tally.acted[entity] += entity in acted
        if entity not in ours:
            tally.missed.append((entity, case.text))
    elif case.positive is False:
        tally.negatives[entity] += 1
        tally.wrong[entity] += entity in ours
        tally.theirs_wrong[entity] += entity in theirs
        tally.wrong_acted[entity] += entity in acted


def faults(tally: Tally) -> list[str]:
    """Return what must not be: differences without a reason, and government ids that are not found."""
    unexplained = {place[0] for _, place in tally.only_theirs + tally.only_ours} - REASONS.keys()
    found = [
        f"{entity}: differs from Presidio's engine, and nobody said why" for entity in sorted(unexplained)
    ]
    for how, part in (("found", tally.found), ("acted on behind a word that explains them", tally.named)):
        share = _share(part, tally.positives, GOVERNMENT)
        if share < LEAST_GOVERNMENT:
            found.append(f"{share:.2%} of the government ids are {how}, less than {LEAST_GOVERNMENT:.0%}")
    return found


def _share(part: Counter[str], whole: Counter[str], among: frozenset[str]) -> float:
    return sum(part[e] for e in among) / max(1, sum(whole[e] for e in among))


def table(tally: Tally) -> str:
    every = frozenset(tally.positives) | frozenset(tally.negatives)
    by_entity: dict[str, Counter[str]] = defaultdict(Counter)
    for side, differences in (("Presidio", tally.only_theirs), ("we", tally.only_ours)):
        for _, place in differences:
            by_entity[place[0]][side] += 1
    lines = [
        "# Presidio's engine and ours, on the sentences of Presidio's own tests",
        "",
        _HOW.format(cases=f"{tally.cases:,}", recognizers=len(ENTRIES)),
        "",
        "| | |",
        "|---|--:|",
        f"| places that both find (entity, start, end) | {tally.places:,} |",
        f"| only Presidio's engine | {len(tally.only_theirs)} |",
        f"| only ours | {len(tally.only_ours)} |",
        f"| positives of the recognizers taken over, found | {_of(tally.found, tally.positives, every)} |",
        f"| of them government ids | {_of(tally.found, tally.positives, GOVERNMENT)} |",
        f"| ... sure enough to act on as they stand, mostly alone | {_of(tally.acted, tally.positives, GOVERNMENT)} |",
        f"| ... acted on behind Presidio's first word for them | {_of(tally.named, tally.positives, GOVERNMENT)} |",
        f"| negatives found all the same | {_of(tally.wrong, tally.negatives, every)} |",
        f"| ... by Presidio's engine | {_of(tally.theirs_wrong, tally.negatives, every)} |",
        f"| ... sure enough to act on | {_of(tally.wrong_acted, tally.negatives, every)} |",
        "",
        _BARE_DIGITS,
        "",
        "## What counts as a government id",
        "",
        f"{len(GOVERNMENT)} of the {len(ENTRIES)} recognizers: {', '.join(sorted(GOVERNMENT))}.",
        "",
        "The others:",
        "",
        *(f"* {whose}: {', '.join(entities)}" for whose, entities in OTHERS.items()),
        "",
        "## Differences",
        "",
        "| entity | only Presidio | only ours | reason |",
        "|---|--:|--:|---|",
        *(
            f"| {entity} | {sides['Presidio']} | {sides['we']} | {REASONS.get(entity, 'unexplained')} |"
            for entity, sides in sorted(by_entity.items())
        ),
        "",
        _BY_DESIGN,
        "",
        "## Not taken over",
        "",
        "| recognizer | why |",
        "|---|---|",
        *(f"| {name} | {why} |" for name, why in NEVER.items()),
        *(f"| {entry.recognizer} | only where `firewall.toml` names it |" for entry in ON_DEMAND),
        "| those of language models and services | no model and no network by default |",
        "",
        "Test files whose recognizer is not taken over, or not in the installed Presidio: "
        + ", ".join(f"{test} ({count})" for test, count in sorted(tally.not_run.items()))
        + ".",
        "",
        "## By entity",
        "",
        "| entity | positives | found | acted on | negatives | found |",
        "|---|--:|--:|--:|--:|--:|",
        *(
            f"| {e} | {tally.positives[e]} | {tally.found[e]} | {tally.acted[e]} | {tally.negatives[e]} "
            f"| {tally.wrong[e]} |"
            for e in sorted(every)
        ),
        "",
    ]
    return "\n".join(lines)


def _of(part: Counter[str], whole: Counter[str], among: frozenset[str]) -> str:
    return (
        f"{sum(part[e] for e in among)} of {sum(whole[e] for e in among)} ({_share(part, whole, among):.1%})"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    if not CASES.exists():
        print(f"{CASES} is not here: 1,684 sentences not run")
        return 1
    tally = compare()
    if not arguments.check:
        TABLE.write_text(table(tally), "utf-8")
    found = faults(tally)
    print("\n".join(found) if found else f"{tally.places:,} places alike, every difference has its reason")
    for kind, differences in (("only Presidio", tally.only_theirs), ("only ours", tally.only_ours)):
        for text, place in differences:
            print(kind, place, repr(text[:100]))
    for missed in tally.missed:
        print("missed", *missed)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
