"""The time zones that there are: the closed list of the IANA, as the package ``tzdata`` has it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def zones() -> tuple[str, ...]:
    """
    Return every name.  Not what the machine has: a policy must mean the same everywhere.

    ``zoneinfo`` itself also knows names such as ``localtime``, which are another zone on another machine.
    """
    return tuple((files("tzdata") / "zones").read_text("utf-8").split())
