"""
Learn the weights of ``firewall.detect.weighing`` from labelled sentences.

A logistic regression over the features that the product counts.  It is fitted twice: what weighs least is left out of
the second fit.  Sentences are counted once, into one sparse matrix: as dictionaries they would take ten gigabytes.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, pairwise

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from firewall.detect import weighing
from firewall.detect.weighing import Weights
from training.examples import JOINED, TO_LEARN_FROM, Example, digest, lengthened

KEPT = 160_000
"""Features.  Half as many cost a point of recall and precision together; twice as many gain a quarter of one."""
_FEWEST = 2
"""Sentences in which a part of a word must occur, or a word to be remembered."""
_C = 3.0
_TOLERANCE = 0.01
"""Of the fit.  A hundred times as exact takes three times as long, and tells no sentence better."""
_EXAMINED = 3.0
"""What a sentence of the examination counts for, beside one that was written to learn from."""
SURE, POSSIBLE = 0.5, 0.05

Feature = tuple[bool, str]
"""Whether it is a pair of words, and what it is."""


def features(text: str) -> Counter[Feature]:
    """Count what ``Weigher`` sums up over the words of a sentence."""
    listed = weighing.words(text)
    of_words = chain.from_iterable(map(_parts, listed))
    return Counter(
        chain(((False, part) for part in of_words), ((True, " ".join(pair)) for pair in pairwise(listed)))
    )


_parts = cache(weighing.parts)


class Model:
    """Features with their weights in the sum and in the length, and the bias."""

    def __init__(self, examples: Sequence[Example], kept: int = KEPT) -> None:
        some = [*examples, *lengthened(examples)]
        tells = np.array([one.tells for one in some])
        listed, counted = _counted([one.text for one in some])
        occurring = np.bincount(counted.indices, minlength=len(listed))
        idf = np.log((1 + len(some)) / (1 + occurring)) + 1
        counts_as = _alike(some)
        chosen = np.flatnonzero([is_pair for is_pair, _ in listed] | (occurring >= _FEWEST))
        fit = _fit(counted[:, chosen], idf[chosen], tells, counts_as)
        if len(chosen) > kept:
            weights = np.abs(fit.coef_[0] * idf[chosen])
            chosen = np.sort(chosen[np.argsort(-weights, kind="stable")[:kept]])
            fit = _fit(counted[:, chosen], idf[chosen], tells, counts_as)
        self._idf = idf[chosen]
        self._columns = {listed[index]: number for number, index in enumerate(chosen)}
        self._fitted = fit

    def odds(self, texts: Sequence[str]) -> np.ndarray:
        columns = dict(self._columns)
        known = len(columns)
        counted = _matrix(map(features, texts), columns)[:, :known]
        odds: np.ndarray = self._fitted.decision_function(_divided(counted, self._idf))
        return odds

    def weights(self, some: Sequence[Example]) -> Weights:
        """Return what the product reads."""
        occurring = Counter(chain.from_iterable(set(weighing.words(one.text)) for one in some))
        coefficients = self._fitted.coef_[0]

        def chosen(of_pairs: bool) -> dict[str, tuple[float, float]]:
            return {
                name: (
                    round(float(coefficients[number] * self._idf[number]), 2),
                    round(float(self._idf[number] ** 2), 1),
                )
                for (is_pair, name), number in sorted(self._columns.items())
                if is_pair == of_pairs
            }

        return Weights(
            learned_from=digest(some),
            bias=round(float(self._fitted.intercept_[0]), 4),
            sure=round(_logit(SURE), 4),
            possible=round(_logit(POSSIBLE), 4),
            words=tuple(sorted(word for word, times in occurring.items() if times >= _FEWEST)),
            parts=chosen(of_pairs=False),
            pairs=chosen(of_pairs=True),
        )


def _counted(texts: Sequence[str]) -> tuple[list[Feature], csr_matrix]:
    """Return all features, sorted, and how often each stands in each text."""
    columns: dict[Feature, int] = {}
    counted = _matrix(map(features, texts), columns)
    listed = sorted(columns)
    return listed, counted[:, [columns[feature] for feature in listed]]


def _matrix(rows: Iterable[Counter[Feature]], columns: dict[Feature, int]) -> csr_matrix:
    """Return the rows as a matrix; features without a column get the next one."""
    values, numbers, ends = array("f"), array("i"), array("q", [0])
    for row in rows:
        values.extend(row.values())
        numbers.extend(columns.setdefault(feature, len(columns)) for feature in row)
        ends.append(len(numbers))
    return csr_matrix((values, numbers, ends), shape=(len(ends) - 1, len(columns)))


def _divided(counted: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """Divide by the length as the product works it out: word by word, as if no two shared a part."""
    square = counted @ idf**2
    return (diags(np.where(square > 0, square, 1.0) ** -weighing.SHORTENED) @ counted @ diags(idf)).tocsr()


def _fit(
    counted: csr_matrix, idf: np.ndarray, tells: np.ndarray, counts_as: np.ndarray
) -> LogisticRegression:
    model = LogisticRegression(C=_C, tol=_TOLERANCE, solver="liblinear", random_state=0)
    return model.fit(_divided(counted, idf), tells, sample_weight=counts_as)


def _alike(some: Sequence[Example]) -> np.ndarray:
    """Return how much each example counts, so that in every language those that tell count as much as the others."""
    kinds = Counter((one.language, one.tells) for one in some)
    of_language = Counter(one.language for one in some)
    return np.array(
        [
            of_language[one.language]
            / (2 * kinds[one.language, one.tells])
            * (1.0 if one.source in {TO_LEARN_FROM, JOINED} else _EXAMINED)
            for one in some
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
