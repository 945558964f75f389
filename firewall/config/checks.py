"""What is wrong, or worth a word, between settings that are each right by themselves."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import fields
from urllib.parse import urlsplit

from firewall.config.settings import Config, Limits


def contradictions(config: Config) -> Iterable[str]:
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
    if 2 * config.spool.answer_bytes > config.spool.total_bytes:
        yield (
            "spool.total_bytes is less than twice spool.answer_bytes. "
            "An answer is kept as it came and as it is to leave: lower answer_bytes too."
        )
    yield from _contradictions_of_names(config)
    yield from _contradictions_of_record(config)
    if config.mirror_data.absolute() == config.data.absolute():
        yield (
            "mirror.directory and data.directory are the same. "
            "A mirror's record must never be taken for the firewall's: give it another."
        )
    if limits.body_bytes > limits.total_bytes:
        yield "limits.total_bytes is less than limits.body_bytes. One body must fit: lower body_bytes too."
    elif limits.body_bytes * config.processes.count > limits.total_bytes:
        yield (
            "limits.total_bytes is less than limits.body_bytes for each of processes.count. "
            "One body must fit into each process: lower body_bytes or count."
        )


def _contradictions_of_record(config: Config) -> Iterable[str]:
    record = config.record
    for key, place in (("password_file", record.password_file), ("ca", record.ca)):
        if place is not None and not record.postgresql:
            yield f"record.{key} is for a record in PostgreSQL. Set record.postgresql too, or take it out."


def _contradictions_of_names(config: Config) -> Iterable[str]:
    names = config.names
    if names.model is not None and not names.sha256:
        yield f"names.model needs names.sha256. Run: firewall names digest {names.model}"
    if names.model is None and names.sha256:
        yield "names.sha256 is the digest of no model. Set names.model too."
    if names.model is not None and names.deadline_ms >= 1000 * config.limits.whole_s:
        yield "names.deadline_ms is not below limits.whole_s. The exchange would be over before it."


def warnings_of(config: Config) -> Iterable[str]:
    if not _is_loopback(config.listen.host) and config.listen.tls_certificate is None:
        yield (
            "listen.host is open to the network without TLS: keys and answers travel in the clear. "
            "Set listen.tls_certificate and listen.tls_key."
        )
    if not _is_loopback(config.admin.host):
        yield "admin.host is open to the network: whoever reaches it reads the metrics of the firewall."
    traces = urlsplit(config.traces.endpoint)
    if traces.scheme == "http" and not _is_loopback(traces.hostname or ""):
        yield (
            "traces.endpoint is another machine, and not https: who asks what, and when, travels in the clear. "
            "Let a collector on this machine pass it on, or take https."
        )
    if not _is_loopback(config.mirror.host):
        yield "mirror.host is open to the network: copies of requests, with their keys, reach it in the clear."
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
