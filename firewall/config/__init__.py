"""
``firewall.toml`` into a frozen Config: what operators set.  Policies are for lawyers and stand elsewhere.

A file is read whole: every fault is reported at once, with its key, what is wrong and what to do.
There is no key that lets data out when something fails.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from firewall.config import identity, signing, tables
from firewall.config.checks import contradictions, warnings_of
from firewall.config.example import EXAMPLE
from firewall.config.reading import Reading
from firewall.config.settings import (
    Admin,
    Config,
    Detectors,
    Draft,
    Edge,
    Limits,
    Listen,
    Logs,
    Mirror,
    Names,
    Processes,
    Record,
    Retention,
    Signer,
    Signing,
    Spool,
    Traces,
)
from firewall.errors import ConfigError

__all__ = [
    "EXAMPLE",
    "Admin",
    "Config",
    "Detectors",
    "Draft",
    "Edge",
    "Limits",
    "Listen",
    "Logs",
    "Mirror",
    "Names",
    "Processes",
    "Record",
    "Retention",
    "Signer",
    "Signing",
    "Spool",
    "Traces",
    "load",
]


def load(text: str, base: Path) -> tuple[Config, tuple[str, ...]]:
    """
    Read the text of a ``firewall.toml`` that stands in ``base``; return it with its warnings.

    Raise ConfigError with all faults, one a line.  No file is opened: whether a certificate is there is
    found out by who uses it.
    """
    try:
        written: dict[str, object] = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        # Repeated keys are told here too ("Cannot overwrite a value"), with line and column.
        raise ConfigError(f"firewall.toml is not TOML: {error}") from error
    read = Reading(written, base)
    config = Config(
        listen=tables.listen(read),
        admin=tables.admin(read),
        data=read.place("data", "directory") or base / "data",
        policies=signing.policies(read) or base / "policies",
        signing=signing.signing(read),
        draft=tables.draft(read),
        detectors=tables.detectors(read),
        names=tables.names(read),
        limits=tables.limits(read),
        spool=tables.spool(read),
        processes=tables.processes(read),
        refuse_after_s=read.seconds("policies", "refuse_after_s", 600.0),
        logs=tables.logs(read),
        traces=tables.traces(read),
        record=tables.record(read),
        retention=tables.retention(read),
        mirror=tables.mirror(read),
        upstream_ca=read.place("upstream_tls", "ca"),
        client_cas=read.places("client_cas"),
        edge=identity.edge(read),
        issuers=identity.issuers(read),
    )
    faults = (
        *read.faults,
        *read.unread(),
        *contradictions(config),
        *identity.contradictions(config),
        *signing.contradictions(config),
    )
    if faults:
        raise ConfigError("\n".join(faults))
    return config, tuple(warnings_of(config))
