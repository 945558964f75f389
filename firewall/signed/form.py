"""A bundle: all policy files of a city in one file, with a version and with who signed it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from firewall.policy.load import digest_of
from firewall.signed.exact import (
    MOST_VERSION,
    Digest,
    Instant,
    KeyId,
    Name,
    Role,
    Signed64,
    Version,
    Words,
    canonical,
    read,
)
from firewall.signed.faults import SignedError, Why

FORMAT = "data-sharing-firewall/bundle/1"
MOST_BYTES = 32 * 2**20
"""As much as a whole folder may hold: what is larger is not read at all."""

_STEP = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}"
_NAME = re.compile(rf"{_STEP}(?:/{_STEP}){{0,5}}", re.ASCII)


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who signed as what, when and why; ``signature`` is over the statement that says all that."""

    at: Instant
    key: KeyId
    reason: Words
    role: Role
    signature: Signed64


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``restores`` is the version that a rollback brings back, and ``reason`` why; no other bundle has them."""

    city: Name
    digest: Digest
    files: dict[str, str]
    format: str
    reason: Words
    restores: Annotated[int, msgspec.Meta(ge=0, le=MOST_VERSION)]
    signatures: tuple[Signature, ...]
    version: Version


def made(city: str, version: int, files: Mapping[str, str], restores: int = 0, reason: str = "") -> Bundle:
    """Make an unsigned bundle.  Raises SignedError where it could not be read or unpacked everywhere alike."""
    bundle = Bundle(
        city=city,
        digest=digest_of(files),
        files=dict(files),
        format=FORMAT,
        reason=reason,
        restores=restores,
        signatures=(),
        version=version,
    )
    return decoded(encoded(bundle), "The bundle")


def encoded(bundle: Bundle) -> bytes:
    return canonical(bundle)


def decoded(raw: bytes, file: str) -> Bundle:
    """Read a bundle, whoever signed it.  Raises SignedError, and says what is wrong with ``file``."""
    if len(raw) > MOST_BYTES:
        raise SignedError(file, Why.TOO_LARGE)
    bundle = read(raw, Bundle, file)
    if bad := _bad_name(bundle.files):
        raise SignedError(file, Why.FILE_NAME, word=bad)
    if not _is_sound(bundle):
        raise SignedError(file, Why.DAMAGED)
    return bundle


def without_files(bundle: Bundle) -> Bundle:
    """Return what was signed, which its digest stands for."""
    return msgspec.structs.replace(bundle, files={})


def is_ordered(signatures: Sequence[Signature]) -> bool:
    """Whether each key signed once in a role, and the order is ours: so that the same signatures are the same bytes."""
    signed = [(one.role, one.key) for one in signatures]
    return signed == sorted(set(signed))


def ordered(signatures: Sequence[Signature]) -> tuple[Signature, ...]:
    return tuple(sorted(signatures, key=lambda one: (one.role, one.key)))


def _bad_name(files: Mapping[str, str]) -> str:
    """Return a name that leads elsewhere, or that some machine takes for another one; empty where all are good."""
    seen: set[str] = set()
    for name in files:
        if not _NAME.fullmatch(name) or name.lower() in seen:
            return repr(name)[1:-1] or "(none)"
        seen.add(name.lower())
    return ""


def _is_sound(bundle: Bundle) -> bool:
    """Whether what is spelt right fits together."""
    return (
        bundle.format == FORMAT
        and digest_of(bundle.files) == bundle.digest
        and bundle.restores < bundle.version
        and bool(bundle.restores) == bool(bundle.reason.strip())
        and is_ordered(bundle.signatures)
    )
