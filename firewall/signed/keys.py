"""
The keys of the people who sign: a private one that only its owner may read, and a public one to hand out.

The public one is a C2SP verifier key, ``name+hash+key`` on one line, like the one of the record.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from firewall.audit.checkpoint import Verifier, read_verifier, verifier_of
from firewall.errors import AuditError, ConfigError

_OTHERS = 0o077
_WRITABLE_BY_ANYBODY = stat.S_IWOTH
_MOST_BYTES = 4096
_ID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Public:
    """Somebody's public key, with the name that stands in its file."""

    name: str
    key: Ed25519PublicKey

    @property
    def id(self) -> str:
        return key_id(self.key)


def key_id(key: Ed25519PublicKey) -> str:
    """Return how a key is called in signed files: the first half of its SHA-256, which no other key has."""
    return sha256(key.public_bytes_raw()).hexdigest()[:_ID_DIGITS]


def public_file(private: Path) -> Path:
    return private.with_name(f"{private.stem}.pub")


def generate(name: str, private: Path) -> Public:
    """Write a new pair of keys.  Raises ConfigError where one of the files is there already, or cannot be written."""
    key = Ed25519PrivateKey.generate()
    public = public_file(private)
    if private == public:
        raise ConfigError(f"{private} would be both keys. Give the private one another ending, like .pem.")
    if public.exists():
        raise ConfigError(f"{public} is there already, and a key is never written over. Choose another name.")
    try:
        _write(private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
        _write(public, f"{verifier_of(name, key)}\n".encode(), 0o644)
    except FileExistsError:
        raise ConfigError(
            f"{private} is there already, and a key is never written over. Choose another name."
        ) from None
    except OSError as error:
        raise ConfigError(f"{private} cannot be written ({error.strerror}). Choose another place.") from None
    return Public(name, key.public_key())


def private_key(path: Path) -> Ed25519PrivateKey:
    """Read a private key.  Raises ConfigError where others may read it, too: it may be theirs by now."""
    try:
        mode, content = path.stat().st_mode, _content(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}). Name your private key.") from None
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(
            f"{path} is no private key of this program. Name the file that `keygen` wrote, and not the one that ends "
            "with .pub."
        )
    if mode & _OTHERS:
        raise ConfigError(
            f"{path} can be read by others, so it may not be yours alone. Run: chmod 600 {path} - and make a new "
            "key if anybody else could have read it."
        )
    return key


def public_key(path: Path) -> Public:
    """Read a public key.  Raises ConfigError where anybody may change it, for it says whose signature counts."""
    try:
        if path.stat().st_mode & _WRITABLE_BY_ANYBODY:
            raise ConfigError(f"{path} can be written by anybody on this machine. Run: chmod 644 {path}")
        verifier = read_verifier(_content(path).decode())
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}). Name a public key file.") from None
    except (AuditError, ValueError):
        raise ConfigError(
            f"{path} is no public key: name the file that ends with .pub, as `firewall policy keygen` wrote it."
        ) from None
    return Public(verifier.origin, verifier.key)


def text_of(public: Public) -> str:
    return str(Verifier(public.name, public.key))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
