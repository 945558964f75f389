"""Where the policies come from: a folder, or a bundle that people signed."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

from firewall.audit.places import place
from firewall.config import Config
from firewall.errors import ConfigError
from firewall.folder import compiled_of
from firewall.policy.compiled import Compiled
from firewall.signed import history
from firewall.signed.history import State
from firewall.sources.bundle import Signed
from firewall.sources.held import Folder, Read, Source

__all__ = ["Read", "Source", "load", "of", "read", "read_after", "said"]


def of(settings: Config) -> Source:
    """Return what ``firewall.toml`` names.  Raises ConfigError."""
    if settings.signing is None:
        return Folder(settings.policies)
    return Signed(settings.policies, settings.signing, settings.data)


def read(source: Source, at: datetime) -> Read:
    """Read it.  Raises FirewallError where it cannot be used."""
    found = source.see(at)
    if found.read is None:
        raise found.fault or ConfigError("The policies cannot be read.")
    return found.read


def load(settings: Config, at: datetime) -> Compiled:
    """Load what ``firewall.toml`` names, for whoever does not keep the record.  Raises FirewallError."""
    return compiled_of(read_after(settings, at).texts)


def read_after(settings: Config, at: datetime) -> Read:
    """Read it as the firewall that runs does: after what the record says.  Raises FirewallError."""
    source = of(settings)
    source.recorded(said(settings))
    return read(source, at)


def said(settings: Config) -> State:
    """What the record says already; where there is none yet, nothing.  Raises AuditError."""
    if settings.signing is None or not (settings.data / "keys").is_dir():
        return State()
    with closing(place(settings.data, settings.record.database).reader()) as reader:
        return history.last(reader)
