"""How often anybody looks at what the names in one message say of its values."""

from __future__ import annotations

from firewall.detect.recognizer import TooManyError

MOST = 1_000_000
"""
Five for each value of a message: a code is looked up in a list or two, and most objects have one pair.

More are taken only where many members name the same values, each something else.
"""


class Looks:
    """What is left of them."""

    def __init__(self, most: int = MOST) -> None:
        self._left = most

    def take(self, times: int = 1) -> None:
        """Raises TooManyError once none is left."""
        self._left -= times
        if self._left < 0:
            raise TooManyError
