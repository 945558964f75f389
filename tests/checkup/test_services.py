"""Services that are there, are not, or do not prove who they are; nothing is asked of them."""

import contextlib
import socket
import ssl
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firewall.checkup import services
from firewall.checkup.lines import State
from tests.helpers import bundle

CLINIC = bundle().services[0]


@contextlib.contextmanager
def listening(tls=None):
    """A port that somebody listens on; yields it, and what was sent to it."""
    got = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                with contextlib.suppress(OSError), connection:
                    connection.settimeout(5)
                    if tls:
                        with tls.wrap_socket(connection, server_side=True) as inside:
                            got.append(inside.recv(100))
                    else:
                        got.append(connection.recv(100))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1], got
    finally:
        for _ in range(200):  # what was connected to is heard to its end
            if got:
                break
            time.sleep(0.01)
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def looked(upstream, ca=None):
    at = services.service_at(replace(CLINIC, upstream=upstream), ca)
    return services.reachable(at, datetime.now(UTC), 3.0)


@pytest.fixture
def speaking(issue, pair):
    """A TLS server with such a certificate."""

    def speaking(issued):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair(issued))
        return listening(context)

    return speaking


def test_a_service_that_is_there_is_fine_and_is_asked_nothing():
    with listening() as (port, got):
        assert looked(f"http://127.0.0.1:{port}").state is State.OK
    assert got == [b""]


def test_one_that_is_not_there_is_a_fault_with_its_file():
    line = looked("http://127.0.0.1:9")

    assert (line.state, CLINIC.at.file in line.remedy) == (State.FAULT, True)


def test_a_service_far_away_without_tls_is_worth_a_word(monkeypatch):
    monkeypatch.setattr(services, "_is_near", lambda host: False)
    with listening() as (port, _):
        assert looked(f"http://127.0.0.1:{port}").state is State.WARNING


@pytest.mark.parametrize(("host", "near"), [("127.0.0.1", True), ("::1", True), ("192.0.2.1", False)])
def test_what_is_near(monkeypatch, host, near):
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, _: [(None, None, None, "", (name, 0))])
    assert services._is_near(host) is near


@pytest.mark.parametrize(("days", "state"), [(100, State.OK), (5, State.WARNING), (-1, State.FAULT)])
def test_a_certificate_is_looked_at(issue, speaking, tmp_path, days, state):
    now = datetime.now(UTC)
    root = issue("root", is_ca=True, at=now)
    (tmp_path / "ca.pem").write_bytes(root.pem)
    with speaking(issue("leaf", by=root, days=days, since=9, at=now)) as (port, got):
        assert looked(f"https://127.0.0.1:{port}", tmp_path / "ca.pem").state is state
    assert b"".join(got) == b""


def test_a_certificate_of_nobody_is_a_fault(issue, speaking):
    with speaking(issue("leaf", at=datetime.now(UTC))) as (port, _):
        line = looked(f"https://127.0.0.1:{port}")

    assert (line.state, "does not prove" in line.says) == (State.FAULT, True)


def test_one_that_speaks_no_tls_is_a_fault():
    with listening() as (port, _):
        assert looked(f"https://127.0.0.1:{port}").state is State.FAULT


def test_who_signs_them_is_looked_at(issue, tmp_path):
    (tmp_path / "ca.pem").write_bytes(issue("root", is_ca=True, at=datetime.now(UTC)).pem)
    now = datetime.now(UTC)

    assert [line.state for line in services.trusted(tmp_path / "ca.pem", now)] == [State.OK]
    assert [line.state for line in services.trusted(tmp_path / "no", now)] == [State.FAULT]
    assert list(services.trusted(None, now)) == []
