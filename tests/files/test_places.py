import hashlib
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from firewall.errors import ConfigError
from firewall.files.places import Places, digested, keyed, plain, reading, told, writing


@pytest.fixture
def places(tmp_path):
    file = tmp_path / "in.json"
    file.write_bytes(b"{}")
    return Places(file, tmp_path / "out.json")


def test_a_new_file_appears_whole_and_for_us_alone(places):
    places.check()
    with writing(places) as part:
        part.write(b"new")
        part.flush()
        assert not places.out.exists()
        places.finish()

    assert places.out.read_bytes() == b"new"
    assert places.out.stat().st_mode & 0o777 == 0o600
    assert not places.part.exists()


@pytest.mark.parametrize("link", ["same", "symbolic", "hard", "part", "note", "folder"])
def test_the_file_that_is_read_is_never_written(places, link):
    match link:
        case "same":
            places = Places(places.file, places.file)
        case "symbolic":
            places.out.symlink_to(places.file)
        case "hard":
            places.out.hardlink_to(places.file)
        case "part":
            places.part.hardlink_to(places.file)
        case "note":
            places.note.symlink_to(places.file)
        case "folder":
            (places.out.parent / "way").symlink_to(places.out.parent)
            places = Places(places.file, places.out.parent / "way" / places.file.name)

    with pytest.raises(ConfigError, match="is the file that is read"):
        places.check()


@pytest.mark.parametrize("link", ["same", "symbolic", "hard", "out", "part", "note"])
def test_a_report_is_written_over_nothing_of_the_run(places, link, tmp_path):
    report = tmp_path / "report.json"
    match link:
        case "same":
            report = places.file
        case "symbolic":
            report.symlink_to(places.file)
        case "hard":
            report.hardlink_to(places.file)
        case _:
            report = getattr(places, link)

    with pytest.raises(ConfigError, match="name another with --report"):
        replace(places, report=report).check()


def test_a_report_that_stands_nowhere_is_told_before_anything_is_released(places, tmp_path):
    with pytest.raises(ConfigError, match="There is no folder"):
        replace(places, report=tmp_path / "no" / "report.json").check()
    with pytest.raises(ConfigError, match="is a folder"):
        replace(places, report=tmp_path).check()
    replace(places, report=tmp_path / "report.json").check()


def test_a_part_that_somebody_else_has_is_not_written(places, tmp_path):
    """Under another name, or as another's file, it would be read by whoever made it."""
    other = tmp_path / "other"
    other.write_bytes(b"precious")
    places.part.hardlink_to(other)

    with pytest.raises(ConfigError, match="is not ours alone"), writing(places):
        pass

    assert other.read_bytes() == b"precious"


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(ConfigError, match="is no file"), reading(tmp_path / "pipe"):
        pass


def test_where_nothing_can_be_written_is_a_sentence(places):
    with pytest.raises(ConfigError, match="There is no folder"):
        Places(places.file, places.file.parent / "no" / "out").check()
    with pytest.raises(ConfigError, match="is a folder"):
        Places(places.file, places.file.parent).check()


def test_a_part_that_is_a_link_is_not_followed(places, tmp_path):
    places.part.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ConfigError), writing(places):
        pass


def test_two_runs_do_not_write_one_file(places):
    with writing(places), pytest.raises(ConfigError, match="Another run"), writing(places):
        pass


def test_a_note_is_replaced_whole_and_forgotten_with_the_part(places):
    places.write_note(b"one")
    places.write_note(b"two")
    assert places.read_note() == b"two"
    assert places.note.stat().st_mode & 0o777 == 0o600
    with writing(places):
        pass

    places.forget()

    assert [path.name for path in places.out.parent.iterdir()] == ["in.json"]
    assert places.read_note() == b""


def test_what_is_read_is_a_file_and_is_not_written_to(places):
    with reading(places.file) as file, pytest.raises(io.UnsupportedOperation):
        file.write(b"x")
    with pytest.raises(ConfigError, match="cannot be read"), reading(places.file.parent / "no"):
        pass
    with pytest.raises(ConfigError, match="is no file"), reading(Path("/dev/null")):
        pass


def test_a_full_disk_is_a_sentence(places):
    with (
        pytest.raises(ConfigError, match=r"No space left on device\. Nothing was released"),
        told(places.out),
    ):
        raise OSError(28, "No space left on device")


def test_an_input_is_digested_with_a_key_and_what_is_given_without():
    assert digested(io.BytesIO(b"abc"), 2, plain()) == hashlib.sha256(b"ab").hexdigest()
    assert digested(io.BytesIO(b"abc"), 3, keyed(b"a")) != digested(io.BytesIO(b"abc"), 3, keyed(b"b"))
