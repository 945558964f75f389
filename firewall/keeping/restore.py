"""
Puts a backup into an empty directory, and writes into the record that it did.

An older state than one that was vouched for is put back only when somebody says so and why; from then on each
verification tells of it.  The keys come last: a directory without them does not start, so half a restore
does nothing.
"""

from __future__ import annotations

import base64
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firewall import occupied
from firewall.audit import checkpoint, verify
from firewall.audit.checkpoint import Checkpoint, Verifier
from firewall.audit.keeper import CHECKPOINT, sync_directory
from firewall.audit.log import AuditLog
from firewall.audit.places import place
from firewall.audit.postgres.address import Address
from firewall.audit.restored import restore_entry
from firewall.audit.store import DATABASE
from firewall.errors import AuditError, KeepingError
from firewall.house import House
from firewall.keeping import manifest
from firewall.keeping.backup import verifier_of
from firewall.keeping.carrying import carry_in
from firewall.keeping.copying import Progress, copy_file, copy_keys, told
from firewall.keeping.manifest import DATABASES, KNOWN, Manifest
from firewall.keeping.migrate import books, migrate, pending
from firewall.sqlite import misfit

BEFORE = "checkpoint.before-restore"
_LEFT = frozenset(
    {CHECKPOINT, BEFORE, "checkpoint.lock", "checkpoint.new", occupied.SERVING, occupied.USING, "lost+found"}
)
"""What an empty directory may hold: what was left when a database was lost, and what a file system puts there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be restored, and what is known besides; ``why`` is empty where nothing may be lost."""

    source: Path
    into: Path
    keys: Path
    at: datetime
    by: str
    why: str = ""
    is_older_right: bool = False
    checkpoints: tuple[Path, ...] = ()
    witness: Path | None = None
    database: Address | None = None
    """Where the record is to be, if not in the directory."""


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    missing: int
    index: int


def restore(order: Order, entry_id: str, progress: Progress) -> Restored:
    """Do it, or leave half a restore that does not start.  Raises KeepingError, AuditError or ConfigError."""
    made = manifest.read(order.source)
    _check_versions(made)
    verifier = _verifier(order)
    state = _state(order, made, verifier, progress)
    _make(order.into)
    with occupied.alone(order.into):
        _check_empty(order.into)
        behind = _allowed(order, state, verifier)
        said = restore_entry(entry_id, order.at, order.by, order.why, state, behind, made.made_at)
        index = _put(order, made, verifier, said)
    return Restored(made, max((known.size - state.size for known in behind), default=0), index)


def _make(into: Path) -> None:
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KeepingError(
            f"{into} cannot be made ({told(error)}). Name another directory with --into."
        ) from None


def _check_versions(made: Manifest) -> None:
    for name, known in KNOWN.items():
        if made.schemas[name] > known:
            raise KeepingError(misfit(f"The backup's {name}", made.schemas[name], known))


def _verifier(order: Order) -> Verifier:
    verifier = verifier_of(order.source)
    house = House.open(order.keys.parent, verifier.origin, create=False, folder=order.keys)
    if str(checkpoint.verifier_of(verifier.origin, house.signing)) != str(verifier):
        raise KeepingError(f"The keys in {order.keys} are not those of this backup. Name others with --keys.")
    return verifier


def _state(order: Order, made: Manifest, verifier: Verifier, progress: Progress) -> Checkpoint:
    """Return what the backup's record is, to its last entry, once it was read and found sound."""
    report = verify.verify(
        order.source, verifier, lambda done: progress("verify", done, max(done, made.entries))
    )
    if not report.ok:
        raise KeepingError(
            f"The record in {order.source} does not verify: {report.faults[0]}. Take another backup."
        )
    return Checkpoint(verifier.origin, report.length, base64.b64decode(report.root))


def _check_empty(into: Path) -> None:
    found = sorted(path.name for path in into.iterdir() if path.name not in _LEFT)
    if found:
        raise KeepingError(
            f"{into} is not empty (`{found[0]}`). Nothing is written over: name an empty directory, or move this away."
        )


def _allowed(order: Order, state: Checkpoint, verifier: Verifier) -> list[Checkpoint]:
    """Return the known checkpoints that the backup falls behind of, once somebody answers for that."""
    behind = [
        known
        for known in _known(order, verifier)
        if not verify.verify(order.source, verifier, known=known).ok
    ]
    for known in behind:
        if known.size <= state.size:
            raise KeepingError(
                f"The backup is of another record than the checkpoint of {known.size} entries: they part before that. "
                "Tell who is responsible for the record."
            )
    if behind and not (order.is_older_right and order.why):
        most = max(known.size for known in behind)
        raise KeepingError(
            f"The backup has {state.size} entries, and a later checkpoint vouches for {most}: "
            f"{most - state.size} would be lost. Restore a newer backup, or say --older and --why."
        )
    return behind


def _known(order: Order, verifier: Verifier) -> Iterator[Checkpoint]:
    """Read every checkpoint that was given, was left in the directory by a loss or a restore, or is the witness's."""
    left = (order.into / CHECKPOINT, order.into / BEFORE, order.witness)
    found = (path for path in left if path and path.exists())
    for path in (*order.checkpoints, *found):
        try:
            yield checkpoint.verify(path.read_bytes(), verifier)
        except (OSError, AuditError) as error:
            why = told(error) if isinstance(error, OSError) else str(error)
            raise KeepingError(f"The checkpoint {path} cannot be used: {why}") from None


def _set_aside(into: Path, verifier: Verifier) -> None:
    """Keep the largest checkpoint that was left: half a restore leaves its own, and the next has to know the other."""
    left, kept = into / CHECKPOINT, into / BEFORE
    if left.exists() and not (kept.exists() and _size(kept, verifier) >= _size(left, verifier)):
        left.rename(kept)


def _check_signed(into: Path, index: int, verifier: Verifier) -> None:
    """Raise OSError where the entry is not vouched for: it would excuse nothing, and closing a log raises nothing."""
    if _size(into / CHECKPOINT, verifier) <= index:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _size(path: Path, verifier: Verifier) -> int:
    return checkpoint.verify(path.read_bytes(), verifier).size


def _put(order: Order, made: Manifest, verifier: Verifier, entry: bytes) -> int:
    into = order.into
    try:
        _set_aside(into, verifier)
        for name in (*DATABASES, CHECKPOINT):
            if name != DATABASE or order.database is None:
                copy_file(order.source / name, into / name)
        for step in pending(into, books(order.database)):
            migrate(into, step)  # the backup itself stays as it is
        if order.database is not None:
            carry_in(order.source / DATABASE, order.database)
        house = House.open(order.keys.parent, made.origin, create=False, folder=order.keys)
        # Without the witness: the first start reads this entry, and lets the witness go back.
        where = place(into, order.database, serving=True)
        with AuditLog.open(into, house.signing, made.origin, create=False, place=where) as record:
            index = record.append_now(entry).index
        _check_signed(into, index, verifier)
        copy_keys(order.keys, into / "keys")
        sync_directory(into)
    except OSError as error:
        raise KeepingError(
            f"{into} could not be written ({told(error)}). It holds half a restore, which does not start: empty it, "
            f"but leave {BEFORE} where there is one: it says how much there was."
        ) from None
    return index
