"""
Recognizers that a city writes itself, in the YAML format of Presidio's ``PatternRecognizer``, read strictly.

Presidio reads its own with a loader that leaves out what it does not know, and goes on with its defaults where a file
does not parse.  Here every key, expression and example is checked, and every fault told with its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from firewall.detect import Recognizer
from firewall.detect.expression import RefusedError
from firewall.detect.fold import fold
from firewall.detect.linear import Expression, compile_linear
from firewall.detect.presidio import ACTED_ON, Adapted, Patterns, Scored, acting, adapt
from firewall.errors import ConfigError
from firewall.model import Category
from firewall.policy.files.reading import Section
from firewall.policy.yaml import Faults, Node, Place, Text, parse

_FLAGS = int(re.IGNORECASE | re.MULTILINE | re.DOTALL)  # Presidio's default
_KEYS = (
    "name", "supported_entity", "supported_language", "type", "patterns", "deny_list", "deny_list_score", "context",
    "category", "examples", "counter_examples",
)  # fmt: skip
_SCORE = re.compile(r"0(?:\.\d{1,4})?|1(?:\.0{1,4})?", re.ASCII)
# r"..." is Python, not YAML: there the letter and the quotation marks are part of the expression, which then never
# matches (data-privacy-stack/presidio#923).
_PYTHON_STRING = re.compile(r"""[rRbBuU]{1,2}(["']).*\1""", re.DOTALL)


def write(file: str, text: str, categories: Collection[str], *, guesses: bool) -> tuple[Recognizer, ...]:
    """
    Return the recognizers of a file.  Raises ConfigError with every fault of it.

    ``categories`` are the words that a ``category:`` may be.
    """
    faults = Faults()
    root = parse(file, text, faults)
    read = _Reader(faults, categories)
    built = [read.recognizer(node) for node in read.listed(root)] if root is not None else []
    read.check_names()
    if faults.found:
        raise ConfigError("\n".join(map(str, sorted(faults.found))))
    kept = (one if guesses else acting(one, context) for one, context in filter(None, built))
    return tuple(one for one in kept if one is not None)


class _Reader:
    """Reads recognizers one by one, and goes on after a fault."""

    def __init__(self, faults: Faults, categories: Collection[str]) -> None:
        self._faults = faults
        self._categories = categories
        self._names: list[tuple[str, Place]] = []

    def listed(self, root: Node) -> tuple[Node, ...]:
        return self._section(root, "file of recognizers", ("recognizers",), ("recognizers",)).sections(
            "recognizers"
        )

    def check_names(self) -> None:
        seen: dict[str, Place] = {}
        for name, at in self._names:
            if name in seen:
                self._faults.add(at, "POL160", line=seen[name].line)
            seen.setdefault(name, at)

    def recognizer(self, node: Node) -> tuple[Adapted, tuple[str, ...]] | None:
        """Return one with its context; None where it has faults that say more than its examples would."""
        before = len(self._faults.found)
        section = self._section(node, "recognizer", _KEYS, ("name", "supported_entity", "category"))
        if section.text("type", "custom") != "custom":
            self._faults.add(section.place("type"), "POL161")
        category = section.choice("category", self._categories, "a category of the vocabulary")
        name = self._name(section)
        (
            section.text("supported_entity"),
            section.text("supported_language"),
        )  # read, so that a list there is a fault
        scored = (*self._patterns(section), *self._deny_list(section))
        context = section.texts("context")
        if not scored and len(self._faults.found) == before:
            self._faults.add(section.at, "POL162")
        if len(self._faults.found) > before:
            return None
        adapted = adapt(name, Category(category), Patterns(scored), context, stands_alone=True, house="city")
        self._check_examples(section, adapted)
        return adapted, context

    def _name(self, section: Section) -> str:
        name = section.text("name")
        slug = "-".join(re.findall(r"[a-z0-9]+", fold(name).lower()))
        if name and not slug:
            self._faults.add(section.place("name"), "POL163")
        if slug:
            self._names.append((slug, section.place("name")))
        return slug

    def _patterns(self, section: Section) -> Iterator[Scored]:
        for node in section.sections("patterns") if "patterns" in section else ():
            pattern = self._section(node, "pattern", ("name", "regex", "score"), ("name", "regex", "score"))
            pattern.text("name")
            score = self._score(pattern, "score")
            if "regex" in pattern and (expression := self._expression(pattern)) is not None:
                yield Scored(expression, score)

    def _expression(self, pattern: Section) -> Expression | None:
        at, written = pattern.place("regex"), pattern.text("regex")
        if _PYTHON_STRING.fullmatch(written):
            self._faults.add(at, "POL164")
            return None
        try:
            expression = compile_linear(written, _FLAGS)
        except RefusedError as error:
            self._faults.add(at, "POL165", problem=error)
            return None
        if not expression.prefilter:
            self._faults.add(at, "POL166")
            return None
        return expression

    def _deny_list(self, section: Section) -> Iterator[Scored]:
        listed = section.texts("deny_list")
        score = self._score(section, "deny_list_score") if "deny_list_score" in section else 1.0
        if listed:
            # As Presidio writes it, but for its look-around, which RE2 has not and needs not here.
            words = "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))
            yield Scored(compile_linear(rf"(?<!\w)(?:{words})(?!\w)", _FLAGS), score)

    def _score(self, section: Section, key: str) -> float:
        written = section.text(key)
        if _SCORE.fullmatch(written) and float(written):
            return float(written)
        if key in section:
            self._faults.add(section.place(key), "POL167", key=key, acted_on=ACTED_ON)
        return 1.0

    def _check_examples(self, section: Section, adapted: Adapted) -> None:
        for example in section.listed("examples"):
            best = _best(adapted, example)
            if best < ACTED_ON:
                self._faults.add(example.at, "POL169" if best else "POL168")
        for example in section.listed("counter_examples"):
            if _best(adapted, example) >= ACTED_ON:
                self._faults.add(example.at, "POL170")

    def _section(self, node: Node, what: str, known: Collection[str], required: Collection[str]) -> Section:
        return Section(node, self._faults, what=what, known=known, required=required)


def _best(adapted: Adapted, example: Text) -> float:
    """Return the confidence of the best finding in an example; 0 where nothing is found."""
    return max((span.confidence for span in adapted.find(fold(example.value))), default=0.0)
