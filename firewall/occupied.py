"""
Who is in a data directory: one firewall that serves, commands beside it, or one that has it to itself.

The promise, exactly: at most one firewall serves from a directory; commands may write beside it, each
entry of theirs takes its turn in the database; and whoever restores or migrates is alone.  These are
locks of the kernel on two empty files: however their holder ends, they end with it, so no file has to be
removed after a crash.  They hold on one machine, on a local disk.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firewall.errors import ConfigError

SERVING, USING = "serving.lock", "using.lock"


@contextmanager
def serving(data: Path) -> Iterator[None]:
    """Be the one firewall of a directory until the block ends.  Raises ConfigError where there is one."""
    says = f"A firewall is running on {data} already. Stop it first, or give each one its own directory."
    with _held(data / SERVING, fcntl.LOCK_EX, says):
        yield


@contextmanager
def using(data: Path) -> Iterator[None]:
    """Read and write beside others.  Raises ConfigError while somebody has the directory alone."""
    says = f"{data} is being restored or migrated. Wait until that has ended."
    with _held(data / USING, fcntl.LOCK_SH, says):
        yield


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Have a directory to oneself.  Raises ConfigError while a firewall or a command is in it."""
    says = f"{data} is in use. Stop the firewall, and wait for commands that run beside it."
    with _held(data / SERVING, fcntl.LOCK_EX, says), _held(data / USING, fcntl.LOCK_EX, says):
        yield


@contextmanager
def _held(path: Path, kind: int, says: str) -> Iterator[None]:
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ConfigError(
            f"{path.parent} cannot be written to ({error.strerror}). See to the disk."
        ) from None
    try:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(says) from None
        yield
    finally:
        os.close(lock)
