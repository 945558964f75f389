"""
A text that comes in pieces, in records that follow each other: read together, so that no value leaves in parts.

A record waits until so much more of each of its texts has come that whatever begins in it would end there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from firewall.detect import Detectors
from firewall.inspection import padding
from firewall.inspection.together import telling
from firewall.inspection.turns import ITEM, OF_THE_STREAM, Turns
from firewall.inspection.withholding import judge
from firewall.model import Path, Tree, View
from firewall.transform.prune import prune
from firewall.transform.values import Pseudonymize

WINDOW = 256
"""Letters and digits that are read together with what went before them: more than any value has that is looked for."""

MOST = 1024
"""Records that wait at most: a text that is not continued within so many is at its end."""

MOST_CHARACTERS = 64 * 1024

MOST_WEIGHT = 1024 * 1024
"""Of all that stands in the records that wait, in characters: what is no text takes up room, too."""

_A_VALUE = 8
"""Characters that any value counts for beside those of its name and its text."""

_TURN = "index"
"""By this number beside a text its reader knows which of several texts a piece goes on with."""

Standing = tuple[Path, tuple[int, ...]]
"""A place, and the numbers by which pieces in it are told apart: none, where all of them are read as one text."""

ViewOf = Callable[[frozenset[str]], View]


@dataclass(slots=True)
class _Waiting:
    record: Tree = field(repr=False)
    texts: dict[Standing, str] = field(repr=False)
    tells: dict[Standing, int]
    weight: int

    @property
    def size(self) -> int:
        return sum(len(text) for (_, turns), text in self.texts.items() if not turns)


class Overlap:
    """What waits, and the end of what went before it.  What stands ``apart`` is no text in pieces."""

    def __init__(self, apart: frozenset[Path] = OF_THE_STREAM) -> None:
        self._apart = apart
        self._waiting: deque[_Waiting] = deque()
        self._before: dict[Standing, str] = {}
        self._tails: dict[Standing, str] = {}
        self._turns = Turns(apart)
        self._in_turn: list[tuple[Path, list[str]]] = []

    @property
    def held_bytes(self) -> int:
        return sum(one.weight for one in self._waiting)

    def add(self, records: list[Tree]) -> None:
        for record in records:
            texts: dict[Standing, str] = {}
            for path, turns, text in _texts(record, (), ()):
                if path in self._apart:
                    continue
                for where in {(path, ()), (path, turns)}:
                    texts[where] = texts.get(where, "") + text
            self._waiting.append(_Waiting(record, texts, self._told(texts), _weight(record)))
            self._in_turn += self._turns.continued(record)

    def _told(self, texts: dict[Standing, str]) -> dict[Standing, int]:
        """How much each of them tells that those before it had not."""
        told: dict[Standing, int] = {}
        for where, text in texts.items():
            before = self._tails.get(where, "")
            told[where] = padding.adds(before, text, WINDOW)
            if len(self._tails) < MOST or where in self._tails:
                self._tails[where] = (before + text)[-padding.TAIL :]
        return told

    def closed(
        self, closed: frozenset[str], view_of: ViewOf, detectors: Detectors, pseudonymize: Pseudonymize
    ) -> frozenset[str]:
        """Return the places in which something stands that goes from one piece into the next.  Raises Failure."""
        joined, ends = self._joined()
        tells = telling(detectors)
        while joined:
            view = view_of(closed)
            pruned = prune(joined, view, None, pseudonymize, tells)
            judged = judge(pruned, view, detectors, {})
            over = {
                pruned.places[number].pattern
                for number, start, end in judged.spans
                if any(start < at < end for at in ends.get(pruned.texts[number], ()))
            }
            found = judged.latched | judged.echoed | over
            if found <= closed:
                break
            closed |= found
        return closed

    def take(self, *, is_last: bool) -> list[Tree]:
        """Return the records of which nothing can be continued any more."""
        ready = len(self._waiting) if is_last else self._ready()
        return [self._taken() for _ in range(ready)]

    def _ready(self) -> int:
        """How many, from the first one on, are followed by enough: those behind one that waits wait, too."""
        after: dict[Standing, int] = {}
        ready, size, weight = len(self._waiting), 0, 0
        for number in range(len(self._waiting) - 1, -1, -1):
            one = self._waiting[number]
            is_over = len(self._waiting) - number > MOST or size > MOST_CHARACTERS or weight > MOST_WEIGHT
            if is_over:
                return ready
            if not all(after.get(path, 0) >= WINDOW for path in one.texts):
                ready = number
            size += one.size
            weight += one.weight
            for path, told in one.tells.items():
                after[path] = after.get(path, 0) + told
        return ready

    def _taken(self) -> Tree:
        one = self._waiting.popleft()
        for path, text in one.texts.items():
            if len(self._before) < MOST or path in self._before:
                self._before[path] = padding.end(self._before.get(path, "") + text, WINDOW)
        return one.record

    def _joined(self) -> tuple[list[Tree], dict[str, list[int]]]:
        pieces: dict[Standing, list[str]] = {}
        for one in self._waiting:
            for where, text in one.texts.items():
                pieces.setdefault(where, [self._before.get(where, "")]).append(text)
        in_turn, self._in_turn = self._in_turn, []
        joined: dict[tuple[Path, str], Tree] = {}
        ends: dict[str, list[int]] = {}
        for path, found in [*((path, found) for (path, _), found in pieces.items()), *in_turn]:
            text = "".join(found)
            if len([piece for piece in found if piece]) > 1 and (path, text) not in joined:
                joined[path, text] = _standing(path, text)
                ends.setdefault(text, []).extend(_ends(found))
        return list(joined.values()), ends


def _ends(pieces: list[str]) -> list[int]:
    ends, at = [], 0
    for piece in pieces[:-1]:
        at += len(piece)
        ends.append(at)
    return ends


def _texts(tree: Tree, path: Path, turns: tuple[int, ...]) -> Iterator[tuple[Path, tuple[int, ...], str]]:
    if isinstance(tree, str):
        yield path, turns, tree
    elif isinstance(tree, dict):
        turn = tree.get(_TURN)
        if isinstance(turn, int):
            turns = (*turns, turn)
        for name, value in tree.items():
            yield from _texts(value, (*path, name), turns)
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item, (*path, ITEM), turns)


def _weight(tree: Tree) -> int:
    weight, waiting = 0, [tree]
    while waiting:
        value = waiting.pop()
        weight += _A_VALUE
        if isinstance(value, str):
            weight += len(value)
        elif isinstance(value, dict):
            weight += sum(map(len, value))
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return weight


def _standing(path: Path, text: str) -> Tree:
    tree: Tree = text
    for step in reversed(path):
        tree = [tree] if step == ITEM else {step: tree}
    return tree
