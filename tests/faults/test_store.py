"""The whole firewall on a disk that fills up, beside somebody who locks it, on a copy that is old, torn or taken: nothing leaves."""

import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from firewall.audit.soundness import MARK
from tests.faults.disk import bad_disk  # noqa: F401 - a fixture
from tests.faults.test_kill import asks, decided
from tests.system import process
from tests.system.town import COUNTY, ICE, PORTAL, command, environment, fetch

MIB = 2**20


@pytest.fixture(scope="module")
def upstreams(tmp_path_factory):
    with process.city(tmp_path_factory.mktemp("services")) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def template(tmp_path_factory, upstreams):
    """A firewall that has served a little and was stopped; and the keys of its partners."""
    config = process.furnished(tmp_path_factory.mktemp("template") / "firewall", upstreams)
    keys = process.keyed(config, COUNTY, PORTAL, ICE)
    with process.running(config) as firewall:
        for _ in range(70):
            assert ask(firewall, keys).status == 200
    return config, keys


@pytest.fixture
def config(tmp_path, template):
    """A copy of it."""
    shutil.copytree(template[0].parent, tmp_path / "firewall")
    return tmp_path / "firewall" / "firewall.toml"


@pytest.fixture
def keys(template):
    return template[1]


def ask(firewall, keys):
    """The county asks for a patient, which is given out on an ordinary day."""
    sent = [
        ("Host", "city"),
        ("Authorization", f"Bearer {keys[COUNTY]}"),
        ("Purpose-Of-Use", "public-health"),
    ]
    return fetch(firewall.url, "/clinic/patients/1001", headers=sent)


def is_ready(firewall):
    return fetch(firewall.admin_url, "/readyz", headers=[("Host", "localhost")]).status == 200


def wait_until(true, seconds=30):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.1)


def started(config, *words, env=None):
    """Start where it cannot; returns how it ended."""
    return subprocess.run(
        [sys.executable, "-m", "firewall.cli", "run", "--config", config, *words],
        cwd=config.parent, env=env or environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def on_small_disk(config, size_mib):
    """The data directory on a disk of its own, in a namespace of its own; yields what runs a command there."""
    data = config.parent / "data"
    kept = config.parent / "kept"
    data.rename(kept)
    data.mkdir()
    mount = f"mount -t tmpfs -o size={size_mib}m small '{data}' && cp -a '{kept}/.' '{data}' && chmod 700 '{data}'"
    try:
        tried = subprocess.run(["unshare", "-rm", "sh", "-c", mount], capture_output=True, check=False)
    except FileNotFoundError:
        tried = None
    if tried is None or tried.returncode:
        pytest.skip("no namespaces to mount a small disk in: the full and the read-only disk were not tried")
    yield ["unshare", "-rm", "sh", "-c", f'{mount} && exec "$@"', "sh"], data


class Filled(process.Firewall):
    """``firewall run`` in a namespace of its own."""

    def __init__(self, config, before):
        self._before = before
        original = subprocess.Popen
        subprocess.Popen = lambda words, **how: original([*before, *words], **how)
        try:
            super().__init__(config)
        finally:
            subprocess.Popen = original


def test_a_disk_that_fills_up_stops_everything_and_room_lets_it_go_on(config, keys):
    config.write_text(config.read_text() + "\n[record]\nreserve_mb = 8\n")
    with on_small_disk(config, 40) as (before, data):
        firewall = Filled(config, before).listening()
        try:
            there = f"/proc/{firewall.process.pid}/root{data}"
            filler = Path(there) / "filler"
            wait_until(lambda: is_ready(firewall))
            assert ask(firewall, keys).status == 200
            filler.write_bytes(bytes(34 * MIB))
            wait_until(lambda: not is_ready(firewall))
            full = [ask(firewall, keys) for _ in range(5)]
            numbers = fetch(firewall.admin_url, "/metrics", headers=[("Host", "localhost")]).body.decode()
            filler.unlink()
            wait_until(lambda: is_ready(firewall))
            again = ask(firewall, keys)
            shutil.copytree(there, config.parent / "after")
        finally:
            code = firewall.ended(by=15)

    assert {answer.status for answer in full} == {503}
    assert "firewall_record_halted 1.0" in numbers
    assert (again.status, code) == (200, 0)
    assert {answer.decision for answer in full}.isdisjoint(decided(config.parent / "after"))
    assert again.decision in decided(config.parent / "after")


def test_a_disk_that_is_read_only_is_told_at_the_start(config, keys):
    with on_small_disk(config, 40) as (before, data):
        read_only = [
            *before[:4],
            before[4].replace(" && exec", f" && mount -o remount,ro '{data}' && exec"),
            "sh",
        ]
        done = subprocess.run(
            [*read_only, sys.executable, "-m", "firewall.cli", "run", "--config", config],
            cwd=config.parent, env=environment(), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert done.returncode == 2
    assert "cannot be written to (Read-only file system)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_disk_that_becomes_read_only_ends_the_process(config, keys, tmp_path, bad_disk):  # noqa: F811
    trigger = tmp_path / "trigger"
    more = bad_disk(trigger, "write", "/audit.sqlite-wal", 30)
    with process.running(config, env=environment(**more)) as firewall:
        before = ask(firewall, keys)
        trigger.touch()
        after = ask(firewall, keys)
        code = firewall.ended()
    trigger.unlink()

    assert (before.status, after.status, code) == (200, 503, 70)
    assert command("audit", "verify", str(firewall.data)).code == 0


@pytest.fixture(scope="module")
def firewall(template, tmp_path_factory):
    """One that runs, for tests that leave it as it was."""
    directory = tmp_path_factory.mktemp("running") / "firewall"
    shutil.copytree(template[0].parent, directory)
    with process.running(directory / "firewall.toml") as running:
        yield running


@pytest.mark.parametrize("name", ["audit.sqlite", "review.sqlite"])
def test_a_database_that_somebody_else_locks_refuses_and_goes_on(firewall, keys, name):
    """Longer than anybody waits for a lock, and then the lock is let go of."""
    refer = asks(keys, 1)[2]
    with closing(sqlite3.connect(firewall.data / name, isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        locked = spoken(firewall.port, refer)
        lock.execute("ROLLBACK")
    free = spoken(firewall.port, refer)

    assert locked in {500, 502, 503}
    assert free == 202
    assert command("audit", "verify", str(firewall.data)).code == 0


def spoken(port, request):
    """The status that a raw request is answered with."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(request)
        return int(wire.recv(65536).split()[1])


# ---- a record that is not what it was


def grow(config):
    """Let a command write an entry or two, as beside a firewall."""
    done = command("partner", "add-key", COUNTY, "--config", str(config))
    assert done.code == 0, done.err


def change(data, statement):
    with closing(sqlite3.connect(data / "audit.sqlite")) as db, db:
        db.execute(statement)


def test_an_entry_that_was_changed_long_ago_ends_the_firewall_and_it_does_not_start_again(config):
    data = config.parent / "data"
    change(
        data, "UPDATE entries SET entry = CAST(replace(entry, 'decided', 'decidec') AS BLOB) WHERE idx = 3"
    )
    code = process.Firewall(config).listening().ended()
    again = started(config)

    assert (code, again.returncode) == (70, 2)
    assert "was found unsound" in again.stderr
    assert "entry 3" in (data / MARK).read_text()


def torn(config, name, left):
    """Leave so much of a database."""
    path = config.parent / "data" / name
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * left)])


def gone(config, name, _):
    (config.parent / "data" / name).unlink()


@pytest.mark.parametrize("how", [(torn, 0.0), (torn, 0.4), (gone, None)], ids=["emptied", "torn", "gone"])
@pytest.mark.parametrize("name", ["audit.sqlite", "review.sqlite", "identity.sqlite"])
def test_a_database_that_was_lost_or_torn_stops_the_start(config, name, how):
    how[0](config, name, how[1])
    done = command("run", "--config", str(config))

    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "fault of ours" not in done.err


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE entries SET entry = x'7b7d' WHERE idx = (SELECT max(idx) FROM entries)",
            "is not what was written",
        ),
        ("DELETE FROM entries WHERE idx = (SELECT max(idx) FROM entries)", "entries were removed"),
    ],
)
def test_a_last_entry_that_was_changed_or_cut_stops_the_start(config, statement, says):
    change(config.parent / "data", statement)
    done = command("run", "--config", str(config))

    assert (done.code, says in done.err) == (2, True)


def test_a_record_without_its_checkpoint_does_not_start(config):
    (config.parent / "data" / "checkpoint").unlink()
    done = command("run", "--config", str(config))

    assert (done.code, "checkpoint in" in done.err) == (2, True)


@pytest.fixture
def witness(config, tmp_path):
    path = tmp_path / "elsewhere" / "checkpoint"
    path.parent.mkdir()
    config.write_text(config.read_text() + f'\n[record]\nwitness = "{path}"\n')
    grow(config)
    return path


def test_an_older_copy_that_was_put_in_place_does_not_start(config, witness, tmp_path):
    data = config.parent / "data"
    shutil.copytree(data, tmp_path / "old")
    grow(config)
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "old", data)
    done = command("run", "--config", str(config))

    assert done.code == 2
    assert "an older copy was put in its place. Use `firewall restore`" in done.err


def test_an_older_copy_that_was_restored_by_the_command_starts_and_is_told_of(
    config, keys, witness, tmp_path
):
    data, where = config.parent / "data", ("--config", str(config))
    made = command("backup", str(tmp_path / "b"), "--keys-to", str(tmp_path / "k"), *where)
    grow(config)
    shutil.rmtree(data)
    words = ("restore", str(tmp_path / "b"), "--into", str(data), "--keys", str(tmp_path / "k"), *where)
    refused = command(*words)
    done = command(*words, "--older", "--why", "disk lost")
    with process.running(config) as firewall:
        answer = ask(firewall, keys)
    told = command("audit", "verify", str(data), "--json").json

    assert (made.code, refused.code, done.code, answer.status) == (0, 2, 0, 200)
    assert told["ok"]
    assert "that a later checkpoint vouched for are missing" in told["notes"][0]
    assert witness.read_bytes() == (data / "checkpoint").read_bytes()


def test_a_second_firewall_on_the_same_data_is_refused_and_the_first_goes_on(firewall, keys):
    second = command("run", "--config", str(firewall.config))
    answer = ask(firewall, keys)

    assert second.code == 2
    assert "A firewall is running on" in second.err
    assert answer.status == 200
