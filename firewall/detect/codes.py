"""
Values that mean something only under a name: ``U1`` is a visa for victims, a radio channel, or a bus.

A code counts under one of its list's own names, or, where it is not too short to tell, under any
name that is about the same thing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from firewall.detect import lists
from firewall.detect.called import Called, CalledIndex, compile_called
from firewall.detect.fold import fold
from firewall.detect.leaves import plain
from firewall.detect.names import Lexicon
from firewall.detect.spelling import Words
from firewall.errors import ConfigError
from firewall.model import Category

OWN, AKIN = 0.95, 0.6
"""How sure a code is under a name of its list, and under another name about the same thing."""

_REMEMBERED = 4096
_LONGEST_REMEMBERED = 128
# The longest description of a class of admission has 330 characters.
_LONGEST_CODE = 400
# `B1/B2`, `C09 - adjustment pending`, `U1: victim`, `C08 (asylum)`.
_PARTS = re.compile(r"[/,;|+]|[-:=] | -| \(")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True, eq=False)
class CodeList:
    """One list of codes: where they count, what they say, and what some of them say besides."""

    id: str
    category: Category
    called: Called
    near: Called
    """Names that count only beside, or inside, something else of ``near.categories``."""
    codes: Mapping[str, frozenset[Category]] = field(repr=False)
    ranges: tuple[tuple[int, int, int], ...]
    """Width, lowest and highest of codes that are numbers."""
    before: tuple[str, ...]
    zeros: bool
    """Whether zeros before a number make no difference."""

    def read(self, text: str, *, own: bool) -> frozenset[Category]:
        """Return what the text says by this list; nothing where it is none of its codes."""
        if len(text) > _LONGEST_CODE:
            return frozenset()
        return frozenset().union(*(self._look_up(part, own=own) for part in _candidates(text)))

    def _look_up(self, part: str, *, own: bool) -> frozenset[Category]:
        for word in self.before:
            part = part.removeprefix(word)
        code = _ZEROS.sub("", part) if self.zeros else part
        if not own and not _tells(code):
            return frozenset()
        found = self.codes.get(code)
        if found is not None:
            return found
        return frozenset([self.category]) if self._in_range(part) else frozenset()

    def _in_range(self, part: str) -> bool:
        return part.isdigit() and any(
            len(part) == width and low <= int(part) <= high for width, low, high in self.ranges
        )


Lists = tuple[tuple[CodeList, float], ...]
"""Lists of codes, each with how sure a code of it is."""

_NONE: Lists = ()


def _candidates(text: str) -> Iterator[str]:
    """Yield the ways to read a text as a code: whole, and each of its parts."""
    yield plain(text)
    parts = _PARTS.split(fold(text))
    if len(parts) > 1:
        yield from (plain(part) for part in parts)
    _, fragment, after = text.rpartition("#")
    if fragment:  # uri://ed-fi.org/VisaDescriptor#F1
        yield plain(after)


def _tells(code: str) -> bool:
    """Under a name that is not the list's own, a number or two letters may be anything: ``IN`` is a state."""
    if code.isdigit():
        return False
    return any(char.isdigit() for char in code) or len(code) >= _LEAST_LETTERS


class Codes:
    """All lists, asked by name.  Safe to share between threads."""

    def __init__(self, names: Lexicon, known: Iterable[CodeList]) -> None:
        self._names = names
        self.lists = tuple(known)
        self._own = CalledIndex((number, known.called) for number, known in enumerate(self.lists))
        self._told = CalledIndex((number, _told(known, names)) for number, known in enumerate(self.lists))
        self._near = CalledIndex((number, known.near) for number, known in enumerate(self.lists))
        self._by_name: dict[str, Lists] = {}

    def under(self, name: str) -> Lists:
        """
        Return the lists whose codes count under a name, each with how sure it is.

        Where the name is one list's own, the others do not count: C31 is a child of a citizen as a
        class of admission, and a victim of violence as a ground for a work permit.
        """
        known = self._by_name.get(name)
        if known is None:
            known = self._known(name, self._names.categories)
            if len(name) <= _LONGEST_REMEMBERED:
                if len(self._by_name) >= _REMEMBERED:
                    self._by_name.clear()  # whoever sends keys chooses them, as in names.py
                self._by_name[name] = known
        return known

    def look_up(self, text: str) -> Lists:
        """Return the same of a text in a message that may be a name.  Nothing of it is remembered."""
        return self._known(text, self._names.look_up)

    def _known(self, name: str, categories: Callable[[str], frozenset[Category]]) -> Lists:
        own = self._own.by_name(name)
        if not own:
            return self._with(self._own.by_category(categories(name)), AKIN)
        told = self._told.by_name(name)
        if told:
            # `coa` is a class of admission, and `coa_ledger` a chart of accounts: the lexicon knows which.
            trees = frozenset(map(_tree, categories(name)))
            own = {
                number for number in own if number not in told or _tree(self.lists[number].category) in trees
            }
        return self._with(own, OWN)

    def needs_company(self, name: str) -> bool:
        """Tell whether codes count under a name beside certain others."""
        return bool(self._near.by_name(name))

    def beside(self, name: str, categories: frozenset[Category]) -> Lists:
        """Return the lists whose codes count under a name because others around it say these categories."""
        return self._with(self._near.by_name(name) & self._near.by_category(categories), AKIN)

    def _with(self, numbers: Iterable[int], confidence: float) -> Lists:
        return tuple((self.lists[number], confidence) for number in sorted(numbers)) or _NONE


def _tree(category: Category) -> str:
    return category.partition(".")[0]


def _told(known: CodeList, names: Lexicon) -> Called:
    """Return those names of a list by which the lexicon, too, tells what the list is about."""
    tree = _tree(known.category)

    def is_told(words: Words) -> bool:
        return tree in map(_tree, names.look_up(" ".join(words)))

    return Called(frozenset(filter(is_told, known.called.inside)), frozenset(), frozenset())


def compile_codes(texts: Iterable[str], names: Lexicon) -> Codes:
    """Return the lists of the files in ``data/codes``.  Raises ConfigError where one cannot be used."""
    known = lists.section(lists.merged(texts).get("lists", {}))
    return Codes(names, (_compile(key, lists.section(parts)) for key, parts in known.items()))


def _compile(key: str, parts: Mapping[str, object]) -> CodeList:
    said = lists.section(parts.get("codes", {}))
    zeros = "zeros" in parts
    category = parts.get("category")
    if not isinstance(category, str):
        raise ConfigError(f"The list of codes `{key}` has no category.")
    return CodeList(
        f"code.{key}",
        Category(category),
        compile_called(parts.get("called", {})),
        compile_called(parts.get("near", {})),
        _meanings(key, Category(category), said, _more(key, parts, said), zeros=zeros),
        tuple(map(_range, lists.words(parts.get("ranges", [])))),
        tuple(map(plain, lists.words(parts.get("before", [])))),
        zeros,
    )


def _more(key: str, parts: Mapping[str, object], said: Mapping[str, object]) -> Mapping[str, set[Category]]:
    """Return what some codes say besides the category of their list."""
    more: defaultdict[str, set[Category]] = defaultdict(set)
    for category, codes in lists.section(parts.get("also", {})).items():
        for code in lists.words(codes):
            if code not in said:
                raise ConfigError(f"The list of codes `{key}` says more about a code that it does not have.")
            more[code].add(Category(category))
    return more


def _meanings(
    key: str,
    category: Category,
    said: Mapping[str, object],
    more: Mapping[str, set[Category]],
    *,
    zeros: bool,
) -> Mapping[str, frozenset[Category]]:
    """Return what each code says, and its description, which may stand in its place."""
    meanings: defaultdict[str, set[Category]] = defaultdict(set)
    for code, label in said.items():
        if not isinstance(label, str):
            raise ConfigError(f"The list of codes `{key}` has a code without a description.")
        for text in (code, label):
            spelled = _ZEROS.sub("", plain(text)) if zeros else plain(text)
            if text is code or len(spelled) > _LEAST_LETTERS:
                meanings[spelled] |= {category, *more.get(code, ())}
    return {code: frozenset(meaning) for code, meaning in meanings.items()}


def _range(text: str) -> tuple[int, int, int]:
    """Return width, lowest and highest of ``001-999``."""
    low, _, high = text.partition("-")
    if not (low.isdigit() and high.isdigit() and len(low) == len(high)):
        raise ConfigError("A range of codes is two numbers of the same length, with a dash between.")
    return len(low), int(low), int(high)
