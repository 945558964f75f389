"""
What was taken back, a line each, in a file beside the bundle.

One person is enough, and a key that was revoked or has ended is, too: to revoke only ever closes.  A line that cannot
be believed is a fault of the whole file, for it may be a true one that was cut; the others count all the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.signed.exact import canonical, read
from firewall.signed.faults import SignedError, Why
from firewall.signed.form import Signature
from firewall.signed.people import Person, Signers
from firewall.signed.statement import About, holds, signed

FORMAT = "data-sharing-firewall/revocation/1"
ENDING = ".revoked"
MOST_BYTES = 2**20
KINDS = ("bundle", "key", "break-glass")


class Revocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``which`` is the digest of a bundle's files or of a break-glass, or the id of a key."""

    format: str
    kind: Annotated[str, msgspec.Meta(pattern=r"\A(bundle|key|break-glass)\Z")]
    signature: Signature
    which: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}([0-9a-f]{32})?\Z")]

    @property
    def closes(self) -> str:
        return f"{self.kind}:{self.which}"


@dataclass(frozen=True, slots=True)
class Found:
    """``believed`` is what counts, whatever is wrong with the rest of the file."""

    believed: tuple[Revocation, ...] = ()
    fault: SignedError | None = None

    @property
    def closed(self) -> frozenset[str]:
        return frozenset(one.closes for one in self.believed)


def made(  # noqa: PLR0917 - who revokes what as what, when and why
    kind: str, which: str, key: Ed25519PrivateKey, person: Person, at: datetime, reason: str
) -> Revocation:
    about = About(kind=f"revoke-{kind}", city="", digest=which)
    role = min(person.roles)
    return Revocation(
        format=FORMAT,
        kind=kind,
        signature=signed(about, key, person.key_id, role, at, reason),
        which=which,
    )


def line(revocation: Revocation) -> bytes:
    return canonical(revocation)


def judged(raw: bytes, signers: Signers, known: Collection[str], file: str) -> Found:
    """Read the file.  What is ``known`` from the record needs nobody's word any more."""
    if len(raw) > MOST_BYTES:
        return Found((), SignedError(file, Why.TOO_LARGE))
    believed = []
    fault = None
    for number, one in enumerate(raw.splitlines(keepends=True), 1):
        revocation = _believed(one, signers, known, file)
        if revocation is None:
            fault = fault or SignedError(file, Why.REVOCATIONS, line=number)
        else:
            believed.append(revocation)
    return Found(tuple(believed), fault)


def _believed(raw: bytes, signers: Signers, known: Collection[str], file: str) -> Revocation | None:
    try:
        revocation = read(raw, Revocation, file)
    except SignedError:
        return None
    if revocation.format != FORMAT:
        return None
    if revocation.closes in known:
        return revocation
    person = signers.by_key(revocation.signature.key)
    about = About(kind=f"revoke-{revocation.kind}", city="", digest=revocation.which)
    return revocation if person and holds(about, revocation.signature, person.key) else None
