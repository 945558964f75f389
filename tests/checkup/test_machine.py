"""What the machine gives: files, ports, and who reaches the admin pages."""

import contextlib
import resource
import socket
from pathlib import Path

import pytest

from firewall.checkup import machine
from firewall.checkup.lines import State
from firewall.config import Admin, Config, Listen
from firewall.front.admin import Admin as Pages
from firewall.front.admin import Signs


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.mark.parametrize(("soft", "state"), [(2200, State.OK), (2199, State.WARNING)])
def test_files_are_counted_against_connections(monkeypatch, soft, state):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, 20000))

    assert machine.descriptors(1000).state is state


def test_free_ports_are_fine():
    lines = machine.ports(Listen(port=free_port()), Admin(port=free_port()))

    assert [line.state for line in lines] == [State.OK, State.OK]


def test_a_port_that_is_taken_is_a_fault():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        lines = machine.ports(Listen(port=taken.getsockname()[1]), Admin(port=free_port()))

    assert [line.state for line in lines] == [State.FAULT, State.OK]
    assert "listen.port" in lines[0].remedy


async def test_a_firewall_that_runs_already_is_fine():
    import asyncio

    pages = Pages(Signs(exposition=lambda: b"", is_ready=lambda: True))
    port = await pages.start("127.0.0.1", 0)
    try:
        (line,) = await asyncio.to_thread(machine.ports, Listen(), Admin(port=port))
    finally:
        await pages.close()

    assert line.state is State.OK
    assert "runs" in line.says


def test_something_else_that_listens_there_is_no_firewall():
    with socket.create_server(("127.0.0.1", 0)) as other, contextlib.suppress(TimeoutError):
        other.settimeout(0.1)
        assert not machine.is_firewall(Admin(port=other.getsockname()[1]))
    assert not machine.is_firewall(Admin(port=0))


def test_admin_pages_that_strangers_reach_are_told():
    near = Config(data=Path("d"), policies=Path("p"))
    far = Config(
        data=Path("d"),
        policies=Path("p"),
        admin=Admin(host="0.0.0.0", allow_remote_admin_dangerous=True),
    )

    assert (machine.reach(near).state, machine.reach(far).state) == (State.OK, State.WARNING)


def test_what_was_compiled_is_kept_or_not(tmp_path):
    assert machine.cache(tmp_path / "no").state is State.OK
    assert machine.cache(tmp_path).state is State.WARNING
    (tmp_path / "detectors-x.hs").write_bytes(b"x")
    assert machine.cache(tmp_path).state is State.OK


def test_which_engine_looks_is_told(monkeypatch):
    assert machine.engine().state is State.OK
    monkeypatch.setattr("firewall.detect.by_hyperscan.is_sound", lambda: False)
    assert machine.engine().state is State.WARNING
