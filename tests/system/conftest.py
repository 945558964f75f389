import pytest

from tests.helpers_names import TABLE
from tests.system import town as towns


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """One town for the tests of a module: they ask about different people, or change nothing that another one sees."""
    with towns.running(tmp_path_factory.mktemp("town") / "city") as running:
        yield running


@pytest.fixture(scope="module")
def reading_town(tmp_path_factory):
    """A town with a model that finds names in free text."""
    with towns.running(tmp_path_factory.mktemp("town") / "city", more=TABLE) as running:
        yield running


@pytest.fixture
def fresh_town(tmp_path):
    """A town for one test that leaves traces."""
    with towns.running(tmp_path / "city") as running:
        yield running
