"""One function a table: takes its values out of what was read."""

from __future__ import annotations

from firewall.audit.postgres import address
from firewall.config.reading import Reading
from firewall.config.settings import (
    Admin,
    Detectors,
    Draft,
    Limits,
    Listen,
    Logs,
    Mirror,
    Names,
    Processes,
    Record,
    Retention,
    Spool,
    Traces,
)

MOST_WORKERS = 64
MOST_PROCESSES = 16
LEVELS = ("debug", "info", "warning", "error")


def listen(read: Reading) -> Listen:
    return Listen(
        host=read.text("listen", "host", Listen().host),
        port=read.port("listen", "port", Listen().port),
        tls_certificate=read.place("listen", "tls_certificate"),
        tls_key=read.place("listen", "tls_key"),
        client_ca=read.place("listen", "client_ca"),
        client_crl=read.place("listen", "client_crl"),
    )


def admin(read: Reading) -> Admin:
    return Admin(
        host=read.text("admin", "host", Admin().host),
        port=read.port("admin", "port", Admin().port),
        allow_remote_admin_dangerous=read.switch("admin", "allow_remote_admin_dangerous", default=False),
    )


def detectors(read: Reading) -> Detectors:
    return Detectors(
        presidio=read.names("detectors", "presidio"),
        presidio_off=read.names("detectors", "presidio_off"),
        recognizers=read.place("detectors", "recognizers"),
    )


def names(read: Reading) -> Names:
    default = Names()
    return Names(
        model=read.place("names", "model"),
        sha256=read.digest("names", "sha256"),
        deadline_ms=read.count("names", "deadline_ms", default.deadline_ms),
        workers=read.count("names", "workers", default.workers, most=MOST_WORKERS),
    )


def record(read: Reading) -> Record:
    return Record(
        witness=read.place("record", "witness"),
        reserve_mb=read.count("record", "reserve_mb", Record().reserve_mb),
        postgresql=_database(read),
        password_file=read.place("record", "password_file"),
        ca=read.place("record", "ca"),
    )


def _database(read: Reading) -> str:
    """INVARIANT: a fault does not repeat what was written: somebody may have put a password into it."""
    return read.checked("record", "postgresql", address.read)


def retention(read: Reading) -> Retention:
    return Retention(
        cases_days=read.days("retention", "cases_days"), log_days=read.days("retention", "log_days")
    )


def draft(read: Reading) -> Draft | None:
    told = len(read.faults)
    directory, until = read.place("policies", "draft"), read.day("policies", "draft_until")
    if (directory is None) != (until is None) and len(read.faults) == told:
        read.faults.append("policies.draft and policies.draft_until belong together. Set both, or neither.")
    return None if directory is None or until is None else Draft(directory=directory, until=until)


def mirror(read: Reading) -> Mirror:
    default = Mirror()
    return Mirror(
        directory=read.place("mirror", "directory"),
        host=read.text("mirror", "host", default.host),
        port=read.port("mirror", "port", default.port),
        ask=read.switch("mirror", "ask", default=default.ask),
    )


def processes(read: Reading) -> Processes:
    return Processes(count=read.count("processes", "count", Processes().count, most=MOST_PROCESSES))


def limits(read: Reading) -> Limits:
    default = Limits()
    return Limits(
        body_bytes=read.count("limits", "body_bytes", default.body_bytes),
        ratio=read.count("limits", "ratio", default.ratio),
        depth=read.count("limits", "depth", default.depth),
        fields=read.count("limits", "fields", default.fields),
        text=read.count("limits", "text", default.text),
        head_s=read.seconds("limits", "head_s", default.head_s),
        body_s=read.seconds("limits", "body_s", default.body_s),
        upstream_s=read.seconds("limits", "upstream_s", default.upstream_s),
        whole_s=read.seconds("limits", "whole_s", default.whole_s),
        total_bytes=read.count("limits", "total_bytes", default.total_bytes),
        connections=read.count("limits", "connections", default.connections),
    )


def spool(read: Reading) -> Spool:
    default = Spool()
    return Spool(
        directory=read.place("spool", "directory"),
        answer_bytes=read.count("spool", "answer_bytes", default.answer_bytes),
        total_bytes=read.count("spool", "total_bytes", default.total_bytes),
    )


def logs(read: Reading) -> Logs:
    default = Logs()
    return Logs(
        level=read.one_of("logs", "level", LEVELS, default.level),
        access=read.switch("logs", "access", default=default.access),
        address_digest=read.switch("logs", "address_digest", default=default.address_digest),
        file=read.place("logs", "file"),
    )


def traces(read: Reading) -> Traces:
    return Traces(
        endpoint=read.address("traces", "endpoint"),
        sample=read.share("traces", "sample", Traces().sample),
        ca=read.place("traces", "ca"),
    )
