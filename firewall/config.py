"""
``firewall.toml`` into a frozen Config: what operators set.  Policies are for lawyers and stand elsewhere.

A file is read whole: every fault is reported at once, with its key, what is wrong and what to do.
There is no key that lets data out when something fails.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from firewall.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

_LAST_PORT = 2**16 - 1
_DAY_S = 86_400
MOST_WORKERS = 64

EXAMPLE = """\
# Everything an operator can tell the firewall. Each value here is the default: an empty file is the same.
# Paths are relative to this file. A key that is not listed here is an error.

[listen]
# Where requesters connect. Port 0 takes a free one.
host = "127.0.0.1"
port = 8080
# A certificate and its key, PEM. Without them the firewall speaks plain HTTP: fit for this machine only.
# tls_certificate = "tls/firewall.pem"
# tls_key = "tls/firewall.key"
# Who signs the certificates of requesters (mTLS), PEM. Without it, requesters can only show API keys.
# client_ca = "tls/partners-ca.pem"

[admin]
# Metrics, health and status for the city's own machines, never for requesters.
host = "127.0.0.1"
port = 8081
# The admin pages ask nobody for a password. True is only for where the network itself keeps strangers out.
allow_remote_admin_dangerous = false

[data]
# What the firewall writes: the audit log, cases, keys. One directory, on a local disk, and backed up.
directory = "data"

[policies]
# What legal staff own.
directory = "policies"

[detectors]
# Beside the firewall's own detectors, most of Presidio's recognizers run (docs/detection.md). More of them, by
# the names of their classes, and those that are not to run:
# presidio = ["DateRecognizer"]
# presidio_off = ["DePlzRecognizer"]
# Recognizers of the city's own, in Presidio's YAML format.
# recognizers = "recognizers.yaml"

[names]
# A spaCy model that finds names and places in free text, and the digest of its folder (`firewall names digest`).
# Without one, free text goes whole to nobody who may have no names (docs/detection.md).
# model = "models/en_core_web_sm-3.8.0"
# sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
# How long it may take over one answer; then the answer is uninspectable. And how many processes it runs in.
deadline_ms = 5000
workers = 1

[limits]
# Lower them freely. Above the default the firewall starts with a warning: it was tested up to there.
# The largest body after decoding, in bytes, and how many times larger than it came.
body_bytes = 8388608
ratio = 100
# How deep a body may nest, and how many fields it may have.
depth = 64
fields = 200000
# Seconds for a request's head, for its body, for the service to answer, and for the whole exchange.
head_s = 5.0
body_s = 15.0
upstream_s = 10.0
whole_s = 30.0
# The bytes of all bodies held at one time, and the connections open at one time.
total_bytes = 268435456
connections = 1000

[upstream_tls]
# Who signs the certificates of the city's services, PEM. Without it, the machine's own list is used.
# ca = "tls/services-ca.pem"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    host: str = "127.0.0.1"
    port: int = 8080
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    client_ca: Path | None = None


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
    head_s: float = 5.0
    body_s: float = 15.0
    upstream_s: float = 10.0
    whole_s: float = 30.0
    total_bytes: int = 256 * 2**20
    connections: int = 1000


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
class Config:
    data: Path
    policies: Path
    detectors: Detectors = Detectors()
    names: Names = Names()
    listen: Listen = Listen()
    admin: Admin = Admin()
    limits: Limits = Limits()
    upstream_ca: Path | None = None


def load(text: str, base: Path) -> tuple[Config, tuple[str, ...]]:
    """
    Read the text of a ``firewall.toml`` that stands in ``base``; return it with its warnings.

    Raise ConfigError with all faults, one a line.  No file is opened: whether a certificate is there is
    found out by who uses it.
    """
    try:
        tables: dict[str, object] = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        # Repeated keys are told here too ("Cannot overwrite a value"), with line and column.
        raise ConfigError(f"firewall.toml is not TOML: {error}") from error
    read = _Reading(tables, base)
    config = Config(
        listen=_listen(read),
        admin=_admin(read),
        data=read.place("data", "directory") or base / "data",
        policies=read.place("policies", "directory") or base / "policies",
        detectors=_detectors(read),
        names=_names(read),
        limits=_limits(read),
        upstream_ca=read.place("upstream_tls", "ca"),
    )
    faults = (*read.faults, *read.unread(), *_contradictions(config))
    if faults:
        raise ConfigError("\n".join(faults))
    return config, tuple(_warnings(config))


def _listen(read: _Reading) -> Listen:
    return Listen(
        host=read.text("listen", "host", Listen().host),
        port=read.port("listen", "port", Listen().port),
        tls_certificate=read.place("listen", "tls_certificate"),
        tls_key=read.place("listen", "tls_key"),
        client_ca=read.place("listen", "client_ca"),
    )


def _admin(read: _Reading) -> Admin:
    return Admin(
        host=read.text("admin", "host", Admin().host),
        port=read.port("admin", "port", Admin().port),
        allow_remote_admin_dangerous=read.switch("admin", "allow_remote_admin_dangerous", default=False),
    )


def _detectors(read: _Reading) -> Detectors:
    return Detectors(
        presidio=read.names("detectors", "presidio"),
        presidio_off=read.names("detectors", "presidio_off"),
        recognizers=read.place("detectors", "recognizers"),
    )


def _names(read: _Reading) -> Names:
    default = Names()
    return Names(
        model=read.place("names", "model"),
        sha256=read.digest("names", "sha256"),
        deadline_ms=read.count("names", "deadline_ms", default.deadline_ms),
        workers=read.count("names", "workers", default.workers, most=MOST_WORKERS),
    )


def _limits(read: _Reading) -> Limits:
    default = Limits()
    return Limits(
        body_bytes=read.count("limits", "body_bytes", default.body_bytes),
        ratio=read.count("limits", "ratio", default.ratio),
        depth=read.count("limits", "depth", default.depth),
        fields=read.count("limits", "fields", default.fields),
        head_s=read.seconds("limits", "head_s", default.head_s),
        body_s=read.seconds("limits", "body_s", default.body_s),
        upstream_s=read.seconds("limits", "upstream_s", default.upstream_s),
        whole_s=read.seconds("limits", "whole_s", default.whole_s),
        total_bytes=read.count("limits", "total_bytes", default.total_bytes),
        connections=read.count("limits", "connections", default.connections),
    )


class _Reading:
    """Takes values out of the tables, and remembers what was wrong and what was never asked for."""

    def __init__(self, tables: dict[str, object], base: Path) -> None:
        self.faults: list[str] = []
        self._base = base
        self._tables = {name: table for name, table in tables.items() if isinstance(table, dict)}
        self._loose = sorted(tables.keys() - self._tables.keys())
        self._asked: dict[str, list[str]] = {}

    def text(self, table: str, key: str, default: str) -> str:
        value = self._take(table, key, default)
        if isinstance(value, str) and value.strip() == value != "":
            return value
        return self._fault(table, key, "is not a name", f'Write it like "{default}".', default)

    def names(self, table: str, key: str) -> tuple[str, ...]:
        value = self._take(table, key, [])
        if isinstance(value, list) and all(isinstance(name, str) and name for name in value):
            return tuple(dict.fromkeys(value))
        return self._fault(table, key, "is not a list of names", 'Write it like ["One", "Two"].', ())

    def place(self, table: str, key: str) -> Path | None:
        value = self._take(table, key, None)
        if value is None:
            return None
        if isinstance(value, str) and value and "\0" not in value:
            return self._base / value
        return self._fault(table, key, "is not a path", 'Write it in quotes, like "data".', None)

    def port(self, table: str, key: str, default: int) -> int:
        value = self._take(table, key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LAST_PORT:
            return value
        return self._fault(
            table, key, "is not a port", "Take a number from 0 (any free one) to 65535.", default
        )

    def digest(self, table: str, key: str) -> str:
        value = self._take(table, key, "")
        if isinstance(value, str) and (value == "" or re.fullmatch("[0-9a-f]{64}", value)):
            return value
        return self._fault(
            table,
            key,
            "is not a SHA-256 of 64 small hexadecimal digits",
            "Copy it from where it was told.",
            "",
        )

    def count(self, table: str, key: str, default: int, *, most: int | None = None) -> int:
        value = self._take(table, key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= (most or value):
            return value
        upto = "" if most is None else f", and at most {most}"
        return self._fault(
            table, key, f"is not a whole number above 0{upto}", f"The default is {default}.", default
        )

    def seconds(self, table: str, key: str, default: float) -> float:
        value = self._take(table, key, default)
        # TOML has inf and nan, and with a deadline that never comes the firewall can be kept waiting.
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _DAY_S:
            return float(value)
        return self._fault(
            table,
            key,
            "is not a number of seconds above 0, and at most a day",
            f"The default is {default}.",
            default,
        )

    def switch(self, table: str, key: str, *, default: bool) -> bool:
        value = self._take(table, key, default)
        if isinstance(value, bool):
            return value
        return self._fault(table, key, "is neither true nor false", "Write it without quotes.", default)

    def unread(self) -> Iterable[str]:
        """Every key and table that nothing asked for, after everything was asked for."""
        for name in self._loose:
            yield f"`{name}` stands outside of every table. Put it under one, such as [listen]."
        for name, table in self._tables.items():
            if name not in self._asked:
                yield _unknown(f"[{name}]", [f"[{asked}]" for asked in self._asked])
            else:
                for key in table.keys() - self._asked[name]:
                    yield _unknown(f"{name}.{key}", [f"{name}.{asked}" for asked in self._asked[name]])

    def _take(self, table: str, key: str, default: object) -> object:
        self._asked.setdefault(table, []).append(key)
        return self._tables.get(table, {}).get(key, default)

    def _fault(self, table: str, key: str, says: str, remedy: str, default: T) -> T:
        self.faults.append(f"{table}.{key} {says}. {remedy}")
        return default


def _unknown(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    remedy = f"Did you mean `{close[0]}`?" if close else "Take it out, or look for it in the example."
    return f"`{name}` is no setting. {remedy}"


def _contradictions(config: Config) -> Iterable[str]:
    listen, admin, limits = config.listen, config.admin, config.limits
    if (listen.tls_certificate is None) != (listen.tls_key is None):
        yield "listen.tls_certificate and listen.tls_key belong together. Set both, or neither."
    if listen.client_ca is not None and listen.tls_certificate is None:
        yield "listen.client_ca needs TLS. Set listen.tls_certificate and listen.tls_key too."
    if not _is_loopback(admin.host) and not admin.allow_remote_admin_dangerous:
        yield (
            "admin.host is not this machine alone, and the admin pages ask nobody for a password. "
            "Set it to 127.0.0.1, or admin.allow_remote_admin_dangerous to true."
        )
    if listen.port != 0 and (listen.host, listen.port) == (admin.host, admin.port):
        yield "listen.port and admin.port are the same. Requesters must not reach the admin pages."
    yield from _contradictions_of_names(config)
    if limits.body_bytes > limits.total_bytes:
        yield "limits.total_bytes is less than limits.body_bytes. One body must fit: lower body_bytes too."


def _contradictions_of_names(config: Config) -> Iterable[str]:
    names = config.names
    if names.model is not None and not names.sha256:
        yield f"names.model needs names.sha256. Run: firewall names digest {names.model}"
    if names.model is None and names.sha256:
        yield "names.sha256 is the digest of no model. Set names.model too."
    if names.model is not None and names.deadline_ms >= 1000 * config.limits.whole_s:
        yield "names.deadline_ms is not below limits.whole_s. The exchange would be over before it."


def _warnings(config: Config) -> Iterable[str]:
    if not _is_loopback(config.listen.host) and config.listen.tls_certificate is None:
        yield (
            "listen.host is open to the network without TLS: keys and answers travel in the clear. "
            "Set listen.tls_certificate and listen.tls_key."
        )
    if not _is_loopback(config.admin.host):
        yield "admin.host is open to the network: whoever reaches it reads the metrics of the firewall."
    for limit in fields(Limits):
        tested: float = getattr(Limits(), limit.name)
        if getattr(config.limits, limit.name) > tested:
            yield f"limits.{limit.name} is above its default of {tested}: it was tested up to there."


def _is_loopback(host: str) -> bool:
    """Whether only this machine can connect: of names, ``localhost`` alone (RFC 6761 section 6.3)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
