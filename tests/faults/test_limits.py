"""The machine gives no more files, memory or randomness: nothing leaves that should not, and it goes on when there is more."""

import resource
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults import proxy
from tests.faults.between import between, decision_of, status_of
from tests.faults.test_kill import entries
from tests.faults.test_store import wait_until
from tests.system import process
from tests.system.town import command, environment, fetch


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """Each test gives back what it took."""
    with between(tmp_path_factory.mktemp("limits")) as one:
        assert status_of(one.once(proxy.whole)) == 200
        yield one


def is_ready(there):
    return fetch(there.firewall.admin_url, "/readyz", headers=[("Host", "localhost")]).status == 200


def is_answered(there):
    try:
        return status_of(there.once(proxy.whole)) == 200
    except (ConnectionError, IndexError):
        return False


def files_of(there):
    return sorted(int(one.name) for one in Path(f"/proc/{there.firewall.process.pid}/fd").iterdir())


@contextmanager
def limited(there, what, soft):
    """Set a limit of the running process, for the block."""
    pid = there.firewall.process.pid
    before = resource.prlimit(pid, what)
    resource.prlimit(pid, what, (soft, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, what, before)


def assert_sound(there):
    assert command("audit", "verify", str(there.firewall.data)).code == 0


def test_who_opens_more_connections_than_there_are_files_is_turned_away_and_it_goes_on(there):
    with limited(there, resource.RLIMIT_NOFILE, 220), ExitStack() as open_:
        for _ in range(300):
            open_.enter_context(socket.create_connection(("127.0.0.1", there.firewall.port)))
        wait_until(lambda: turned_away(there) >= 200)
        ready, code = is_ready(there), there.firewall.process.poll()
    wait_until(lambda: is_answered(there))

    assert (ready, code) == (True, None)
    assert_sound(there)


def turned_away(there):
    return sum(
        entry["times"]
        for entry in entries(there.firewall.data)
        if entry.get("reason") == "too-many-connections"
    )


def test_without_any_file_to_open_nothing_leaves_unrecorded_and_it_goes_on_when_there_are_some(there):
    """No connection, to a service or from a requester, and no checkpoint can be made; longer than one is due."""
    again = there.question.replace(b"\r\nConnection: close", b"")
    with socket.create_connection(("127.0.0.1", there.firewall.port), timeout=30) as kept:
        kept.sendall(again)
        said = [kept.recv(65536)]
        with limited(there, resource.RLIMIT_NOFILE, files_of(there)[-1] + 1):
            ends = time.monotonic() + 7
            while time.monotonic() < ends:
                there.proxy.plays[:] = [proxy.cut(1)] if len(said) % 2 else []
                kept.sendall(again)
                said.append(kept.recv(65536))
                time.sleep(0.3)
            code = there.firewall.process.poll()
    there.proxy.plays.clear()
    wait_until(lambda: is_answered(there))
    on_record = {entry["id"] for entry in entries(there.firewall.data) if entry["kind"] == "decided"}

    assert code is None
    assert {status_of(one) for one in said} <= {200, 502, 503}
    assert {decision_of(one) for one in said if status_of(one) != 503} <= on_record
    assert_sound(there)


def test_without_memory_nothing_leaves_and_it_goes_on_when_there_is_some(there):
    """No more address space than it has already, and no thread: large answers cannot be held."""
    large = b"[" + b",".join([b'{"id":"1002","name":{"given":"' + b"a" * 1000 + b'"}}'] * 4000) + b"]"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(large)
    pages = Path(f"/proc/{there.firewall.process.pid}/statm").read_text().split()[0]
    with limited(there, resource.RLIMIT_AS, int(pages) * resource.getpagesize()):
        answers = there.asked([proxy.instead(head + large)] * 24)
        code = there.firewall.process.poll()
    wait_until(lambda: is_answered(there))

    assert code is None
    assert not [one for one in answers if one and status_of(one) not in {502, 503}]
    assert not [one for one in answers if b"aaaa" in one]
    assert_sound(there)


# Runs the firewall with a source of randomness that fails while the file $NO_RANDOMNESS is there.
WITHOUT_RANDOMNESS = """
import os, sys
from pathlib import Path

given, trigger = os.urandom, Path(os.environ["NO_RANDOMNESS"])

def urandom(size):
    if trigger.exists():
        raise OSError(5, "no entropy")
    return given(size)

os.urandom = urandom
import random, secrets, uuid
random._urandom = urandom

from firewall.cli import main
main()
"""


def test_without_randomness_nothing_leaves_and_the_process_ends(tmp_path, monkeypatch):
    trigger = tmp_path / "trigger"
    original = subprocess.Popen

    def started(words, **how):
        at = words.index("firewall.cli")
        return original([words[0], "-c", WITHOUT_RANDOMNESS, *words[at + 1 :]], **how)

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr(process, "environment", lambda: environment(NO_RANDOMNESS=str(trigger)))
    with between(tmp_path) as there:
        before = there.once(proxy.whole)
        trigger.touch()
        during = b""
        with suppress(ConnectionError):
            during = there.once(proxy.whole)
        code = there.firewall.ended(timeout_s=30)
    trigger.unlink()

    assert (status_of(before), during) == (200, b"")
    assert code != 0
    assert_sound(there)
