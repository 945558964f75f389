import pytest

from firewall.recognizers import describe


@pytest.fixture(scope="session")
def description():
    """What Presidio's recognizers look for: once, for importing Presidio takes a second."""
    return describe()
