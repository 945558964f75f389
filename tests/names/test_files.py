"""The digest of a model's folder."""

import os
import subprocess

import pytest

from firewall.errors import ConfigError
from firewall.names.files import COMMAND, check, digest


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "model"
    (place / "ner").mkdir(parents=True)
    for name in ("config.cfg", "ner/model", "ner.txt", "Zed", "é.json"):
        (place / name).write_bytes(name.encode())
    return place


def test_it_is_what_ordinary_tools_say(folder):
    told = subprocess.run(COMMAND, shell=True, cwd=folder, capture_output=True, text=True, check=True)

    assert told.stdout.split()[0] == digest(folder)


@pytest.mark.parametrize("change", ["content", "name", "more", "less", "moved"])
def test_any_change_changes_it(folder, change):
    before = digest(folder)
    match change:
        case "content":
            (folder / "ner" / "model").write_bytes(b"other")
        case "name":
            (folder / "Zed").rename(folder / "zed")
        case "more":
            (folder / "extra").touch()
        case "less":
            (folder / "Zed").unlink()
        case _:
            (folder / "Zed").rename(folder / "ner" / "Zed")

    assert digest(folder) != before
    with pytest.raises(
        ConfigError, match=rf"is not the digest of .*, which is {digest(folder)}\. Put the model"
    ):
        check(folder, before)


def test_the_right_one_passes(folder):
    check(folder, digest(folder))


def test_a_folder_that_is_not_there_or_holds_nothing_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        digest(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="is empty"):
        digest(tmp_path)


def test_a_link_is_refused_wherever_it_leads(folder):
    (folder / "ner" / "link").symlink_to(folder / "Zed")

    with pytest.raises(ConfigError, match="holds a link"):
        digest(folder)


def test_what_is_neither_file_nor_folder_is_refused(folder):
    os.mkfifo(folder / "pipe")

    with pytest.raises(ConfigError, match="holds a link"):
        digest(folder)


@pytest.mark.parametrize("name", ["a\nb", "a\\b", os.fsdecode(b"\xff")])
def test_a_name_that_tools_write_in_several_ways_is_refused(folder, name):
    (folder / name).touch()

    with pytest.raises(ConfigError, match="strange name"):
        digest(folder)
