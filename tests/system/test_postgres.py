"""A firewall with its record in PostgreSQL, as City IT has it in hand: several processes, and every command that touches the record."""

import signal

import pytest

from tests import helpers_postgres
from tests.faults.test_postgres import decided, written
from tests.faults.test_store import ask, is_ready, wait_until
from tests.system import process
from tests.system.several import PROCESSES
from tests.system.town import COUNTY, command


@pytest.fixture(scope="module")
def upstreams(tmp_path_factory):
    with process.city(tmp_path_factory.mktemp("services")) as addresses:
        yield addresses


@pytest.fixture
def made(tmp_path, address, upstreams):
    config = process.furnished(tmp_path / "firewall", upstreams)
    written(config, address)
    return config, process.keyed(config, COUNTY)


def firewall(config, *words):
    return command(*words, "--config", str(config))


def test_two_processes_write_one_record(made, address, postgres):
    config, keys = made
    config.write_text(PROCESSES.format(2) + config.read_text())
    with process.running(config) as running:
        wait_until(lambda: is_ready(running))
        answers = [ask(running, keys) for _ in range(10)]
        code = running.ended(by=signal.SIGTERM)

    assert ({answer.status for answer in answers}, code) == ({200}, 0)
    assert {answer.decision for answer in answers} <= decided(postgres, address)
    assert firewall(config, "audit", "verify").code == 0


def test_every_command_that_touches_the_record_works(made, address, postgres, tmp_path):
    config, keys = made
    with process.running(config) as running:
        answer = ask(running, keys)
        checked = firewall(config, "check")
        backup = firewall(
            config, "backup", str(tmp_path / "b"), "--keys-to", str(tmp_path / "k"), "--by", "A"
        )
        migrated = firewall(config, "migrate", "--dry-run")
        archive = firewall(config, "audit", "archive", "--to", str(tmp_path / "a"), "--before", "2001-01-01")
    moved = postgres.address(postgres.database("prepared"))
    written(config, moved)
    words = (
        "restore",
        str(tmp_path / "b"),
        "--into",
        str(tmp_path / "new"),
        "--keys",
        str(tmp_path / "k"),
        "--by",
        "A",
    )
    restored = firewall(config, *words)
    again = firewall(config, *words[:3], str(tmp_path / "newer"), *words[4:])
    where = ("--postgres", str(moved), "--password-file", str(moved.password_file))
    verified = command("audit", "verify", str(tmp_path / "new"), *where)

    assert "record in PostgreSQL" in checked.out
    assert "The role can read and add, and change nothing." in checked.out
    assert "A firewall writes the record in postgresql://firewall@/" in checked.out
    assert (backup.code, restored.code, verified.code) == (0, 0, 0), (backup.err, restored.err, verified.err)
    assert "Nothing is to be done" in migrated.out
    assert (archive.code, "Nothing was archived" in archive.err) == (2, True)
    assert (again.code, "holds a record already" in again.err) == (2, True)
    assert answer.decision in decided(postgres, moved)
    assert "was restored on" in verified.out
    assert helpers_postgres.PASSWORD not in "".join(
        one.out + one.err for one in (checked, backup, restored, again, verified)
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--postgres", "postgresql://f:s3cret@h/d"), "holds a password"),
        (("--postgres", "postgresql://f@/d?host=/nowhere"), "cannot be read: No such file or directory"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_wrong_word_and_no_fault_of_the_record(made, words, says):
    done = command("audit", "verify", str(made[0].parent / "data"), *words)

    assert (done.code, says in " ".join(done.err.split())) == (2, True), done.err
    assert "s3cret" not in done.out + done.err
