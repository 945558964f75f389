"""Processes are born of a process that holds nothing, and end with whoever they belong to."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from firewall.errors import ConfigError
from firewall.processes.nursery import Nursery

PROJECT = Path(__file__).parents[2]

BEGIN = """
import asyncio, gc, os, signal, socket, sys, threading, time
from firewall.processes.nursery import Nursery

def born(wire, doors):
    wire.sendall(f"{os.getpid()} {os.getppid()} {len(doors)} {threading.active_count()} {len(os.listdir('/proc/self/fd'))}|".encode())
    while said := wire.recv(100):
        if said == b"die":
            os.kill(os.getpid(), signal.SIGSEGV)
        if said == b"raise":
            raise ValueError("a value of somebody")
        if said == b"door":
            doors[0].listen()
            accepted, _ = doors[0].accept()
            accepted.sendall(b"hello")
            accepted.close()
        wire.sendall(said)

async def hears(wire, end="|"):
    wire.setblocking(False)
    said = b""
    while not said.endswith(end.encode()):
        got = await asyncio.get_running_loop().sock_recv(wire, 100)
        if not got:
            return said.decode() + "END"
        said += got
    return said.decode().strip(end)

nursery = Nursery.start(born)
"""


def run(script, **more):
    """Run a script in a process of its own: to fork one with pytest's threads would be no test of anything."""
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + textwrap.dedent(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)}, **more,
    )  # fmt: skip


def said(script):
    with run(script) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.split(), err


def is_gone(pid):
    """Whether there is no such process, or only its remains."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    return True


def assert_gone(*pids):
    until = time.monotonic() + 20
    while not all(map(is_gone, pids)):
        assert time.monotonic() < until, [pid for pid in pids if not is_gone(pid)]
        time.sleep(0.02)


def test_a_worker_is_born_with_its_wire_and_its_doors_and_nothing_else():
    (pid, parent, doors, threads, open_, *_), _ = said("""
        async def main():
            with socket.socket() as door, open("/etc/hostname") as file:
                door.bind(("127.0.0.1", 0))
                pid, wire = await nursery.fork([door])
                told = await hears(wire)
                assert told.split()[0] == str(pid) and told.split()[1] == str(nursery.pid)
                print(told)
        asyncio.run(main())
        nursery.close()
    """)

    assert (doors, threads) == ("1", "1")
    # Standard streams, the wire, the door and the folder that was listed: not the file, and no other wire.
    assert int(open_) == 6
    assert_gone(int(pid), int(parent))


def test_a_nursery_that_does_not_end_by_itself_is_ended():
    (pid, parent, *_), _ = said("""
        from firewall.processes import nursery as place
        place._GRACE_S = 0.2
        async def main():
            with socket.socket() as door:
                pid, wire = await nursery.fork([door])
                print(await hears(wire))
        asyncio.run(main())
        os.kill(nursery.pid, signal.SIGSTOP)
        nursery.close()
    """)

    assert_gone(int(pid), int(parent))


def test_a_worker_accepts_at_the_door_that_it_was_given():
    out, _ = said("""
        async def main():
            with socket.socket() as door:
                door.bind(("127.0.0.1", 0))
                _, wire = await nursery.fork([door])
                await hears(wire)
                await asyncio.get_running_loop().sock_sendall(wire, b"door")
                while True:
                    try:
                        reader, _ = await asyncio.open_connection(*door.getsockname())
                        break
                    except ConnectionRefusedError:
                        await asyncio.sleep(0.01)
                print((await reader.read()).decode())
        asyncio.run(main())
        nursery.close()
    """)

    assert out == ["hello"]


def test_one_that_dies_ends_its_wire_and_the_next_one_is_born():
    out, err = said("""
        async def main():
            loop = asyncio.get_running_loop()
            for how in (b"die", b"raise"):
                _, wire = await nursery.fork([])
                await hears(wire)
                await loop.sock_sendall(wire, how)
                print(await hears(wire))
            _, wire = await nursery.fork([])
            print(len((await hears(wire)).split()))
        asyncio.run(main())
        nursery.close()
    """)

    assert out == ["END", "END", "5"]
    assert "ended by ValueError" in err
    assert "somebody" not in err


def test_many_are_born_at_once_and_each_has_a_wire_of_its_own():
    out, _ = said("""
        async def main():
            born = await asyncio.gather(*(nursery.fork([]) for _ in range(20)))
            heard = [(await hears(wire)).split()[0] for _, wire in born]
            print(heard == [str(pid) for pid, _ in born], len(set(heard)))
        asyncio.run(main())
        nursery.close()
    """)

    assert out == ["True", "20"]


def test_one_is_ended_and_a_pid_that_is_none_of_its_own_is_not():
    out, _ = said("""
        import subprocess
        async def main():
            other = subprocess.Popen(["sleep", "60"])
            pid, wire = await nursery.fork([])
            await hears(wire)
            nursery.kill(other.pid)
            nursery.kill(pid)
            print(await hears(wire), other.poll())
            nursery.kill(pid)
            other.kill()
            other.wait()
        asyncio.run(main())
        nursery.close()
    """)

    assert out == ["END", "None"]


def test_signals_for_the_whole_group_are_not_for_them():
    out, _ = said("""
        async def main():
            pid, wire = await nursery.fork([])
            await hears(wire)
            for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                os.kill(pid, one)
                os.kill(nursery.pid, one)
            await asyncio.get_running_loop().sock_sendall(wire, b"alive|")
            print(await hears(wire))
        asyncio.run(main())
        nursery.close()
    """)

    assert out == ["alive"]


def test_when_the_nursery_is_killed_that_is_seen_and_its_workers_end():
    out, _ = said("""
        async def main():
            pid, wire = await nursery.fork([])
            await hears(wire)
            ended = asyncio.Event()
            asyncio.get_running_loop().add_reader(nursery.ended, ended.set)
            await asyncio.sleep(0.1)
            assert not ended.is_set()
            os.kill(nursery.pid, signal.SIGKILL)
            async with asyncio.timeout(20):
                await ended.wait()
            asyncio.get_running_loop().remove_reader(nursery.ended)
            print(await hears(wire))
            try:
                await nursery.fork([])
            except ConnectionError as error:
                print(type(error).__name__)
        asyncio.run(main())
        nursery.close()
    """)

    assert out[0] == "END"
    assert out[1] in {"ConnectionError", "BrokenPipeError", "ConnectionResetError"}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_when_the_supervisor_is_killed_all_end(how):
    process = run("""
        async def main():
            born = [await nursery.fork([]) for _ in range(3)]
            print(nursery.pid, *(pid for pid, _ in born), flush=True)
            await asyncio.sleep(600)
        asyncio.run(main())
    """)
    pids = [int(word) for word in process.stdout.readline().split()]
    assert len(pids) == 4
    process.send_signal(how)
    process.wait(20)
    process.stdout.close()
    process.stderr.close()

    assert_gone(*pids)


def test_with_threads_there_is_no_nursery():
    script = """
        import threading
        from firewall.errors import ConfigError
        threading.Thread(target=time.sleep, args=(0.5,)).start()
        try:
            Nursery.start(born)
        except ConfigError as error:
            print("refused")
        nursery.close()
    """
    assert said(script)[0] == ["refused"]


def test_where_the_machine_refuses_it_is_a_sentence(monkeypatch):
    def refuse():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    with pytest.raises(ConfigError, match="cannot be started"):
        Nursery.start(lambda wire, doors: None)
