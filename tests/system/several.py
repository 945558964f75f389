"""A firewall of several processes: who its workers are, and a connection to each of them."""

import contextlib
import http.client
import os
import signal
import time
from pathlib import Path

from firewall.demo import clinic
from tests.system import process
from tests.system.town import PURPOSES, Answer, fetch

PROCESSES = "\n[processes]\ncount = {}\n"


def furnished(directory, upstreams, count=2):
    return process.furnished(directory, upstreams, PROCESSES.format(count))


def children(pid):
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def nursery(firewall):
    """The first child: later ones are commands that it runs, such as the verifier."""
    return children(firewall.process.pid)[0]


def workers(firewall):
    """The pids of those that live."""
    return {pid for pid in children(nursery(firewall)) if not is_gone(pid)}


def replace_one(firewall, count=2):
    """Kill a worker as nothing else does, and wait for the next one; returns the pid that is no more."""
    dies = min(workers(firewall))
    os.kill(dies, signal.SIGKILL)
    until(lambda: len(workers(firewall)) == count and dies not in workers(firewall))
    until(lambda: numbers(firewall)["firewall_processes_fresh"] == count)
    return dies


def is_gone(pid):
    """Whether there is no such process, or only its remains."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def until(true, timeout_s=30.0):
    ends = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < ends, "it does not come to that"
        time.sleep(0.01)


def admin(firewall, path):
    return fetch(firewall.admin_url, path, headers=[("Host", "localhost")])


def numbers(firewall):
    """Every sample of the exposition, by name with labels."""
    text = admin(firewall, "/metrics").body.decode()
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


class Wire:
    """A connection that is kept, and the pid of the worker at its other end."""

    def __init__(self, firewall):
        self._wire = http.client.HTTPConnection("127.0.0.1", firewall.port, timeout=20)
        self._wire.connect()
        self.pid = None

    def ask(self, target="/.firewall/problems/unavailable", partner="", key="", purpose=None):
        headers = {"Host": "city"}
        if key:
            asked_for = PURPOSES[partner] if purpose is None else purpose
            headers |= {"Authorization": f"Bearer {key}", "Purpose-Of-Use": asked_for}
        self._wire.request("GET", target, headers=headers)
        got = self._wire.getresponse()
        return Answer(got.status, got.reason, tuple(got.getheaders()), got.read())

    @property
    def port(self):
        return self._wire.sock.getsockname()[1]

    def close(self):
        self._wire.close()


def _inode(server_port, client_port):
    """The inode of the server's end of a connection on loopback."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        local, remote = (int(words[place].split(":")[1], 16) for place in (1, 2))
        if (local, remote) == (server_port, client_port):
            return words[9]
    return None


def _holds(pid, inode):
    with contextlib.suppress(FileNotFoundError, PermissionError):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if str(link.readlink()) == f"socket:[{inode}]":
                    return True
    return False


@contextlib.contextmanager
def wire_to_each(firewall):
    """One kept connection to each worker, by its pid."""
    found, spare = {}, []
    pids = workers(firewall)
    try:
        for _ in range(400):
            if set(found) == pids:
                break
            wire = Wire(firewall)
            wire.ask()  # so that it was accepted
            inode = _inode(firewall.port, wire.port)
            wire.pid = next((pid for pid in pids if inode and _holds(pid, inode)), None)
            if wire.pid is not None and wire.pid not in found:
                found[wire.pid] = wire
            else:
                spare.append(wire)
        assert set(found) == pids, "the kernel gave no connection to one of them"
        yield found
    finally:
        for wire in (*found.values(), *spare):
            wire.close()


def patient(number=None):
    return f"/clinic/patients/{clinic.WITH_STATUS if number is None else number}"
