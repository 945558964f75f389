"""Presidio's recognizers, as ours: of the catalogue, and those that a city names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping

from firewall.detect import Recognizer
from firewall.detect.expression import RefusedError
from firewall.detect.fold import fold
from firewall.detect.linear import Expression, compile_linear
from firewall.detect.presidio import Adapted, Asked, Finder, Patterns, Scored, acting, adapt
from firewall.errors import ConfigError
from firewall.recognizers.catalogue import (
    ENTRIES,
    NEVER,
    ON_DEMAND,
    REWRITTEN,
    VAGUE,
    Entry,
)
from firewall.recognizers.described import Described, ask, judge, parse

_FLAGS = int(re.IGNORECASE | re.MULTILINE | re.DOTALL)
# What libphonenumber is asked about: by itself it looks at every digit, eight times, 50 microseconds a character.
_ANY_PHONE = r"\+?\(?\d[\d ()./-]{5,60}\d"
# With its country code a number is the same in every country; North American ones are found by our own.
_FOREIGN_PHONE = r"\+[2-9][\d ()./-]{5,20}\d"
_PHONE_AROUND = 16
_IBAN_AROUND = 1


def take(
    description: bytes, more: Collection[str] = (), without: Collection[str] = (), *, guesses: bool
) -> tuple[Recognizer, ...]:
    """
    Return the recognizers of the catalogue, ``more`` of Presidio's by their names, and not those of ``without``.

    ``description`` is what ``described.describe`` said.  ``guesses``: whether to tell also what is too weak to act
    on.  Raises ConfigError for a name that is none.
    """
    chosen = _chosen(more, without)
    described = parse(description)
    return tuple(
        built
        for entry in chosen
        if (built := _build(entry, described[entry.recognizer], guesses=guesses)) is not None
    )


def _chosen(more: Collection[str], without: Collection[str]) -> list[Entry]:
    known = {entry.recognizer: entry for entry in (*ENTRIES, *ON_DEMAND)}
    faults = [
        *(_unknown("presidio", name, known) for name in more if name not in known),
        *(_unknown("presidio_off", name, known) for name in without if name not in known),
        *(
            f"detectors.presidio and detectors.presidio_off both name `{name}`. Take it out of one."
            for name in sorted(set(more) & set(without))
        ),
    ]
    if faults:
        raise ConfigError("\n".join(faults))
    names = dict.fromkeys([*(entry.recognizer for entry in ENTRIES), *more])
    return [known[name] for name in names if name not in without]


def _unknown(key: str, name: str, known: Mapping[str, Entry]) -> str:
    if name in NEVER:
        return f"detectors.{key}: `{name}` is not taken from Presidio: {NEVER[name]}. Take it out."
    close = difflib.get_close_matches(name, known, n=1)
    remedy = (
        f"Did you mean `{close[0]}`?"
        if close
        else "Write the name of its class, like `UsPassportRecognizer`."
    )
    return f"detectors.{key}: `{name}` is no recognizer that can be taken from Presidio. {remedy}"


def _build(entry: Entry, described: Described, *, guesses: bool) -> Adapted | None:
    finder = _finder(entry, described, guesses=guesses)
    context = [word for word in described.context if fold(word).strip().lower() not in VAGUE]
    adapted = adapt(
        entry.entity,
        entry.category,
        finder,
        context,
        stands_alone=entry.stands_alone,
        is_common=entry.is_common,
    )
    if guesses:
        return adapted
    return None if entry.has_ours else acting(adapted, context)


def _finder(entry: Entry, described: Described, *, guesses: bool) -> Finder:
    match entry.recognizer:
        case "PhoneRecognizer":
            shape = compile_linear(_ANY_PHONE if guesses else _FOREIGN_PHONE, _FLAGS)
            settings = {} if guesses else {"supported_regions": ("US",)}
            return Asked(shape, ask(entry.recognizer, entry.entity, **settings), _PHONE_AROUND)
        case "IbanRecognizer":
            (scored,) = _scored(entry, described)
            return Asked(scored.expression, ask(entry.recognizer, entry.entity), _IBAN_AROUND)
        case _:
            return Patterns(
                tuple(_scored(entry, described)),
                **{
                    kind: judge(entry.recognizer, f"{kind}_result")
                    if f"{kind}_result" in described.checks
                    else None
                    for kind in ("validate", "invalidate")
                },
            )


def _scored(entry: Entry, described: Described) -> Iterator[Scored]:
    for pattern in described.patterns:
        written = REWRITTEN.get((entry.recognizer, pattern.name), pattern.regex)
        yield Scored(_compiled(entry, written, described.flags), pattern.score)


def _compiled(entry: Entry, written: str, flags: int) -> Expression:
    try:
        return compile_linear(written, flags)
    except RefusedError as error:
        raise ConfigError(
            f"An expression of Presidio's `{entry.recognizer}` cannot be used: {error}. Name the recognizer in "
            "detectors.presidio_off."
        ) from None
