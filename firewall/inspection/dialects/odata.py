"""
OData: ``$select``, ``$expand``, ``$filter``, ``$orderby``, ``$apply``, ``$compute``, ``$count``, ``$top``, ``$skip``.

An option counts as it is written in the standard, and as nothing else: another case, or a name without ``$``, is
refused, since one service takes it for the option and another one does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from firewall.inspection.dialects.expressions import RESERVED, Comparison, Reader
from firewall.inspection.dialects.said import COUNT, Pairs, Said, Steps, check_length, named_in, whole_number
from firewall.inspection.dialects.splitting import split
from firewall.inspection.reading import Failure
from firewall.model import Category
from firewall.policy.words import CONTROLS

MOST_DEPTH = 4
"""Steps of expanded members in one another."""

_OPTIONS = frozenset({
    "$select", "$expand", "$filter", "$orderby", "$apply", "$compute", "$search", "$count", "$top", "$skip",
    "$skiptoken", "$format",
})  # fmt: skip
_NAMES = frozenset(name[1:] for name in _OPTIONS) | {"deltatoken", "schemaversion", "index", "levels", "id"}
_INSIDE = frozenset({"$select", "$expand", "$filter", "$orderby", "$count", "$top", "$skip"})
_SINGLE = {
    "$count": {"true", "false"},
    "$format": {"json", "application/json"},
    "$top": set(),
    "$skip": set(),
}
"""Options of one word, and the words that they may be; of the others, a number."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:/[A-Za-z_][A-Za-z0-9_]*)*")
_PART = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\((.*)\))?", re.DOTALL)
_METHODS = frozenset({"sum", "min", "max", "average", "countdistinct"})
_ABOUT = frozenset({"$filter", "$apply", "$compute"})
"""What a request is about: neither a page, nor a selection, nor an order."""

_FIRST = ("$apply", "$compute")
"""They make names that the others may use."""


def read(said: Said, query: Pairs) -> None:
    """Raises :class:`Failure`."""
    check_length(query)
    options = dict(query)
    for name, value in query:
        if name not in _OPTIONS:
            _check_other(name)
            said.other(name, value)
    for name in (*_FIRST, *sorted(options.keys() - _FIRST)):
        if name in options and name in _OPTIONS:
            _option(said, name, options[name], (), 0)
    if "$expand" in options and "$select" not in options:
        said.select(_everything(said))  # what is expanded comes beside all the rest


def _check_other(name: str) -> None:
    if name[:1] in {"$", "@"} or name.lower().removeprefix("$") in _NAMES:
        raise Failure("query-option")


def _option(said: Said, name: str, value: str, inside: Steps, depth: int) -> None:
    if name == "$expand":
        _expand(said, value, inside, depth)
    elif name in _READERS:
        _READERS[name](said, value, inside)
    elif name in _SINGLE:
        _single(said, name, value, inside)
    else:
        said.page(value)
    if name in _ABOUT:
        said.about("/".join((*inside, name)), value)


def _single(said: Said, name: str, value: str, inside: Steps) -> None:
    words = _SINGLE[name]
    if words and value not in words:
        raise Failure("query-syntax")
    number = None if words else whole_number(value)
    if name == "$top" and not inside:  # how many records there are in all is for the outer one to say
        said.records = number


def _search(said: Said, value: str, _: Steps) -> None:
    """It searches through what the service likes, so the route has to say through what."""
    word = said.route.query.get("$search")
    if word is None or word in CONTROLS:
        said.strange()
    else:
        said.compare((Category(word),), (value,), is_plain=False)  # a part of it is enough to be found
    said.about("$search", value)


def _skiptoken(said: Said, value: str, _: Steps) -> None:
    """
    A page that a service has named, as whoever asks may name one, too.

    Some name by members behind which record it begins (``citizenship-'MX',id-7``), and read that as a condition.
    """
    said.page(value)
    for steps in named_in(value):
        said.order(said.categories(steps))


def _filter(said: Said, text: str, inside: Steps, *, may_be_plain: bool = True) -> None:
    reader = Reader(text, said.words)
    found = reader.condition()
    reader.end()
    for one in found:
        categories = _categories(said, one, inside)
        # Among the records of another one, and in what is counted then, a value that fits tells more than itself.
        said.compare(categories, one.texts, is_plain=one.is_plain and may_be_plain and not inside)


def _categories(said: Said, one: Comparison, inside: Steps) -> tuple[Category, ...]:
    return tuple(dict.fromkeys(c for steps in one.members for c in said.categories((*inside, *steps))))


def _order(said: Said, text: str, inside: Steps) -> None:
    for part in split(text, ",", "'"):
        by, blank, direction = part.removeprefix(" ").rpartition(" ")
        if not blank or direction not in {"asc", "desc"}:
            by = part.removeprefix(" ")
        reader = Reader(by)
        found, is_bare = reader.operand()
        reader.end()
        if not found.members or (is_bare and not _NAME.fullmatch(by)):
            raise Failure("query-syntax")  # by a constant: of what would it tell?
        said.compare(_categories(said, found, inside), found.texts, is_plain=False)


def _steps(name: str) -> Steps:
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise Failure("query-syntax")
    return tuple(name.split("/"))


def _select(said: Said, text: str, inside: Steps) -> None:
    for part in split(text, ",", "'"):
        name = part.removeprefix(" ")
        said.select(said.categories(inside) if name == "*" and inside else _named(said, name, inside))


def _named(said: Said, name: str, inside: Steps) -> tuple[Category, ...]:
    if name == "*":
        return _everything(said)
    return said.categories((*inside, *_steps(name)))


def _everything(said: Said) -> tuple[Category, ...]:
    return said.of(said.places(()))


def _expand(said: Said, text: str, inside: Steps, depth: int) -> None:
    if depth >= MOST_DEPTH:
        raise Failure("query-too-large")
    for part in split(text, ",", "'"):
        found = _PART.fullmatch(part.removeprefix(" "))
        if found is None or found[1] in RESERVED:
            raise Failure("query-syntax")
        steps = (*inside, found[1])
        categories = said.categories(steps)
        options = _options(found[2]) if found[2] is not None else {}
        if "$select" not in options:
            said.select(categories)
        elif not said.places(steps):
            said.strange()
        for name, value in options.items():
            _option(said, name, value, steps, depth + 1)


def _options(text: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in split(text, ";", "'"):
        name, equals, value = part.partition("=")
        if name not in _INSIDE or name in options or not equals or not value:
            raise Failure("query-option")
        options[name] = value
    return options


def _compute(said: Said, text: str, _: Steps) -> None:
    for part in split(text, ",", "'"):
        expression, as_, called = part.removeprefix(" ").rpartition(" as ")
        if not as_:
            raise Failure("query-syntax")
        reader = Reader(expression)
        found = reader.operand()[0]
        reader.end()
        categories = _categories(said, found, ())
        if not categories:
            raise Failure("query-syntax")  # a constant: of what would it tell?
        said.compare(categories, found.texts, is_plain=False)
        said.make(called, categories, said.item, tuple(steps[-1] for steps in found.members))


def _apply(said: Said, text: str, _: Steps) -> None:
    for part in split(text, "/", "'"):
        found = _PART.fullmatch(part)
        if found is None or not found[2]:
            raise Failure("query-syntax")
        match found[1]:
            case "filter":
                _filter(said, found[2], (), may_be_plain=False)
            case "groupby":
                _group(said, found[2])
            case "aggregate":
                _aggregate(said, found[2], ())
            case _:
                raise Failure("query-option")


def _group(said: Said, text: str) -> None:
    first, *more = split(text, ",", "'")
    if not (first.startswith("(") and first.endswith(")")) or len(more) > 1:
        raise Failure("query-syntax")
    grouped: list[Category] = []
    for name in split(first[1:-1], ",", "'"):
        categories = said.categories(_steps(name))
        said.order(categories)
        said.select(categories)
        grouped += categories
    for part in more:
        found = _PART.fullmatch(part)
        if found is None or found[1] != "aggregate" or not found[2]:
            raise Failure("query-option")
        _aggregate(said, found[2], tuple(dict.fromkeys(grouped)))


def _aggregate(said: Said, text: str, grouped: tuple[Category, ...]) -> None:
    """What is aggregated is as closed as what it is made of, and by what it is grouped."""
    for part in split(text, ",", "'"):
        match part.split(" "):
            case ["$count", "as", called]:
                categories: tuple[Category, ...] = ()
                name = ""
            case [name, "with", method, "as", called] if method in _METHODS:
                categories = said.categories(_steps(name))
            case _:
                raise Failure("query-syntax")
        said.order((*categories, *grouped))
        made = tuple(dict.fromkeys((COUNT, *categories, *grouped)))
        said.select(made)
        said.make(called, made, said.item, _steps(name)[-1:] if name else ())


_READERS: Mapping[str, Callable[[Said, str, Steps], None]] = {
    "$filter": _filter,
    "$orderby": _order,
    "$select": _select,
    "$apply": _apply,
    "$compute": _compute,
    "$search": _search,
    "$skiptoken": _skiptoken,
}
