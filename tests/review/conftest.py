"""Two stores in one test stand for two processes; they see each other's changes without waiting."""

import pytest

from firewall import sqlite


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(sqlite, "STALE_S", 0.0)
