"""Compiled once, and read after that; but only from what is ours alone."""

from contextlib import contextmanager

import pytest

from firewall.detect.by_hyperscan import ByHyperscan
from firewall.detect.by_re2 import ByRE2
from firewall.errors import ConfigError
from firewall.prepared import kept, prepared

WORDS = [b"cat", b"dog"]


class Waits:
    """Counts how often somebody had to wait."""

    def __init__(self):
        self.times = 0

    @contextmanager
    def __call__(self):
        self.times += 1
        yield


def dogs(folder, waits, words=WORDS):
    return prepared(folder, waits)(words).occurrences(b"a dog")


def test_what_was_compiled_once_is_read_after_that(tmp_path):
    waits = Waits()

    assert dogs(tmp_path / "c", waits) == dogs(tmp_path / "c", waits) == [(1, 4, 4)]
    assert waits.times == 1


def test_other_expressions_are_another_database(tmp_path):
    waits = Waits()

    assert dogs(tmp_path, waits) == [(1, 4, 4)]
    assert dogs(tmp_path, waits, [b"dog", b"cat"]) == [(0, 4, 4)]
    assert waits.times == 2


def test_nobody_else_may_read_or_write_it(tmp_path):
    dogs(tmp_path / "c", Waits())

    assert [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "c", *(tmp_path / "c").iterdir())] == [
        "0o700",
        "0o600",
    ]


def only(folder):
    (path,) = folder.iterdir()
    return path


def writable_by_all(folder):
    only(folder).chmod(0o666)


def folder_writable_by_all(folder):
    folder.chmod(0o777)


def a_link_to_elsewhere(folder):
    path = only(folder)
    elsewhere = folder.parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def broken(folder):
    only(folder).write_bytes(only(folder).read_bytes()[:100])


def empty(folder):
    only(folder).write_bytes(b"")


@pytest.mark.parametrize(
    "change", [writable_by_all, folder_writable_by_all, a_link_to_elsewhere, broken, empty]
)
def test_what_is_not_ours_alone_or_broken_is_made_anew(tmp_path, monkeypatch, change):
    waits = Waits()
    dogs(tmp_path / "c", waits)
    change(tmp_path / "c")

    assert dogs(tmp_path / "c", waits) == [(1, 4, 4)]
    assert waits.times == 2


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path):
    (tmp_path / "c").write_text("a file where the folder should be")
    waits = Waits()

    assert dogs(tmp_path / "c", waits) == dogs(tmp_path / "c", waits) == [(1, 4, 4)]
    assert waits.times == 2


def test_without_hyperscan_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("firewall.detect.matching.find_spec", lambda _: None)

    assert dogs(tmp_path, Waits()) == [(1, 2, 4)]
    assert list(tmp_path.iterdir()) == []


def test_a_release_of_hyperscan_that_overlooks_is_not_asked(tmp_path, monkeypatch):
    dogs(tmp_path, Waits())
    monkeypatch.setattr("firewall.detect.by_hyperscan.is_sound", lambda: False)

    assert isinstance(prepared(tmp_path)(WORDS), ByRE2)


def test_a_database_of_another_machine_is_not_taken(tmp_path, monkeypatch):
    dogs(tmp_path, Waits())
    monkeypatch.setattr("firewall.prepared._processor", lambda: "another")
    waits = Waits()
    dogs(tmp_path, waits)

    assert waits.times == 1
    assert isinstance(prepared(tmp_path)(WORDS), ByHyperscan)


def test_other_things_are_kept_as_well_while_they_are_good(tmp_path):
    made = iter([b"one", b"two", b"three"])

    def check(content):
        if content == b"one":
            raise ConfigError("of another version")

    assert kept(tmp_path / "a" / "x", lambda: next(made), check) == b"one"
    assert kept(tmp_path / "a" / "x", lambda: next(made), check) == b"two"
    assert kept(tmp_path / "a" / "x", lambda: next(made), check) == b"two"
    (tmp_path / "a" / "x").chmod(0o666)
    assert kept(tmp_path / "a" / "x", lambda: next(made), check) == b"three"
