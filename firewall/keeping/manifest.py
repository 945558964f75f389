"""What a backup holds, so that whoever restores it knows that it is whole and who wrote it."""

from __future__ import annotations

import importlib.metadata
from hashlib import file_digest
from pathlib import Path

import msgspec

from firewall.audit import store
from firewall.errors import KeepingError
from firewall.identity import keys
from firewall.review import store as review

MANIFEST = "manifest.json"
FORMAT = 1

PUBLIC_KEY = "audit-public.txt"
KNOWN = {
    "audit.sqlite": store.SCHEMA_VERSION,
    "review.sqlite": review.SCHEMA_VERSION,
    "identity.sqlite": keys.SCHEMA_VERSION,
}
"""The schemas that this program reads and writes."""
DATABASES = tuple(KNOWN)
FILES = ("checkpoint", PUBLIC_KEY, *DATABASES)


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``size`` and ``root`` are what the copied checkpoint vouches for; the record may hold entries beyond it."""

    format: int
    made_at: str
    program: str
    origin: str
    schemas: dict[str, int]
    size: int
    root: str
    entries: int
    files: dict[str, File]


def encoded(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def read(folder: Path) -> Manifest:
    """Read the manifest of a backup and compare it with the files.  Raises KeepingError, and says what is wrong."""
    try:
        found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except OSError:
        raise KeepingError(f"{folder} is no whole backup: it has no {MANIFEST}. Take another.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise KeepingError(f"{folder / MANIFEST} is damaged. Take another backup.") from None
    if found.format != FORMAT:
        raise KeepingError(
            f"{folder} is a backup of form {found.format}, and this program knows {FORMAT}: "
            "use the program that made it."
        )
    if set(found.files) != set(FILES) or set(found.schemas) != set(DATABASES):
        raise KeepingError(f"{folder / MANIFEST} does not name the files of a backup. Take another backup.")
    for name, file in found.files.items():
        _check(folder / name, file)
    return found


def _check(path: Path, told: File) -> None:
    try:
        same = measured(path) == told
    except OSError as error:
        raise KeepingError(f"{path} cannot be read ({type(error).__name__}). Take another backup.") from None
    if not same:
        raise KeepingError(f"{path} is not the file that the manifest tells of: it was changed or cut.")


def measured(path: Path) -> File:
    with path.open("rb") as file:
        return File(path.stat().st_size, file_digest(file, "sha256").hexdigest())


def program() -> str:
    try:
        return importlib.metadata.version("data-sharing-firewall")
    except importlib.metadata.PackageNotFoundError:  # run from its sources
        return "unknown"
