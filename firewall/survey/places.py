"""
Places in words: JSON Pointers in which keys that are data do not stand.

``{"123-45-6789": {...}}`` has a number for a name.  A place is printed and copied, so there it is ``?``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from firewall.detect import Detectors
from firewall.detect.leaves import Steps

HIDDEN = "?"
ANY = "*"
_LONGEST = 64
_DIGITS_BESIDE_LETTERS = 5
"""``ds2019`` and ``iso3166`` are names; a name with more digits is somebody's number."""
_DIGITS_ALONE = 4
_REMEMBERED = 10_000


@dataclass(slots=True, eq=False)
class Places:
    """Writes places; ``show`` leaves keys that are data as they are."""

    detectors: Detectors
    show: bool = False
    _known: dict[str, bool] = field(default_factory=dict)

    def pointer(self, path: Steps) -> str:
        """Return the place as a JSON Pointer (RFC 6901)."""
        return "".join(f"/{escaped(self.step(step))}" for step in path)

    def pattern(self, path: Steps) -> tuple[str, ...]:
        """Return the place with ``*`` for every item, and for every key that is data."""
        return tuple(ANY if isinstance(step, int) or self.is_data(step) else step for step in path)

    def step(self, step: str | int) -> str:
        if isinstance(step, int) or self.show or not self.is_data(step):
            return str(step)
        return HIDDEN

    def is_data(self, key: str) -> bool:
        """Whether a key is, or holds, a value.  In doubt it does."""
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._looks_like_data(key)
        return known

    def _looks_like_data(self, key: str) -> bool:
        digits = sum(character.isdigit() for character in key)
        most = _DIGITS_BESIDE_LETTERS if any(map(str.isalpha, key)) else _DIGITS_ALONE
        if digits >= most or len(key) > _LONGEST or "@" in key[1:] or not key.isprintable():
            return True
        try:
            named = self.detectors.names.categories(key)
            found = self.detectors.scanner.scan_texts([key])
        except Exception:  # noqa: BLE001  # whatever a recognizer stumbles over is not printed
            return True
        return any(span.category not in named for _, span, _ in found)


def escaped(step: str) -> str:
    """Write one step of a JSON Pointer."""
    return step.replace("~", "~0").replace("/", "~1")
