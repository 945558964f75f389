"""One address for several processes, and for nobody else."""

import socket

import pytest

from firewall.errors import ConfigError
from firewall.processes.doors import Doors


@pytest.fixture
def doors():
    made = Doors("127.0.0.1", 0)
    yield made
    made.close()


def test_all_get_the_same_port(doors):
    made = [*doors.open(), *doors.open()]

    assert {one.getsockname()[1] for one in made} == {doors.port}
    for one in made:
        one.close()


def test_who_does_not_listen_gets_no_connection(doors):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", doors.port))


def test_what_waits_at_a_door_waits_for_whoever_has_it_next(doors):
    (door,) = doors.open()
    door.listen()
    with (
        socket.create_connection(("127.0.0.1", doors.port)) as waiting,
        socket.fromfd(door.fileno(), door.family, door.type) as again,
    ):
        door.close()
        accepted, _ = again.accept()
        with accepted:
            accepted.sendall(b"here")
        assert waiting.recv(4) == b"here"


def test_an_address_that_somebody_shares_is_taken(doors):
    (door,) = doors.open()
    door.listen()
    with (
        door,
        pytest.raises(
            ConfigError, match=rf"127\.0\.0\.1:{doors.port} cannot be listened on .* Choose another port"
        ),
    ):
        Doors("127.0.0.1", doors.port)


def test_an_address_that_somebody_has_is_taken():
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(ConfigError, match="cannot be listened on"),
    ):
        Doors("127.0.0.1", taken.getsockname()[1])


def test_a_name_with_two_addresses_has_one_port():
    made = Doors("localhost", 0)
    opened = made.open()

    assert {one.getsockname()[1] for one in opened} == {made.port}
    for one in opened:
        one.close()
    made.close()
