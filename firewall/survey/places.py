"""
Places in words: JSON Pointers in which keys that are data do not stand.

``{"123-45-6789": {...}}`` has a number for a name.  A place is printed and copied, so there it is ``?``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from firewall.detect import Detectors

HIDDEN = "?"
ANY = "*"
_LONGEST = 64
_DIGITS_BESIDE_LETTERS = 5
"""``ds2019`` and ``iso3166`` are names; a name with more digits is somebody's number."""
_DIGITS_ALONE = 4
_REMEMBERED = 10_000
_OF_A_NAME = re.compile(r"[\w.:@$#/-]*")
"""What names of members are written with.  Blanks, ``+``, ``%`` and ``~`` come from people's names and addresses."""


@dataclass(slots=True, eq=False)
class Places:
    """Knows keys that are data; ``show`` where somebody asked to see them."""

    detectors: Detectors
    show: bool = False
    _known: dict[str, bool] = field(default_factory=dict)

    def is_data(self, key: str) -> bool:
        """Whether a key is, or holds, a value.  In doubt it does, unless our lists know it: ``First Name``."""
        odd = _OF_A_NAME.fullmatch(key) is None
        return (odd and not self.detectors.names.categories(key)) or self.holds_data(key)

    def holds_data(self, key: str) -> bool:
        """Whether a detector, or the look of it, finds a value in a key."""
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


def pointer(steps: Iterable[str | int]) -> str:
    """Write a place as a JSON Pointer (RFC 6901), as it is."""
    return "".join(f"/{escaped(str(step))}" for step in steps)


def escaped(step: str) -> str:
    """Write one step of a JSON Pointer."""
    return step.replace("~", "~0").replace("/", "~1")
