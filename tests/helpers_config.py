"""Reads a ``firewall.toml`` that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from firewall.config import load
from firewall.errors import ConfigError

BASE = Path("/srv/firewall")


def faults(text):
    with pytest.raises(ConfigError) as caught:
        load(text, BASE)
    return str(caught.value).split("\n")
