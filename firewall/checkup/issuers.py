"""Who signs tokens: whether their keys are there, and can be used."""

from __future__ import annotations

from datetime import datetime

from firewall.checkup.lines import Line, fault, ok, told
from firewall.checkup.services import Address, reachable
from firewall.errors import FirewallError
from firewall.identity import keyset
from firewall.identity.issuer import Issuer


def keys(issuer: Issuer, now: datetime, timeout_s: float) -> Line:
    """Read the file of keys; of an address only whether it can be reached and proves who it is."""
    about = f"issuer {issuer.name}"
    if issuer.keys_file is None:
        where = f"issuers.{issuer.name}.keys_url"
        at = Address(about=about, url=issuer.keys_url, ca=issuer.keys_ca, written=where)
        return reachable(at, now, timeout_s)
    try:
        found = keyset.read(issuer.keys_file.read_bytes(), issuer.algorithms)
    except OSError as error:
        return fault(
            about,
            f"{issuer.keys_file} cannot be read ({error.strerror}).",
            "Look at its path and its permissions.",
        )
    except FirewallError as error:
        return told(about, error)
    return ok(about, f"Keys that can be used: {len(found)}.")
