"""The model itself, in a worker process: texts in, the places of people and places out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from firewall.errors import ConfigError
from firewall.names.files import check
from firewall.names.readings import Reading, is_nobody, merged, readings, whole
from firewall.workers import Answer

WEIGHTS = ("tok2vec", "transformer", "ner")
"""The parts of a pipeline that finding names needs; the others only take time."""

PERSON, PLACE = "person", "place"
LABELS = {
    "PERSON": PERSON, "PER": PERSON, "PRS": PERSON, "persName": PERSON, "ORG": PERSON, "orgName": PERSON,
    "GPE": PLACE, "LOC": PLACE, "FAC": PLACE, "GPE_LOC": PLACE, "placeName": PLACE, "geogName": PLACE,
}  # fmt: skip
"""
What the models of spaCy's authors call them.

What a small model takes for an organization is a person every third time, and whose name is not English more often.
"""

BATCH = 64
_HOUSE_NUMBER = re.compile(r"[0-9]{1,6}[A-Za-z]?[ ,]{1,2}$")
_LONGEST_NUMBER = 10


class Found(NamedTuple):
    """Where in a text, and whether a person or a place."""

    start: int
    end: int
    what: str


def load(folder: str, sha256: str) -> Answer:
    """
    Return what answers ``[text, ...]`` with ``[[[start, end, what], ...], ...]``, both as JSON.

    Raises ConfigError.  The folder is checked here, too: it may be another one than when the firewall started.
    """
    check(Path(folder), sha256)
    pipeline = _pipeline(Path(folder))

    def answer(question: bytes) -> bytes:
        texts = msgspec.json.decode(question, type=list[str])
        # What a pipeline learns of words it would keep for good, and words are what people are called.
        with pipeline.memory_zone():
            return msgspec.json.encode(list(_read(pipeline, texts)))

    return answer


def _pipeline(folder: Path) -> Any:  # noqa: ANN401  # spaCy is an extra: there may be no such type
    try:
        pipeline = _with_weights(folder)
        labels = set(pipeline.get_pipe("ner").labels)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with it, nothing of it can be used
        raise ConfigError(
            f"names.model: {folder} is no spaCy model that finds names ({type(error).__name__}). "
            "Name a folder with `meta.json`, `config.cfg` and a part called `ner`, of a version that this spaCy reads."
        ) from None
    if PERSON not in map(LABELS.get, labels):
        raise ConfigError(
            f"names.model: {folder} knows no persons: its labels are {', '.join(sorted(labels))}. Take another model."
        )
    return pipeline


def _with_weights(folder: Path) -> Any:  # noqa: ANN401  # as above
    import spacy  # noqa: PLC0415  # only workers pay for it

    parts = msgspec.json.decode((folder / "meta.json").read_bytes())["pipeline"]
    return spacy.load(folder, exclude=[part for part in parts if part not in WEIGHTS])


def _read(pipeline: Any, texts: Sequence[str]) -> Iterator[list[Found]]:  # noqa: ANN401  # as above
    shown = [(number, reading) for number, text in enumerate(texts) for reading in readings(text)]
    found: list[list[Found]] = [[] for _ in texts]
    documents = pipeline.pipe((reading.text for _, reading in shown), batch_size=BATCH)
    for (number, reading), document in zip(shown, documents, strict=True):
        found[number] += _found(texts[number], reading, document.ents)
    for several in found:
        yield [Found(*one) for one in merged(several, PERSON)]


def _found(text: str, reading: Reading, entities: Sequence[Any]) -> Iterator[Found]:
    for entity in entities:
        start, end = reading.place(entity.start_char, entity.end_char)
        what = LABELS.get(entity.label_)
        if what is None or is_nobody(text, start, end):
            continue
        start, end = whole(text, start, end)
        yield Found(_with_number(text, start) if what is PLACE else start, end, what)


def _with_number(text: str, start: int) -> int:
    """Where a place begins with the house number that stands before it."""
    before = max(0, start - _LONGEST_NUMBER)
    number = _HOUSE_NUMBER.search(text[before:start])
    return start if number is None else before + number.start()
