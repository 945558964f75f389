"""The application as a whole: it starts or says why not, it is ready or it is not, and it knows who shows a certificate."""

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import structlog

import firewall.app
import firewall.finders
from firewall import books, canary, config, logs
from firewall.app import Application, load_policies
from firewall.cli.common import cache_folder
from firewall.errors import AuditError, ConfigError
from firewall.metrics import READINGS
from tests.helpers import detectors
from tests.helpers_tls import SERVER, TODAY, Authority
from tests.system import process
from tests.system.town import Clock, environment, fetch, in_thread

COUNTY_NAME = "exchange.county-health.example"


@asynccontextmanager
async def application(path, change=lambda opened: opened, found=None):
    settings = config.load(path.read_text(), path.parent)[0]
    compiled = load_policies(settings.policies)
    with books.opened(settings.data, compiled.bundle, firewall.app.now(), create=True) as opened:
        built = found or detectors_of(settings.detectors)
        async with Application(settings, compiled, change(opened), built).serving() as running:
            yield running, opened


def detectors_of(settings):
    """What `firewall run` builds; where nothing is chosen, once for all tests."""
    if settings == config.Detectors():
        return detectors()
    return firewall.app.detectors(cache_folder(), nullcontext, settings)


class Record:
    """The real log, until it is told to fail."""

    def __init__(self, log):
        self._log = log
        self.failed = False

    async def append(self, entry):
        if self.failed:
            raise AuditError("the disk is gone")
        return await self._log.append(entry)

    def __getattr__(self, name):
        return getattr(self._log, name)


def admin(running, path="/readyz"):
    return fetch(f"http://127.0.0.1:{running.admin_port}", path, headers=[("Host", "localhost")])


def entries(opened):
    return [json.loads(raw) for _, raw in opened.record.entries(0, 2**62)]


@pytest.fixture(autouse=True, scope="module")
def today():
    """Certificates are made now, and another test's town may live on another day."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(firewall.app, "now", lambda: datetime.now(UTC))
        yield


@pytest.fixture
def furnished(tmp_path):
    return process.furnished(tmp_path / "firewall")


def test_start_and_stop_are_in_the_record(furnished):
    with in_thread(application(furnished)) as (_, opened):
        during = [entry.get("what") for entry in entries(opened)]
    settings = config.load(furnished.read_text(), furnished.parent)[0]
    with books.opened(settings.data, load_policies(settings.policies).bundle, TODAY) as opened:
        after = [entry.get("what") for entry in entries(opened)]

    assert during[0] == "start"
    assert "stop" not in during
    assert after[-1] == "stop"


def test_it_is_ready_when_a_canary_was_blocked_and_recorded(furnished):
    with in_thread(application(furnished)) as (running, opened):
        answer = admin(running)
        said = entries(opened)[1]

    assert (answer.status, answer.body) == (200, b"ready\n")
    assert (said["kind"], said["outcome"], said["status"]) == ("decided", "refuse", 404)
    assert canary.CANARY not in json.dumps(said)


@pytest.mark.parametrize(
    ("detectors", "says"),
    [
        ('recognizers = "nowhere.yaml"', "nowhere.yaml cannot be read as text"),
        ('recognizers = "firewall.toml"', "firewall.toml:"),
        ('presidio = ["Nobody"]', "`Nobody` is no recognizer"),
    ],
)
def test_a_recognizer_that_cannot_be_used_stops_the_start(furnished, detectors, says):
    furnished.write_text(f"{furnished.read_text()}\n[detectors]\n{detectors}\n")
    with pytest.raises(ConfigError) as caught, in_thread(application(furnished)):
        pass

    assert says in str(caught.value)


def test_it_is_alive_though_it_is_not_ready(furnished, monkeypatch):
    monkeypatch.setattr(canary, "CANARY", "two apples and a pear")
    with in_thread(application(furnished)) as (running, _):
        assert (admin(running).status, admin(running, "/healthz").status) == (503, 200)


def test_it_is_not_ready_when_a_detector_no_longer_sees_the_canary_by_name(furnished):
    blind = replace(detectors(), names=type("Blind", (), {"categories": lambda self, name: frozenset()})())
    with in_thread(application(furnished, found=blind)) as (running, _):
        assert admin(running).status == 503


def test_it_is_not_ready_when_the_last_canary_is_too_old(furnished, monkeypatch):
    clock = Clock(TODAY)
    monkeypatch.setattr(firewall.app, "now", clock)
    with in_thread(application(furnished)) as (running, _):
        fresh = running.is_ready()
        with clock.later(seconds=11):
            stale = running.is_ready()
        with clock.later(days=-1):
            turned_back = running.is_ready()

    assert (fresh, stale, turned_back) == (True, False, False)


def failing(kept):
    def change(opened):
        kept.append(Record(opened.record))
        return replace(opened, record=kept[0])

    return change


def test_when_the_record_fails_it_is_not_ready_and_says_that_it_failed(furnished, monkeypatch):
    monkeypatch.setattr(firewall.app, "_WATCH_S", 0.01)
    kept = []
    with in_thread(application(furnished, failing(kept))) as (running, _):
        kept[0].failed = True
        assert admin(running).status == 503
        for _ in range(500):
            if running.has_failed.is_set():
                break
            admin(running, "/healthz")
        assert running.has_failed.is_set()


def test_when_the_record_fails_nothing_is_answered_but_not_available(furnished):
    kept = []
    with in_thread(application(furnished, failing(kept))) as (running, _):
        before = ask(running).status
        kept[0].failed = True
        after = ask(running)

    assert (before, after.status) == (404, 503)
    assert after.json["type"].endswith("/unavailable")


def test_without_a_record_of_the_start_there_is_no_start(furnished):
    def change(opened):
        record = Record(opened.record)
        record.failed = True
        return replace(opened, record=record)

    with pytest.raises(AuditError), in_thread(application(furnished, change)):
        pass


def ask(running, path="/clinic/patients/1001", headers=()):
    return fetch(f"http://127.0.0.1:{running.port}", path, headers=[("Host", "city"), *headers])


@pytest.mark.parametrize("table", ["listen", "admin"])
def test_a_taken_port_is_told_in_a_sentence(furnished, table):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        furnished.write_text(
            furnished.read_text().replace(f"[{table}]\nport = 0", f"[{table}]\nport = {port}")
        )
        with (
            pytest.raises(ConfigError, match=rf"127\.0\.0\.1:{port}.*Choose other ports in firewall\.toml\."),
            in_thread(application(furnished)),
        ):
            pass


def test_a_start_that_failed_leaves_nothing_listening(furnished):
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
        port, admin_port = taken.getsockname()[1], free.getsockname()[1]
        free.close()
        text = furnished.read_text().replace("[listen]\nport = 0", f"[listen]\nport = {port}")
        furnished.write_text(text.replace("[admin]\nport = 0", f"[admin]\nport = {admin_port}"))
        with pytest.raises(ConfigError), in_thread(application(furnished)):
            pass
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", admin_port))


# ---- TLS and certificates


class Door:
    """A running firewall that speaks TLS, and the papers to come to it with."""

    def __init__(self, folder, ca, stranger):
        self.folder, self.ca, self.stranger = folder, ca, stranger
        self.port = 0
        self.opened = None

    def ask(self, shown=None, *, purpose="public-health", key=""):
        context = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        if shown:
            context.load_cert_chain(*shown[:2])
        wire = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=10)
        try:
            headers = {"Host": "city", "Purpose-Of-Use": purpose, **({"X-Api-Key": key} if key else {})}
            wire.request("GET", "/clinic/patients/1001", headers=headers)
            got = wire.getresponse()
            return got.status, got.read(), got.headers["Decision-Id"]
        finally:
            wire.close()

    def requester(self, decision):
        return json.loads(self.opened.record.get(decision)[1])["requester"]


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    folder = tmp_path_factory.mktemp("door")
    ca, stranger = Authority("City CA"), Authority("Somebody's CA")
    ca.write(folder / "ca.pem")
    ca.issue(folder, "server", hosts=["127.0.0.1"], usage=SERVER)
    made = Door(folder, ca, stranger)
    made.by_fingerprint = ca.issue(folder, "by-fingerprint")
    tls = '\n[listen]\nport = 0\ntls_certificate = "../server.pem"\ntls_key = "../server.key"\nclient_ca = "../ca.pem"\n'
    with process.city(folder / "services") as upstreams:
        path = process.furnished(folder / "firewall", upstreams)
        path.write_text(path.read_text().replace("[listen]\nport = 0\n", tls))
        partner = path.parent / "policies" / "partners" / "ice-ero.yaml"
        partner.write_text(
            partner.read_text().replace("dns:ero.ice.example", f"sha256:{made.by_fingerprint[2]}")
        )
        with in_thread(application(path)) as (running, opened):
            made.port, made.opened = running.port, opened
            yield made


def test_a_certificate_proves_a_partner_by_its_alternative_name(door):
    shown = door.ca.issue(door.folder, "county", hosts=[COUNTY_NAME])
    status, body, decision = door.ask(shown)

    assert (door.requester(decision)["id"], door.requester(decision)["by"]) == (
        "county-public-health",
        "mtls",
    )
    assert status == 200
    assert json.loads(body)["name"] == {"given": "Lucía", "family": "Xicará"}


def test_a_certificate_proves_a_partner_by_its_fingerprint(door):
    status, _, decision = door.ask(door.by_fingerprint, purpose="immigration-enforcement")

    assert (door.requester(decision)["id"], door.requester(decision)["by"]) == ("ice-ero", "mtls")
    assert status == 202


def test_a_certificate_that_no_partner_file_names_is_somebody_unknown(door):
    shown = door.ca.issue(door.folder, "unbound", hosts=["other.county-health.example"])
    status, _, decision = door.ask(shown)

    assert status == 404
    assert (door.requester(decision)["kind"], door.requester(decision)["by"]) == ("unknown", None)


def test_a_common_name_is_no_alternative_name(door):
    assert door.ask(door.ca.issue(door.folder, COUNTY_NAME))[0] == 404


def test_without_a_certificate_one_is_unknown_and_recorded(door):
    status, _, decision = door.ask()

    assert status == 404
    assert door.requester(decision)["kind"] == "unknown"


@pytest.mark.parametrize("paper", ["expired", "not-yet", "of-somebodys-ca", "for-servers"])
def test_a_certificate_that_does_not_verify_gets_no_answer(door, paper):
    issue = {
        "expired": lambda: door.ca.issue(door.folder, paper, hosts=[COUNTY_NAME], days=(-30, -1)),
        "not-yet": lambda: door.ca.issue(door.folder, paper, hosts=[COUNTY_NAME], days=(1, 30)),
        "of-somebodys-ca": lambda: door.stranger.issue(door.folder, paper, hosts=[COUNTY_NAME]),
        "for-servers": lambda: door.ca.issue(door.folder, paper, hosts=[COUNTY_NAME], usage=SERVER),
    }
    with pytest.raises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
        door.ask(issue[paper]())


def test_a_certificate_and_another_partners_key_prove_nothing(door):
    shown = door.ca.issue(door.folder, "county-too", hosts=[COUNTY_NAME])
    key = door.opened.keys.add("ice-ero", by="test", at=TODAY, entropy=lambda n: b"k" * n).text
    _, _, decision = door.ask(shown, key=key)

    assert door.requester(decision)["kind"] == "unknown"


def test_plain_http_gets_no_answer_where_tls_is_spoken(door):
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as wire:
        wire.sendall(b"GET /clinic/patients/1001 HTTP/1.1\r\nHost: city\r\n\r\n")
        try:
            got = wire.recv(4096)
        except ConnectionError:
            got = b""

    assert b"HTTP/" not in got


@pytest.mark.parametrize("setting", ["tls_certificate", "tls_key", "client_ca"])
def test_tls_files_that_cannot_be_used_are_told(furnished, tmp_path, setting):
    ca = Authority("City CA")
    ca.write(tmp_path / "ca.pem")
    ca.issue(tmp_path, "server", hosts=["127.0.0.1"], usage=SERVER)
    files = {"tls_certificate": "../server.pem", "tls_key": "../server.key", "client_ca": "../ca.pem"} | {
        setting: "../nowhere.pem"
    }
    lines = "".join(f'{name} = "{file}"\n' for name, file in files.items())
    furnished.write_text(furnished.read_text().replace("[listen]\n", f"[listen]\n{lines}"))
    with (
        pytest.raises(ConfigError, match=rf"^listen\.{setting}: .*nowhere\.pem cannot be"),
        in_thread(application(furnished)),
    ):
        pass


def test_a_services_authority_that_is_no_file_is_told(furnished):
    furnished.write_text(furnished.read_text() + '\n[upstream_tls]\nca = "nowhere.pem"\n')
    with pytest.raises(ConfigError, match="upstream_tls"), in_thread(application(furnished)):
        pass


# ---- as a process


@contextmanager
def ended(directory, *words, **more):
    yield subprocess.run(
        [sys.executable, "-m", "firewall.cli", *words],
        cwd=directory, env=environment(**more), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_it_does_not_start_without_the_c_parser(furnished):
    with ended(
        furnished.parent, "run", "--config", str(furnished), "--create", AIOHTTP_NO_EXTENSIONS="1"
    ) as done:
        assert done.returncode == 2
        assert done.stderr.startswith("firewall: aiohttp runs without its C parser.")
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("missing", ["firewall.toml", "data"])
def test_it_does_not_start_without_its_files_and_says_what_to_do(furnished, missing):
    if missing == "firewall.toml":
        furnished.unlink()
    with ended(furnished.parent, "run", "--config", str(furnished)) as done:
        assert done.returncode == 2
        assert re.match(r"firewall: .*(--config|--create)", done.stderr)
        assert "Traceback" not in done.stderr


def test_it_does_not_start_on_faulty_policies(furnished):
    shutil.rmtree(furnished.parent / "policies" / "vocabulary")
    with ended(furnished.parent, "run", "--config", str(furnished), "--create") as done:
        assert done.returncode == 78
        assert "nothing was loaded" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (furnished.parent / "data").exists()


def test_a_log_that_breaks_holds_up_no_answer(furnished, monkeypatch):
    def breaks(_):
        raise RuntimeError("536-90-4399")

    monkeypatch.setattr("firewall.logs.exchanged", breaks)
    with structlog.testing.capture_logs() as told, in_thread(application(furnished)) as (running, _):
        status = ask(running).status

    assert status == 404
    assert [one for one in told if one["event"] == "telling-fault"] == [
        {"event": "telling-fault", "error": "RuntimeError", "log_level": "error"}
    ]


def test_addresses_are_told_under_a_key_where_the_operator_wants_it(furnished, tmp_path):
    furnished.write_text(f"{furnished.read_text()}\n[logs]\naddress_digest = true\n")
    logs.configure(file=tmp_path / "log", access=True)
    try:
        with in_thread(application(furnished)) as (running, _):
            ask(running)
    finally:
        logs.close()
        structlog.reset_defaults()
    (line,) = [json.loads(one) for one in (tmp_path / "log").read_text().splitlines() if '"exchange"' in one]

    assert re.fullmatch("[0-9a-f]{16}", line["address"])


def test_every_number_is_one(furnished):
    """But those of what is not configured here: TLS, revocation, issuers of tokens."""
    of_others = {
        "firewall_certificate_days_left",
        "firewall_client_crl_days_left",
        "firewall_token_keys_age_seconds",
    }
    with in_thread(application(furnished)) as (running, _):
        lines = admin(running, "/metrics").body.decode().splitlines()
    numbers = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    assert {name for name, value in numbers.items() if value == "NaN"} <= of_others
    assert set(READINGS) <= set(numbers)
    assert float(numbers["firewall_ready"]) == 1
    assert float(numbers["firewall_body_bytes_limit"]) == 2**28


def test_where_answers_cannot_wait_on_disk_it_is_not_ready(furnished):
    """Only where a route says that they are to: else nobody needs the folder."""
    furnished.write_text(furnished.read_text() + '\n[spool]\ndirectory = "gone"\n')
    with in_thread(application(furnished)) as (running, _):
        assert admin(running).status == 200

    service = next(file for file in (furnished.parent / "policies/services").glob("*.yaml"))
    service.write_text(
        service.read_text().rstrip()
        + "\n  - route: exported\n    match: GET /exported\n    stream: whole\n    fields: {/*/id: record.id}\n"
    )
    with in_thread(application(furnished)) as (running, _):
        assert admin(running).status == 503
        (furnished.parent / "gone").mkdir()
        assert admin(running).status == 200


def test_what_the_first_value_would_wait_for_is_made_ready_at_the_start(furnished, monkeypatch):
    made = threading.Event()
    monkeypatch.setattr(firewall.app.recognizers, "warm", made.set)

    with in_thread(application(furnished)):
        assert made.wait(60)


@pytest.mark.parametrize("error", [ConfigError, ImportError, OSError])
async def test_what_cannot_be_made_ready_stops_nobody_and_quotes_nothing(monkeypatch, error):
    def broken():
        raise error("536-90-4399")

    monkeypatch.setattr(firewall.app.recognizers, "warm", broken)
    with structlog.testing.capture_logs() as told:
        await firewall.app._warmed()

    assert [line["event"] for line in told] == ["detectors-not-warm"]
    assert "536-90-4399" not in str(told)
