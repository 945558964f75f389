"""For all tests: no network but loopback.  That warnings are errors stands in pyproject.toml."""

import os
import signal
import sys

import hypothesis
import pytest

from tests import helpers_postgres, loopback, warming

# Else each process that a test starts would compile the whole program from its text.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

loopback.forbid()
hypothesis.settings.register_profile("house", deadline=None)  # machines are noisy: no test asserts a time
hypothesis.settings.load_profile("house")

_WARMING = pytest.StashKey()

LONGEST_S = 300
"""A test that takes longer waits for something that does not come.  No measure: most take less than a second."""


def _starts_workers(config):
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    if _starts_workers(session.config):
        session.stash[_WARMING] = warming.beside()
        session.stash[_WARMING].__enter__()


def pytest_collection_finish():
    warming.wait(warming.ALL)


def pytest_sessionfinish(session):
    if _WARMING in session.stash:
        session.stash[_WARMING].__exit__(None, None, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """End a test that hangs, so that the others are run and told of."""

    def late(*_):
        raise TimeoutError(f"{item.nodeid} hangs")

    if item.get_closest_marker("torture"):
        return (yield)
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST_S)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def loopback_only():
    """The one who tried may have swallowed the error, so it is told here once more."""
    before = len(loopback.ATTEMPTS)
    yield
    assert loopback.ATTEMPTS[before:] == [], "a test reached for another machine"


@pytest.fixture(scope="session")
def postgres():
    """One PostgreSQL for all tests of this worker; skips where there is none."""
    with helpers_postgres.server() as server:
        yield server


@pytest.fixture
def address(postgres):
    """A database of its own, whose role may read and add to the tables that its owner made."""
    return postgres.address(postgres.database("prepared"))
