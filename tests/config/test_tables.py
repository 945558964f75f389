"""What is written arrives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from firewall.config import (
    Admin,
    Config,
    Detectors,
    Draft,
    Limits,
    Listen,
    Logs,
    Mirror,
    Processes,
    Record,
    Retention,
    Spool,
    Traces,
    load,
)
from tests.helpers_config import BASE


def test_every_value_arrives():
    config, _ = load(
        """
        listen = {host = "::1", port = 0, tls_certificate = "c", tls_key = "/etc/k", client_ca = "ca"}
        admin = {host = "localhost", port = 0}
        data = {directory = "d"}
        policies = {directory = "../p", draft = "e", draft_until = 2026-12-31}
        detectors = {presidio = ["DateRecognizer"], presidio_off = ["DePlzRecognizer", "DeKfzRecognizer"], recognizers = "r.yaml"}
        limits = {body_bytes = 1, ratio = 2, depth = 3, fields = 4, head_s = 1, body_s = 0.5, upstream_s = 2, whole_s = 3, total_bytes = 9, connections = 5}
        spool = {directory = "s", answer_bytes = 2, total_bytes = 4}
        logs = {level = "warning", access = false, address_digest = true, file = "l"}
        traces = {endpoint = "https://collector:4318/v1/traces", sample = 1, ca = "t"}
        record = {witness = "/mnt/w", reserve_mb = 9, postgresql = "postgresql://f@h/d", password_file = "pw", ca = "dca"}
        retention = {cases_days = 30, log_days = 365}
        mirror = {directory = "m", host = "::1", port = 9, ask = true}
        upstream_tls = {ca = "u"}
        processes = {count = 4}
        """,
        BASE,
    )

    assert config == Config(
        listen=Listen(
            host="::1", port=0, tls_certificate=BASE / "c", tls_key=Path("/etc/k"), client_ca=BASE / "ca"
        ),
        admin=Admin(host="localhost", port=0),
        data=BASE / "d",
        policies=BASE / "../p",
        draft=Draft(directory=BASE / "e", until=date(2026, 12, 31)),
        mirror=Mirror(directory=BASE / "m", host="::1", port=9, ask=True),
        detectors=Detectors(
            presidio=("DateRecognizer",),
            presidio_off=("DePlzRecognizer", "DeKfzRecognizer"),
            recognizers=BASE / "r.yaml",
        ),
        limits=Limits(
            body_bytes=1,
            ratio=2,
            depth=3,
            fields=4,
            head_s=1.0,
            body_s=0.5,
            upstream_s=2.0,
            whole_s=3.0,
            total_bytes=9,
            connections=5,
        ),
        spool=Spool(directory=BASE / "s", answer_bytes=2, total_bytes=4),
        logs=Logs(level="warning", access=False, address_digest=True, file=BASE / "l"),
        traces=Traces(endpoint="https://collector:4318/v1/traces", sample=1.0, ca=BASE / "t"),
        record=Record(
            witness=Path("/mnt/w"),
            reserve_mb=9,
            postgresql="postgresql://f@h/d",
            password_file=BASE / "pw",
            ca=BASE / "dca",
        ),
        retention=Retention(cases_days=30, log_days=365),
        upstream_ca=BASE / "u",
        processes=Processes(count=4),
    )
