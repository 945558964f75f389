"""What must hold before a record grows, over rows in memory."""

import pytest

from firewall.audit import recovery, tree
from firewall.audit.checkpoint import Checkpoint
from firewall.errors import AuditError

ENTRIES = [f"entry {number}".encode() for number in range(600)]
LEAVES = [tree.leaf_hash(entry) for entry in ENTRIES]


class Rows:
    def __init__(self, number, start=0):
        self.rows = {index: (index, ENTRIES[index], LEAVES[index]) for index in range(start, number)}
        self.snapshots = {
            size: tree.Frontier().extended(LEAVES[:size]).packed() for size in range(64, number + 1, 64)
        }

    def size(self):
        return max(self.rows, default=-1) + 1

    def start(self):
        return min(self.rows, default=0)

    def snapshot(self, at_most):
        return next(
            ((s, self.snapshots[s]) for s in sorted(self.snapshots, reverse=True) if s <= at_most), None
        )

    def page(self, start, stop):
        return [self.rows[index] for index in range(start, stop) if index in self.rows]

    def first(self, start, stop):
        return next((index for index in range(start, min(stop, self.size())) if index in self.rows), None)


def frontier(size):
    return tree.Frontier().extended(LEAVES[:size])


def recovered(rows, kept=None):
    return recovery.recovered(rows, "The record", kept, beside="data")


def kept(size):
    return Checkpoint("city", size, frontier(size).root())


@pytest.mark.parametrize("size", [1, 63, 64, 65, 300, 600])
def test_it_is_the_tree_over_all_rows(size):
    assert recovered(Rows(600), kept(size)) == frontier(600)
    assert recovery.at(Rows(600), size) == frontier(size)
    assert recovery.root_at(Rows(600), size, 600) == frontier(size).root()


def test_nothing_is_nothing():
    assert recovered(Rows(0)) == tree.Frontier()


def test_what_is_archived_has_no_root_but_goes_on():
    rows = Rows(600, start=128)

    assert recovery.root_at(rows, 64, 600) is None
    assert recovered(rows, kept(200)) == frontier(600)


def changed(rows):
    rows.rows[580] = (580, b"another", LEAVES[580])


def swapped(rows):
    rows.rows[590] = (590, b"another", tree.leaf_hash(b"another"))


def holed(rows):
    del rows.rows[599], rows.rows[595]


def wide_hole(rows):
    for index in range(280, 599):
        del rows.rows[index]
    rows.snapshots = {size: peaks for size, peaks in rows.snapshots.items() if size < 280}


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (changed, "entry 580 is not what was written"),
        (swapped, "entries were changed"),
        (holed, "has 599 entries, but its checkpoint vouches for 600"),
        (wide_hole, "entry 599 is not what was written, or one before it is missing"),
        (lambda rows: rows.snapshots.update({576: b"short"}), "stored frontier of the audit log is damaged"),
    ],
)
def test_what_was_changed_is_not_gone_on_with(harm, says):
    rows = Rows(600)
    harm(rows)

    with pytest.raises(AuditError, match=says):
        recovered(rows, kept(600))


def test_other_rows_than_were_written_are_no_receipt():
    steps = recovery.written(Rows(130), frontier(60), 70)

    assert [step.size for step in steps] == [64, 128, 130]
    assert steps[-1] == frontier(130)
    for number in (71, 1000):
        with pytest.raises(AuditError, match="the log holds other entries than were written"):
            recovery.written(Rows(130), frontier(60), number)
    with pytest.raises(AuditError, match="the log holds other entries"):
        recovery.written(Rows(60), frontier(60), 1)
