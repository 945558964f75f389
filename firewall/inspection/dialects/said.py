"""
What a query says by names: each is resolved to declared members of the route, and counts as what these are.

INVARIANT: a name that leads to no declared member asks for what nobody declared, which no agreement opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from firewall.detect import decode
from firewall.inspection import ordering
from firewall.inspection.question import Question, Text
from firewall.inspection.reading import Failure
from firewall.model import UNCLASSIFIED, Category, Member, Path
from firewall.policy.rules import Route
from firewall.policy.view import ANY, spell
from firewall.policy.words import CONTROLS

MAX_PAGE = 64
"""Characters of a page number or cursor, as in any request."""

MOST_NAMES = 100
MOST_CHARACTERS = 4_000
MOST_DEPTH = 8

COUNT = Category("aggregate.cell")
"""What a number of records is, beside what they were grouped by."""

_STEPS = r"([A-Za-z_][A-Za-z0-9_.]*(?:/[A-Za-z0-9_.]+)*)"
_BEHIND = re.compile(rf"(?:\A|[,;&|({{\[\s])\s*['\"]?{_STEPS}['\"]?\s*[-:=~<>]\s*(?=[^=\s])")
"""A name, and behind it what divides it from its value."""
_BEFORE = re.compile(rf"[\[,]\s*(['\"]){_STEPS}\1\s*(?=,)")
"""A name in a list, of which the next item is the value."""

_CALLED = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_DIGITS = 9

Steps = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]


class Said:
    """Collects what the parts of one query are."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.base: Steps = plain(route.records or ())
        self._asks: set[Category] = set()
        self._orders: set[Category] = set()
        self._selects: set[Category] | None = None
        self.records: int | None = None
        self._texts: list[Text] = []
        self._about: list[tuple[str, str]] = []
        self._others: list[tuple[str, str]] = []
        self._left = MOST_NAMES
        self._counts = False
        self._called: list[tuple[str, tuple[Category, ...]]] = []
        self.made: dict[str, tuple[Category, ...]] = {}
        self.members: dict[Path, Member] | None = None

    def question(self, query: Pairs) -> Question:
        return Question(
            members=None if self.members is None else tuple(self.members.values()),
            asks=frozenset(self._asks),
            selects=None if self._selects is None else frozenset(self._selects),
            # Of records that are counted, even a value that fits tells more than of one that is known.
            orders=frozenset(self._orders | (self._asks - {UNCLASSIFIED} if self._counts else set())),
            records=self.records,
            texts=tuple(self._texts),
            about=tuple(sorted(self._about)),
            query=query,
            others=tuple(self._others),
            called=tuple(self._called),
        )

    # ---- names

    def places(self, steps: Steps) -> tuple[Path, ...]:
        """Return the declared places that a name leads to: the nearest at or above it, and all below."""
        self._left -= 1
        if self._left < 0 or len(steps) > MOST_DEPTH:
            raise Failure("query-too-large")
        return tuple(self._places((*self.base, *steps)))

    def _places(self, steps: Steps) -> Iterable[Path]:
        if is_misspelt(steps, self.route.fields):
            return
        above: list[tuple[int, Path]] = []
        for path in self.route.fields:
            own = plain(path)
            if own[: len(steps)] == steps:
                yield path
            elif own and steps[: len(own)] == own and len(own) > len(self.base):
                above.append((len(own), path))
        nearest = max((length for length, _ in above), default=0)
        yield from (path for length, path in above if length == nearest)

    def categories(self, steps: Steps) -> tuple[Category, ...]:
        """Return what a name is; what it is nothing of is unclassified, and so are names made twice."""
        made = self.made.get(steps[0]) if len(steps) == 1 else None
        found = made if made is not None else self.of(self.places(steps))
        return found or (UNCLASSIFIED,)

    @property
    def words(self) -> frozenset[str]:
        """What any declared member is called, as spellings are compared."""
        return frozenset(step for path in self.route.fields for step in folded(plain(path)))

    def of(self, places: Iterable[Path]) -> tuple[Category, ...]:
        return tuple(dict.fromkeys(c for path in places for c in self.route.fields[path]))

    # ---- what is said of them

    def compare(self, categories: Sequence[Category], texts: Iterable[str], *, is_plain: bool) -> None:
        """
        A comparison asks by what it names.

        To be equal to a value that the requester knows is what ``asks_by`` allows.  Anything else (ranges, patterns,
        lists, alternatives, what is missing or empty) finds values out, so what it names must leave as it is, like an
        order.
        """
        said = [(text, tuple(categories)) for text in texts]
        self._ask(categories)
        if not (is_plain and all(text.strip() for text, _ in said)):
            self._order(categories)
        self._texts += said

    def order(self, categories: Sequence[Category]) -> None:
        """To order, to group or to compute by something tells of it."""
        self._ask(categories)
        self._order(categories)

    def _ask(self, categories: Sequence[Category]) -> None:
        """A count that the request itself has made asks for what it counts."""
        self._asks.update(category for category in categories if category != COUNT)

    def _order(self, categories: Sequence[Category]) -> None:
        self._orders.update(category for category in categories if category != UNCLASSIFIED)

    def select(self, categories: Sequence[Category]) -> None:
        known = [category for category in categories if category != UNCLASSIFIED]
        self._selects = (self._selects or set()) | set(known)
        if len(known) < len(categories):
            self._asks.add(UNCLASSIFIED)

    def strange(self) -> None:
        """Something is asked for that nobody declared."""
        self._asks.add(UNCLASSIFIED)

    def limit(self, text: str) -> None:
        """Of several limits a service may take any."""
        self.records = max(whole_number(text), self.records or 0)

    def page(self, text: str) -> None:
        if len(text) > MAX_PAGE or not text.isascii():
            self._asks.add(UNCLASSIFIED)
        self._texts.append((text, ()))
        for steps in named_in(text):  # some services filter by what it names; what nobody declared is no name
            self.order(self.of(called_so(steps, self.route.fields)))

    def total(self, text: str) -> None:
        if not ordering.is_plain_total(text):
            self._asks.add(UNCLASSIFIED)

    def about(self, name: str, value: str) -> None:
        """It is part of what the request is about, which no page and no selection is."""
        self._about.append((name, value))

    def other(self, name: str, value: str) -> None:
        """It is no word of the dialect, and so what the route declares it as."""
        self._others.append((name, value))
        if self.route.query.get(name) not in CONTROLS:
            self.about(name, value)

    def text(self, text: str, words: Sequence[Category] = ()) -> None:
        self._texts.append((text, tuple(words)))

    # ---- names that the request makes

    def make(self, called: str, categories: Sequence[Category], within: Path, own: Steps = ()) -> None:
        """
        The answer is to have a member of this name, made of what these are, and called ``own`` by themselves.

        It must be no name of anything else: who reads the answer, and we, would take it for that.
        """
        steps = (*self.base, called)
        self._counts = self._counts or COUNT in categories
        is_taken = called in self.made or self.places((called,)) or is_misspelt(steps, self.route.fields)
        if not _CALLED.fullmatch(called) or is_taken:
            raise Failure("query-alias")
        self.made[called] = tuple(categories)
        self.name(called, categories)
        if self.members is None:
            self.members = {path: self._as_it_is(path) for path in self.route.fields}
        path = (*within, called)
        self.members[path] = Member(path, tuple(categories), self._pattern(categories), own=own)

    def _pattern(self, categories: Sequence[Category]) -> str:
        """The places whose categories these are: where one of them is latched, so is what is made of it."""
        places = [p for p, c in self.route.fields.items() if set(c) & set(categories)]
        return "|".join(map(spell, places)) or "/?"

    def _as_it_is(self, path: Path) -> Member:
        return Member(path, self.route.fields[path], spell(path), self.route.markers.get(path))

    def name(self, called: str, categories: Sequence[Category]) -> None:
        """The request calls something so: a text like any other, and what it says by itself is for others to tell."""
        self.text(called)
        self._called.append((called, tuple(categories)))

    def call(self, out: Path, place: Path, own: Steps = ()) -> None:
        """The answer has the declared place under this path; ``own`` is what stands there called by itself."""
        member = self._as_it_is(place)._replace(own=own)
        self.members = {} if self.members is None else self.members
        known = self.members.get(out)
        if known is not None and member.pattern not in known.pattern.split("|"):
            raise Failure("query-alias")  # which of the two stands there?
        self.members[out] = member._replace(path=out)

    @property
    def item(self) -> Path:
        """Where one record stands."""
        records = self.route.records
        if records is not None:
            has_items = any(path[: len(records) + 1] == (*records, ANY) for path in self.route.fields)
            return (*records, ANY) if has_items else records
        return (ANY,) if self.route.fields and all(path[:1] == (ANY,) for path in self.route.fields) else ()


def plain(path: Path) -> Steps:
    return tuple(step for step in path if step != ANY)


def named_in(page: str) -> list[Steps]:
    """
    Return the names by which a page says behind which record it begins (``name-'Amina',id-7``), in a code too.

    Raises :class:`Failure` where there is more in codes than anybody would follow.
    """
    try:
        decoded = [view.text for view in decode.views(page)] if len(page) <= MAX_PAGE else []
    except decode.TooDeepError:
        raise Failure("query-syntax") from None
    named = (one for text in (page, *decoded) for form in (_BEHIND, _BEFORE) for one in form.finditer(text))
    return [tuple(found[found.re.groups].split("/")) for found in named]


def called_so(steps: Steps, fields: Iterable[Path]) -> tuple[Path, ...]:
    """Return the declared places that have these steps anywhere, in whatever case."""
    named = folded(steps)
    return tuple(
        path
        for path in fields
        if any(folded(plain(path))[at : at + len(named)] == named for at in range(len(path)))
    )


def is_misspelt(steps: Steps, fields: Iterable[Path]) -> bool:
    """
    Whether it is another spelling of a declared name, such as one that differs by case.

    Some services take it for the same, and what covers the declared place would be said of it.
    """
    same = [
        plain(path)[: len(steps)] for path in fields if folded(plain(path)[: len(steps)]) == folded(steps)
    ]
    return bool(same) and steps not in same


def folded(steps: Steps) -> Steps:
    return tuple(step.lower().replace("_", "").replace("-", "") for step in steps)


def whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Failure("bad-limit")
    return int(text)


def check_length(query: Pairs) -> None:
    """Raises :class:`Failure` on more than anybody asks, before anything walks it twice."""
    if sum(len(name) + len(value) for name, value in query) > MOST_CHARACTERS:
        raise Failure("query-too-large")
