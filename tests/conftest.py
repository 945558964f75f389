"""For all tests: no network but loopback.  That warnings are errors stands in pyproject.toml."""

import hypothesis
import pytest

from tests import loopback

loopback.forbid()
hypothesis.settings.register_profile("house", deadline=None)  # machines are noisy: no test asserts a time
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def loopback_only():
    """The one who tried may have swallowed the error, so it is told here once more."""
    before = len(loopback.ATTEMPTS)
    yield
    assert loopback.ATTEMPTS[before:] == [], "a test reached for another machine"
