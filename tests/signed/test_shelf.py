"""Bundles that were in force are kept, whole."""

import pytest

from firewall.errors import ConfigError
from firewall.signed import shelf
from firewall.signed.faults import SignedError
from tests.helpers_signed import built, signed


def test_what_was_kept_is_found(tmp_path):
    shelf.keep(tmp_path, signed(built(7)))
    shelf.keep(tmp_path, built(12))

    assert shelf.find(tmp_path, 7) == signed(built(7))
    assert shelf.versions(tmp_path) == [7, 12]
    assert (tmp_path / "bundles").stat().st_mode & 0o077 == 0


def test_what_was_never_in_force_is_not_there(tmp_path):
    shelf.keep(tmp_path, built(7))
    with pytest.raises(ConfigError, match=r"\(7\)"):
        shelf.find(tmp_path, 6)
    with pytest.raises(ConfigError, match="none"):
        shelf.find(tmp_path / "elsewhere", 6)


def test_what_was_changed_on_the_disk_is_not_taken(tmp_path):
    shelf.keep(tmp_path, built(7))
    path = tmp_path / "bundles" / "7.bundle"
    path.write_bytes(path.read_bytes().replace(b"Springfield", b"Shelbyville"))
    with pytest.raises(SignedError):
        shelf.find(tmp_path, 7)


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_where_it_cannot_be(tmp_path):
    path = tmp_path / "x"
    shelf.replace(path, b"old", 0o644)
    shelf.replace(path, b"new", 0o644)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o644

    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "y").touch()
    with pytest.raises(OSError):
        shelf.replace(tmp_path / "folder", b"new")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "x"]
