"""JSON:API: ``include``, ``fields[type]``, ``sort``, ``filter[...]`` and ``page[...]``."""

from __future__ import annotations

import re

from firewall.inspection.dialects.said import Pairs, Said, Steps, check_length, is_misspelt, plain
from firewall.inspection.reading import Failure
from firewall.model import UNCLASSIFIED, Category, Path
from firewall.policy.words import CONTROLS

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_FAMILY = re.compile(rf"(fields|filter|page)((?:\[{_NAME}(?:\.{_NAME})*\])+)")
_PATH = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_OWN = frozenset({"include", "sort", "fields", "filter", "page"})
_SIZES = frozenset({"size", "limit"})
_PAGES = frozenset({"number", "offset", "cursor", "after", "before", "token"})
_OPERATORS = frozenset({
    "eq", "ne", "neq", "gt", "gte", "ge", "lt", "lte", "le", "in", "nin", "like", "ilike", "contains", "startswith",
    "endswith", "null", "not",
})  # fmt: skip
_EQUAL = frozenset({"", "eq"})
_NOTHING = frozenset({"", "null", "none"})
_SEVERAL = re.compile(
    r"[,*%|?_<>=!~^$\[\]{}()\\\"]|\.\.|\A\s*[a-z]+:|:[a-z]+\s*\Z|\A\s*(?:not|n?in|i?like|gte?|lte?|neq?|eq|ge|le)\."
    r"|\A\s*(?:not|like) |-[0-9]{2}(?:T[^/]*)?/",
    re.IGNORECASE,
)
"""With these services write lists, patterns and spans (``>5``, ``gt:5``, ``1..9``): more than one value fits."""

_PARTS = ("attributes", "relationships")
_INCLUDED = ("included",)


def read(said: Said, query: Pairs) -> None:
    """Raises :class:`Failure`."""
    check_length(query)
    said.base = said.base or ("data",)
    resources = _Resources(said)
    is_sparse = any(name.startswith("fields[") for name, _ in query)
    for name, value in query:
        family = _FAMILY.fullmatch(name)
        if said.route.query.get(name) in CONTROLS:
            said.other(name, value)
        elif family is not None:
            words = tuple(family[2][1:-1].split("]["))
            _FAMILIES[family[1]](resources, words, value)
        elif name == "include":
            resources.include(value, is_sparse=is_sparse)
        elif name == "sort":
            resources.sort(value)
        elif name.partition("[")[0].lower() in _OWN:
            raise Failure("query-option")
        else:
            said.other(name, value)


def _leads(own: Steps, named: Steps, base: Steps) -> bool:
    return own[: len(named)] == named or (len(own) > len(base) and named[: len(own)] == own)


class _Resources:
    """What the declared places of a route are in a document of JSON:API."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self._left = 100

    def _places(self, base: Steps, steps: Steps, parts: Steps = _PARTS) -> tuple[Path, ...]:
        """Return where an attribute or a relationship of this name stands, or what stands in one."""
        fields = self.said.route.fields
        named = [(*base, part, *steps) for part in parts]
        if any(is_misspelt(one, fields) for one in named):
            return ()
        found = [path for path in fields if any(_leads(plain(path), one, base) for one in named)]
        if steps == ("id",):
            found += [path for path in fields if plain(path) == (*base, "id")]
        return tuple(found)

    def _of(self, places: tuple[Path, ...]) -> tuple[Category, ...]:
        return self.said.of(places) or (UNCLASSIFIED,)

    def named(self, path: str) -> tuple[Category, ...]:
        """Return what an attribute is, of the resource or, behind relationships, of what is included."""
        self._left -= 1
        if self._left < 0:
            raise Failure("query-too-large")
        if not _PATH.fullmatch(path):
            raise Failure("query-syntax")
        steps = tuple(path.split("."))
        if len(steps) == 1:
            return self._of(self._places(self.said.base, steps))
        # It leads into an attribute, or behind relationships: it counts as all that it could be.
        inside = self._places(self.said.base, steps, _PARTS[:1])
        bases = (self.said.base, *[_INCLUDED] * (len(steps) - 2))
        links = [self._places(base, (step,), _PARTS[1:]) for base, step in zip(bases, steps, strict=False)]
        last = self._places(_INCLUDED, steps[-1:])
        behind = [path for found in (*links, last) for path in found] if last and all(links) else []
        return self._of((*inside, *behind))

    def include(self, text: str, *, is_sparse: bool) -> None:
        for path in text.split(","):
            if not _PATH.fullmatch(path):
                raise Failure("query-syntax")
            first, *more = path.split(".")
            found = [self._related(self.said.base, first), *(self._related(_INCLUDED, name) for name in more)]
            if not all(found):
                self.said.strange()
        if not is_sparse:
            self.said.select(self.said.of(p for p in self.said.route.fields))

    def _related(self, base: Steps, name: str) -> bool:
        named = (*base, "relationships", name)
        return any(plain(path)[: len(named)] == named for path in self.said.route.fields)

    def sort(self, text: str) -> None:
        for path in text.split(","):
            self.said.order(self.named(path.removeprefix("-")))

    def fields(self, words: Steps, text: str) -> None:
        if len(words) != 1:
            raise Failure("query-syntax")
        for name in text.split(","):
            if not _PATH.fullmatch(name):
                raise Failure("query-syntax")
            # Which types stand under `data`, and which are included, no file says: it counts as either.
            own = (*self._places(self.said.base, (name,)), *self._places(_INCLUDED, (name,)))
            self.said.select(self._of(own))

    def filter(self, words: Steps, text: str) -> None:
        *names, last = words
        name = "filter" + "".join(f"[{word}]" for word in words)
        word = self.said.route.query.get(name)
        operator = last if names and last in _OPERATORS else ""
        steps = names if operator else words
        categories = (Category(word),) if word else self.named(".".join(steps))
        said = self.said
        said.about(name, text)
        is_one = bool(word) or (len(steps) == 1 and "." not in steps[0])
        is_value = text.strip().lower() not in _NOTHING and _SEVERAL.search(text) is None
        said.compare(categories, (text,), is_plain=operator in _EQUAL and is_one and is_value)

    def page(self, words: Steps, text: str) -> None:
        match words:
            case [word] if word in _SIZES:
                self.said.limit(text)
            case [word] if word in _PAGES:
                self.said.page(text)
            case _:
                raise Failure("query-option")


_FAMILIES = {"fields": _Resources.fields, "filter": _Resources.filter, "page": _Resources.page}
