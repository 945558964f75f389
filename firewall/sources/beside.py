"""The files of a bundle, as they lie on the disk: somebody may be writing them while they are read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from firewall.errors import ConfigError
from firewall.signed import glass, revocations
from firewall.signed.faults import SignedError, Why
from firewall.stamp import stamp_of


def revoked_file(bundle: Path) -> Path:
    return bundle.with_name(bundle.name + revocations.ENDING)


def glass_file(bundle: Path) -> Path:
    return bundle.with_name(bundle.name + glass.ENDING)


def content(path: Path, most: int) -> bytes:
    """
    Read a file.  Raises FileNotFoundError where there is none, ConfigError or SignedError where it cannot be read.

    What is no file could keep us waiting, and what is too large is not read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}). Let the firewall read it.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SignedError(path.name, Why.NO_FILE)
    with os.fdopen(descriptor, "rb") as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise SignedError(path.name, Why.TOO_LARGE)
    return raw


def stamped(path: Path) -> tuple[int, int, int]:
    """Return what changes with the file; never raises."""
    try:
        return stamp_of(path.stat())
    except OSError as error:
        return -1, error.errno or 0, 0
