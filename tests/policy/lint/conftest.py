from datetime import date
from unittest.mock import patch

import pytest

from firewall.policy.lint import warnings
from firewall.policy.load import examine
from tests.helpers_policy import FOLDER, folder, parse_once

TODAY = date(2026, 6, 15)


def all_of(today=TODAY, **changes):
    sources = folder(**changes)
    with patch("firewall.policy.load.parse", parse_once):
        bundle, faults = examine(sources)
    assert faults == ()
    return warnings(bundle, sources, today)


@pytest.fixture
def warned():
    """Warnings that a change of the small folder brings: ``{file: (was, becomes)}`` or ``{file: text}``."""

    def told(today=TODAY, **changes):
        files = {
            name: FOLDER[name].replace(*change, 1) if isinstance(change, tuple) else change
            for name, change in changes.items()
        }
        assert all(files[name] != FOLDER.get(name) for name in changes)
        before = {(w.code, w.says) for w in all_of()}
        return [w for w in all_of(today, **files) if (w.code, w.says) not in before]

    return told


@pytest.fixture
def codes(warned):
    return lambda *args, **changes: [w.code for w in warned(*args, **changes)]
