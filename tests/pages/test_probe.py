"""A running firewall is asked what is in force, and refuses a stranger."""

import dataclasses
import socket
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import pytest

from firewall.folder import load_policies
from firewall.pages.probe import Probe, Refusal, Where, probe, section, strangers
from firewall.pages.words import in_language
from firewall.policy.compiled import Compiled
from tests.pages.helpers import city
from tests.system import town as towns

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with towns.running(tmp_path_factory.mktemp("probe") / "city") as running:
        yield running


def where(town):
    admin = urlsplit(town.admin_url)
    return Where(front=town.url, admin=(admin.hostname, admin.port))


def nowhere():
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def test_a_stranger_is_tried_where_people_are_hidden_and_where_they_are_not():
    tried = {route.id.partition(":")[0]: status for route, status in strangers(city(), NOW)}

    assert sorted(tried.values()) == [403, 404]
    assert tried["clinic"] == 404


def test_a_route_hides_by_itself():
    bundle = city().bundle
    services = tuple(
        dataclasses.replace(
            one,
            existence_protected=False,
            routes=tuple(dataclasses.replace(route, existence_protected=True) for route in one.routes),
        )
        for one in bundle.services
    )

    assert {
        status for _, status in strangers(Compiled(dataclasses.replace(bundle, services=services)), NOW)
    } == {404}


def test_it_is_in_force_and_refuses_strangers(town):
    compiled = load_policies(town.directory / "policies")
    found = probe(compiled, where(town), NOW)

    assert found.reached
    assert found.in_force is True
    assert [one.is_right for one in found.refusals] == [True, True]


def test_another_policy_is_not_in_force(town):
    compiled = load_policies(town.directory / "policies")
    compiled.bundle.__dict__["digest"] = "0" * 64

    assert probe(compiled, where(town), NOW).in_force is False


def test_by_its_address_alone_nobody_tells_which_policy_is_in_force(town):
    found = probe(city(), dataclasses.replace(where(town), admin=None), NOW)

    assert (found.reached, found.in_force) == (True, None)
    assert all(one.is_right for one in found.refusals)


def test_who_cannot_be_reached_is_said_to_be_that():
    port = nowhere()
    found = probe(city(), Where(front=f"http://127.0.0.1:{port}", admin=("127.0.0.1", port)), NOW)

    assert (found.reached, found.in_force) == (False, None)
    assert "could not be reached" in told(found)[0]


class Open(BaseHTTPRequestHandler):
    """Something that lets everybody in, and says of itself what it likes."""

    def do_GET(self):
        body = b"not the numbers of a firewall\n" if self.path == "/metrics" else b"{}"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"" if self.path == "/metrics" else body)

    def log_message(self, *_):
        pass


def test_something_that_lets_a_stranger_in_is_told_loudly():
    server = HTTPServer(("127.0.0.1", 0), Open)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        found = probe(city(), Where(front=f"http://127.0.0.1:{port}", admin=("127.0.0.1", port)), NOW)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

    assert found.in_force is False
    assert [one.is_right for one in found.refusals] == [False, False]
    assert "was answered 200, not 404: look at it now." in " ".join(told(found))


def told(found, language="en"):
    return [line.text for line in section(in_language(language), found).blocks[0].lines]


def a_probe(in_force, *refusals):
    return Probe(where="https://data.example", at=NOW, reached=True, in_force=in_force, refusals=refusals)


@pytest.mark.parametrize(
    ("in_force", "says"),
    [
        (True, "In force on https://data.example at 2026-11-22 09:00 UTC: yes."),
        (False, "In force on https://data.example at 2026-11-22 09:00 UTC: no."),
        (
            None,
            "https://data.example answered at 2026-11-22 09:00 UTC. Only its operators are told which policy is in force.",
        ),
    ],
)
def test_it_is_said_in_a_sentence(in_force, says):
    assert told(a_probe(in_force)) == [says]


def test_a_service_that_did_not_answer_is_named():
    assert told(a_probe(True, Refusal("clinic", 404, None)), "es")[1] == "clinic no respondió."
