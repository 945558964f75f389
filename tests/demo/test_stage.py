"""The demo as a program: it plays, tells, cleans up after itself, and touches nothing but its own directory."""

import asyncio
import fcntl
import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from firewall.cli.common import cache_folder
from firewall.demo import stage
from firewall.demo.city import Ports
from firewall.demo.partners import ASKS
from firewall.errors import ConfigError
from tests import warming
from tests.helpers import detectors
from tests.system.town import POLICIES, PROJECT, Clock, command, environment

MEMBERS = {
    "partner",
    "on_behalf_of",
    "purpose",
    "route",
    "outcome",
    "status",
    "removed",
    "rules",
    "audit_index",
}
GUARD = "from tests import loopback\nloopback.forbid()\n"
"""Read by Python at its start: a demo that reaches for another machine ends with an error."""

WENT = (
    ("county-public-health", "release", 200),
    ("county-public-health", "release", 200),
    ("county-public-health", "refuse", 404),
    ("housing-department", "release", 200),
    ("ice-ero", "refer", 202),
    ("ice-ero", "refer", 202),
    ("acme-analytics", "refer", 202),
    ("ice-ero", "refer", 202),
    ("ice-ero", "refer", 202),
    ("ice-ero", "hold", 202),
    ("state-university", "release", 200),
    ("resident-portal", "release", 201),
    ("resident-portal", "release", 201),
    ("", "refuse", 404),
    ("", "refuse", 404),
    ("county-public-health", "release", 404),
    ("state-benefits", "release", 200),
    ("state-benefits", "release", 200),
    ("ice-ero", "refuse", 403),
    ("state-fusion-center", "refer", 202),
    ("resident-portal", "release", 201),
    ("harbor-collections", "release", 200),
    ("consumer-data-exchange", "refuse", 403),
    ("state-police", "release", 200),
    ("state-police", "release", 200),
    ("state-fusion-center", "refuse", 403),
    ("ice-ero", "refuse", 403),
    ("lakeside-district", "release", 200),
    ("resident-portal", "release", 201),
    ("ice-ero", "hold", 202),
)


@pytest.fixture
def any_ports(monkeypatch):
    """Ports of the system's choice, so that demos can stand beside each other; and a day on which the agreements hold."""
    clock = Clock()
    monkeypatch.setattr(stage, "_PORTS", Ports())
    monkeypatch.setattr(stage, "_LISTEN", 0)
    monkeypatch.setattr(stage, "_ADMIN", 0)
    monkeypatch.setattr(stage, "now", clock)
    monkeypatch.setattr("firewall.app.now", clock)


@pytest.fixture
async def played(any_ports, tmp_path):
    """The rows of a whole demo, and where it was written."""
    async with stage.started(tmp_path / "city", POLICIES, detectors()) as demo:
        rows = [row async for row in demo.play()]
    return rows, tmp_path / "city"


async def test_every_exchange_goes_as_the_policies_say(played):
    rows, _ = played

    assert [(row.ask.partner, row.outcome, row.status) for row in rows] == list(WENT)


async def test_rows_are_read_from_the_record_in_its_order(played):
    rows, _ = played
    indexes = [row.audit_index for row in rows]

    assert len(rows) == len(ASKS)
    assert indexes == sorted(set(indexes))
    assert all(row.rules for row in rows if row.outcome in {"refer", "hold"})
    assert all(row.citation for row in rows if row.rules)


async def test_what_an_intake_took_out_is_told_though_it_stands_in_an_entry_of_its_own(played):
    rows, _ = played
    (row,) = [row for row in rows if row.route == "clinic:intake"]

    assert row.removed == ("/birthCountry", "/citizenshipCode", "/alienNumber")


async def test_a_text_that_leaves_in_part_is_told_apart(played):
    rows, _ = played
    cut = {row.route: set(row.cut) for row in rows if row.cut}

    assert cut == {"311:intake": {"/text"}}


async def test_without_a_model_for_names_housing_gets_no_notes(played):
    rows, _ = played
    (row,) = [row for row in rows if row.route == "311:request"]

    assert {"/text", "/resolution", "/reporter/name"} <= set(row.removed)


async def test_a_photo_that_police_may_have_leaves_as_a_picture_and_nothing_beside_it(played):
    rows, _ = played
    (row,) = [row for row in rows if row.route == "plates:photo"]

    assert (row.outcome, row.status) == ("release", 200)
    assert "?" in row.removed


async def test_the_spanish_form_reaches_the_district_without_status(played):
    rows, _ = played
    (row,) = [row for row in rows if row.route == "district:registration"]

    assert row.removed == (
        "/lugar_nacimiento",
        "/pais_nacimiento",
        "/situacion_migratoria",
        "/numero_extranjero",
    )


async def test_the_readme_says_how_many_exchanges_are_played(played):
    rows, _ = played

    assert f"plays {len(rows)} exchanges" in (PROJECT / "README.md").read_text()


async def test_the_vendors_row_says_for_whom(played):
    rows, _ = played

    assert [row.on_behalf_of for row in rows if row.ask.partner == "acme-analytics"] == [("ice-ero",)]


async def test_the_record_of_the_demo_verifies(played):
    _, directory = played

    assert command("audit", "verify", str(directory / "data")).code == 0


async def test_a_directory_of_somebody_elses_is_left_alone(any_ports, tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(ConfigError, match="--dir"):
        async with stage.started(tmp_path, POLICIES, detectors()):
            pass

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


async def test_a_directory_that_a_demo_made_is_made_anew(any_ports, tmp_path):
    directory = tmp_path / "city"
    async with stage.started(directory, POLICIES, detectors()) as first:
        keys = first.keys
    (directory / "left-over").write_text("from the first")
    async with stage.started(directory, POLICIES, detectors()) as second:
        assert not (directory / "left-over").exists()
        assert second.keys != keys


async def test_two_demos_can_run_at_once(any_ports, tmp_path):
    async with (
        stage.started(tmp_path / "one", POLICIES, detectors()) as one,
        stage.started(tmp_path / "two", POLICIES, detectors()) as two,
    ):
        assert one.url != two.url


async def test_a_taken_port_makes_another_one(tmp_path, monkeypatch):
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert stage._port(port) == 0
    server.close()
    await server.wait_closed()


@contextmanager
def alone():
    """Demos as processes want the same ports: one at a time on this machine."""
    with (Path(tempfile.gettempdir()) / "firewall-demo-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def demo(home, *words, compiles=False):
    """
    ``firewall demo``, with a home, a working directory and a place for temporary files of its own.

    The detectors are those that other tests compiled; where it ``compiles``, what takes the least is not there yet.
    """
    for name in ("guard", "cwd", "home", "tmp"):
        (home / name).mkdir()
    (home / "guard" / "sitecustomize.py").write_text(GUARD)
    env = environment(
        HOME=str(home / "home"), TMPDIR=str(home / "tmp"), PYTHONDONTWRITEBYTECODE="1", PYTHONWARNINGS="error"
    )
    env["PYTHONPATH"] = f"{home / 'guard'}:{PROJECT}"
    if compiles:
        env.pop("XDG_CACHE_HOME", None)
        cache = home / "home" / ".cache" / cache_folder().name
        cache.mkdir(parents=True)
        compiled = sorted(warming.kept(), key=lambda path: (path.suffix == ".hs", path.stat().st_size))
        least = next(path for path in compiled if path.suffix == ".hs")
        for path in compiled:
            if path != least:
                shutil.copy(path, cache)
    else:
        detectors()
        env["XDG_CACHE_HOME"] = str(cache_folder().parent)
    with alone():
        return subprocess.run(
            [sys.executable, "-m", "firewall.cli", "demo", *words],
            cwd=home / "cwd", env=env, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip


def written(home):
    """What stands below the places where a program might write, but for the demo's own directory."""
    return sorted(
        str(path.relative_to(home))
        for path in home.rglob("*")
        if not path.is_relative_to(home / "city") and {"guard", ".cache"}.isdisjoint(path.parts)
    )


def test_demo_once_shows_a_table_and_ends(tmp_path):
    done = demo(tmp_path, "--once", "--dir", str(tmp_path / "city"))

    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert f"Everything is written to {tmp_path / 'city'}" in done.stderr
    assert all(
        words in done.stdout for words in ("audit", "who", "for whom", "ice-ero", "curl -s", "audit verify")
    )


def test_demo_once_json_prints_the_objects_that_are_promised(tmp_path):
    done = demo(tmp_path, "--once", "--json", "--dir", str(tmp_path / "city"))
    rows = json.loads(done.stdout)

    assert done.returncode == 0
    assert len(rows) == len(ASKS)
    assert all(row.keys() == MEMBERS for row in rows)
    assert {row["partner"] for row in rows} >= {"unknown", "ice-ero", "acme-analytics"}
    assert all(isinstance(row["removed"], list) and isinstance(row["rules"], list) for row in rows)


def test_everything_is_written_below_the_one_directory(tmp_path):
    done = demo(tmp_path, "--once", "--json", "--dir", str(tmp_path / "city"), compiles=True)

    assert "Preparing the detectors" in done.stderr
    assert written(tmp_path) == ["cwd", "home", "tmp"]
    assert {path.name for path in (tmp_path / "city").iterdir()} == {
        ".firewall-demo",
        "data",
        "policies",
        "services",
        "firewall.toml",
    }
    assert command("audit", "verify", str(tmp_path / "city" / "data")).code == 0
