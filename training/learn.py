"""
Learn the weights of ``firewall.detect.weighing`` from labelled sentences.

A logistic regression over the features that the product counts.  It is fitted twice: what weighs least is left out of
the second fit.  Sentences are counted once, into one sparse matrix: as dictionaries they would take ten gigabytes.
"""

from __future__ import annotations

import math
import warnings
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from firewall.detect import weighing
from firewall.detect.weighing import Head, Line
from training.examples import JOINED, TO_LEARN_FROM, Example, digest, lengthened

KEPT = 160_000
"""Features.  Half as many cost two points of recall; all together gain nothing."""
_OFTEN = 0.35
"""To what power it counts how often a feature stands, beside how much it weighs, where some are left out."""
_FEWEST = 2
"""Sentences in which a feature must occur, or a word to be remembered."""
_C = 0.004
_EVEN = 0.1
"""How much is learned of what stands on both sides alike, beside what stands on one side *e* times as often (1.0)."""
_STEPS, _TOLERANCE = 300, 1e-4
"""Of the fit.  Three times as many take three times as long, and tell no sentence better."""
_EXAMINED = 3.0
"""What a sentence of the examination counts for, beside one that was written to learn from."""
_MOST_COUNTED = 4.0
"""What an example counts for at most where hardly any of its length is of its kind."""
SURE, POSSIBLE = 0.4, 0.02

Feature = tuple[bool, str]
"""Whether it is a pair of words, and what it is."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each feature stands in each text: a row a text, a column a feature."""

    features: list[Feature]
    times: csr_matrix


def counted(texts: Iterable[str]) -> Counted:
    """
    Count what ``Weigher`` sums up over the words of each sentence.

    Words are counted, not their parts: how often a part stands in a text is a product of two matrices.
    """
    listed = [weighing.words(text) for text in texts]
    words, in_texts = _matrix(listed)
    parts, in_words = _matrix(map(sorted, map(weighing.parts, words)))
    pairs, pairs_in_texts = _matrix(map(" ".join, pairwise(one)) for one in listed)
    features = [*((False, part) for part in parts), *((True, pair) for pair in pairs)]
    return Counted(features, hstack([in_texts @ in_words, pairs_in_texts], format="csr"))


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

    def __init__(self, examples: Sequence[Example], kept: int = KEPT) -> None:
        some = [*examples, *lengthened(examples)]
        tells = np.array([one.tells for one in some])
        counts_as = _alike(some)
        found = counted(one.text for one in some)
        occurring = np.bincount(found.times.indices, minlength=len(found.features))
        chosen = np.flatnonzero(occurring >= _FEWEST)
        rare = np.log((1 + len(some)) / (1 + occurring)) + 1
        scale = rare**2 * np.sqrt(_EVEN + one_sided(found.times, tells, counts_as))
        fit = _fit(found.times[:, chosen], rare[chosen], scale[chosen], tells, counts_as)
        if len(chosen) > kept:
            worth = np.abs(fit.coef_[0] * scale[chosen]) * occurring[chosen] ** _OFTEN
            chosen = np.sort(chosen[np.argsort(-worth, kind="stable")[:kept]])
            fit = _fit(found.times[:, chosen], rare[chosen], scale[chosen], tells, counts_as)
        self._features = [found.features[index] for index in chosen]
        self._weights = fit.coef_[0] * scale[chosen]
        self._squares = rare[chosen] ** 2
        self._bias = float(fit.intercept_[0])

    def odds(self, texts: Sequence[str]) -> np.ndarray:
        found = counted(texts)
        columns = {feature: number for number, feature in enumerate(found.features)}
        known = [number for number, feature in enumerate(self._features) if feature in columns]
        times = found.times[:, [columns[self._features[number]] for number in known]]
        odds: np.ndarray = self._bias + _divided(times, self._squares[known]) @ self._weights[known]
        return odds

    def weights(self, some: Sequence[Example]) -> tuple[Head, list[Line]]:
        """Return what the product reads."""
        seen_in = Counter(chain.from_iterable(set(weighing.words(one.text)) for one in some))
        added = np.rint(self._weights * weighing.STEPS).astype(int).tolist()
        squares = np.rint(self._squares).astype(int).tolist()
        lines = [
            Line(name, *sums) for (_, name), *sums in sorted(zip(self._features, added, squares, strict=True))
        ]
        head = Head(
            learned_from=digest(some),
            bias=round(self._bias, 4),
            sure=round(_logit(SURE), 4),
            possible=round(_logit(POSSIBLE), 4),
            words=" ".join(sorted(word for word, times in seen_in.items() if times >= _FEWEST)),
            features=len(lines),
        )
        return head, lines


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


def _fit(
    times: csr_matrix, rare: np.ndarray, scale: np.ndarray, tells: np.ndarray, counts_as: np.ndarray
) -> LogisticRegression:
    model = LogisticRegression(C=_C, tol=_TOLERANCE, solver="lbfgs", max_iter=_STEPS)
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        return model.fit((_divided(times, rare**2) @ diags(scale)).tocsr(), tells, sample_weight=counts_as)


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


def unseen(some: Sequence[Example], folds: int = 3) -> np.ndarray:
    """Return the odds of each example by a model that has not seen it, nor its neighbours in the file."""
    by_source: dict[tuple[str, str], list[int]] = {}
    for number, one in enumerate(some):
        by_source.setdefault((one.language, one.source), []).append(number)
    fold = np.zeros(len(some), dtype=int)
    for numbers in by_source.values():
        fold[numbers] = [index * folds // len(numbers) for index in range(len(numbers))]
    odds = np.zeros(len(some))
    for each in range(folds):
        asked = fold == each
        model = Model([one for one, is_asked in zip(some, asked, strict=True) if not is_asked])
        odds[asked] = model.odds([one.text for one, is_asked in zip(some, asked, strict=True) if is_asked])
    return odds
