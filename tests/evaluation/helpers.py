"""Cases and detectors whose figures are known beforehand."""

import json
from types import SimpleNamespace

from evaluation.cases import Case, Label


def case(text="number 123", labels=(), also=(), **more):
    """A case in sets of identifiers, unless told otherwise."""
    told = {
        "id": "one",
        "half": "open",
        "kind": "identifiers",
        "name": "us.a-number",
        "category": "immigration.identifier",
        "language": "en",
        "document": None,
        "why": "",
        "trap": None,
        "origin": None,
    } | more
    return Case(text=text, labels=tuple(labels), also=tuple(also), **told)


def label(start, end, category="immigration.identifier"):
    return Label(category, start, end)


class Words:
    """Finds words given to it, and says what they are; raises at one word."""

    def __init__(self, words, raises_at=None):
        self.words = words
        self.raises_at = raises_at
        self.scanner = self

    def scan_texts(self, originals):
        hits = []
        for index, text in enumerate(originals):
            if self.raises_at is not None and self.raises_at in text:
                raise ValueError("cannot be read")
            for word, (category, confidence) in self.words.items():
                start = text.find(word)
                if start >= 0:
                    span = SimpleNamespace(
                        start=start, end=start + len(word), category=category, confidence=confidence
                    )
                    hits.append((index, span, "words"))
        return hits


def examine_names(document, detectors):
    """Finds members whose name is one of the words."""
    for name in document:
        if name in detectors.words:
            category, confidence = detectors.words[name]
            yield SimpleNamespace(path=(name,), category=category, confidence=confidence)


def write(folder, half, kind, name, *lines):
    path = folder / half / kind / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def positive(text, value, **more):
    start = text.index(value)
    return base(**more) | {"text": text, "spans": [[start, start + len(value)]], "kind": "positive"}


def negative(text, **more):
    return base(**more) | {"text": text, "spans": [], "kind": "negative"}


def base(**more):
    return {
        "id": "x",
        "class": "us.a-number",
        "category": "immigration.identifier",
        "language": "en",
        "why": "a test",
    } | more
