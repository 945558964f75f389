"""
Presidio's recognizers, built in code from its classes, without its engine, its registry or its configuration.

Importing Presidio takes about a second and 75 MB, for the language models it could run and we do not.
"""

from __future__ import annotations

import difflib
import importlib
import re
from collections.abc import Collection, Iterator
from typing import Any

from firewall.detect import Recognizer
from firewall.detect.expression import RefusedError
from firewall.detect.linear import Expression, compile_linear
from firewall.detect.presidio import Adapted, Asked, Check, Finder, Patterns, Scored, acting, adapt
from firewall.errors import ConfigError
from firewall.recognizers.catalogue import (
    DROPPED,
    ENTRIES,
    NEVER,
    ON_DEMAND,
    REWRITTEN,
    VAGUE,
    Entry,
)

_FLAGS = int(re.IGNORECASE | re.MULTILINE | re.DOTALL)
# What libphonenumber is asked about: by itself it looks at every digit, eight times, 50 microseconds a character.
_ANY_PHONE = r"\+?\(?\d[\d ()./-]{5,60}\d"
# With its country code, a number is one in every country; North American ones are found by our own.
_FOREIGN_PHONE = r"\+[2-9][\d ()./-]{5,20}\d"
_PHONE_AROUND = 16
_IBAN_AROUND = 1


def take(
    more: Collection[str] = (), without: Collection[str] = (), *, guesses: bool
) -> tuple[Recognizer, ...]:
    """
    Return the recognizers of the catalogue, ``more`` of Presidio's by their names, and not those of ``without``.

    ``guesses``: whether to tell also what is too weak to act on.  Raises ConfigError for a name that is none.
    """
    chosen = _chosen(more, without)
    return tuple(built for entry in chosen if (built := _build(entry, guesses=guesses)) is not None)


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
    names = dict.fromkeys([entry.recognizer for entry in ENTRIES] + list(more))
    return [known[name] for name in names if name not in without]


def _unknown(key: str, name: str, known: Collection[str]) -> str:
    if name in NEVER:
        return f"detectors.{key}: `{name}` is not taken from Presidio: {NEVER[name]}. Take it out."
    close = difflib.get_close_matches(name, known, n=1)
    remedy = f"Did you mean `{close[0]}`?" if close else "Take the name of the class, like `UsPassportRecognizer`."
    return f"detectors.{key}: `{name}` is no recognizer that can be taken from Presidio. {remedy}"


def _build(entry: Entry, *, guesses: bool) -> Adapted | None:
    recognizer = presidio(entry)
    finder = _finder(entry, recognizer, guesses=guesses)
    context = [word for word in recognizer.context or () if _plainly(word) not in VAGUE]
    adapted = adapt(entry.entity, entry.category, finder, context, stands_alone=entry.stands_alone)
    if guesses:
        return adapted
    return None if entry.has_ours else acting(adapted, context)


def presidio(entry: Entry) -> Any:  # noqa: ANN401 - its types say what is not so (craft: "types tell fibs")
    """Return Presidio's own recognizer.  Raises ConfigError where the installed Presidio has none of that name."""
    # Imported here, and not before it is needed.
    predefined = importlib.import_module("presidio_analyzer.predefined_recognizers")
    build = getattr(predefined, entry.recognizer, None)
    if build is None:
        raise ConfigError(
            f"The installed presidio-analyzer has no `{entry.recognizer}`. Install the version this program was "
            "built with, or name it in detectors.presidio_off."
        )
    return build()


def _plainly(word: str) -> str:
    from firewall.detect.fold import fold

    return fold(word).strip().lower()


def _finder(entry: Entry, recognizer: Any, *, guesses: bool) -> Finder:  # noqa: ANN401 - as above
    match entry.recognizer:
        case "PhoneRecognizer":
            return _phones(recognizer, guesses=guesses)
        case "IbanRecognizer":
            (scored,) = _scored(entry, recognizer)
            return Asked(scored.expression, _analyze(entry, recognizer), _IBAN_AROUND)
        case _:
            return Patterns(
                tuple(_scored(entry, recognizer)),
                validate=_check(recognizer, "validate_result"),
                invalidate=_check(recognizer, "invalidate_result"),
            )


def _phones(recognizer: Any, *, guesses: bool) -> Asked:  # noqa: ANN401 - as above
    if not guesses:
        recognizer.supported_regions = recognizer.supported_regions[:1]
    shape = compile_linear(_ANY_PHONE if guesses else _FOREIGN_PHONE, _FLAGS)
    return Asked(shape, lambda text: recognizer.analyze(text, ["PHONE_NUMBER"]), _PHONE_AROUND)


def _analyze(entry: Entry, recognizer: Any) -> Any:  # noqa: ANN401 - as above
    return lambda text: recognizer.analyze(text, [entry.entity])


def _check(recognizer: Any, name: str) -> Check | None:  # noqa: ANN401 - as above
    """Return the check of the recognizer's own class; the one it inherits can never tell."""
    owner = next(base for base in type(recognizer).__mro__ if name in vars(base))
    return None if owner.__name__ == "PatternRecognizer" else getattr(recognizer, name)


def _scored(entry: Entry, recognizer: Any) -> Iterator[Scored]:  # noqa: ANN401 - as above
    for pattern in recognizer.patterns:
        key = (entry.recognizer, pattern.name)
        if key not in DROPPED:
            written = REWRITTEN.get(key, pattern.regex)
            yield Scored(_compiled(entry, written, int(recognizer.global_regex_flags)), float(pattern.score))


def _compiled(entry: Entry, written: str, flags: int) -> Expression:
    try:
        return compile_linear(written, flags)
    except RefusedError as error:
        raise ConfigError(
            f"The expression of Presidio's `{entry.recognizer}` cannot be used: {error}. Name the recognizer in "
            "detectors.presidio_off."
        ) from None
