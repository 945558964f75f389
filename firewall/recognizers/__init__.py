"""What a city looks for beside our own detectors: Presidio's recognizers, and those it writes in Presidio's format."""

from __future__ import annotations

from firewall.recognizers.described import describe, installed, parse, warm
from firewall.recognizers.taken import take
from firewall.recognizers.written import write

__all__ = ["describe", "installed", "parse", "take", "warm", "write"]
