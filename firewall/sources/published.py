"""What the public page tells of a signed policy beside the policy itself: its version, its signatures, an emergency."""

from __future__ import annotations

from typing import TypedDict

from firewall.signed import glass
from firewall.sources.held import Read


class Published(TypedDict):
    """``signed`` names roles and keys, and nobody; ``emergency`` is None where none lies on the policies."""

    version: int
    digest: str
    restores: int
    reason: str
    signed: list[dict[str, str]]
    emergency: dict[str, str] | None


def published(read: Read) -> Published | None:
    """Return it as JSON holds it; None for a plain folder, of which nobody knows who made it."""
    bundle = read.bundle
    if bundle is None:
        return None
    return Published(
        version=bundle.version,
        digest=bundle.digest,
        restores=bundle.restores,
        reason=bundle.reason,
        signed=[{"role": one.role, "key": one.key, "at": one.at} for one in bundle.signatures],
        emergency=None if read.glass is None else glass.published(read.glass),
    )
