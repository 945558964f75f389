"""
The numbers of several processes as one: counters and histograms are added, and never go back.

A worker that ended has counted what it counted, so its last counts are kept; what it counted since it was
last asked is lost.  The record is what reconciles; these are for graphs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.registry import Collector

from firewall.processes.messages import Family

if TYPE_CHECKING:
    from collections.abc import Callable

_COUNTED = frozenset({"counter", "histogram"})
_SHARED = frozenset(
    {
        "firewall_exchanges_in_flight",
        "firewall_body_bytes_held",
        "firewall_spool_bytes_held",
        "firewall_spool_bytes_limit",
        "firewall_memory_bytes",
    }
)
"""Gauges of which each process has a part."""

_HIGHEST = frozenset({"firewall_open_files"})
"""
Gauges against a limit that each process has for itself: the highest is told.

So it is of what the supervisor does not know (days left of a certificate); every other gauge is its alone.
"""

_Key = tuple[str, tuple[tuple[str, str], ...]]
_Values = dict[_Key, float]


def collected(registry: CollectorRegistry) -> tuple[Family, ...]:
    """What a registry holds now."""
    return tuple(
        Family(
            metric.name,
            metric.documentation,
            metric.type,
            tuple((s.name, tuple(s.labels.items()), s.value) for s in metric.samples),
        )
        for metric in registry.collect()
    )


class Together(Collector):
    """The numbers of the supervisor itself and of all its workers, living and ended."""

    def __init__(self, own: Callable[[], Iterable[Metric]]) -> None:
        self._own = own
        self._ended: dict[str, _Values] = {}
        self._living: dict[int, tuple[Family, ...]] = {}

    def heard(self, worker: int, families: tuple[Family, ...]) -> None:
        """Take a worker's numbers in the place of its last ones."""
        self._living[worker] = families

    def ended(self, worker: int) -> None:
        """Keep what it counted, and forget the rest.  May be called twice."""
        for family in self._living.pop(worker, ()):
            if family.kind in _COUNTED:
                _add(self._ended.setdefault(family.name, {}), family)

    def collect(self) -> Iterator[Metric]:
        for metric in self._own():
            values = {(s.name, tuple(s.labels.items())): s.value for s in metric.samples}
            yield _metric(metric, self._summed(metric.name, metric.type, values))

    def exposition(self) -> bytes:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry)

    def _summed(self, name: str, kind: str, values: _Values) -> _Values:
        if kind == "info":
            return values
        of_workers = (f for families in self._living.values() for f in families if f.name == name)
        for family in of_workers:
            if kind in _COUNTED or name in _SHARED:
                _add(values, family)
            elif name in _HIGHEST or all(map(math.isnan, values.values())):
                _raise(values, family)
        for key, value in self._ended.get(name, {}).items():
            values[key] = values.get(key, 0.0) + value
        return values


def _add(values: _Values, family: Family) -> None:
    for name, labels, value in family.samples:
        if not math.isnan(value):  # what that worker could not tell; the others can
            values[name, labels] = values.get((name, labels), 0.0) + value


def _raise(values: _Values, family: Family) -> None:
    for name, labels, value in family.samples:
        if not math.isnan(value):
            known = values.get((name, labels), math.nan)
            values[name, labels] = value if math.isnan(known) else max(known, value)


def _metric(of: Metric, values: Mapping[_Key, float]) -> Metric:
    metric = Metric(of.name, of.documentation, of.type)
    for (name, labels), value in values.items():
        metric.add_sample(name, dict(labels), value)
    return metric
