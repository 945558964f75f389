"""The whole firewall with its record in PostgreSQL, which is killed, cut off, full, or somebody else's: nothing leaves unrecorded."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from tests import helpers_postgres
from tests.audit.postgres.relay import relayed
from tests.faults.test_store import ask, is_ready, started, wait_until
from tests.system import process
from tests.system.town import COUNTY, ICE, PORTAL, command, fetch


@pytest.fixture(scope="module")
def upstreams(tmp_path_factory):
    with process.city(tmp_path_factory.mktemp("services")) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def server():
    """One of its own: it is killed."""
    with helpers_postgres.server() as made:
        yield made


def written(config, address):
    """Say in a configuration where the record is."""
    record = f'\n[record]\npostgresql = "{address}"\npassword_file = "{address.password_file}"\n'
    config.write_text(config.read_text().split("\n[record]")[0] + record)


@pytest.fixture
def made(tmp_path, server, upstreams):
    """Makes a firewall whose record is in a database of its own, behind a relay or not; returns its file and the keys."""

    def make(address):
        config = process.furnished(tmp_path / "firewall", upstreams)
        written(config, address)
        return config, process.keyed(config, COUNTY, PORTAL, ICE)

    return make


def test_it_answers_and_its_record_is_in_the_database(made, server):
    address = server.address(server.database("prepared"))
    config, keys = made(address)
    with process.running(config) as firewall:
        answers = [ask(firewall, keys) for _ in range(5)]
        beside = command("partner", "list", "--config", str(config))
    shown = command("audit", "show", answers[0].decision, "--config", str(config))
    verified = command("audit", "verify", "--config", str(config))

    assert [answer.status for answer in answers] == [200] * 5
    assert (beside.code, shown.code, verified.code) == (0, 0, 0)
    assert json.loads(shown.out)["id"] == answers[0].decision
    assert not (config.parent / "data" / "audit.sqlite").exists()
    assert server.sql("SELECT count(*) > 5 FROM record.entries", address.database) == ["t"]
    assert server.sql("SELECT count(*) > 0 FROM record.checkpoints", address.database) == ["t"]


def test_while_the_server_is_away_nothing_leaves_and_it_goes_on_by_itself(made, server):
    address = server.address(server.database("prepared"))
    with relayed(address) as relay:
        config, keys = made(relay.address)
        with process.running(config) as firewall:
            wait_until(lambda: is_ready(firewall))
            before = ask(firewall, keys)
            relay.is_open = False
            relay.cut()
            wait_until(lambda: not is_ready(firewall))
            away = [ask(firewall, keys) for _ in range(5)]
            numbers = fetch(firewall.admin_url, "/metrics", headers=[("Host", "localhost")]).body.decode()
            relay.is_open = True
            wait_until(lambda: is_ready(firewall))
            after = ask(firewall, keys)
            code = firewall.ended(by=signal.SIGTERM)
            said = firewall.said()
    found = decided(server, address)

    assert [before.status, *(answer.status for answer in away), after.status, code] == [
        200,
        *[503] * 5,
        200,
        0,
    ]
    assert "firewall_record_halted 1.0" in numbers
    assert '"event":"record-halted"' in said.replace(": ", ":")
    assert "database-lost" in said
    assert "record-goes-on" in said
    assert {answer.decision for answer in away}.isdisjoint(found)
    assert {before.decision, after.decision} <= found
    assert whole(config, address)


def decided(server, address):
    return set(server.sql("SELECT id FROM record.entries", address.database))


def whole(config, address):
    where = ("--postgres", str(address), "--password-file", str(address.password_file))
    done = command("audit", "verify", str(config.parent / "data"), *where, "--json")
    return done.json["ok"] and done.json["unsigned"] == 0


def test_a_server_that_is_killed_under_load_loses_no_record_of_what_left(made, server):
    address = server.address(server.database("prepared"))
    config, keys = made(address)
    answers, stop = [], threading.Event()

    def load():
        while not stop.is_set():
            answers.append(ask(firewall, keys))

    with process.running(config) as firewall:
        wait_until(lambda: is_ready(firewall))
        with ThreadPoolExecutor(4) as pool:
            loads = [pool.submit(load) for _ in range(4)]
            try:
                wait_until(lambda: len(answers) > 20)
                server.stop(signal.SIGKILL)
                time.sleep(0.5)
                server.start()
                wait_until(lambda: answers[-1].status == 200 and any(a.status == 503 for a in answers))
            finally:
                stop.set()
            for one in loads:
                one.result()
        code = firewall.ended(by=signal.SIGTERM)
    found = decided(server, address)
    given = {answer.decision for answer in answers if answer.status == 200}

    assert (code, {answer.status for answer in answers}) == (0, {200, 503})
    assert given <= found
    assert whole(config, address)


def test_a_second_firewall_from_another_machine_is_refused_and_the_first_goes_on(made, server, tmp_path):
    """It has a copy of the data directory, so that no lock of a file keeps it out."""
    address = server.address(server.database("prepared"))
    config, keys = made(address)
    with process.running(config) as firewall:
        shutil.copytree(config.parent, tmp_path / "elsewhere")
        second = started(tmp_path / "elsewhere" / "firewall.toml")
        answer = ask(firewall, keys)

    assert second.returncode == 2
    assert "Another firewall writes this record. Stop it first" in second.stderr
    assert answer.status == 200


def test_a_firewall_whose_record_was_taken_over_ends(made, server, tmp_path):
    """It was cut off, and another one began meanwhile: nothing more leaves here."""
    address = server.address(server.database("prepared"))
    with relayed(address) as relay:
        config, keys = made(relay.address)
        with process.running(config) as firewall:
            assert ask(firewall, keys).status == 200
            relay.is_open = False
            relay.cut()
            wait_until(lambda: not is_ready(firewall))
            shutil.copytree(config.parent, tmp_path / "elsewhere")
            written(tmp_path / "elsewhere" / "firewall.toml", address)
            with process.running(tmp_path / "elsewhere" / "firewall.toml") as other:
                assert ask(other, keys).status == 200
                relay.is_open = True
                code = firewall.ended()

    assert code == 70


def test_a_database_that_becomes_read_only_takes_nothing_until_it_is_not(made, server):
    address = server.address(server.database("prepared"))
    config, keys = made(address)
    with process.running(config) as firewall:
        wait_until(lambda: is_ready(firewall))
        read_only(server, "on")
        wait_until(lambda: not is_ready(firewall))
        shut = ask(firewall, keys)
        read_only(server, "off")
        wait_until(lambda: is_ready(firewall))
        after = ask(firewall, keys)

    assert (shut.status, after.status) == (503, 200)
    assert shut.decision not in decided(server, address)


def read_only(server, how):
    for statement in (f"ALTER SYSTEM SET default_transaction_read_only = {how}", "SELECT pg_reload_conf()"):
        server.sql(statement)


@contextmanager
def small(server, size_mib):
    """A table space on a disk of its own; yields its folder."""
    place = server.folder / "small"
    place.mkdir(exist_ok=True)
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_mib}m,mode=700,uid=65534,gid=65534", "small", place],
            check=False,
        ).returncode
    ):
        pytest.skip("a small disk cannot be mounted here: the database without room was not tried")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=False)


def test_a_server_without_room_takes_nothing_until_there_is_some(made, server):
    address = server.address(server.database("prepared"))
    config, keys = made(address)
    with small(server, 8) as place:
        server.sql(f"CREATE TABLESPACE small LOCATION '{place}'")
        server.sql("ALTER TABLE record.entries SET TABLESPACE small", address.database)
        with process.running(config) as firewall:
            wait_until(lambda: is_ready(firewall))
            filler = place / "filler"
            with suppress(OSError):
                filler.write_bytes(bytes(8 * 2**20))
            wait_until(lambda: ask(firewall, keys).status == 503)
            wait_until(lambda: not is_ready(firewall))
            full = ask(firewall, keys)
            filler.unlink()
            wait_until(lambda: is_ready(firewall))
            after = ask(firewall, keys)
            code = firewall.ended(by=signal.SIGTERM)
        found = decided(server, address)
        sound = whole(config, address)
        server.sql("ALTER TABLE record.entries SET TABLESPACE pg_default", address.database)
        server.sql("DROP TABLESPACE small")

    assert (full.status, after.status, code, sound) == (503, 200, 0, True)
    assert full.decision not in found


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("ALTER ROLE firewall PASSWORD 'another'", "does not let this role in: see to record.password_file"),
        ("UPDATE record.version SET schema = 2", "was written by a newer version of this program (schema 2"),
        ("DELETE FROM record.entries", "entries were removed. Restore the database"),
    ],
)
def test_what_cannot_be_gone_on_with_is_told_at_the_start(made, server, statement, says):
    address = server.address(server.database("prepared"))
    config, _ = made(address)
    assert command("partner", "add-key", COUNTY, "--config", str(config)).code == 0
    server.sql(statement, address.database)
    done = started(config)
    server.sql(f"ALTER ROLE firewall PASSWORD '{helpers_postgres.PASSWORD}'")

    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_entry_that_was_changed_long_ago_ends_the_firewall(made, server):
    address = server.address(server.database("prepared"))
    config, keys = made(address)
    with process.running(config) as firewall:
        for _ in range(70):
            ask(firewall, keys)
        firewall.ended(by=signal.SIGTERM)
    server.sql("UPDATE record.entries SET entry = entry || ' ' WHERE idx = 3", address.database)
    code = process.Firewall(config).listening().ended()
    again = started(config)

    assert (code, again.returncode) == (70, 2)
    assert "was found unsound" in again.stderr
