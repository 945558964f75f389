"""What of the warnings about packs a city can do something about: their texts are not its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from firewall.errors import Fault
from firewall.policy.faults.table import made
from firewall.policy.rules import Bundle

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


def left_out(bundle: Bundle, files: Collection[str]) -> Iterator[Fault]:
    """Packs that somebody put into the folder, and that close nothing since the city does not include them."""
    known = {name.split("/")[1] for name in files if name.startswith(_FOLDER)}
    for name in known - {one.pack.name for one in bundle.packs}:
        yield made(f"{_FOLDER}{name}/pack.yaml", 1, 1, "POL417", word=name)
