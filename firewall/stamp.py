"""Has a file changed since somebody looked?  Told without reading it."""

from __future__ import annotations

from os import stat_result
from pathlib import Path


def stamp(path: Path) -> tuple[int, ...]:
    """Return what changes with the file, its rights and its place on the disk; empty where it cannot be looked at."""
    try:
        return stamp_of(path.stat())
    except OSError:
        return ()


def stamp_of(found: stat_result) -> tuple[int, int, int]:
    """Return it for what was found.  Not the time of its content: a copy may bring that along (``cp -p``)."""
    return found.st_size, found.st_ctime_ns, found.st_ino
