"""
Texts in which one of our expressions occurs, beside whatever: what Hyperscan must find because RE2 does.

``python -m tests.detect.matching_trials 1000000`` before a release of Hyperscan is taken: 5.4.12 overlooks one text in
200,000, 5.4.11 none of 1,900,000.  `make test` tries a few thousand.
"""

import re
import sys
from random import Random
from re import _constants as kinds  # type: ignore[attr-defined]  # private, and only for tests
from re import _parser as parser  # type: ignore[attr-defined]

from firewall import detect
from firewall.app import detector_data
from firewall.cli.common import cache_folder
from firewall.detect import by_hyperscan
from firewall.detect.by_re2 import compiled
from firewall.prepared import prepared

ALL = range(256)
CATEGORIES = {
    kinds.CATEGORY_DIGIT: rb"\d",
    kinds.CATEGORY_NOT_DIGIT: rb"\D",
    kinds.CATEGORY_SPACE: rb"\s",
    kinds.CATEGORY_NOT_SPACE: rb"\S",
    kinds.CATEGORY_WORD: rb"\w",
    kinds.CATEGORY_NOT_WORD: rb"\W",
}
FILLINGS = [b"x", b" ", b"a", b"0", b"the ", b"-", b"b", b"\xff", b". "]
PADDINGS = [0, 0, 1, 2, 15, 16, 17, 40]
LIKELY = frozenset(b" abcdexyzABCZ0123459-./:#'\xe9\xff")
MORE = 6
"""Repetitions above the least."""


def lists():
    """Return each list of what our detectors look for, with what Hyperscan made of it."""
    made = []

    def compile_(expressions):
        made.append((prepared(cache_folder())(expressions), list(expressions)))
        return made[-1][0]

    detect.build(detector_data(), compile_=compile_)
    return made


class Trials:
    """Random texts, and whether what RE2 finds in them is found."""

    def __init__(self, made, seed):
        self._random = Random(seed)
        self._made = [
            (
                matcher,
                [(n, parser.parse(one, re.MULTILINE), compiled(one)) for n, one in enumerate(expressions)],
            )
            for matcher, expressions in made
        ]

    def overlooked(self):
        """Try one text in each list: return the texts in which an expression was overlooked."""
        return [text for matcher, expressions in self._made for text in self._tried(matcher, expressions)]

    def overlooked_in(self, text):
        """Return the numbers of all expressions that were overlooked in a text."""
        missing = []
        for matcher, expressions in self._made:
            found = {number for number, *_ in matcher.occurrences(text)}
            missing += [n for n, _, by_re2 in expressions if n not in found and by_re2.search(text)]
        return missing

    def _tried(self, matcher, expressions):
        number, tree, _ = self._random.choice(expressions)
        text = self._pad() + self.text(tree) + self._pad()
        found = {number for number, *_ in matcher.occurrences(text)}
        asked = [expressions[number], *self._random.sample(expressions, 5)]
        return [text for number, _, by_re2 in asked if number not in found and by_re2.search(text)]

    def _pad(self):
        return self._random.choice(FILLINGS) * self._random.choice(PADDINGS)

    def text(self, tree):
        return b"".join(self._one(kind, value) for kind, value in tree)

    def _one(self, kind, value):
        match kind:
            case kinds.LITERAL | kinds.NOT_LITERAL | kinds.IN | kinds.ANY:
                return self._character(kind, value)
            case kinds.BRANCH:
                return self.text(self._random.choice(value[1]))
            case kinds.SUBPATTERN:
                return self.text(value[-1])
            case kinds.MAX_REPEAT | kinds.MIN_REPEAT:
                least, most, repeated = value
                times = self._random.choice(
                    [least, self._random.randint(least, min(int(most), least + MORE))]
                )
                return b"".join(self.text(repeated) for _ in range(times))
            case kinds.AT:
                return b""
        raise ValueError(kind)

    def _character(self, kind, value):
        if kind is kinds.LITERAL:
            return self._in_any_case(bytes([value]))
        taken = (
            set(ALL) - {value}
            if kind is kinds.NOT_LITERAL
            else set(ALL)
            if kind is kinds.ANY
            else members(value)
        )
        return bytes([self._random.choice(sorted(taken & LIKELY or taken))])

    def _in_any_case(self, letter):
        """Most of our expressions do not mind; where one does, RE2 does not find it either."""
        return letter.swapcase() if self._random.random() < 0.1 else letter


def members(parts):
    found = set()
    for kind, value in parts:
        match kind:
            case kinds.LITERAL:
                found.add(value)
            case kinds.RANGE:
                found.update(range(value[0], value[1] + 1))
            case kinds.CATEGORY:
                found.update(one for one in ALL if re.match(CATEGORIES[value], bytes([one])))
    return set(ALL) - found if parts[0][0] is kinds.NEGATE else found


def main(times):
    by_hyperscan._SHORT = -1  # Hyperscan alone
    trials = Trials(lists(), seed=1)
    overlooked = [text for _ in range(times // 12) for text in trials.overlooked()]
    print(f"{times} trials, {len(overlooked)} overlooked", *overlooked, sep="\n")
    return bool(overlooked)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
