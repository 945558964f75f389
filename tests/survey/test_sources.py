"""What there is to read: in order, never outside, and nothing passed over."""

import io
import os
import socket

import pytest

from firewall.survey.fetching import Answer
from firewall.survey.sources import UnopenedError, printable, sources


def never(_url):
    raise AssertionError("nobody named an address")


def found(place, fetch=never, standard_input=b""):
    return list(sources(str(place), fetch, io.BytesIO(standard_input)))


def opened(source):
    stream, kind = source.open()
    with stream:
        return stream.read(), kind


def refusal(source):
    with pytest.raises(UnopenedError) as raised:
        source.open()
    return raised.value.why


def test_a_file_is_read_and_its_name_tells_its_kind(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x")
    (source,) = found(tmp_path / "a.csv")

    assert opened(source) == (b"x", "csv")
    assert (source.size, source.is_named) == (1, True)


def test_a_folder_is_read_whole_in_the_order_of_names(tmp_path):
    for name in ("b/2.json", "b/1.json", "a.txt", ".hidden", "c/d/e.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    assert [os.path.relpath(source.name, tmp_path) for source in found(tmp_path)] == [
        ".hidden", "a.txt", "b/1.json", "b/2.json", "c/d/e.xml",
    ]  # fmt: skip


def test_links_are_not_followed_out_of_a_folder_nor_in_circles(tmp_path):
    (tmp_path / "outside.json").write_text("{}")
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "real.json").write_text("{}")
    (folder / "again.json").symlink_to(folder / "real.json")
    (folder / "out.json").symlink_to(tmp_path / "outside.json")
    (folder / "up").symlink_to(tmp_path)
    (folder / "sub" / "circle").symlink_to(folder)
    (folder / "nowhere").symlink_to(tmp_path / "missing")
    (folder / "round").symlink_to(folder / "round")
    told = {os.path.relpath(source.name, folder): source for source in found(folder)}

    assert told.keys() == {"real.json", "out.json", "up", "nowhere", "round"}
    assert [refusal(told[name]) for name in ("out.json", "up", "nowhere", "round")] == [
        "link-out", "link-out", "link-nowhere", "link-nowhere",
    ]  # fmt: skip


def test_a_link_that_somebody_names_is_followed(tmp_path):
    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")

    assert opened(found(tmp_path / "link.json")[0]) == (b"{}", "json")


def test_a_pipe_in_a_folder_is_told_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        told = [refusal(source) for source in found(tmp_path)]

    assert told == ["not-a-file", "not-a-file"]


def test_a_pipe_that_somebody_names_is_read():
    reading, writing = os.pipe()
    os.write(writing, b"{}")
    os.close(writing)
    try:
        assert opened(found(f"/dev/fd/{reading}")[0])[0] == b"{}"
    finally:
        os.close(reading)


def test_what_is_not_there_is_told(tmp_path):
    assert refusal(found(tmp_path / "missing.json")[0]) == "missing"
    assert refusal(found("nul\x00name")[0]) == "missing"
    (tmp_path / "file").write_text("")
    assert refusal(found(tmp_path / "file" / "below")[0]) == "missing"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything: what may not be read was not tried")
def test_what_may_not_be_read_is_told(tmp_path):
    (tmp_path / "secret").mkdir(mode=0)
    (tmp_path / "secret.json").touch(mode=0)
    told = [refusal(source) for source in found(tmp_path)]

    assert told == ["permission", "permission"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path, monkeypatch):
    def walk(folder, onerror):
        onerror(PermissionError(13, "denied", str(folder / "sub")))
        return iter(())

    monkeypatch.setattr(os, "walk", walk)
    (source,) = found(tmp_path)

    assert (refusal(source), source.name) == ("permission", str(tmp_path / "sub"))


def test_standard_input_is_read_up_to_the_size_of_a_message():
    assert opened(found("-", standard_input=b"{}")[0]) == (b"{}", "")
    assert refusal(found("-", standard_input=b"x" * (8 * 1024 * 1024 + 1))[0]) == "body-too-large"


def test_an_address_is_asked_when_it_is_opened_and_not_before():
    asked = []

    def fetch(url):
        asked.append(url)
        return Answer(b"{}", "application/json")

    (source,) = found("http://user:secret@127.0.0.1:1/a?ssn=1", fetch)

    assert (asked, source.name) == ([], "http://127.0.0.1:1/a")
    assert opened(source) == (b"{}", "json")
    assert asked == ["http://user:secret@127.0.0.1:1/a?ssn=1"]


def test_an_address_that_does_not_answer_is_told():
    assert refusal(found("https://127.0.0.1:1/", lambda _: Answer(why="timeout"))[0]) == "timeout"


def test_a_name_cannot_rewrite_a_terminal():
    assert printable("a\x1b[2Jb\nc\u202ed") == "a?[2Jb?c?d"
    assert printable(os.fsdecode(b"caf\xe9")) == "caf?" or printable(os.fsdecode(b"caf\xe9")) == "caf�"
