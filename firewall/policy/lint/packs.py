"""What of the warnings about packs a city can do something about: their texts are not its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firewall.errors import Fault
from firewall.policy.faults.table import made

_FOLDER = "packs/"
_FOR_THE_CITY = frozenset({"POL403", "POL407", "POL420", "POL421", "POL422"})
"""What ended, what a law empties, what nobody signed. Quotations and tests are for whoever writes the pack."""
_ONCE = frozenset({"POL423", "POL424"})
"""When counsel looks again: the same day for each rule, and one line for the pack."""


def for_the_city(found: Iterable[Fault]) -> Iterator[Fault]:
    for fault in found:
        if not fault.file.startswith(_FOLDER) or fault.code in _FOR_THE_CITY:
            yield fault
        elif fault.code in _ONCE:
            name = fault.file.split("/")[1]
            day = dict(fault.words).get("day", "")
            yield made(f"{_FOLDER}{name}/pack.yaml", 1, 1, fault.code, word=name, day=day)
