"""The secrets of the house: what signs the log, what digests are keyed with, what makes pseudonyms."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from firewall.audit.checkpoint import verifier_of
from firewall.errors import ConfigError

_SIGNING, _DIGEST, _PSEUDONYM, _PUBLIC = (
    "audit-signing.pem",
    "digest.key",
    "pseudonym.key",
    "audit-public.txt",
)
_KEY_BYTES = 32
_OTHERS = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """``is_new`` tells that the keys were just made, so that nothing of this house can exist yet."""

    signing: Ed25519PrivateKey
    digest: bytes
    pseudonym: bytes
    is_new: bool

    @staticmethod
    def open(data: Path, origin: str, *, create: bool, folder: Path | None = None) -> House:
        """
        Read the keys in ``data/keys``, or make them where ``create`` says so and there are none.

        ``folder`` is where they are instead, if they are elsewhere.

        Raises ConfigError, with what to do, where they are missing, odd or readable by others.
        """
        folder = folder or data / "keys"
        is_new = create and not folder.exists()
        try:
            if is_new:
                _make(data, folder, origin)
            return House(
                signing=_signing(_read(folder / _SIGNING)),
                digest=_key(folder / _DIGEST),
                pseudonym=_key(folder / _PSEUDONYM),
                is_new=is_new,
            )
        except OSError as error:
            remedy = (
                "Put them back from the backup."
                if folder.exists()
                else "Start once with `firewall run --create`."
            )
            raise ConfigError(
                f"The keys in {folder} cannot be read ({type(error).__name__}). {remedy}"
            ) from None


def public_key_file(data: Path) -> Path:
    """Where the verifier key stands that auditors are given (C2SP signed-note)."""
    return data / "keys" / _PUBLIC


def _make(data: Path, folder: Path, origin: str) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written beside and renamed: half a set of keys must never look like one.
    unfinished = data / f".keys-{secrets.token_hex(4)}"
    unfinished.mkdir(mode=0o700)
    signing = Ed25519PrivateKey.generate()
    pem = signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(unfinished / _SIGNING, pem)
    _write(unfinished / _DIGEST, secrets.token_bytes(_KEY_BYTES))
    _write(unfinished / _PSEUDONYM, secrets.token_bytes(_KEY_BYTES))
    _write(unfinished / _PUBLIC, f"{verifier_of(origin, signing)}\n".encode())
    unfinished.rename(folder)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    if path.stat().st_mode & _OTHERS:
        raise ConfigError(f"{path} can be read by others. Run: chmod 600 {path}")
    return path.read_bytes()


def _key(path: Path) -> bytes:
    key = _read(path)
    if len(key) != _KEY_BYTES:
        raise ConfigError(f"{path} is not a key of {_KEY_BYTES} bytes. Put it back from the backup.")
    return key


def _signing(pem: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(f"{_SIGNING} is not an Ed25519 key. Put it back from the backup.")
    return key
