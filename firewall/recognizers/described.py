"""
What Presidio's recognizers look for, as text: so that a start need not import Presidio to know it.

Importing it takes half a second, even without its engine (``apart``).
The text depends on nothing but the installed version, and may be kept; a recognizer itself is built when the
first value that it may judge is met, or before by ``warm``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from firewall.detect.presidio import Result
from firewall.errors import ConfigError
from firewall.recognizers import apart
from firewall.recognizers.catalogue import ENTRIES, ON_DEMAND

_CHECKS = ("validate_result", "invalidate_result")


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    regex: str
    score: float


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """One recognizer: what it looks for, and which methods of its own judge what was found."""

    patterns: tuple[Pattern, ...]
    flags: int
    context: tuple[str, ...]
    checks: frozenset[str]


class _Description(msgspec.Struct, frozen=True, kw_only=True):
    presidio: str
    recognizers: dict[str, Described]


def describe() -> bytes:
    """Return the text for the installed Presidio.  Raises ConfigError where it lacks a recognizer of the catalogue."""
    each = {entry.recognizer: _described(entry.recognizer) for entry in (*ENTRIES, *ON_DEMAND)}
    return msgspec.json.encode(_Description(presidio=installed(), recognizers=each))


def installed() -> str:
    """Return the version of the installed Presidio, without importing it."""
    return version("presidio-analyzer")


def parse(description: bytes) -> Mapping[str, Described]:
    """Raises ConfigError where the text is not one of the installed version."""
    try:
        read = msgspec.json.decode(description, type=_Description)
    except msgspec.MsgspecError:
        raise ConfigError(
            "The kept description of Presidio's recognizers cannot be read. Delete it."
        ) from None
    if read.presidio != installed():
        raise ConfigError(
            f"The kept description of Presidio's recognizers is of version {read.presidio}, and {installed()} is "
            "installed. Delete it."
        )
    if read.recognizers.keys() != {entry.recognizer for entry in (*ENTRIES, *ON_DEMAND)}:
        raise ConfigError("The kept description of Presidio's recognizers is not of this program. Delete it.")
    return read.recognizers


def warm() -> None:
    """Build every recognizer now, and not at the first value.  Takes half a second; safe in a thread."""
    for entry in (*ENTRIES, *ON_DEMAND):
        build(entry.recognizer)


@cache
def build(name: str, **settings: Hashable) -> Any:  # noqa: ANN401 - Presidio's types say what is not so
    """
    Return Presidio's own recognizer, one for the process: what we ask it changes nothing in it.

    Raises ConfigError where the installed Presidio has none of that name.
    """
    found = getattr(_recognizers(), name, None)
    if found is None:
        raise ConfigError(
            f"The installed presidio-analyzer {installed()} has no `{name}`. Install the version that the lock file "
            "names."
        )
    return found(**settings)


@cache
def _recognizers() -> Any:  # noqa: ANN401 - as above
    return apart.recognizers()


def judge(name: str, method: str) -> Callable[[str], bool | None]:
    """Return a check of a recognizer, which is built when it is first asked."""

    def check(value: str) -> bool | None:
        verdict: bool | None = getattr(build(name), method)(value)
        return verdict

    return check


def ask(name: str, entity: str, **settings: Hashable) -> Callable[[str], list[Result] | None]:
    """Return what finds by a recognizer's own way; it is built, with such settings, when it is first asked."""
    return lambda text: build(name, **settings).analyze(text, [entity])


def _described(name: str) -> Described:
    recognizer = build(name)
    patterns = getattr(recognizer, "patterns", ())
    return Described(
        patterns=tuple(Pattern(name=p.name, regex=p.regex, score=float(p.score)) for p in patterns),
        flags=int(getattr(recognizer, "global_regex_flags", 0)),
        context=tuple(recognizer.context or ()),
        checks=frozenset(method for method in _CHECKS if _is_own(recognizer, method)),
    )


def _is_own(recognizer: Any, method: str) -> bool:  # noqa: ANN401 - as above
    """Tell whether the recognizer's own class has it: the one that it inherits can never tell."""
    owner = next((base for base in type(recognizer).__mro__ if method in vars(base)), None)
    return owner is not None and owner.__name__ != "PatternRecognizer"
