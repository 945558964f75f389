import asyncio
import socket

import pytest

from tests import loopback


@pytest.fixture
def forgiven():
    """These tests try on purpose."""
    before = len(loopback.ATTEMPTS)
    yield
    del loopback.ATTEMPTS[before:]


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("0.0.0.0", 80), ("example.org", 80)])
@pytest.mark.parametrize("call", ["connect", "connect_ex"])
def test_a_connection_to_another_machine_is_refused(forgiven, address, call):
    with socket.socket() as one, pytest.raises(loopback.NotLoopbackError):
        getattr(one, call)(address)


def test_a_datagram_to_another_machine_is_refused(forgiven):
    with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(loopback.NotLoopbackError):
        one.sendto(b"x", ("192.0.2.1", 53))


def test_a_name_is_not_looked_up(forgiven):
    with pytest.raises(loopback.NotLoopbackError):
        socket.getaddrinfo("example.org", 80)


async def test_asyncio_cannot_leave_either(forgiven):
    with pytest.raises(loopback.NotLoopbackError):
        await asyncio.open_connection("192.0.2.1", 80)


def test_an_attempt_is_remembered_though_its_error_was_swallowed(forgiven):
    before = len(loopback.ATTEMPTS)
    with socket.socket() as one, pytest.raises(loopback.NotLoopbackError):
        one.connect(("192.0.2.1", 80))

    assert loopback.ATTEMPTS[before:] == ["connect"]


@pytest.mark.parametrize(
    "address",
    [("127.0.0.1", 80), ("::1", 80, 0, 0), "/run/socket", b"\0abstract", "localhost", None, "127.0.0.1"],
)
def test_this_machine_is_near(address):
    assert loopback.is_near(address)
