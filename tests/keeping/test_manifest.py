"""A manifest tells what a backup is, and every file that is not what it tells is named."""

import msgspec
import pytest

from firewall.errors import KeepingError
from firewall.keeping import manifest
from firewall.keeping.backup import back_up
from tests.helpers_keeping import AT, furnished, silent


@pytest.fixture
def backup(tmp_path):
    back_up(furnished(tmp_path / "data"), tmp_path / "backup", None, AT, silent)
    return tmp_path / "backup"


def test_a_whole_backup_is_read(backup):
    found = manifest.read(backup)

    assert (found.entries, found.size, found.made_at) == (5, 5, "2026-11-22T09:00:00.000000Z")
    assert set(found.files) == set(manifest.FILES)


@pytest.mark.parametrize("name", manifest.FILES)
@pytest.mark.parametrize("change", ["cut", "changed", "gone"])
def test_a_file_that_is_not_what_was_written_is_named(backup, name, change):
    path = backup / name
    content = path.read_bytes()
    match change:
        case "cut":
            path.write_bytes(content[:-1])
        case "changed":
            path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case _:
            path.unlink()

    with pytest.raises(KeepingError, match=name):
        manifest.read(backup)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 2}, "backup of form 2"),
        ({"files": {}}, "does not name the files"),
        ({"schemas": {}}, "does not name the files"),
        ({"size": "5"}, "damaged"),
        ({"more": 1}, "damaged"),
    ],
)
def test_a_manifest_of_something_else_is_refused(backup, changes, says):
    path = backup / manifest.MANIFEST
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | changes))

    with pytest.raises(KeepingError, match=says):
        manifest.read(backup)


def test_a_folder_without_manifest_is_no_backup(tmp_path):
    with pytest.raises(KeepingError, match="no whole backup"):
        manifest.read(tmp_path)


def test_bytes_that_are_no_json_are_damage(tmp_path):
    (tmp_path / manifest.MANIFEST).write_bytes(b"\xff{")

    with pytest.raises(KeepingError, match="damaged"):
        manifest.read(tmp_path)


def test_the_program_has_a_version():
    assert manifest.program()
