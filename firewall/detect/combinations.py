"""
What members of one object say together, and none of them alone.

An ITIN is a tax number.  An ITIN beside an empty Social Security number is an immigration status.
The rules are data (``data/combinations``); here is what their words mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import islice

from firewall.detect import lists
from firewall.detect.called import Called, CalledIndex, compile_called
from firewall.detect.leaves import plain, text_of, values_of
from firewall.detect.marks import MARKS, has_mark
from firewall.detect.names import Lexicon
from firewall.errors import ConfigError
from firewall.model import Category, Tree

Implied = tuple[str, Category, str, float]
"""The name of a member, what it says in this company, the id of the rule, and how sure it is."""

_REMEMBERED = 4096
_LONGEST_REMEMBERED = 128
_NONE: frozenset[str] = frozenset()
# Nine times the same digit: 999-99-9999, 000000000.
_LEAST_PLACEHOLDER = 9
_MOST_INSIDE = 500
_LONGEST_WORD = 80


class State(Enum):
    """What a condition asks of a member; the words of the rules."""

    THERE = "there"
    ABSENT = "absent"
    PRESENT = "present"
    MISSING = "missing"
    BLANK = "blank"
    TRUE = "true"
    ONE_OF = "one-of"
    OTHER_THAN = "other-than"
    MARKED = "marked"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that mean that there is nothing, and texts that mean yes."""

    blank: frozenset[str]
    true: frozenset[str]

    def is_blank(self, value: Tree) -> bool:
        """Tell whether a value holds nothing: null, false, an empty list, or what people write in its place."""
        if value is None or value is False or value in ("", [], {}):
            return True
        if not isinstance(value, str | int | float | Decimal) or value is True:
            return False
        text = plain(text_of(value))
        return not text or text in self.blank or (len(text) >= _LEAST_PLACEHOLDER and len(set(text)) == 1)

    def is_true(self, value: Tree) -> bool:
        return value is True or any(plain(text_of(leaf)) in self.true for _, leaf in values_of(value))


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """That the members of one word are in one state."""

    member: str
    state: State
    values: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def needs_member(self) -> bool:
        return self.state not in (State.ABSENT, State.MISSING)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One combination: all of ``all``, and at least so many of ``some``."""

    id: str
    all: tuple[Condition, ...]
    some: tuple[Condition, ...]
    least: int
    implies: Category
    on: frozenset[str]
    confidence: float

    @property
    def looks_inside(self) -> bool:
        """Whether it holds only where a member is a list or an object."""
        return any(c.state is State.INSIDE for c in self.all)

    def could_hold(self, there: frozenset[str]) -> bool:
        """Tell whether an object with members of these words could meet the rule."""
        if not all(c.member in there for c in self.all if c.needs_member):
            return False
        return sum(1 for c in self.some if c.member in there or not c.needs_member) >= self.least


class Combinations:
    """All rules, asked by the names of an object's members.  Safe to share between threads."""

    def __init__(
        self, names: Lexicon, words: Words, members: Mapping[str, Called], rules: Sequence[Rule]
    ) -> None:
        self._names = names
        self._words = words
        self._members = CalledIndex(members.items(), outranks=True)
        self.rules = tuple(rules)
        self._by_name: dict[str, frozenset[str]] = {}
        self._state: Mapping[State, Callable[[Condition, Sequence[Tree]], bool]] = {
            State.THERE: lambda _, values: bool(values),
            State.ABSENT: lambda _, values: not values,
            State.PRESENT: lambda _, values: not all(map(words.is_blank, values)),
            State.MISSING: lambda _, values: all(map(words.is_blank, values)),
            State.BLANK: lambda _, values: bool(values) and all(map(words.is_blank, values)),
            State.TRUE: lambda _, values: any(map(words.is_true, values)),
            State.ONE_OF: lambda condition, values: any(_is_one_of(condition.values, v) for v in values),
            State.OTHER_THAN: lambda condition, values: any(
                not words.is_blank(v) and not _is_one_of(condition.values, v) for v in values
            ),
            State.MARKED: lambda condition, values: any(_is_marked(condition.marks, v) for v in values),
            State.INSIDE: lambda condition, values: any(self._inside(condition, v) for v in values),
        }

    def relevant(self, names: Iterable[str]) -> tuple[Rule, ...]:
        """Return the rules that an object with members of these names could meet."""
        return self.among(frozenset[str]().union(*map(self.called, names)))

    def among(self, there: frozenset[str]) -> tuple[Rule, ...]:
        """Return the rules that an object with members of these words could meet."""
        return tuple(rule for rule in self.rules if rule.could_hold(there)) if there else ()

    def by_word(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Return which of the names go by each word of the rules."""
        known: dict[str, list[str]] = {}
        for name in names:
            for word in self.called(name):
                known.setdefault(word, []).append(name)
        return known

    def judge(
        self,
        members: Mapping[str, Tree],
        rules: Iterable[Rule] | None = None,
        by_word: Mapping[str, Sequence[str]] | None = None,
    ) -> list[Implied]:
        """Return what the members say together; ``relevant`` and ``by_word`` are asked where they were not yet."""
        by_word = self.by_word(members) if by_word is None else by_word
        found: list[Implied] = []
        for rule in self.relevant(members) if rules is None else rules:
            holding = self._holding(rule, members, by_word)
            if holding is None:
                continue
            on = rule.on or {c.member for c in holding}
            found += [
                (name, rule.implies, rule.id, rule.confidence)
                for name in dict.fromkeys(name for word in sorted(on) for name in by_word.get(word, ()))
            ]
        return found

    def _holding(
        self, rule: Rule, members: Mapping[str, Tree], by_word: Mapping[str, Sequence[str]]
    ) -> list[Condition] | None:
        """Return the conditions that hold, or None where the rule is not met."""
        if not all(self._holds(c, members, by_word) for c in rule.all):
            return None
        some = [c for c in rule.some if self._holds(c, members, by_word)]
        return None if len(some) < rule.least else [*rule.all, *some]

    def _holds(
        self, condition: Condition, members: Mapping[str, Tree], by_word: Mapping[str, Sequence[str]]
    ) -> bool:
        values = [members[name] for name in by_word.get(condition.member, ())]
        return self._state[condition.state](condition, values)

    def _inside(self, condition: Condition, value: Tree) -> bool:
        items = value if isinstance(value, list) else [value]
        return any(self._meets(condition.conditions, item) for item in islice(items, _MOST_INSIDE))

    def _meets(self, conditions: Sequence[Condition], item: Tree) -> bool:
        if not isinstance(item, dict):
            return False
        by_word = self.by_word(item)
        return all(self._holds(condition, item, by_word) for condition in conditions)

    def called(self, name: str) -> frozenset[str]:
        """Return the words of the rules that a name goes by."""
        known = self._by_name.get(name)
        if known is None:
            akin = self._members.by_category(self._names.categories(name))
            known = frozenset(self._members.by_name(name) | akin) or _NONE
            if len(name) <= _LONGEST_REMEMBERED:
                if len(self._by_name) >= _REMEMBERED:
                    self._by_name.clear()  # whoever sends keys chooses them, as in names.py
                self._by_name[name] = known
        return known


def _is_one_of(values: frozenset[str], value: Tree) -> bool:
    return any(
        plain(text) in values for _, leaf in values_of(value) if len(text := text_of(leaf)) <= _LONGEST_WORD
    )


def _is_marked(marks: Iterable[str], value: Tree) -> bool:
    return any(has_mark(mark, text_of(leaf)) for _, leaf in values_of(value) for mark in marks)


def compile_combinations(texts: Iterable[str], names: Lexicon) -> Combinations:
    """Return the rules of the files in ``data/combinations``.  Raises ConfigError where one cannot be used."""
    data = lists.merged(texts)
    words = Words(_plain(data["blank"]), _plain(data["true"]))
    members = {word: compile_called(called) for word, called in lists.section(data["members"]).items()}
    rules = [
        _rule(key, lists.section(rule), frozenset(members))
        for key, rule in lists.section(data["rules"]).items()
    ]
    return Combinations(names, words, members, rules)


def _plain(words: object) -> frozenset[str]:
    return frozenset(map(plain, lists.words(words)))


def _rule(key: str, data: Mapping[str, object], members: frozenset[str]) -> Rule:
    some = _conditions(key, data.get("some", []), members)
    on = frozenset(lists.words(data.get("on", [])))
    if not on <= members:
        raise ConfigError(f"The combination `{key}` is about a member that has no entry.")
    return Rule(
        f"combination.{key}",
        _conditions(key, data.get("all", []), members),
        some,
        int(_word(key, data, "least")) if some else 0,
        Category(_word(key, data, "implies")),
        on,
        float(_word(key, data, "confidence")),
    )


def _conditions(key: str, data: object, members: frozenset[str]) -> tuple[Condition, ...]:
    if not isinstance(data, list):
        raise ConfigError(f"The combination `{key}` has no list of conditions.")
    return tuple(_condition(key, lists.section(condition), members) for condition in data)


def _condition(key: str, data: Mapping[str, object], members: frozenset[str]) -> Condition:
    member, state = _word(key, data, "member"), _word(key, data, "is")
    marks = tuple(lists.words(data.get("marks", [])))
    if member not in members or state not in {known.value for known in State} or not MARKS.issuperset(marks):
        raise ConfigError(
            f"The combination `{key}` uses a word for a member, a state or a mark that is unknown."
        )
    return Condition(
        member,
        State(state),
        _plain(data.get("values", [])),
        marks,
        _conditions(key, data.get("conditions", []), members),
    )


def _word(key: str, data: Mapping[str, object], part: str) -> str:
    word = data.get(part)
    if not isinstance(word, str):
        raise ConfigError(f"The combination `{key}` lacks `{part}`.")
    return word
