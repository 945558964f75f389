"""
Small counts kept back: a table of statistics in, the same table out, with no cell from which a few people can be told.

Pure, and without chance: the same table is treated alike whenever it is asked for.
"""

from __future__ import annotations

from firewall.suppression.profiles import NOT_YET, PROFILES, Profile
from firewall.suppression.table import Suppressed, UntabularError, suppress

__all__ = ["NOT_YET", "PROFILES", "Profile", "Suppressed", "UntabularError", "suppress"]
