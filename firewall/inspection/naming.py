"""What an intake takes by its name, where no file declares it: a plain name, and none that says something beside."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firewall.detect import Detectors
from firewall.model import Category
from firewall.policy.words import covered

_NUMBER = re.compile(r"(?:[0-9][\W_]{0,3}){7}")
"""`line1` and `phone_2` are names; seven digits are somebody's, whatever word stands before them."""
_LONG_NUMBER = re.compile(r"(?:[0-9][\W_]{0,3}){9}")
"""In the name of a namespace, which may have a day in it."""


def taken_by_name(name: str, accepts: Sequence[Category], detectors: Detectors) -> tuple[Category, ...]:
    """Return what a member is that nobody declared; nothing where an intake does not take it."""
    space, _, own = name.rpartition("}")
    if _NUMBER.search(own) or _LONG_NUMBER.search(space):
        return ()
    categories = detectors.names.categories(name)
    return tuple(sorted(categories)) if all(covered(c, accepts) for c in categories) else ()
