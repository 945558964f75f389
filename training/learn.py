"""
Learn the weights of ``firewall.detect.weighing`` from labelled sentences.

A logistic regression over the features that the product counts.  It is fitted twice: what weighs least is left out of
the second fit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from firewall.detect import weighing
from firewall.detect.weighing import Weights
from training.examples import Example, digest, lengthened

KEPT = 160_000
"""Features.  Half as many cost a point of recall and precision together; twice as many gain a quarter of one."""
_FEWEST = 2
"""Sentences in which a part of a word must occur, or a word to be remembered."""
_C = 30.0
SURE, POSSIBLE = 0.65, 0.1

Feature = tuple[bool, str]
"""Whether it is a pair of words, and what it is."""


def features(text: str) -> Counter[Feature]:
    """Count what ``Weigher`` sums up over the words of a sentence."""
    listed = weighing.words(text)
    of_words = chain.from_iterable(map(weighing.parts, listed))
    return Counter(
        chain(((False, part) for part in of_words), ((True, " ".join(pair)) for pair in pairwise(listed)))
    )


class Model:
    """Features with their weights in the sum and in the length, and the bias."""

    def __init__(self, examples: Sequence[Example], kept: int = KEPT) -> None:
        some = [*examples, *lengthened(examples)]
        tells = np.array([one.tells for one in some])
        texts = [one.text for one in some]
        rows = [features(text) for text in texts]
        occurring = Counter(chain.from_iterable(rows))
        self._columns = {
            feature: number
            for number, feature in enumerate(
                feature for feature, times in sorted(occurring.items()) if feature[0] or times >= _FEWEST
            )
        }
        self._idf = np.array(
            [math.log((1 + len(rows)) / (1 + occurring[feature])) + 1 for feature in self._columns]
        )
        counts_as = _alike(some)
        fit = self._fit(rows, tells, counts_as)
        if len(self._columns) > kept:
            weights = np.abs(fit.coef_[0] * self._idf)
            best = set(np.argsort(-weights, kind="stable")[:kept].tolist())
            chosen = [feature for feature, number in self._columns.items() if number in best]
            self._idf = self._idf[[self._columns[feature] for feature in chosen]]
            self._columns = {feature: number for number, feature in enumerate(chosen)}
            fit = self._fit(rows, tells, counts_as)
        self._fitted = fit

    def _fit(
        self, rows: Sequence[Counter[Feature]], tells: np.ndarray, counts_as: np.ndarray
    ) -> LogisticRegression:
        model = LogisticRegression(C=_C, solver="liblinear", random_state=0)
        return model.fit(self._matrix(rows), tells, sample_weight=counts_as)

    def _matrix(self, rows: Iterable[Counter[Feature]]) -> csr_matrix:
        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for row in rows:
            known = [(self._columns[one], times) for one, times in row.items() if one in self._columns]
            # The length as the product works it out: word by word, as if no two shared a part.
            length = math.sqrt(sum(times * self._idf[number] ** 2 for number, times in known)) or 1.0
            values += (times * self._idf[number] / length for number, times in known)
            columns += (number for number, _ in known)
            ends.append(len(columns))
        return csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(self._columns)))

    def odds(self, texts: Sequence[str]) -> np.ndarray:
        odds: np.ndarray = self._fitted.decision_function(self._matrix(map(features, texts)))
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


def _alike(some: Sequence[Example]) -> np.ndarray:
    """Return how much each example counts, so that in every language those that tell count as much as the others."""
    kinds = Counter((one.language, one.tells) for one in some)
    of_language = Counter(one.language for one in some)
    return np.array([of_language[one.language] / (2 * kinds[one.language, one.tells]) for one in some])


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
