"""
The signed checkpoint beside the database: replaced whole, never by a smaller one, by one process at a time.

It stands outside the database, so that whoever shortens or swaps the database leaves it behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

from firewall.audit import checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from firewall.audit.checkpoint import Checkpoint
    from firewall.audit.tree import Frontier

CHECKPOINT = "checkpoint"
_LOCK = "checkpoint.lock"


class Keeper:
    """Keeps the signed checkpoint beside the database: replaced whole, and never by a smaller one."""

    def __init__(self, directory: Path, key: Ed25519PrivateKey, origin: str) -> None:
        self._directory, self._key, self._origin = directory, key, origin
        self._verifier = checkpoint.verifier_of(origin, key)
        self._kept = -1

    def kept(self) -> Checkpoint | None:
        try:
            return checkpoint.verify((self._directory / CHECKPOINT).read_bytes(), self._verifier)
        except FileNotFoundError:
            return None

    def keep(self, frontier: Frontier) -> None:
        """Vouch for this much. Raises OSError or AuditError."""
        if frontier.size == self._kept:
            return
        with self._locked():
            kept = self.kept()
            # Another process may have vouched for more already.
            if kept is None or kept.size < frontier.size:
                self._replace(checkpoint.sign(self._origin, frontier.size, frontier.root(), self._key))
        self._kept = frontier.size

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        lock = os.open(self._directory / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _replace(self, note: bytes) -> None:
        fresh = self._directory / f"{CHECKPOINT}.new"
        with fresh.open("wb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._directory / CHECKPOINT)
        sync_directory(self._directory)


def sync_directory(directory: Path) -> None:
    """Make a new or renamed name durable: fsync of the file alone does not."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
