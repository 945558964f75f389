"""deploy/edge before the firewall itself: what leaves, and what is refused, is the same as without an edge."""

import base64
import contextlib
import itertools
import json
import re
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from firewall.audit.store import Reader
from firewall.config import EXAMPLE
from firewall.demo.partners import ASKS
from firewall.front import problems
from tests import corpora
from tests.deploy import edges
from tests.system import process
from tests.system.town import COUNTY, PORTAL

TLS = 'port = {port}\ntls_certificate = "{papers}/firewall.crt"\ntls_key = "{papers}/firewall.key"\n'
HOP = """
[client_cas]
edge = "{papers}/edge-ca.crt"

[edge]
certificates = ["dns:edge.internal"]
ca = "edge"
"""
HAS_HOP = "[edge]" in EXAMPLE
BY_EDGE = {"server", "date", "connection", "keep-alive", "transfer-encoding"}
"""Headers of the connection or of the edge's own; all others are the firewall's."""
PAGES = ("not-shared", "not-found", "too-large", "unavailable", "too-slow", "conflict", "method")
MOST_RAW = 40
INTAKE = next(ask.json for ask in ASKS if ask.json and ask.service == "clinic")


class Behind:
    """A firewall with TLS on a port that stays the same, and keys for two partners."""

    def __init__(self, directory, papers, upstreams):
        self.port, self.papers = edges.free_port(), papers
        self.config = process.furnished(directory, upstreams)
        tls = TLS + ('client_ca = "{papers}/partners-ca.crt"\n' if HAS_HOP else "")
        written = self.config.read_text().replace("port = 0\n", tls.format(port=self.port, papers=papers), 1)
        self.config.write_text(written + (HOP.format(papers=papers) if HAS_HOP else ""))
        self._bind(COUNTY, "uri:spiffe://county.example/health")
        self.keys = process.keyed(self.config, COUNTY, PORTAL)
        self.direct = edges.Edge(
            "none", self.port, directory, papers, host="firewall.internal", authority="firewall-ca.crt"
        )
        self._running = contextlib.ExitStack()

    def _bind(self, partner, name):
        """Say in a partner's file whose certificate it is."""
        path = self.config.parent / "policies" / "partners" / f"{partner}.yaml"
        bound, times = re.subn(r"certificates: \[.*\]", f'certificates: ["{name}"]', path.read_text())
        assert times == 1
        path.write_text(bound)

    def start(self):
        self.process = self._running.enter_context(process.running(self.config))

    def stop(self):
        self._running.close()

    def as_partner(self, partner, purpose):
        return (
            "--header",
            f"Authorization: Bearer {self.keys[partner]}",
            "--header",
            f"Purpose-Of-Use: {purpose}",
        )

    def entry(self, got):
        reader = Reader(self.config.parent / "data")
        try:
            return json.loads(reader.get(got.headers["decision-id"])[1])
        finally:
            reader.close()


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    directory = tmp_path_factory.mktemp("behind")
    with process.city(directory / "city") as upstreams:
        firewall = Behind(directory / "firewall", edges.papers(directory / "papers"), upstreams)
        firewall.start()
        try:
            yield firewall
        finally:
            firewall.stop()


@pytest.fixture(scope="module", params=sorted(edges.FILES))
def edge(request, behind, tmp_path_factory):
    with edges.running(
        request.param, tmp_path_factory.mktemp("edge") / "run", behind.papers, behind.port
    ) as running:
        yield running


def as_header(path):
    """RFC 9440 section 2.1: base64 between colons."""
    return f":{base64.b64encode(path.read_bytes()).decode()}:"


def told(got):
    """What an answer says, without ids and the headers of the hop."""
    headers = {name: value for name, value in got.headers.items() if name not in BY_EDGE}
    decision = headers.pop("decision-id", "")
    text = got.body.decode().replace(decision, "-" * len(decision)) if decision else got.body.decode()
    return got.status, headers, text


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_an_answer_is_the_one_that_the_firewall_gives(behind, edge, version):
    words = behind.as_partner(COUNTY, "public-health")
    direct = behind.direct.ask("/clinic/patients/1001", *words)
    got = edge.ask("/clinic/patients/1001", *words, version=version)

    assert direct.status == 200
    assert int(direct.headers["fields-withheld"]) > 0
    assert told(got) == told(direct)
    assert behind.entry(got)["requester"] == behind.entry(direct)["requester"]


@pytest.mark.skipif(not HAS_HOP, reason="the firewall takes no certificate from an edge yet")
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_a_requester_is_known_by_the_certificate_that_the_edge_saw(behind, edge, version):
    claim = "--header", "Purpose-Of-Use: public-health"
    got = edge.ask("/clinic/patients/1001", *claim, version=version, certificate="county")
    by_key = edge.ask("/clinic/patients/1001", *behind.as_partner(COUNTY, "public-health"), version=version)
    forged = edge.ask(
        "/clinic/patients/1001",
        *claim,
        "--header",
        f"Client-Cert: {as_header(behind.papers / 'county.der')}",
        version=version,
    )

    assert told(got) == told(by_key)
    assert behind.entry(got)["requester"]["by"] == "mtls"
    assert forged.status in {403, 404}


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_who_proves_nothing_is_unknown_whatever_it_says_of_itself(behind, edge, version):
    direct = behind.direct.ask("/clinic/patients/1001")
    shown = f"Client-Cert: {as_header(behind.papers / 'county.der')}"
    got = edge.ask("/clinic/patients/1001", "--header", shown, version=version)

    assert direct.status in {403, 404}
    assert told(got) == told(direct)
    assert behind.entry(got)["requester"] == behind.entry(direct)["requester"]


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_a_large_intake_is_read_whole(behind, edge, tmp_path, version):
    (tmp_path / "body").write_text(json.dumps({**INTAKE, "remarks": "lorem ipsum dolor " * 40_000}))
    words = (
        *behind.as_partner(PORTAL, "care-treatment"),
        "--header",
        "Content-Type: application/json",
        "--data-binary",
        f"@{tmp_path / 'body'}",
    )
    direct = behind.direct.ask("/clinic/patients", *words, "--header", "Expect:")
    got = edge.ask("/clinic/patients", *words, version=version)

    assert (got.status, got.status < 300) == (direct.status, True)


def test_what_the_firewall_refuses_to_read_twofold_it_refuses_behind_an_edge(behind, edge):
    """An edge passes targets on as they came, so it is the firewall that refuses them, and on record."""
    for target in ("/clinic//patients/1001", "/clinic/patients/%2e%2e/1001", "/clinic/patients/a%2Fb"):
        got = edge.ask(target, *behind.as_partner(COUNTY, "public-health"))

        assert got.status == 400
        assert behind.entry(got)["outcome"] == "refuse"


def test_the_edge_serves_on_when_the_firewall_reloads_and_when_it_is_started_again(behind, tmp_path):
    """One restart for all that can be had; while it is down they tell that and no more."""
    running = contextlib.ExitStack()
    words = behind.as_partner(COUNTY, "public-health")
    with running:
        found = []
        for name in edges.FILES:
            with contextlib.suppress(pytest.skip.Exception):
                found.append(
                    running.enter_context(edges.running(name, tmp_path / name, behind.papers, behind.port))
                )
        before = [edge.ask("/clinic/patients/1001", *words).status for edge in found]
        behind.process.process.send_signal(signal.SIGHUP)  # the policies are read again
        before += [edge.ask("/clinic/patients/1001", *words).status for _ in range(3) for edge in found]
        behind.stop()
        down = [edge.ask("/clinic/patients/1001", *words, version="--http2") for edge in found]
        behind.start()
        after = [edge.ask("/clinic/patients/1001", *words).status for edge in found]

    assert found
    assert set(before) == set(after) == {200}
    assert {got.status for got in down} <= {502, 503}
    assert [got.body for got in down if re.search(rb"127\.0\.0\.1|:\d{4}|refused|connect", got.body)] == []


RAW = corpora.ROOT / "http_raw"


def title(name):
    return next(kind.words["en"].title for kind in problems.KINDS.values() if kind.name == name).encode()


def raw_requests():
    """A sample, spread over what other parsers must refuse, with the host that the edges answer to."""
    cases = [json.loads(line) for line in (RAW / "index.jsonl").read_text().splitlines()]
    bad = [case for case in cases if case["direction"] == "request" and case["upstream_verdict"] == "reject"]
    for case in bad[:: max(1, len(bad) // MOST_RAW)]:
        yield re.sub(
            rb"(?im)^host:[^\r\n]*", b"Host: " + edges.NAME.encode(), (RAW / case["file"]).read_bytes()
        )


def test_no_answer_goes_astray_after_what_parsers_were_broken_with(behind, edge):
    """Each is followed by a question of somebody else, over connections to the firewall that are used again."""
    if not RAW.is_dir():
        pytest.skip("corpora/http_raw is not here: raw requests were not sent through the edges")
    pages = itertools.cycle(PAGES)
    with ThreadPoolExecutor(8) as many:
        fired = [many.submit(edge.raw, data) for data in raw_requests()]
        for sent in fired:
            sent.result()
            name = next(pages)
            asked = f"GET /.firewall/problems/{name} HTTP/1.1\r\nHost: {edges.NAME}\r\nConnection: close\r\n\r\n".encode()
            got = edge.raw(asked, silence_s=20)

            assert got.startswith(b"HTTP/1.1 200")
            assert got.partition(b"<h1>")[2].partition(b"</h1>")[0] == title(name)
    assert len(fired) >= MOST_RAW
