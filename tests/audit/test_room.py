"""The record stops before the disk is full or when its witness is gone for long, and goes on by itself."""

import pytest

from firewall.audit import room
from firewall.audit.room import Room


class Lost:
    """A keeper that could not write its witness for so long."""

    def __init__(self, seconds=0.0):
        self.seconds = seconds

    def lost_for_s(self):
        return self.seconds


@pytest.fixture
def disk(monkeypatch):
    """How much is free: to be set by a test."""
    free = [1000]
    monkeypatch.setattr(room, "_free", lambda _: free[0])
    monkeypatch.setattr(room, "_LOOK_EVERY_S", 0.0)
    return free


def test_with_room_nothing_is_lacking(tmp_path, disk):
    assert Room(tmp_path, 1000, Lost()).look() == ""


def test_too_little_room_is_told_with_what_to_do(tmp_path, disk):
    watched = Room(tmp_path, 1000, Lost())
    disk[0] = 999

    assert watched.look() == watched.lack != ""
    assert "make room" in watched.lack


def test_it_goes_on_only_with_room_for_two_reserves(tmp_path, disk):
    watched = Room(tmp_path, 1000, Lost())
    told = []
    for free in (999, 1001, 1999, 2000, 1001):
        disk[0] = free
        told.append(bool(watched.look()))

    assert told == [True, True, True, False, False]


def test_a_write_without_room_counts_whatever_was_free(tmp_path, disk):
    watched = Room(tmp_path, 0, Lost())

    assert "nearly full" in watched.ran_out()
    assert watched.look() == ""


def test_a_witness_may_be_away_for_a_while_only(tmp_path, disk):
    keeper = Lost(room.WITNESS_S)
    watched = Room(tmp_path, 0, keeper)
    assert watched.look() == ""
    keeper.seconds += 1

    assert "record.witness" in watched.look()
    keeper.seconds = 0.0
    assert watched.look() == ""


def test_the_disk_is_not_asked_at_every_entry(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(room, "_free", lambda _: asked.append(1) or 1000)
    watched = Room(tmp_path, 1, Lost())
    for _ in range(100):
        watched.look()

    assert len(asked) < 100


def test_what_is_free_is_asked_of_the_disk(tmp_path):
    assert room._free(tmp_path) > 0
    assert Room(tmp_path, 2**62, Lost()).lack
