"""
What must hold before a record may grow, wherever its rows are.

Nothing here trusts what it did not just hash: opening after a crash, taking in what another
process appended and reading back what was just written are the same steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from firewall.audit.tree import Frontier, leaf_hash
from firewall.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firewall.audit.checkpoint import Checkpoint

SNAPSHOT_EVERY = 64
"""Frontiers are kept this often: to open without reading all, and to name the place when a root differs."""

NO_END = 2**63 - 1
PAGE = 256


class Rows(Protocol):
    """A database that holds entries, as it is asked for them."""

    def size(self) -> int:
        """One more than the last index."""

    def start(self) -> int:
        """The first index that is there: what was before it is archived."""

    def snapshot(self, at_most: int) -> tuple[int, bytes] | None:
        """Size and peaks of the latest frontier stored up to a size."""

    def page(self, start: int, stop: int) -> list[tuple[int, bytes, bytes]]:
        """Index, entry and leaf hash as they are stored, in their order."""

    def first(self, start: int, stop: int) -> int | None:
        """The first index that is there from ``start`` on."""


def recovered(rows: Rows, record: str, kept: Checkpoint | None, *, beside: str) -> Frontier:
    """
    Return the frontier, once the log was found to be the one that the checkpoint vouches for.

    ``record`` begins the sentences of the AuditError; ``beside`` is the directory of the checkpoint.
    """
    size = rows.size()
    if kept is None:
        if size:
            raise AuditError(
                f"The checkpoint in {beside} is missing, but the log has {size} entries: restore it from a backup."
            )
        return Frontier()
    if size < kept.size:
        raise AuditError(
            f"{record} has {size} entries, but its checkpoint vouches for {kept.size}: "
            "entries were removed. Restore the database, and tell who is responsible for the record."
        )
    vouched = at(rows, kept.size)
    if vouched.root() != kept.root:
        raise AuditError(
            f"{record} is not the one that its checkpoint vouches for: "
            "entries were changed. `firewall audit verify` names the place; restore the database."
        )
    return caught_up(rows, vouched)


def at(rows: Rows, size: int) -> Frontier:
    """
    Return the frontier over the first ``size`` entries.

    It begins at a stored one, so the root that follows from it has to be compared.
    """
    return caught_up(rows, _snapshot(rows, size), size)


def caught_up(rows: Rows, frontier: Frontier, upto: int = NO_END) -> Frontier:
    return frontier.extended(_leaves(rows, frontier.size, upto))


def root_at(rows: Rows, size: int, most: int) -> bytes | None:
    """Return the root over the first ``size`` entries; None where there are not so many, or they are archived."""
    return at(rows, size).root() if rows.start() <= size <= most else None


def written(rows: Rows, before: Frontier, number: int) -> list[Frontier]:
    """
    Return the frontiers that follow from what the database holds after ``number`` rows were written.

    There is one wherever a snapshot is due, and the last is the end.  Raises AuditError where it holds others.
    """
    steps = list(_steps(before, _leaves(rows, before.size, before.size + number)))
    if not steps or steps[-1].size != before.size + number:
        raise AuditError("the log holds other entries than were written to it")
    return steps


def _snapshot(rows: Rows, at_most: int) -> Frontier:
    found = rows.snapshot(at_most)
    try:
        return Frontier.unpacked(*found) if found else Frontier()
    except ValueError:
        raise AuditError(
            "A stored frontier of the audit log is damaged: run `firewall audit verify`."
        ) from None


def _leaves(rows: Rows, start: int, upto: int) -> list[bytes]:
    """
    Hash the entries from ``start`` on, from their stored bytes.

    Raises AuditError where one is missing or is not what its stored leaf hash says.
    """
    leaves: list[bytes] = []
    while start + len(leaves) < upto:
        page = rows.page(start + len(leaves), min(start + len(leaves) + PAGE, upto))
        for index, entry, leaf in page:
            hashed = leaf_hash(entry)
            if index != start + len(leaves) or hashed != leaf:
                raise AuditError(f"entry {index} is not what was written, or one before it is missing")
            leaves.append(hashed)
        if not page:
            _check_end(rows, start + len(leaves), upto)
            break
    return leaves


def _check_end(rows: Rows, start: int, upto: int) -> None:
    """An empty page is the end of the log, or a hole as wide as a page."""
    found = rows.first(start, upto)
    if found is not None:
        raise AuditError(f"entry {found} is not what was written, or one before it is missing")


def _steps(frontier: Frontier, leaves: list[bytes]) -> Iterator[Frontier]:
    """Grow a frontier, with a stop wherever a snapshot is due, and at the end."""
    while leaves:
        room = SNAPSHOT_EVERY - frontier.size % SNAPSHOT_EVERY
        frontier = frontier.extended(leaves[:room])
        leaves = leaves[room:]
        yield frontier
