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

OUT_OF_ORDER = "The same key signed twice in one role, or the signatures are out of order."

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
    """``restores`` is the version that a rollback brings back; 0 in every other bundle."""

    city: Name
    digest: Digest
    files: dict[str, str]
    format: str
    restores: Annotated[int, msgspec.Meta(ge=0, le=MOST_VERSION)]
    signatures: tuple[Signature, ...]
    version: Version


def made(city: str, version: int, files: Mapping[str, str], restores: int = 0) -> Bundle:
    """Make an unsigned bundle.  Raises SignedError where it could not be read or unpacked everywhere alike."""
    bundle = Bundle(
        city=city,
        digest=digest_of(files),
        files=dict(files),
        format=FORMAT,
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
        raise SignedError(file, Why.DAMAGED, "This file is larger than all policies of a city could be.")
    bundle = read(raw, Bundle, file)
    if says := _odd(bundle):
        raise SignedError(file, Why.DAMAGED, says)
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


def _odd_names(files: Mapping[str, str]) -> str:
    bad = next((name for name in files if not _NAME.fullmatch(name)), None)
    if bad is not None:
        return (
            f"The name of a file, {bad!r}, is none that every machine can hold: use letters, digits, dots and "
            "hyphens, and folders with such names."
        )
    if len({name.lower() for name in files}) < len(files):
        return "Two files have names that differ in capital letters alone."
    return ""


def _odd(bundle: Bundle) -> str:
    """What is wrong with a bundle that is spelt right; empty where nothing is."""
    if bundle.format != FORMAT:
        return "This is no policy bundle of a form that this program knows."
    if says := _odd_names(bundle.files):
        return says
    if digest_of(bundle.files) != bundle.digest:
        return "The files in it are not those that its digest is of."
    if bundle.restores >= bundle.version:
        return "It brings back a version that is not older than its own."
    return "" if is_ordered(bundle.signatures) else OUT_OF_ORDER
