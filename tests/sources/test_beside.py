"""Files that somebody may be writing: what is no file keeps nobody waiting, and what is huge is not read."""

import os

import pytest

from firewall.errors import ConfigError
from firewall.signed.faults import SignedError, Why
from firewall.sources.beside import content, glass_file, revoked_file, stamped


def test_they_lie_beside_the_bundle(tmp_path):
    assert revoked_file(tmp_path / "city.bundle") == tmp_path / "city.bundle.revoked"
    assert glass_file(tmp_path / "city.bundle") == tmp_path / "city.bundle.break-glass"


def test_a_file_is_read_up_to_what_it_may_be(tmp_path):
    (tmp_path / "x").write_bytes(b"12345")

    assert content(tmp_path / "x", 5) == b"12345"
    with pytest.raises(SignedError) as caught:
        content(tmp_path / "x", 4)
    assert caught.value.why is Why.TOO_LARGE


def test_a_pipe_or_a_folder_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(SignedError) as caught:
            content(tmp_path / name, 5)
        assert caught.value.why is Why.NO_FILE


def test_what_is_not_there_and_what_cannot_be_opened_are_two_things(tmp_path):
    (tmp_path / "round").symlink_to(tmp_path / "round")
    with pytest.raises(FileNotFoundError):
        content(tmp_path / "x", 5)
    with pytest.raises(ConfigError):
        content(tmp_path / "round", 5)


def test_a_look_never_raises_and_sees_a_change(tmp_path):
    path = tmp_path / "x"
    nothing = stamped(path)
    path.write_text("1")
    one = stamped(path)
    (tmp_path / "y").write_text("2")
    (tmp_path / "y").replace(path)

    assert len({nothing, one, stamped(path)}) == 3
