"""What the names of members hold as texts: `A012345678` is a number in the place of a name.  Asked once per name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from firewall.detect.recognizer import Span
from firewall.detect.scan import Scanner

Held = Sequence[tuple[Span, str]]
"""What a name holds, each with the id of the recognizer."""

_REMEMBERED = 4096
_LONGEST_REMEMBERED = 128


@dataclass(frozen=True, slots=True)
class Keys:
    """Names -> what they hold.  Records have the same names, so it remembers, within the bounds of ``names.py``."""

    _scanner: Scanner = field(repr=False)
    _known: dict[str, Held] = field(default_factory=dict, repr=False, compare=False)

    def held(self, names: Iterable[str]) -> Mapping[str, Held]:
        """Return those of the names that hold something.  Raises what a recognizer raises, and TooManyError."""
        known = self._known
        held = {name: known.get(name) for name in names}
        strange = [name for name, found in held.items() if found is None]
        if strange:
            held.update(self._learn(strange))
        return {name: found for name, found in held.items() if found}

    def _learn(self, names: Sequence[str]) -> dict[str, Held]:
        found: dict[str, list[tuple[Span, str]]] = {name: [] for name in names}
        for index, span, detector in self._scanner.scan_texts(names):
            found[names[index]].append((span, detector))
        short = {name: tuple(some) for name, some in found.items() if len(name) <= _LONGEST_REMEMBERED}
        if len(self._known) + len(short) > _REMEMBERED:
            self._known.clear()  # whoever sends keys chooses them, as in names.py
        self._known.update(list(short.items())[:_REMEMBERED])
        return dict(found)
