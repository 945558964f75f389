"""What operators set, read and checked: frozen values, one class a table of ``firewall.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from firewall.audit.postgres.address import Address, read
from firewall.identity.issuer import Issuer


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    host: str = "127.0.0.1"
    port: int = 8080
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    client_ca: Path | None = None
    client_crl: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admin:
    host: str = "127.0.0.1"
    port: int = 8081
    allow_remote_admin_dangerous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes, counts and seconds beyond which an exchange is uninspectable or refused."""

    body_bytes: int = 8 * 2**20
    ratio: int = 100
    depth: int = 64
    fields: int = 200_000
    text: int = 1_048_576
    head_s: float = 5.0
    body_s: float = 15.0
    upstream_s: float = 10.0
    whole_s: float = 30.0
    total_bytes: int = 256 * 2**20
    connections: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """Where answers wait that leave as a whole, how long one may be, and how much all may take there."""

    directory: Path | None = None
    answer_bytes: int = 4 * 2**30
    total_bytes: int = 16 * 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Detectors:
    """What is looked for beside the firewall's own detectors."""

    presidio: tuple[str, ...] = ()
    presidio_off: tuple[str, ...] = ()
    recognizers: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The model that finds names in free text; none where ``model`` is None."""

    model: Path | None = None
    sha256: str = ""
    deadline_ms: int = 5000
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """What is told on the side; the record is the evidence, and no setting of these touches it."""

    level: str = "info"
    access: bool = True
    address_digest: bool = False
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Where spans are sent; nowhere while ``endpoint`` is empty.  ``sample`` is the share of exchanges."""

    endpoint: str = ""
    sample: float = 0.01
    ca: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """How many processes answer requests; above one there is a supervisor beside them."""

    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The balancer that may pass on a certificate: names of its own one, and which CA signed that (or any)."""

    certificates: tuple[str, ...] = ()
    ca: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``witness``: a second place for each checkpoint.  ``reserve_mb``: what stays free on the disk."""

    witness: Path | None = None
    reserve_mb: int = 64
    postgresql: str = ""
    """An address that was checked; empty where the record is a file of the data directory."""
    password_file: Path | None = None
    ca: Path | None = None

    @property
    def database(self) -> Address | None:
        return read(self.postgresql, self.password_file, self.ca) if self.postgresql else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How many days something is kept; None is for ever."""

    cases_days: int | None = None
    log_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Where copied requests arrive, and whether the services may be asked once more."""

    directory: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8082
    ask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A policy folder that decides beside the one in force, never acted on, until a day."""

    directory: Path
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One who may sign policies; after the day ``until``, nothing new."""

    name: str
    key: Path
    roles: tuple[str, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who has to sign the policies, and what a signed file may not do all the same."""

    signers: tuple[Signer, ...]
    authors: int = 1
    approvers: int = 1
    not_before_version: int = 1
    break_glass_hours: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """``policies`` is a folder; where ``signing`` is set, a signed bundle."""

    data: Path
    policies: Path
    signing: Signing | None = None
    draft: Draft | None = None
    detectors: Detectors = Detectors()
    names: Names = Names()
    listen: Listen = Listen()
    admin: Admin = Admin()
    limits: Limits = Limits()
    spool: Spool = Spool()
    processes: Processes = Processes()
    logs: Logs = Logs()
    traces: Traces = Traces()
    record: Record = Record()
    retention: Retention = Retention()
    mirror: Mirror = Mirror()
    upstream_ca: Path | None = None
    client_cas: Mapping[str, Path] = field(default_factory=dict)
    edge: Edge = Edge()
    issuers: tuple[Issuer, ...] = ()
    refuse_after_s: float = 600.0

    @property
    def mirror_data(self) -> Path:
        """Where a mirror keeps its record: beside the firewall's, unless told otherwise."""
        return self.mirror.directory or self.data.parent / "mirror"
