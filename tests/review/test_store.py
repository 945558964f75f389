"""The review store: durable, shared between processes, and read again only when it has changed."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.errors import ReviewError
from firewall.review.store import Remembered, Store, reference, said, signed, time_text, words_of, words_text

LATCH = "INSERT INTO latch VALUES ('clinic:patient', ?, '[]', '[]', '')"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "review.sqlite"


@pytest.fixture
def store(path):
    with Store.open(path) as opened:
        yield opened


def patterns(reads):
    return [row["pattern"] for row in reads.execute("SELECT pattern FROM latch ORDER BY pattern")]


def latch(store, pattern):
    with store.changing() as writes:
        writes.execute(LATCH, (pattern,))


def test_file_is_for_its_owner_alone(store, tmp_path):
    assert [path.stat().st_mode & 0o077 for path in tmp_path.iterdir()] == [0, 0, 0]


def test_every_commit_is_durable(store):
    with store.changing() as writes:
        assert writes.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert writes.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_what_raises_changes_nothing(store):
    def change():
        with store.changing() as writes:
            writes.execute(LATCH, ("/name",))
            raise ReviewError("no")

    with pytest.raises(ReviewError, match="no"):
        change()

    with store.reading() as reads:
        assert patterns(reads) == []


def test_remembered_follows_our_own_changes(store):
    remembered = Remembered(store, "latch", patterns)
    latch(store, "/name")

    assert remembered.value() == ["/name"]


def test_remembered_follows_changes_of_others(store, path):
    remembered = Remembered(store, "latch", patterns)
    assert remembered.value() == []
    with Store.open(path) as other:
        latch(other, "/name")

        assert remembered.value() == ["/name"]


def test_remembered_is_not_read_again_for_changes_of_another_table(store):
    read = []
    remembered = Remembered(store, "process", lambda reads: read.append(patterns(reads)))
    latch(store, "/name")
    remembered.value()
    remembered.value()

    assert read == [[]]


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO latch VALUES ('r', 'p', '[]', '[]', '')",
        "UPDATE latch SET found = '[1]'",
        "DELETE FROM latch",
    ],
)
def test_every_kind_of_change_makes_a_generation(store, change):
    latch(store, "/name")
    remembered = Remembered(store, "latch", patterns)
    before = remembered.generation()
    with store.changing() as writes:
        writes.execute(change)

    assert remembered.generation() > before


def test_store_that_cannot_be_asked_raises_instead_of_giving_what_may_be_stale(store):
    remembered = Remembered(store, "latch", patterns)
    store._file._reads.close()

    with pytest.raises(ReviewError, match="cannot be used"):
        remembered.value()


def test_file_of_a_newer_program_is_left_alone(path):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(ReviewError, match="schema 99"):
        Store.open(path)


def test_place_that_is_no_file_is_an_error_for_the_operator(tmp_path):
    with pytest.raises(ReviewError, match="cannot be used"):
        Store.open(tmp_path / "missing" / "review.sqlite")


def test_many_can_open_and_change_at_once(path):
    faults = []

    def work(number):
        try:
            with Store.open(path) as store:
                for turn in range(5):
                    latch(store, f"/{number}/{turn}")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with Store.open(path) as store, store.reading() as reads:
        assert (faults, len(patterns(reads))) == ([], 40)


def test_reference_spells_all_forty_bits():
    assert reference("C", lambda size: b"\0" * size) == "C-0000-0000"
    assert reference("P", lambda size: b"\xff" * size) == "P-ZZZZ-ZZZZ"


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_references_of_different_bits_are_different(one, other):
    assert (reference("C", lambda _: one) == reference("C", lambda _: other)) == (one == other)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(timezone(timedelta(hours=-5)))))
def test_times_sort_as_text_as_they_pass(one, other):
    if datetime.min.replace(tzinfo=UTC) < other < datetime.max.replace(tzinfo=UTC):
        assert (time_text(one) < time_text(other)) == (one < other)


def test_time_without_a_zone_is_refused():
    with pytest.raises(ReviewError, match="zone"):
        time_text(datetime(2026, 11, 22))


@given(st.frozensets(st.text()))
def test_words_come_back(words):
    assert words_of(words_text(words)) == words


@pytest.mark.parametrize("by", ["", "  ", "x" * 101, "Ann\x1b[2J", "Ann\u202e", "Ann\u200b"])
def test_name_that_is_none_is_refused(by):
    with pytest.raises(ReviewError):
        signed(by)


def test_what_staff_typed_is_kept_in_one_line():
    assert said("  for\nthe  court ", "why") == "for the court"
