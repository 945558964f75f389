"""``firewall mirror`` as a process, and its report."""

import re
import signal
import subprocess
import sys
import time

import pytest

from tests.mirror.standing import NOTHING, furnished
from tests.system.process import city
from tests.system.town import command, environment, fetch


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """A mirror of the demo's services that was asked, and has ended; its configuration and what it said."""
    directory = tmp_path_factory.mktemp("mirror")
    with city(directory / "services") as upstreams:
        config = furnished(directory / "m", ask=True)
        from types import SimpleNamespace

        from firewall.demo import stage

        stage._point(directory / "m" / "policies", SimpleNamespace(upstreams=upstreams))
        added = command("mirror", "add-key", "county-public-health", "--config", str(config))
        err = directory / "err"
        with err.open("wb") as file:
            running = subprocess.Popen(
                [sys.executable, "-m", "firewall.cli", "mirror", "--config", str(config)],
                stderr=file,
                env=environment(),
            )
        ends = time.monotonic() + 40
        while "policy " not in err.read_text() and time.monotonic() < ends and running.poll() is None:
            time.sleep(0.05)
        port = int(re.search(r"mirror on 127\.0\.0\.1:(\d+)", err.read_text())[1])
        headers = [("Host", "m"), ("X-Api-Key", added.out.strip()), ("Purpose-Of-Use", "public-health")]
        answers = [
            fetch(f"http://127.0.0.1:{port}", f"/clinic/patients/{one}", headers=headers)
            for one in (1001, 1002, 1003, 404404)
        ]
        answers.append(fetch(f"http://127.0.0.1:{port}", "/plates/hits/30001/photo", headers=[("Host", "m")]))
        running.send_signal(signal.SIGTERM)
        code = running.wait(40)
    return config, answers, code, err.read_text()


def test_it_says_nothing_asks_and_ends(stood):
    _, answers, code, said = stood

    assert [(answer.status, answer.body) for answer in answers] == [(204, b"")] * 5
    assert NOTHING.startswith(b"HTTP/1.1 204")
    assert code == 0
    assert "answers nobody" in said
    assert "Traceback" not in said


def test_the_report_tells_what_would_have_happened(stood):
    config, *_ = stood
    told = command("mirror", "report", "--json", "--config", str(config)).json

    assert (told["exchanges"], told["outcomes"]) == (5, {"release": 4, "refuse": 1})
    assert {row["member"] for row in told["members"]} >= {"/notes", "/citizenshipCode"}
    assert told["latches"] == [{"route": "clinic:patient", "member": "/address", "exchanges": 1}]
    assert told["unknown"] == [{"route": "plates:photo", "purpose": "(none stated)", "exchanges": 1}]


def test_the_report_for_people_says_the_same_and_no_value(stood):
    config, *_ = stood
    done = command("mirror", "report", "--config", str(config))

    assert done.code == 0
    assert "5 copied requests" in done.out
    assert "Before you switch on" in done.out
    assert not any(value in done.out for value in ("Xicará", "A000154321", "Canal Street", "1001"))


def test_where_no_mirror_is_the_report_says_how_to_start_one(tmp_path):
    done = command("mirror", "report", "--config", str(furnished(tmp_path)))

    assert (done.code, "firewall mirror --create" in done.err) == (2, True)


def test_a_key_for_nobody_is_not_made(tmp_path):
    done = command("mirror", "add-key", "zqnobody", "--config", str(furnished(tmp_path)))

    assert done.code == 2
    assert not (tmp_path / "mirror").exists()


def test_the_firewall_itself_does_not_start_on_a_mirrors_record(stood):
    config, *_ = stood
    other = config.with_name("other.toml")
    other.write_text(
        config.read_text()
        .replace('directory = "data"', 'directory = "mirror"')
        .replace("[mirror]", '[mirror]\ndirectory = "m2"')
    )
    done = command("case", "list", "--config", str(other))

    assert done.code == 2
