import pytest

from tests.system import town as towns


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """A running city for the commands of its staff; each test asks about other people, and leaves them as they are."""
    with towns.running(tmp_path_factory.mktemp("cli") / "city") as running:
        yield running


@pytest.fixture
def told(town):
    """The entry that the last command of the staff left, as ``audit show`` prints it."""

    def last(done):
        index = done.out.partition("recorded as ")[2] or done.err.partition("recorded as ")[2]
        shown = town.firewall("audit", "show", index.split(".")[0])
        assert shown.code == 0, shown.err
        return shown.json

    return last
