"""
Presidio's own engine with the same recognizers as ours, and nothing else: no language model, no network.

``make bench`` and ``evaluation/presidio.py`` run it beside the firewall on the same texts.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, predefined_recognizers
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from firewall.recognizers.catalogue import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.recognizers.catalogue import Entry

LANGUAGE = "en"


def engine(entries: Sequence[Entry] = ENTRIES) -> AnalyzerEngine:
    """Return Presidio's engine; every recognizer is told to be English, for it runs those of one language only."""
    logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL)
    built = [getattr(predefined_recognizers, e.recognizer)(supported_language=LANGUAGE) for e in entries]
    model = NoOpNlpEngine(models=[{"lang_code": LANGUAGE, "model_name": ""}])
    model.load()
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=built, supported_languages=[LANGUAGE]),
        nlp_engine=model,
        supported_languages=[LANGUAGE],
        log_decision_process=False,  # it would write the values into the log
    )


def analyze(running: AnalyzerEngine, text: str) -> list[tuple[str, int, int, float]]:
    """Return entity, start, end and score of all that the engine finds, guesses too."""
    results = running.analyze(text, language=LANGUAGE, score_threshold=0.0)
    return sorted((r.entity_type, r.start, r.end, r.score) for r in results)
