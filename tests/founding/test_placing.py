"""Everything in its place, or nothing; and nothing that was there is lost."""

import os
from pathlib import Path

import pytest

from firewall.errors import ConfigError
from firewall.founding import placing


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "firewall"


def made(folder, text="new"):
    """Write a set of files beside a folder, and put them there."""
    with placing.beside(folder) as beside:
        placing.write(beside, {"firewall.toml": text, "policies/city.yaml": text, "data/keys/k": text})
        return placing.place(beside, folder, "now")


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


def test_everything_is_put_in_its_place(folder):
    assert made(folder) == []
    assert files(folder) == dict.fromkeys(("firewall.toml", "policies/city.yaml", "data/keys/k"), "new")
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("there", ["firewall.toml", "policies"])
def test_what_is_there_stands_in_the_way(folder, there):
    folder.mkdir()
    (folder / there).mkdir()
    with pytest.raises(ConfigError, match="--replace"):
        placing.check(folder, replace=False)
    placing.check(folder, replace=True)


def test_a_file_is_no_folder(folder):
    folder.write_text("x")
    with pytest.raises(ConfigError, match="--dir"):
        placing.check(folder, replace=True)


def test_a_link_that_leads_nowhere_is_there_too(folder):
    folder.mkdir()
    (folder / "firewall.toml").symlink_to("nowhere")
    with pytest.raises(ConfigError, match=r"firewall\.toml"):
        placing.check(folder, replace=False)


def test_other_files_of_a_folder_are_left_alone(folder):
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    made(folder)

    assert files(folder)["notes.txt"] == "mine"


def test_what_was_there_is_put_aside_and_data_stay(folder):
    made(folder, "old")
    assert made(folder) == ["policies.before-now", "firewall.toml.before-now"]

    found = files(folder)
    assert (found["firewall.toml"], found["firewall.toml.before-now"]) == ("new", "old")
    assert (found["policies/city.yaml"], found["policies.before-now/city.yaml"]) == ("new", "old")
    assert found["data/keys/k"] == "old"


@pytest.mark.parametrize("failing", range(1, 6))
def test_a_failure_in_the_middle_changes_nothing(folder, monkeypatch, failing):
    made(folder, "old")
    before = files(folder)
    rename, count = Path.rename, 0

    def fails_once(self, target):
        nonlocal count
        count += 1
        if count == failing:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_once)
    if failing <= 4:
        with pytest.raises(ConfigError, match="Nothing was changed"):
            made(folder)
        assert files(folder) == before
    else:
        made(folder)
        assert count == 4
    assert [path.name for path in folder.parent.iterdir()] == ["firewall"]


def test_what_was_put_aside_before_is_not_overwritten(folder):
    made(folder, "old")
    made(folder, "newer")
    before = files(folder)
    with pytest.raises(ConfigError, match="Nothing was changed"):
        made(folder)

    assert files(folder) == before


def test_a_disk_that_is_full_leaves_nothing(folder, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(ConfigError, match="disk"):
        made(folder)

    assert list(folder.parent.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="--dir"), placing.beside(tmp_path / "file" / "x"):
        pass
