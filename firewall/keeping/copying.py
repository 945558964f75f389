"""Copies that are whole and durable: of a database in use, of a file, of the keys."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from firewall.audit.keeper import sync_directory
from firewall.errors import KeepingError

Progress = Callable[[str, int, int], None]
"""What is copied or read, how much of it is done, and how much there is."""

_PAGES = 1024
_OTHERS = 0o077


def copy_database(source: Path, target: Path, progress: Progress) -> None:
    """
    Copy a database that others write to as it is at one moment (SQLite's online backup).

    Raises KeepingError where the copy is damaged, OSError and sqlite3.Error where there is none.
    """
    address = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, isolation_level=None)) as reads,
        closing(sqlite3.connect(target, isolation_level=None)) as writes,
    ):
        # Reading at one moment from here on: else a writer would make the copy begin again and again.
        reads.execute("BEGIN")
        reads.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        reads.backup(
            writes, pages=_PAGES, progress=lambda _, left, all_: progress(source.name, all_ - left, all_)
        )
        # One file, without a write-ahead log beside it that could be forgotten.
        writes.execute("PRAGMA journal_mode = DELETE")
        (verdict,) = writes.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise KeepingError(
            f"{source} is damaged (its structure): stop the firewall and restore the last backup."
        )
    settle(target)


def copy_file(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    settle(target)


def settle(path: Path, mode: int = 0o600) -> None:
    """Make a file durable, and nobody else's to read."""
    path.chmod(mode)
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def schema_of(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        found: int = db.execute("PRAGMA user_version").fetchone()[0]
        return found


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """
    Yield a folder that gets its name when the block ends, and is gone where it raises.

    So nothing that is half written ever has the name of something whole.  Raises KeepingError.
    """
    if target.exists() or target.is_symlink():
        raise KeepingError(f"{target} is there already. Name another place: nothing is written over.")
    folder = target.with_name(f".{target.name}.unfinished-{os.getpid()}")
    try:
        folder.mkdir(mode=0o700, parents=True)
        try:
            yield folder
            sync_directory(folder)
            folder.rename(target)
            sync_directory(target.parent)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except (OSError, sqlite3.Error) as error:
        raise KeepingError(f"{target} could not be written ({told(error)}). Nothing was kept.") from None


def told(error: OSError | sqlite3.Error) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return getattr(error, "sqlite_errorname", type(error).__name__)


def copy_keys(source: Path, target: Path) -> None:
    """Copy a folder of keys into a new one.  Raises KeepingError where others can read one, or it is there already."""
    with unfinished(target) as folder:
        for path in sorted(source.iterdir()):
            if path.stat().st_mode & _OTHERS:
                raise KeepingError(f"{path} can be read by others. Run: chmod 600 {path}")
            copy_file(path, folder / path.name)
