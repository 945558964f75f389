"""
Learn the weights of ``firewall.detect.weighing`` and ``firewall.detect.meaning`` from labelled sentences.

Each is a logistic regression over the features that the product counts.  It is fitted twice: what weighs least is left
out of the second fit.  Sentences are counted once, into one sparse matrix: as dictionaries they would take ten
gigabytes.
"""

from __future__ import annotations

import math
import warnings
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Protocol

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from firewall.detect import weighing
from firewall.detect.senses import Senses, features
from firewall.detect.weighing import Line
from training.examples import JOINED, TO_LEARN_FROM, Example, digest, lengthened

_OFTEN = 0.35
"""To what power it counts how often a feature stands, beside how much it weighs, where some are left out."""
_FEWEST = 2
"""Sentences in which a word must occur to be remembered."""
_EVEN = 0.1
"""How much is learned of what stands on both sides alike, beside what stands on one side *e* times as often (1.0)."""
_STEPS, _TOLERANCE = 300, 1e-4
"""Of the fit.  Three times as many take three times as long, and tell no sentence better."""
_EXAMINED = 3.0
"""What a sentence of the examination counts for, beside one that was written to learn from."""
_MOST_COUNTED = 4.0
"""What an example counts for at most where hardly any of its length is of its kind."""
WORTH_ASKING, SURE_BY_LETTERS = 0.02, 0.95
"""Probability by letters between which meanings are asked: above, they changed nothing, below, they find nothing."""
POSSIBLE, SURE = 0.2, 0.3
"""Probability by both from which on a sentence may tell, and tells."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each feature, as a file of weights has it, stands in each text: a row a text, a column a feature."""

    features: list[str]
    times: csr_matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What is counted of a sentence, and how much is learned of it."""

    count: Callable[[Iterable[str]], Counted]
    fewest: int
    """Sentences in which a feature must occur."""
    kept: int
    """Features."""
    c: float
    """How far a weight may be from nothing; ``C`` of the regression."""


def letters(texts: Iterable[str]) -> Counted:
    """
    Count what ``Weigher`` sums up over the words of each sentence.

    Words are counted, not their parts: how often a part stands in a text is a product of two matrices.
    """
    listed = [weighing.words(text) for text in texts]
    words, in_texts = _matrix(listed)
    parts, in_words = _matrix(map(sorted, map(weighing.parts, words)))
    pairs, pairs_in_texts = _matrix(map(" ".join, pairwise(one)) for one in listed)
    return Counted([*parts, *pairs], hstack([in_texts @ in_words, pairs_in_texts], format="csr"))


def meanings(senses: Senses) -> Callable[[Iterable[str]], Counted]:
    """Return what counts what ``Judge`` sums up of what the words of each sentence mean."""
    return lambda texts: Counted(*_matrix(_meant(senses, text) for text in texts))


def _meant(senses: Senses, text: str) -> list[str]:
    found = features(senses.of(weighing.words(text)))
    return sorted(one if isinstance(one, str) else " ".join(one) for one in found)


BY_LETTERS = Way(count=letters, fewest=2, kept=160_000, c=0.004)
"""Half as many features cost two points of recall; all together gain nothing."""


def by_meanings(senses: Senses) -> Way:
    """Half as many features cost a thirtieth of what meanings tell; all together gain as much."""
    return Way(count=meanings(senses), fewest=4, kept=80_000, c=0.001)


def _matrix(rows: Iterable[Iterable[str]]) -> tuple[list[str], csr_matrix]:
    """Return what stands in the rows, in the order of its first time, and how often each does in each."""
    columns: dict[str, int] = {}
    numbers, ends = array("i"), array("q", [0])
    for row in rows:
        numbers.extend(columns.setdefault(one, len(columns)) for one in row)
        ends.append(len(numbers))
    ones = np.ones(len(numbers), dtype=np.float32)
    matrix = csr_matrix((ones, numbers, ends), shape=(len(ends) - 1, len(columns)))
    matrix.sum_duplicates()
    return list(columns), matrix


class Model:
    """Features with their weights in the sum and in the length, and the bias."""

    def __init__(self, examples: Sequence[Example], way: Way = BY_LETTERS) -> None:
        some = [*examples, *lengthened(examples)]
        tells = np.array([one.tells for one in some])
        counts_as = _alike(some)
        found = way.count(one.text for one in some)
        occurring = np.bincount(found.times.indices, minlength=len(found.features))
        chosen = np.flatnonzero(occurring >= way.fewest)
        rare = np.log((1 + len(some)) / (1 + occurring)) + 1
        scale = rare**2 * np.sqrt(_EVEN + one_sided(found.times, tells, counts_as))
        fit = _fit(_scaled(found.times[:, chosen], rare[chosen], scale[chosen]), tells, counts_as, way.c)
        if len(chosen) > way.kept:
            worth = np.abs(fit.coef_[0] * scale[chosen]) * occurring[chosen] ** _OFTEN
            chosen = np.sort(chosen[np.argsort(-worth, kind="stable")[: way.kept]])
            fit = _fit(_scaled(found.times[:, chosen], rare[chosen], scale[chosen]), tells, counts_as, way.c)
        self._count = way.count
        self._features = [found.features[index] for index in chosen]
        self._weights = fit.coef_[0] * scale[chosen]
        self._squares = rare[chosen] ** 2
        self.bias = float(fit.intercept_[0])

    def odds(self, texts: Iterable[str]) -> np.ndarray:
        found = self._count(texts)
        columns = {feature: number for number, feature in enumerate(found.features)}
        known = [number for number, feature in enumerate(self._features) if feature in columns]
        times = found.times[:, [columns[self._features[number]] for number in known]]
        odds: np.ndarray = self.bias + _divided(times, self._squares[known]) @ self._weights[known]
        return odds

    def lines(self) -> list[Line]:
        """Return what the product reads of each feature."""
        added = np.rint(self._weights * weighing.STEPS).astype(int).tolist()
        squares = np.rint(self._squares).astype(int).tolist()
        return [Line(*line) for line in sorted(zip(self._features, added, squares, strict=True))]


class Learned(Protocol):
    def odds(self, texts: Sequence[str], /) -> np.ndarray:
        """Return the logarithm of the odds that each text tells."""


class Both:
    """What was learned of letters and of meanings."""

    def __init__(self, examples: Sequence[Example], senses: Senses) -> None:
        self.letters = Model(examples)
        self.meanings = Model(examples, by_meanings(senses))

    def odds(self, texts: Sequence[str]) -> np.ndarray:
        """Return the odds as the product reckons them."""
        by_letters = self.letters.odds(texts)
        together = (by_letters + self.meanings.odds(texts)) / 2
        ruled_out, sure = by_letters < _logit(WORTH_ASKING), by_letters >= _logit(SURE_BY_LETTERS)
        return np.select([ruled_out, sure], [-np.inf, by_letters], together)

    def heads(self, some: Sequence[Example], lists: Sequence[str]) -> tuple[weighing.Head, weighing.Learned]:
        """Return what the product reads of all features together; ``lists`` are those of what words mean."""
        seen_in = Counter(chain.from_iterable(set(weighing.words(one.text)) for one in some))
        of_letters = weighing.Head(
            learned_from=digest(some),
            bias=round(self.letters.bias, 4),
            possible=round(_logit(WORTH_ASKING), 4),
            sure=round(_logit(SURE_BY_LETTERS), 4),
            words=" ".join(sorted(word for word, times in seen_in.items() if times >= _FEWEST)),
            features=len(self.letters.lines()),
        )
        of_meanings = weighing.Learned(
            learned_from=digest(some, lists),
            bias=round(self.meanings.bias, 4),
            possible=round(_logit(POSSIBLE), 4),
            sure=round(_logit(SURE), 4),
            features=len(self.meanings.lines()),
        )
        return of_letters, of_meanings


def one_sided(times: csr_matrix, tells: np.ndarray, counts_as: np.ndarray) -> np.ndarray:
    """
    Return how many times as often each feature stands on one side as on the other, as a logarithm.

    What stands mostly on one side is worth learning more of: so it needs a smaller coefficient.
    """
    telling, others = 1 + times.T @ (counts_as * tells), 1 + times.T @ (counts_as * ~tells)
    ratio: np.ndarray = np.abs(np.log(telling / telling.sum()) - np.log(others / others.sum()))
    return ratio


def _divided(times: csr_matrix, squares: np.ndarray) -> csr_matrix:
    """Divide by the length as the product works it out: word by word, as if no two shared a part."""
    square = times @ squares
    return diags(np.where(square > 0, square, 1.0) ** -weighing.SHORTENED) @ times


def _scaled(times: csr_matrix, rare: np.ndarray, scale: np.ndarray) -> csr_matrix:
    return (_divided(times, rare**2) @ diags(scale)).tocsr()


def _fit(scaled: csr_matrix, tells: np.ndarray, counts_as: np.ndarray, c: float) -> LogisticRegression:
    model = LogisticRegression(C=c, tol=_TOLERANCE, solver="lbfgs", max_iter=_STEPS)
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        return model.fit(scaled, tells, sample_weight=counts_as)


def _alike(some: Sequence[Example]) -> np.ndarray:
    """
    Return how much each example counts, so that of each language and length those that tell count as the others do.

    Authors tell of a status in longer sentences than of a dog: how long one is must tell nothing.
    """
    groups = [(one.language, len(one.text.split()).bit_length()) for one in some]
    kinds = Counter((group, one.tells) for group, one in zip(groups, some, strict=True))
    together = Counter(groups)
    return np.array(
        [
            min(together[group] / (2 * kinds[group, one.tells]), _MOST_COUNTED)
            * (1.0 if one.source in {TO_LEARN_FROM, JOINED} else _EXAMINED)
            for group, one in zip(groups, some, strict=True)
        ]
    )


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def unseen(
    some: Sequence[Example], learn: Callable[[Sequence[Example]], Learned], folds: int = 3
) -> np.ndarray:
    """Return the odds of each example by what was learned without it, and without its neighbours in the file."""
    by_source: dict[tuple[str, str], list[int]] = {}
    for number, one in enumerate(some):
        by_source.setdefault((one.language, one.source), []).append(number)
    fold = np.zeros(len(some), dtype=int)
    for numbers in by_source.values():
        fold[numbers] = [index * folds // len(numbers) for index in range(len(numbers))]
    odds = np.zeros(len(some))
    for each in range(folds):
        asked = fold == each
        learned = learn([one for one, is_asked in zip(some, asked, strict=True) if not is_asked])
        odds[asked] = learned.odds([one.text for one, is_asked in zip(some, asked, strict=True) if is_asked])
    return odds
