"""What the service manager hears, and that nobody waits for it."""

import asyncio
import re
import socket
from contextlib import contextmanager

import pytest

from firewall.notify import SILENT, Notify


@contextmanager
def manager(address):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(address)
        wire.settimeout(5)
        yield lambda: wire.recv(4096).decode()


@pytest.mark.parametrize("named", ["path", "abstract"])
def test_it_tells_how_it_stands(tmp_path, named):
    path = str(tmp_path / "notify")
    bound, given = (path, path) if named == "path" else (f"\0{path}", f"@{path}")
    with manager(bound) as heard:
        notify = Notify(given)
        notify.ready()
        notify.reloading()
        notify.stopping()

        assert heard() == "READY=1"
        assert re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=\d+", heard())
        assert heard() == "STOPPING=1"


async def test_it_beats_while_the_loop_turns(tmp_path):
    with manager(str(tmp_path / "notify")) as heard:
        async with asyncio.TaskGroup() as tasks:
            beating = tasks.create_task(Notify(str(tmp_path / "notify")).beat(20_000))
            await asyncio.sleep(0.1)
            beating.cancel()

        assert [heard(), heard()] == ["WATCHDOG=1"] * 2


async def test_without_a_watchdog_there_is_no_beat():
    await SILENT.beat(0)


@pytest.mark.parametrize("address", ["", "/nowhere/notify", "/" + "x" * 500, "@"])
def test_nothing_depends_on_who_listens(address):
    Notify(address).ready()


def test_a_manager_that_does_not_read_keeps_nobody_waiting(tmp_path):
    with manager(str(tmp_path / "notify")):
        for _ in range(5000):
            Notify(str(tmp_path / "notify")).ready()
