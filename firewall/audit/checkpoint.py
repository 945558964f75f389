"""
What the log vouches for, signed: a C2SP tlog-checkpoint, which is a C2SP signed-note.

The text is origin, size and root, a line each; an Ed25519 signature over it follows after an
empty line (https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note).  Any tool that
knows the form can check ours, and a witness can add a line of its own, which we pass over.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from firewall.audit.tree import HASH_BYTES
from firewall.errors import AuditError

_ED25519 = b"\x01"  # signed-note, "Signature types"
_KEY_ID_BYTES = 4
_MAX_BYTES = 1 << 17  # room for the sixteen signatures that a verifier must accept, post-quantum ones too
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The root over the first ``size`` entries of the log called ``origin``."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who has to have signed: a log's name and its public key."""

    origin: str
    key: Ed25519PublicKey

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, type and key (signed-note, "Signatures")."""
        named = self.origin.encode() + b"\n" + _ED25519 + self.key.public_bytes_raw()
        return sha256(named).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        """Give the verifier key string that signed-note tools exchange."""
        return f"{self.origin}+{self.key_id.hex()}+{_base64(_ED25519 + self.key.public_bytes_raw())}"


def verifier_of(origin: str, key: Ed25519PrivateKey) -> Verifier:
    return Verifier(origin, key.public_key())


def read_verifier(text: str) -> Verifier:
    """Read ``origin+hash+key``.  Raises AuditError, and says what such a string looks like."""
    origin, id_hex, key64 = [*text.strip().split("+", 2), "", ""][:3]
    key = _decoded(key64)
    if _NAME.fullmatch(origin) and key[:1] == _ED25519 and len(key) == 1 + HASH_BYTES:
        verifier = Verifier(origin, Ed25519PublicKey.from_public_bytes(key[1:]))
        if verifier.key_id.hex() == id_hex:
            return verifier
    raise AuditError(
        "This is no verifier key: it looks like `name+hash+key`, on one line, as the firewall prints it."
    )


def sign(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> bytes:
    if not _NAME.fullmatch(origin):
        raise AuditError(
            "The log's name (origin) may not be empty or contain a space or `+`: choose another."
        )
    text = f"{origin}\n{size}\n{_base64(root)}\n"
    signature = _base64(verifier_of(origin, key).key_id + key.sign(text.encode()))
    return f"{text}\n\N{EM DASH} {origin} {signature}\n".encode()


def verify(note: bytes, verifier: Verifier) -> Checkpoint:
    """Return what the checkpoint says, if its signature is good.  Raises AuditError, and says why."""
    text, signatures = _opened(note)
    _check_signed(text, signatures, verifier)
    return _read(text, verifier.origin)


def _opened(note: bytes) -> tuple[str, list[str]]:
    """Split a note into its text, with the final newline, and its signature lines."""
    try:
        decoded = note[: _MAX_BYTES + 1].decode()
    except UnicodeDecodeError:
        raise AuditError("The checkpoint is damaged: it is not UTF-8.") from None
    text, gap, signatures = decoded.rpartition("\n\n")
    if not gap or len(note) > _MAX_BYTES or not signatures.endswith("\n") or _CONTROL.search(decoded):
        raise AuditError("The checkpoint is damaged: it is not a signed note.")
    return text + "\n", signatures[:-1].split("\n")


def _check_signed(text: str, signatures: list[str], verifier: Verifier) -> None:
    ours = [signed for line in signatures if (signed := _by(line, verifier)) is not None]
    if not ours:
        raise AuditError(
            "The checkpoint is not signed by this key: use the key that this log was started with."
        )
    try:
        for signed in ours:
            verifier.key.verify(signed, text.encode())
    except InvalidSignature:
        raise AuditError(
            "The checkpoint's signature is wrong: its text was changed after it was signed."
        ) from None


def _by(line: str, verifier: Verifier) -> bytes | None:
    """Return the signature in a line if name and id are this key's; others are passed over."""
    head, _, encoded = line.rpartition(" ")
    if head != f"\N{EM DASH} {verifier.origin}":
        return None
    signed = _decoded(encoded)
    return signed[_KEY_ID_BYTES:] if signed[:_KEY_ID_BYTES] == verifier.key_id else None


def _read(text: str, origin: str) -> Checkpoint:
    named, size, root64, *extensions = [*text[:-1].split("\n"), "", ""]
    root = _decoded(root64)
    # Lines of extension stay unread, as tlog-checkpoint says; an empty one is not allowed.
    if named != origin or not _SIZE.fullmatch(size) or len(root) != HASH_BYTES or "" in extensions[:-2]:
        raise AuditError("The checkpoint is signed, but it is not a checkpoint of this log.")
    return Checkpoint(named, int(size), root)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decoded(text: str) -> bytes:
    """Decode strict base64 (RFC 4648 section 4, one spelling only); what is not that is no bytes at all."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if _base64(raw) == text else b""
