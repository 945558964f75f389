"""
What a restore and an archive write into the record, and who believes it.

A record that was put back to an older state lacks entries that a checkpoint vouched for.  That is right only
where the record says so itself: an entry, made by the command that restored it, names the checkpoint that it fell
behind of.  The entry stands in the tree, so it cannot be added or taken out later.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from firewall.audit import entry
from firewall.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from firewall.audit.checkpoint import Checkpoint
    from firewall.audit.stores import Writes

RESTORE = "restore"
ARCHIVED = "archived"

_is_instant = re.compile(r"[0-9TZ:.-]{20,30}").fullmatch
_is_digest = re.compile(r"[0-9a-f]{64}").fullmatch


def restore_entry(  # noqa: PLR0917 - in the order in which one says it
    id: str,  # noqa: A002 - the record's own word for it
    at: datetime,
    by: str,
    why: str,
    to: Checkpoint,
    behind: Sequence[Checkpoint],
    made_at: str,
) -> bytes:
    """Say that the record was put back to ``to``, which is ``behind`` these checkpoints that are known."""
    facts: dict[str, entry.Fact] = {
        "by": by,
        "why": why,
        "backup_at": made_at,
        "size": to.size,
        "root": base64.b64encode(to.root).decode("ascii"),
        "missing": max((known.size - to.size for known in behind), default=0),
        # Each one, with its root: a size alone would excuse whatever is cut later at the same place.
        "behind": [_named(known) for known in behind],
    }
    return entry.noted(id, at, RESTORE, facts)


def tells_of(facts: Mapping[str, object], known: Checkpoint) -> bool:
    """Whether a restore is told that fell behind this very checkpoint."""
    behind = facts.get("behind")
    return isinstance(behind, list) and _named(known) in behind


def _named(known: Checkpoint) -> str:
    return f"{known.size} {base64.b64encode(known.root).decode('ascii')}"


def restore_told(index: int, at: object, facts: Mapping[str, object]) -> str:
    """Say what a verifier says of a restore.  Words of the record are not repeated: they could be anybody's."""
    on = at if isinstance(at, str) and _is_instant(at) else "?"
    size, missing = (n if isinstance(n := facts.get(name), int) else 0 for name in ("size", "missing"))
    lost = f"{missing} entries that a later checkpoint vouched for are missing"
    return f"entry {index}: the record was restored on {on} from a backup of {size} entries; " + (
        lost if missing else "no later checkpoint was known"
    )


def archive_told(index: int, facts: Mapping[str, object]) -> str:
    digest = facts.get("sha256")
    named = digest if isinstance(digest, str) and _is_digest(digest) else "?"
    return f"entry {index} says where; the archive's audit.sqlite has SHA-256 {named}"


def _holds(facts: Mapping[str, object], size: int) -> bool:
    stop = facts.get("size")
    return isinstance(stop, int) and size <= stop


def check_witness(store: Writes, seen: Checkpoint | None, kept: Checkpoint | None) -> bool:
    """
    Compare a record with its witness; return whether the witness may go back, because a restore is on record.

    Only what ``kept`` vouches for can say so: whoever can write the file can add an entry after it.

    Raises AuditError where the record is older than its witness, or another one, and does not say why.
    """
    if seen is None or store.root_at(seen.size) == seen.root:
        return False
    signed = 0 if kept is None else kept.size
    if seen.size < store.start and any(_holds(facts, seen.size) for facts in store.told(ARCHIVED, signed)):
        # It was away for long: what it vouches for was archived since, under a root that was signed later.
        return False
    if any(tells_of(facts, seen) for facts in store.told(RESTORE, signed)):
        return True
    if store.frontier.size < seen.size:
        raise AuditError(
            f"The audit log has {store.frontier.size} entries, but its witness vouches for {seen.size}: an older copy "
            "was put in its place. Use `firewall restore`, which records it, or restore the newest backup."
        )
    raise AuditError(
        f"The audit log is not the one that its witness vouches for at {seen.size} entries: it was changed, or it is "
        "another log. Restore the database, and tell who is responsible for the record."
    )
