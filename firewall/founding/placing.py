"""
Everything in its place at once, or nothing: written beside, then renamed.

What is there stays: a configuration and policies are put aside only where somebody says so, and a
data directory, with its record and its keys, never.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from firewall.errors import ConfigError

CONFIG, POLICIES, DATA = "firewall.toml", "policies", "data"
_ORDER = (DATA, POLICIES, CONFIG)
"""The configuration comes last: without it nothing can be run that is half there."""


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """Return a folder on the same disk to write into; whatever is left in it is gone with the block."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise ConfigError(
            f"{folder.parent} cannot be written to ({error.strerror}). Name another with --dir."
        ) from None
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def check(folder: Path, *, replace: bool) -> None:
    """Raise ConfigError where something stands in the way."""
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{folder} is no folder. Name another with --dir.")
    there = [name for name in (CONFIG, POLICIES) if os.path.lexists(folder / name)]
    if there and not replace:
        raise ConfigError(
            f"{folder} holds {' and '.join(there)} already. Name another folder with --dir, "
            "or put them aside with --replace."
        )


def write(made: Path, files: Mapping[str, str]) -> None:
    """Raises ConfigError."""
    try:
        for name, text in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise ConfigError(f"The files cannot be written ({error.strerror}). Look at the disk.") from None


def place(made: Path, folder: Path, stamp: str) -> list[str]:
    """
    Put what was made into ``folder``, and return what was put aside.

    Raises ConfigError, with everything as it was before.
    """
    undo: list[tuple[Path, Path]] = []
    aside: list[str] = []
    try:
        folder.mkdir(exist_ok=True)
        for name in _ORDER:
            target = folder / name
            if name == DATA and os.path.lexists(target):
                continue
            if os.path.lexists(target):
                old = folder / f"{name}.before-{stamp}"
                _move(target, old, undo)
                aside.append(old.name)
            if os.path.lexists(made / name):
                _move(made / name, target, undo)
    except OSError as error:
        for now, before in reversed(undo):
            with suppress(OSError):
                now.rename(before)
        raise ConfigError(f"{folder} cannot be written to ({error.strerror}). Nothing was changed.") from None
    return aside


def _move(source: Path, target: Path, undo: list[tuple[Path, Path]]) -> None:
    if os.path.lexists(target):
        raise FileExistsError(17, "something of that name is there", str(target))
    source.rename(target)
    undo.append((target, source))
