"""Every bundle that was in force, kept in the data directory: what a rollback goes back to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from firewall.errors import ConfigError
from firewall.signed import form
from firewall.signed.form import Bundle

FOLDER = "bundles"


def keep(data: Path, bundle: Bundle) -> None:
    """Put a bundle on the shelf.  Raises OSError."""
    path = _path(data, bundle.version)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    replace(path, form.encoded(bundle))


def find(data: Path, version: int) -> Bundle:
    """Take a bundle from the shelf.  Raises ConfigError where it is not there, SignedError where it is damaged."""
    path = _path(data, version)
    try:
        raw = path.read_bytes()
    except OSError:
        known = ", ".join(map(str, versions(data))) or "none"
        raise ConfigError(
            f"Version {version} is not among those that were in force here ({known}). Name its file with --from."
        ) from None
    return form.decoded(raw, path.name)


def versions(data: Path) -> list[int]:
    found = (data / FOLDER).glob("*.bundle")
    return sorted(int(path.stem) for path in found if path.stem.isdecimal())


def replace(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file whole: whoever reads it meanwhile reads the old one.  Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _path(data: Path, version: int) -> Path:
    return data / FOLDER / f"{version}.bundle"
