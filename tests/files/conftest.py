import pytest

from tests.files.office import Office, with_lines


@pytest.fixture
def office(tmp_path, monkeypatch):
    with_lines(monkeypatch)
    return Office(tmp_path)
