"""A running firewall under a real Prometheus, with the files of the project: all is quiet, and every panel has its numbers."""

import json
import shutil
import signal
import subprocess
import time
import urllib.parse
import urllib.request

import pytest

from tests.deploy.edges import free_port
from tests.deploy.test_alerts import FOLDER, NAMES
from tests.deploy.test_dashboard import SHOWN, plain
from tests.system import process

LOG = '\n[logs]\nfile = "log.jsonl"\n'


@pytest.fixture(scope="module")
def firewall(tmp_path_factory):
    with process.running(process.furnished(tmp_path_factory.mktemp("watched"), settings=LOG)) as running:
        yield running


@pytest.fixture(scope="module")
def prometheus(firewall, tmp_path_factory):
    """Asks as the project's configuration says, but each second."""
    if shutil.which("prometheus") is None:
        pytest.skip("prometheus is not installed: alerts and dashboard were not tried on a running firewall")
    folder = tmp_path_factory.mktemp("prometheus")
    for file in FOLDER.iterdir():
        text = (
            file.read_text()
            .replace("127.0.0.1:8081", f"127.0.0.1:{firewall.admin_port}")
            .replace("15s", "1s")
        )
        (folder / file.name).write_text(text)
    address = f"127.0.0.1:{free_port()}"
    with (folder / "said").open("wb") as said:
        running = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address={address}"], stderr=said
        )  # fmt: skip
    try:
        yield lambda what: asked(f"http://{address}/api/v1/{what}")
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def asked(url):
    """Ask again while it starts."""
    ends = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)["data"]
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def found(prometheus, expr):
    return prometheus(f"query?query={urllib.parse.quote(expr)}")["result"]


def wait_for(read, is_there):
    ends = time.monotonic() + 60
    while not is_there(got := read()) and time.monotonic() < ends:
        time.sleep(0.2)
    return got


def test_no_alert_fires_and_all_can_be_worked_out(prometheus):
    def rules():
        return [rule for group in prometheus("rules")["groups"] for rule in group["rules"]]

    # All were worked out at least once since there were numbers.
    assert wait_for(lambda: found(prometheus, "count_over_time(firewall_ready[1m]) > 3"), bool)
    told = wait_for(rules, lambda all_: all(rule["health"] == "ok" for rule in all_))

    assert {rule["name"] for rule in told} == set(NAMES)
    assert [rule["name"] for rule in told if rule["health"] != "ok" or rule["state"] == "firing"] == []


def test_every_panel_has_its_numbers(prometheus):
    assert wait_for(lambda: found(prometheus, "count_over_time(firewall_ready[1m]) > 3"), bool)
    events = {title for title, expr in SHOWN if "changes(" in expr}  # there was none

    assert [
        title for title, expr in SHOWN if title not in events and not found(prometheus, plain(expr))
    ] == []


def test_lines_of_the_log_go_to_the_file_that_the_operator_names(firewall):
    with urllib.request.urlopen(f"{firewall.url}/.firewall/problems/not-shared", timeout=10) as answer:
        assert answer.status == 200

    lines = wait_for(lambda: (firewall.directory / "log.jsonl").read_bytes().splitlines(), bool)
    told = [json.loads(line) for line in lines]
    assert "exchange" in {line["event"] for line in told}
    assert {line["pid"] for line in told} == {firewall.process.pid}
    assert b'"event"' not in firewall.err.read_bytes()
