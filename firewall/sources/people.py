"""The people of ``firewall.toml`` with their keys."""

from __future__ import annotations

from firewall.config import Signing
from firewall.errors import ConfigError
from firewall.signed import keys
from firewall.signed.people import Person, Signers


def signers_of(signing: Signing) -> Signers:
    """Read the public keys.  Raises ConfigError where one cannot be used, is somebody else's, or is there twice."""
    found: list[Person] = []
    for signer in signing.signers:
        public = keys.public_key(signer.key)
        if public.name != signer.name:
            raise ConfigError(
                f"[policies.signers.{signer.name}] key: {signer.key} is the key of `{public.name}`. "
                "Name the right file."
            )
        twin = next((other for other in found if other.key_id == public.id), None)
        if twin is not None:
            raise ConfigError(
                f"[policies.signers]: `{twin.name}` and `{signer.name}` have the same key, so they are one person. "
                "Give each of them a key of their own."
            )
        found.append(
            Person(name=signer.name, key=public.key, roles=frozenset(signer.roles), until=signer.until)
        )
    return Signers(people=tuple(found), authors=signing.authors, approvers=signing.approvers)
