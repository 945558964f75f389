"""
A backup beside a running firewall: what the record, the registers and the checkpoint were at one moment.

The checkpoint is copied first, so the record's copy has at least what it vouches for.  Keys go to another
place than the rest: whoever has both could write another record.  What was written is read again before it has
its name: a backup that does not verify is none.
"""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

from firewall.audit import checkpoint, places, verify
from firewall.audit.checkpoint import Verifier, read_verifier
from firewall.audit.entry import instant
from firewall.audit.keeper import CHECKPOINT
from firewall.audit.log import AuditLog
from firewall.audit.postgres.address import Address
from firewall.audit.store import DATABASE
from firewall.errors import KeepingError
from firewall.house import House, public_key_file
from firewall.keeping import manifest
from firewall.keeping.carrying import carry_out
from firewall.keeping.copying import (
    Progress,
    copy_database,
    copy_file,
    copy_keys,
    schema_of,
    settle,
    unfinished,
)
from firewall.keeping.manifest import DATABASES, FILES, FORMAT, MANIFEST, PUBLIC_KEY, Manifest


def key_file(data: Path) -> Path:
    """Where the verifier key stands: among the keys of a data directory, or beside the record of a backup."""
    inside, beside = public_key_file(data), data / PUBLIC_KEY
    return beside if beside.exists() and not inside.exists() else inside


def verifier_of(data: Path) -> Verifier:
    """Whose signatures count in a data directory or a backup.  Raises KeepingError or AuditError."""
    path = key_file(data)
    try:
        return read_verifier(path.read_text("utf-8").strip())
    except (OSError, ValueError) as error:
        raise KeepingError(f"The verifier key {path} cannot be read ({type(error).__name__}).") from None


def record_of(data: Path, *, witness: Path | None, reserve_bytes: int, database: Address | None) -> AuditLog:
    """Open the record of a data directory whose policies need not be read."""
    origin = verifier_of(data).origin
    house = House.open(data, origin, create=False)
    return AuditLog.open(
        data,
        house.signing,
        origin,
        create=False,
        witness=witness,
        reserve_bytes=reserve_bytes,
        place=places.place(data, database),
    )


def back_up(  # noqa: PLR0917 - in the order in which one says it
    data: Path,
    target: Path,
    keys_to: Path | None,
    at: datetime,
    progress: Progress,
    database: Address | None = None,
) -> Manifest:
    """
    Copy ``data`` to the new folder ``target``, and its keys to another one; the record may come from a ``database``.

    Raises KeepingError or AuditError.

    Either both have their names when it returns, or the backup has none.
    """
    _check_apart(data, target, keys_to)
    verifier = verifier_of(data)
    with unfinished(target) as folder:
        copy_file(data / CHECKPOINT, folder / CHECKPOINT)
        for name in DATABASES:
            if name == DATABASE and database is not None:
                carry_out(database, folder / name, progress)
            else:
                copy_database(data / name, folder / name, progress)
        copy_file(public_key_file(data), folder / PUBLIC_KEY)
        made = _told(folder, verifier, at, progress)
        (folder / MANIFEST).write_bytes(manifest.encoded(made))
        settle(folder / MANIFEST)
        if keys_to is not None:
            copy_keys(data / "keys", keys_to)
    return made


def _check_apart(data: Path, target: Path, keys_to: Path | None) -> None:
    inside = target.resolve()
    if inside.is_relative_to(data.resolve()):
        raise KeepingError(f"{target} is inside of the data directory: a backup belongs on another disk.")
    if keys_to is not None and (keys_to.resolve().is_relative_to(inside) or inside == keys_to.resolve()):
        raise KeepingError(
            "Keys belong in another place than the backup: name another folder with --keys-to."
        )


def _told(folder: Path, verifier: Verifier, at: datetime, progress: Progress) -> Manifest:
    vouched = checkpoint.verify((folder / CHECKPOINT).read_bytes(), verifier)
    report = verify.verify(folder, verifier, lambda done: progress("verify", done, max(done, vouched.size)))
    if not report.ok:
        raise KeepingError(
            f"The copy of the record does not verify, so it was not kept: {report.faults[0]}. "
            "Look at the record with `firewall audit verify`."
        )
    return Manifest(
        format=FORMAT,
        made_at=instant(at),
        program=manifest.program(),
        origin=verifier.origin,
        schemas={name: schema_of(folder / name) for name in DATABASES},
        size=vouched.size,
        root=base64.b64encode(vouched.root).decode("ascii"),
        entries=report.entries,
        files={name: manifest.measured(folder / name) for name in FILES},
    )
