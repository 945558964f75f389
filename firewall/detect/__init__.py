"""
FIELD -> FINDINGS: what a name says, and what a text holds.

One interface, ``Recognizer``, for everything that looks into texts; Presidio's recognizers
fit it too (``presidio.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from firewall.detect.names import Lexicon, compile_lexicon
from firewall.detect.phrases import compile_phrases
from firewall.detect.recognizer import Recognizer, Span
from firewall.detect.scan import Hit, Scanner, Skip
from firewall.detect.values import VALUES
from firewall.errors import ConfigError

__all__ = ["SOURCES", "Detectors", "Hit", "Lexicon", "Recognizer", "Scanner", "Skip", "Span", "build"]

SOURCES = ("names.yaml", "phrases.yaml")
"""The files of ``firewall/detect/data`` that ``build`` wants the text of."""


@dataclass(frozen=True, slots=True, eq=False)
class Detectors:
    """Everything that looks at names and at texts, built once, and equal to nothing but itself."""

    names: Lexicon
    scanner: Scanner


def build(sources: Mapping[str, str], more: Sequence[Recognizer] = ()) -> Detectors:
    """
    Return the detectors of the given data files (name -> text), and any others.

    Raises ConfigError where a file is missing or cannot be used.
    """
    recognizers = (*VALUES, *compile_phrases(_source(sources, "phrases.yaml")), *more)
    return Detectors(compile_lexicon(_source(sources, "names.yaml")), Scanner(recognizers))


def _source(sources: Mapping[str, str], name: str) -> str:
    if name not in sources:
        raise ConfigError(f"The detector's data file `{name}` is missing. Install the package again.")
    return sources[name]
