"""What the firewall does with an answer of the benchmark between two wires, without those and without the record."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import city
from benchmarks.processes import REPOSITORY
from firewall import inspection
from firewall.detect import Detectors
from firewall.folder import load_policies
from firewall.formats import Limits
from firewall.model import (
    Category,
    Exchange,
    Kind,
    Message,
    PartnerId,
    Party,
    Phase,
    Plan,
    Purpose,
    Requester,
    RouteId,
    View,
)
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Route
from firewall.transform.values import pseudonyms

_LIMITS = Limits()
_PSEUDONYMS = pseudonyms(b"benchmark", "bench-partner", "2026q4")


@dataclass(frozen=True, slots=True)
class Inspected:
    """An exchange of the benchmark that was let through."""

    compiled: Compiled
    plan: Plan
    route: Route
    detectors: Detectors

    def answered(self, body: bytes) -> bytes:
        """Return what leaves of an answer: read, withheld, searched, written and searched again."""
        message = Message(Phase.RESPONSE, media_type="application/json", body=body, status=200)
        tree, read_as = inspection.read_body(message, _LIMITS, self.route)
        found = inspection.withhold(tree, self._view_of, frozenset(), self.detectors, _PSEUDONYMS)
        written = inspection.rewrite(message, tree, found.tree, read_as, _LIMITS)
        if inspection.residue(written, read_as, found.view, found.expected, self.detectors, _LIMITS):
            raise RuntimeError("The answer of the benchmark did not pass the exit check.")
        return written

    def _view_of(self, latched: frozenset[str]) -> View:
        return self.compiled.answer_view(self.plan, self.route, latched, reads_names=False)


def inspected(detectors: Detectors) -> Inspected:
    with tempfile.TemporaryDirectory() as name:
        city.write_policies(Path(name), REPOSITORY, 1)
        compiled = load_policies(Path(name))
    exchange = Exchange(
        id="benchmark",
        at=datetime(2026, 6, 15, 12, tzinfo=UTC),
        requester=Requester(
            party=Party(id=PartnerId("bench-partner"), kind=Kind("peer-local.public-health"))
        ),
        method="GET",
        route=RouteId("bench:people"),
        purpose=Purpose("public-health"),
        asks=frozenset({Category("record.id")}),
    )
    route = compiled.route_of(exchange)
    if route is None:
        raise RuntimeError("The route of the benchmark is missing.")
    return Inspected(compiled, compiled.plan(exchange), route, detectors)
