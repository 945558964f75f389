"""Every series that the program publishes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client.metrics_core import Metric

from firewall.metrics import Metrics
from reference.tables import code, codes, table

_ENDS = {"counter": "_total", "info": "_info"}
_MOST_SHOWN = 8
"""A label with more words than this is shown without them: they have a table of their own."""


def families() -> Iterator[Metric]:
    metrics = Metrics()
    metrics.policy_loaded("", datetime(1970, 1, 1, tzinfo=UTC))  # else there is no info, which has a label
    yield from metrics.registry.collect()


def name_of(family: Metric) -> str:
    """As it stands in the exposition; of a histogram, without ``_bucket``, ``_sum`` and ``_count``."""
    return f"{family.name}{_ENDS.get(family.type, '')}"


def section() -> str:
    rows = [
        (code(name_of(family)), family.type, _labels(family), family.documentation) for family in families()
    ]
    return "Labels come from closed lists; `other` is whatever stands in none.\n\n" + table(
        ("series", "type", "labels", "what it counts"), rows
    )


def _labels(family: Metric) -> str:
    found: dict[str, dict[str, None]] = {}
    for sample in family.samples:
        for label, value in sample.labels.items():
            found.setdefault(label, {})[value] = None
    found.pop("le", None)
    return "; ".join(_label(label, list(values)) for label, values in found.items())


def _label(label: str, values: list[str]) -> str:
    is_closed_here = not {*values} <= {"", "other"}  # else its words are the city's
    is_short = is_closed_here and len(values) <= _MOST_SHOWN
    return f"{code(label)}: {codes(values)}" if is_short else code(label)
