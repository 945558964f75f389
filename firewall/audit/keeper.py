"""
The signed checkpoint beside the database: replaced whole, never by a smaller one, by one process at a time.

It stands outside the database, so that whoever shortens or swaps the database leaves it behind.  A copy of
it, the witness, may stand in a second place: who puts back an older database with its checkpoint leaves that behind.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from typing import TYPE_CHECKING

from firewall.audit import checkpoint
from firewall.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from firewall.audit.checkpoint import Checkpoint
    from firewall.audit.tree import Frontier

CHECKPOINT = "checkpoint"
_LOCK = "checkpoint.lock"


class FullError(AuditError):
    """The disk had no room, or the system no file to give.  Nothing was replaced, so nothing is in doubt."""


class Keeper:
    """Keeps the signed checkpoint beside the database, and its witness where there is to be one."""

    def __init__(
        self, directory: Path, key: Ed25519PrivateKey, origin: str, witness: Path | None = None
    ) -> None:
        self._directory, self._key, self._origin = directory, key, origin
        self._witness = witness
        self._verifier = checkpoint.verifier_of(origin, key)
        self._kept = -1
        self._lost_at: float | None = None

    def kept(self) -> Checkpoint | None:
        try:
            return checkpoint.verify((self._directory / CHECKPOINT).read_bytes(), self._verifier)
        except FileNotFoundError:
            return None

    def witnessed(self) -> Checkpoint | None:
        """Return what the witness vouches for; None where there is none yet.  Raises OSError or AuditError."""
        if self._witness is None:
            return None
        try:
            return checkpoint.verify(self._witness.read_bytes(), self._verifier)
        except FileNotFoundError:
            if self._witness.parent.is_dir():
                return None
            raise

    def lost_for_s(self) -> float:
        """For how long the witness could not be written: 0 as long as it can."""
        return 0.0 if self._lost_at is None else time.monotonic() - self._lost_at

    def keep(self, frontier: Frontier, *, anew: bool = False) -> bytes:
        """
        Vouch for this much; ``anew`` lets the witness go back, because the record tells of a restore.

        Returns what was signed; nothing where that stands already.

        Raises OSError or AuditError; where only the witness cannot be written, ``lost_for_s`` tells.
        """
        if frontier.size == self._kept and self._lost_at is None:
            return b""
        with self._locked():
            with _explained():
                kept = self.kept()
            # Another process may have vouched for more already.
            note = checkpoint.sign(self._origin, frontier.size, frontier.root(), self._key)
            if kept is None or kept.size < frontier.size:
                _replace(self._directory / CHECKPOINT, note)
            self._let_witness(frontier, note, max(frontier.size, kept.size if kept else 0), anew=anew)
        self._kept = frontier.size
        return note

    def _let_witness(self, frontier: Frontier, note: bytes, most: int, *, anew: bool) -> None:
        if self._witness is None:
            return
        try:
            seen = self.witnessed()
            if seen is not None and seen.size > most and not anew:
                raise AuditError(
                    f"The witness {self._witness} vouches for {seen.size} entries, and the record has {most}: "
                    "it was changed, or another firewall writes there. Tell who is responsible for the record."
                )
            if seen is None or seen.size < frontier.size or anew:
                _replace(self._witness, note)
            self._lost_at = None
        except (OSError, FullError):
            self._lost_at = self._lost_at or time.monotonic()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with _explained():
            lock = os.open(self._directory / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _replace(path: Path, note: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    # Before anything is replaced: what is renamed and cannot be made durable is in doubt.
    with _opened(path.parent, os.O_RDONLY | os.O_DIRECTORY) as folder:
        with _opened(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as file:
            with _explained():
                _write(file, note)
            # An fsync that fails leaves the disk in doubt, for want of room too: that is never a FullError.
            os.fsync(file)
        fresh.replace(path)
        os.fsync(folder)


@contextlib.contextmanager
def _opened(path: Path, how: int) -> Iterator[int]:
    with _explained():
        file = os.open(path, how | os.O_CLOEXEC, 0o666)
    try:
        yield file
    finally:
        os.close(file)


def _write(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE}:
            raise FullError("the disk is full, or too many files are open") from None
        raise


def sync_directory(directory: Path) -> None:
    """Make a new or renamed name durable: fsync of the file alone does not."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
