import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from firewall import sqlite
from firewall.errors import ConfigError
from firewall.sqlite import SharedFile

SCHEMA = ["CREATE TABLE word (text TEXT PRIMARY KEY) STRICT"]
PROJECT = Path(__file__).parents[1]


def opened(path, version=1):
    return SharedFile(path / "words.sqlite", "the word store", SCHEMA, version, ConfigError)


def words(file):
    with file.reading() as reads:
        return [row["text"] for row in reads.execute("SELECT text FROM word ORDER BY text")]


def added(file, text):
    with file.changing() as writes:
        writes.execute("INSERT INTO word VALUES (?)", (text,))


def test_what_one_writes_the_other_reads(tmp_path):
    one, other = opened(tmp_path), opened(tmp_path)

    added(one, "a")
    added(other, "b")

    assert words(one) == words(other) == ["a", "b"]


def test_a_change_that_raises_is_undone(tmp_path):
    file = opened(tmp_path)

    with pytest.raises(ValueError, match="no"), file.changing() as writes:
        writes.execute("INSERT INTO word VALUES ('a')")
        raise ValueError("no")

    assert words(file) == []
    added(file, "b")


def test_our_own_change_is_seen_at_once(tmp_path):
    file = opened(tmp_path)
    before = file.version()

    added(file, "a")

    assert file.version() != before


def test_a_change_of_another_process_is_seen_when_it_is_asked_for_again(tmp_path, monkeypatch):
    file, other = opened(tmp_path), opened(tmp_path)
    before = file.version()
    added(other, "a")
    monkeypatch.setattr(sqlite, "STALE_S", 0.0)

    assert file.version() != before


def test_an_answer_that_failed_is_not_remembered(tmp_path):
    file = opened(tmp_path)
    file._asked_at = 0.0
    file._reads.close()

    for _ in range(2):
        with pytest.raises(ConfigError, match="the word store cannot be used"):
            file.version()


def test_a_file_of_another_version_is_refused(tmp_path):
    opened(tmp_path, version=2).close()

    with pytest.raises(ConfigError, match=r"newer version of this program .schema 2; this one knows 1"):
        opened(tmp_path)


def test_what_is_no_database_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "words.sqlite").write_bytes(b"nothing of the kind" * 100)

    with pytest.raises(ConfigError, match="the word store cannot be used"):
        opened(tmp_path)


def test_others_cannot_read_it_and_a_commit_is_on_the_disk(tmp_path):
    file = opened(tmp_path)

    assert (tmp_path / "words.sqlite").stat().st_mode & 0o077 == 0
    with file.changing() as writes:
        assert writes.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert writes.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert sqlite3.threadsafety == 3


ADDING = """
import sys
from pathlib import Path
from firewall.errors import ConfigError
from firewall.sqlite import SharedFile

file = SharedFile(Path(sys.argv[1]) / "words.sqlite", "the word store", [], 1, ConfigError)
with file.changing() as writes:
    writes.execute("INSERT INTO word VALUES (?)", (sys.argv[2],))
file.close()
"""


def test_a_file_that_is_open_twice_in_one_process_sees_what_another_process_changed(tmp_path):
    one, other = opened(tmp_path), opened(tmp_path)
    versions = [(one.version(), other.version())]
    for text in ("a", "b"):
        subprocess.run(
            [sys.executable, "-c", ADDING, str(tmp_path), text],
            check=True, timeout=60, cwd=PROJECT, env={"PYTHONPATH": str(PROJECT)},
        )  # fmt: skip
        time.sleep(2 * sqlite.STALE_S)
        versions.append((one.version(), other.version()))

    assert words(one) == words(other) == ["a", "b"]
    assert len(set(versions)) == 3
    one.close()
    other.close()
