"""The numbers of duties: by word, of known words alone."""

import math

import pytest

from firewall.owed import OwedTasks


def numbers(owed):
    return {
        (sample.name.rpartition("_")[2], sample.labels["duty"]): sample.value
        for family in owed.collect()
        for sample in family.samples
    }


@pytest.fixture
def owed():
    owed = OwedTasks()
    owed.know(["record-request", "report-quarterly"])
    return owed


def test_each_known_duty_has_a_number_though_nothing_is_owed(owed):
    assert numbers(owed) == {
        (what, duty): 0
        for what in ("open", "overdue")
        for duty in ("record-request", "report-quarterly", "other")
    }


def test_open_and_overdue_ones_are_told_by_duty(owed):
    owed.watch(lambda: {"record-request": (3, 2)})

    found = numbers(owed)
    assert (found["open", "record-request"], found["overdue", "record-request"]) == (3, 2)
    assert found["open", "report-quarterly"] == 0


def test_a_word_that_no_policy_has_any_more_is_other(owed):
    owed.watch(lambda: {"forgotten": (3, 2), "too": (1, 0)})

    found = numbers(owed)
    assert (found["open", "other"], found["overdue", "other"]) == (4, 2)
    assert ("open", "forgotten") not in found


def test_numbers_that_cannot_be_had_are_none_and_not_nought(owed):
    def fails():
        raise OSError

    owed.watch(fails)
    assert all(map(math.isnan, numbers(owed).values()))
