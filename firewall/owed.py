"""The numbers of what staff has to do, by duty."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

OTHER = "other"
"""The label of whatever has none of its own."""

SERIES = (
    ("firewall_duties_open", "What rules and agreements oblige staff to do, and is not done."),
    ("firewall_duties_overdue", "Of these, what should have been done by now."),
)


class OwedTasks(Collector):
    """What staff has to do, by duty: asked for whenever it is read, and of known words alone."""

    def __init__(self) -> None:
        self._words: dict[str, None] = {OTHER: None}
        self._count: Callable[[], Mapping[str, tuple[int, int]]] | None = None

    def know(self, words: Iterable[str]) -> None:
        self._words |= dict.fromkeys(words)

    def watch(self, count: Callable[[], Mapping[str, tuple[int, int]]]) -> None:
        self._count = count

    def collect(self) -> Iterator[Metric]:
        found = self._found()
        for place, (name, says) in enumerate(SERIES):
            family = GaugeMetricFamily(name, says, labels=("duty",))
            for word in self._words:
                family.add_metric((word,), found[word][place])
            yield family

    def _found(self) -> dict[str, list[float]]:
        if self._count is None:
            return {word: [0.0, 0.0] for word in self._words}
        try:
            counted = self._count()
        except Exception:  # noqa: BLE001 - a number that cannot be had must not take all others with it
            return {word: [math.nan, math.nan] for word in self._words}
        found = {word: [0.0, 0.0] for word in self._words}
        for word, numbers in counted.items():
            own = found[word if word in found else OTHER]
            own[0], own[1] = own[0] + numbers[0], own[1] + numbers[1]
        return found
