"""
What a mirror writes: a log and keys of its own, in a directory of its own.

INVARIANT: nothing in it can be taken for the record of something that left.  Its log has another origin and other
keys, its entries have kinds of their own, and a directory of one kind cannot be opened as the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from firewall import books
from firewall.audit.log import AuditLog
from firewall.errors import ConfigError
from firewall.house import House
from firewall.identity.keys import KeyStore
from firewall.policy.rules import Bundle

_OF_A_FIREWALL = "review.sqlite"
"""Only a firewall that answers has cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorBooks:
    house: House
    record: AuditLog
    keys: KeyStore


@contextmanager
def opened(directory: Path, bundle: Bundle, *, create: bool = False) -> Iterator[MirrorBooks]:
    """
    Open the mirror's directory; ``create`` starts one where there is none.

    Raises ConfigError or AuditError where it is none of a mirror.
    """
    if (directory / _OF_A_FIREWALL).exists():
        raise ConfigError(
            f"{directory} holds the record of a firewall that answers. Give the mirror another: [mirror] directory."
        )
    if not create and not (directory / "keys").exists():
        raise ConfigError(
            f"There is no mirror in {directory}. Start it once with `firewall mirror --create`."
        )
    house = House.open(directory, origin(bundle), create=create)
    with ExitStack() as stack:
        record = stack.enter_context(
            AuditLog.open(directory, house.signing, origin(bundle), create=house.is_new)
        )
        keys = stack.enter_context(KeyStore.open(directory / "identity.sqlite"))
        yield MirrorBooks(house=house, record=record, keys=keys)


def origin(bundle: Bundle) -> str:
    """Its log's name in checkpoints, so that no verifier takes it for the firewall's."""
    return f"{books.origin(bundle)}/mirror"
