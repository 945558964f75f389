"""Where the policies come from: a folder, or a bundle, with who signed it and what the record says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from firewall import sources
from firewall.checkup.lines import Line, fault, ok, warning
from firewall.config import Config
from firewall.sources import Read
from firewall.sources.people import signers_of

_SOON = timedelta(days=30)


def texts(config: Config, now: datetime) -> tuple[list[Line], Mapping[str, str]]:
    """Read what a start would read.  Raises FirewallError where it would not take it."""
    read = sources.read_after(config, now)
    return list(_lines(config, read, now)), read.texts


def _lines(config: Config, read: Read, now: datetime) -> Iterator[Line]:
    if config.signing is None or read.bundle is None or read.state is None:
        return
    names = {person.key_id: person.name for person in signers_of(config.signing).people}
    by = ", ".join(
        f"{names.get(key, key)} as {role}" for role, _, key in (s.partition(":") for s in read.state.signed)
    )
    yield ok("signatures", f"Version {read.bundle.version}, signed by {by}.")
    for signer in config.signing.signers:
        if signer.until is not None and signer.until <= (now + _SOON).date():
            remedy = "Have a new key made: firewall policy keygen."
            yield warning("signatures", f"The key of {signer.name} ends on {signer.until}.", remedy)
    if read.glass is not None:
        says = f"{read.glass.name} lies on the policies until {read.glass.ends}."
        yield warning("break-glass", says, "It ends by itself; to end it now, revoke it.")
    if read.odd is not None:
        one = read.odd.faults[0]
        yield fault("break-glass", f"{one.code} {one.file}: {one.says}", one.remedy)
