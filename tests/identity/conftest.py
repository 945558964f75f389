"""Two stores in one test stand for two processes; they see each other's changes without waiting."""

import pytest

from firewall.identity import keys


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(keys, "STALE_S", 0.0)
