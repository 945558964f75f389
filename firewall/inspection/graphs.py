"""
A request in GraphQL: which of a schema's members it selects and asks by, and what its answer will hold.

The answer is read under the names that this very request gave, and each of them is what the schema calls it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import graphql
import msgspec

from firewall.inspection import ordering
from firewall.inspection.conditions import is_condition
from firewall.inspection.dialects.said import folded, named_in
from firewall.inspection.envelopes import Envelope, opened
from firewall.inspection.operands import Argument
from firewall.inspection.operations import MOST_CHARACTERS, Operation, Selected, Terms, read
from firewall.inspection.question import Question
from firewall.inspection.reading import Failure
from firewall.inspection.replies import SCHEMA, TYPE_NAME
from firewall.model import UNCLASSIFIED, Category, Member, Message, Path, Tree
from firewall.policy.graphs import schema_of
from firewall.policy.rules import Route
from firewall.policy.words import CONTROLS, LIMIT, PAGING, SORT, TOTAL

MAX_PAGE = 64
"""Characters of a cursor, as in any request."""


def ask(message: Message, tree: Tree, route: Route) -> Question:
    """Read what a request asks of a route in GraphQL.  Raises :class:`Failure`."""
    envelopes, is_batch = opened(message, tree, route)
    if sum(len(one.text) for one in envelopes) > MOST_CHARACTERS:
        raise Failure("graphql-too-large")
    read_alone = [_ask(one, route) for one in envelopes]
    if is_batch:
        return _together(read_alone)
    [found] = read_alone
    if message.body:
        return found
    whole = found.tree if isinstance(found.tree, dict) else {}
    return replace(found, tree=None, query=tuple((key, _spelt(value)) for key, value in whole.items()))


def _together(found: Sequence[Question]) -> Question:
    """Several questions are as closed as the most closed of them; each answer stands under its number."""
    if any(one.about[0] for one in found):
        raise Failure("graphql-batch")  # what changes something comes alone
    _check_alike(found)
    selects = frozenset(category for one in found for category in one.selects or ())
    return Question(
        members=tuple(
            member._replace(path=(str(number), *member.path))
            for number, one in enumerate(found)
            for member in one.members or ()
        ),
        asks=frozenset(category for one in found for category in one.asks),
        selects=selects or None,
        orders=frozenset(category for one in found for category in one.orders),
        records=sum(one.records or 0 for one in found),
        texts=tuple(text for one in found for text in one.texts),
        about=("", *(one.about for one in found)),
        tree=[one.tree for one in found],
    )


def _check_alike(found: Sequence[Question]) -> None:
    """
    What stands at one place in the answers to two questions is the same in both.

    INVARIANT: a service that answers them in another order, or leaves one out, gives under a name no more than it says.
    """
    known: dict[Path, frozenset[Category]] = {}
    for member in (member for one in found for member in one.members or ()):
        categories = frozenset(member.categories)
        if known.setdefault(member.path, categories) != categories:
            raise Failure("graphql-batch")
    for one in found:
        own = {member.path for member in one.members or ()}
        around = {path[:end] for path in own for end in range(1, len(path))}
        if not known.keys() & around <= own:
            raise Failure("graphql-batch")  # what is one value in the one has members in the other


def _ask(envelope: Envelope, route: Route) -> Question:
    limits = frozenset(called for called, word in route.query.items() if word == LIMIT)
    terms = Terms(
        schema=schema_of(route.graphql),
        introspection=route.introspection,
        mutations=route.mutations and route.method == "POST",
        limits=limits,
        page_size=route.page_size,
    )
    operation = read(envelope.text, envelope.name, envelope.variables, terms)
    collected = _Collected(route, changes=operation.root if operation.kind == "mutation" else None)
    for one in operation.arguments:
        collected.argument(one)
    members = tuple(_members(operation, route, collected))
    selects = frozenset(category for member in members for category in member.categories)
    collected.texts += [(called, ()) for called in operation.names]
    whole: dict[str, Tree] = {"query": operation.text}
    if operation.variables:
        whole["variables"] = operation.variables
    return Question(
        members=members,
        asks=frozenset(collected.asks),
        selects=selects or None,
        orders=frozenset(collected.orders),
        records=operation.records,
        texts=tuple(collected.texts),
        about=_about(operation, collected),
        tree=whole,
    )


def _spelt(value: Tree) -> str:
    """Write it on one line, as an address has it.  Raises :class:`Failure` where a text goes over several."""
    if not isinstance(value, str):
        return msgspec.json.encode(value).decode()
    text = graphql.strip_ignored_characters(value)
    if not text.isprintable():
        raise Failure("graphql-request")
    return text


def _about(operation: Operation, collected: _Collected) -> tuple[object, ...]:
    """What it is about: what is asked for and by, but not how it is called, which page, and which members."""
    asked = sorted(
        [
            list(steps),
            sorted(
                [a.word or a.text, a.exact, list(map(sorted, a.under)), list(a.at)]
                for a in values
                if not collected.is_control(a)
            ),
        ]
        for steps, values in operation.about
    )
    return ("" if operation.kind == "query" else operation.kind, *map(tuple, asked))


def _members(operation: Operation, route: Route, collected: _Collected) -> Iterator[Member]:
    declared = {path[0]: categories for path, categories in route.fields.items()}
    covering: set[Path] = set()
    for one in operation.selected.values():
        path = ("data", *one.path)
        found = [sorted(names & declared.keys()) for names in one.coordinates]
        called = sorted({name for names in found for name in names})
        is_whole = bool(found) and all(found)
        own = tuple(dict.fromkeys(_field(name) for names in one.coordinates for name in sorted(names)))
        is_inside = any(path[:end] in covering for end in range(len(path))) and own == path[-1:]
        if one.is_known:
            yield Member(path, (), _itself(one))
        elif called:
            categories = dict.fromkeys(c for name in called for c in declared[name])
            marker = "null" if one.is_nullable else None
            yield Member(path, tuple(categories), "|".join(f"/{name}" for name in called), marker, own)
        if is_whole and not one.is_known:
            covering.add(path)
        elif _needs_words(one) and not is_inside:
            collected.asks.add(UNCLASSIFIED)


def _field(coordinate: str) -> str:
    return coordinate.rpartition(".")[2]


def _itself(one: Selected) -> str:
    """Of what a schema says of itself, whether it is only the name of a type, whatever it is called."""
    return TYPE_NAME if one.is_type_name else SCHEMA


def _needs_words(one: Selected) -> bool:
    """Whether to select it is to ask for what nobody declared; the name of a type is only taken out."""
    return one.is_leaf and not one.is_known and one.path[-1] != "__typename" and not _is_type_name(one)


def _is_type_name(one: Selected) -> bool:
    return all(name.endswith(".__typename") for names in one.coordinates for name in names)


class _Collected:
    """What the arguments of a request are; ``changes`` is the type that has the mutations, where it is one."""

    def __init__(self, route: Route, *, changes: str | None) -> None:
        self._route = route
        self._changes = changes
        self.asks: set[Category] = set()
        self.orders: set[Category] = set()
        self.texts: list[tuple[str, tuple[str, ...]]] = []

    def _words(self, one: Argument) -> tuple[str, ...]:
        """What the nearest declared level at or above a value is declared as."""
        return tuple(sorted({self._route.query[name] for name in self._level(one)[1]}))

    def _level(self, one: Argument) -> tuple[int, list[str]]:
        for number in reversed(range(len(one.under))):
            if names := [name for name in one.under[number] if name in self._route.query]:
                return number, names
        return 0, []

    def is_control(self, one: Argument) -> bool:
        return bool(CONTROLS.intersection(self._words(one)))

    def argument(self, one: Argument) -> None:
        words = self._words(one)
        is_order = any(self._route.query.get(name) == SORT for level in one.under for name in level)
        own = self._route.query.get(one.word)
        if one.is_odd or not (words or own):
            self.asks.add(UNCLASSIFIED)
        if own is not None and own not in CONTROLS:
            words = (*(word for word in words if word != SORT), own)
        if is_order:
            self._order(one, words)
        elif LIMIT in words or TOTAL in words:
            if TOTAL in words and not ordering.is_plain_total(one.text.lower()):
                self.asks.add(UNCLASSIFIED)
        elif PAGING in words:
            if len(one.text) > MAX_PAGE or not one.text.isascii():
                self.asks.add(UNCLASSIFIED)
            self.texts.append((one.text, ()))
            self._sift({c for *_, name in named_in(one.text) for c in self._called_so(name)})
        else:
            self._ask(one, words)

    def _ask(self, one: Argument, words: tuple[str, ...]) -> None:
        if CONTROLS.intersection(words):
            self.asks.add(UNCLASSIFIED)  # a selection is made by selecting, here
        categories = {Category(word) for word in words if word not in CONTROLS}
        self.asks |= categories
        is_asked = self._changes is None or is_condition(one.under, self._changes)
        if is_asked and not one.is_plain(self._level(one)[0]):
            self._sift(categories)
        self.texts.append((one.text, words))

    def _sift(self, categories: set[Category]) -> None:
        """It finds values out, as in any dialect."""
        self.asks |= categories
        self.orders |= categories

    def _order(self, one: Argument, words: tuple[str, ...]) -> None:
        """A word of a list, a member of an input, or names in a text: each must be of something declared."""
        categories = {Category(word) for word in words if word not in CONTROLS}
        if not categories and not one.word:
            for name in ordering.names(one.text):
                named = set(self._named(name)) if name else set()
                categories |= named
                self.asks.update(() if named else {UNCLASSIFIED})
        self.asks.update(categories or {UNCLASSIFIED})
        self.orders |= categories

    def _called_so(self, name: str) -> Iterator[Category]:
        """What a member is that a cursor names: by a column, which is spelt otherwise."""
        named = folded((name,))
        for (called,), categories in self._route.fields.items():
            if folded((called.rpartition(".")[2],)) == named:
                yield from categories

    def _named(self, name: str) -> Iterator[Category]:
        for (called,), categories in self._route.fields.items():
            if called.rpartition(".")[2] == name.rpartition(".")[2]:
                yield from categories
