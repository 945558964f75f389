"""deploy/edge: nginx, HAProxy and Envoy before something that writes down what they send on."""

import base64
import hashlib
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.deploy import edges, frames
from tests.deploy.recorder import Recorder

VERSIONS = ("--http1.1", "--http2")
FROM_OUTSIDE = {
    "Client-Cert": ":AAAA:",
    "Client-Cert-Chain": ":AAAA:",
    "Forwarded": "for=192.0.2.7",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Host": "elsewhere.example",
    "X-Forwarded-Client-Cert": "By=x;Hash=y",
    "X-Real-IP": "192.0.2.7",
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    return edges.papers(tmp_path_factory.mktemp("edge") / "papers")


@pytest.fixture(scope="module")
def recorder(papers):
    with Recorder(papers).running() as running:
        yield running


@pytest.fixture(scope="module", params=sorted(edges.FILES))
def running_edge(request, papers, recorder, tmp_path_factory):
    with edges.running(
        request.param, tmp_path_factory.mktemp("edge") / "run", papers, recorder.port
    ) as running:
        yield running


@pytest.fixture
def edge(running_edge, recorder):
    recorder.forget()
    return running_edge


def as_header(der):
    """RFC 9440 section 2.1: base64 between colons."""
    return f":{base64.b64encode(der).decode()}:"


def headers(pairs):
    return [word for name, value in pairs.items() for word in ("--header", f"{name}: {value}")]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_target_goes_on_as_it_came(edge, recorder, version):
    target = "/clinic//patients/%2e%2e/a%2Fb;c/./d?x=1&x=2&y=%41+%20"

    assert edge.ask(target, version=version).status == 200
    assert recorder.target() == target


@pytest.mark.parametrize("version", VERSIONS)
def test_what_comes_from_outside_about_who_asks_is_left_out(edge, recorder, version):
    assert edge.ask("/", *headers(FROM_OUTSIDE), version=version).status == 200
    assert [value for name in FROM_OUTSIDE for value in recorder.header(name)] == []


def test_a_header_of_ours_in_another_spelling_is_left_out_or_refused(edge, recorder):
    for name in ("client-cert", "CLIENT-CERT", "Client_Cert", "client_cert"):
        edge.ask("/", *headers({name: ":AAAA:"}))
    sent = b"".join(head for head, _ in recorder.requests).lower()

    assert re.search(rb"^client-cert:", sent, re.MULTILINE) is None
    # nginx sends it on, so that the firewall refuses the request and records that.
    assert (b"client_cert:" in sent) == (edge.name == "nginx")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["county", "large"])
def test_a_certificate_is_passed_on_as_rfc_9440_has_it(edge, recorder, papers, name, version):
    """The large one has names for 3 kB."""
    assert edge.ask("/", *headers({"Client-Cert": ":AAAA:"}), version=version, certificate=name).status == 200
    assert recorder.header("client-cert") == [as_header((papers / f"{name}.der").read_bytes())]


def test_a_certificate_that_nobody_trusts_is_not_passed_on(edge, recorder):
    assert edge.ask("/", certificate="stranger").status in {0, 400}
    assert recorder.requests == []


@pytest.mark.parametrize("version", VERSIONS)
def test_claims_that_come_twice_arrive_twice(edge, recorder, version):
    edge.ask("/", "--header", "Purpose-Of-Use: a", "--header", "Purpose-Of-Use: b", version=version)

    assert recorder.header("purpose-of-use") == ["a", "b"]


def test_the_service_is_asked_for_by_its_name(edge, recorder):
    edge.ask("/")

    assert [value.partition(":")[0] for value in recorder.header("host")] == [edges.NAME]


@pytest.mark.parametrize("version", VERSIONS)
def test_another_name_is_answered_by_nobody(edge, recorder, version):
    got = edge.ask("/", "--header", "Host: elsewhere.example", version=version)

    assert got.status in {400, 421}
    assert recorder.requests == []


def test_an_old_version_is_refused(edge, recorder):
    assert edge.ask("/", version="--http1.0").status >= 400
    assert recorder.requests == []


@pytest.mark.parametrize("words", [(), ("--header", "Transfer-Encoding: chunked"), ("--header", "Expect: 100-continue")], ids=["length", "chunked", "expect"])  # fmt: skip
@pytest.mark.parametrize("version", VERSIONS)
def test_a_large_body_arrives_whole_and_framed_in_one_way(edge, recorder, tmp_path, version, words):
    body = os.urandom(3_000_000)
    (tmp_path / "body").write_bytes(body)
    got = edge.ask("/", "--data-binary", f"@{tmp_path / 'body'}", *words, version=version)

    assert (got.status, len(recorder.requests)) == (200, 1)
    assert hashlib.sha256(recorder.requests[0][1]).digest() == hashlib.sha256(body).digest()
    assert len(recorder.header("content-length") + recorder.header("transfer-encoding")) == 1
    assert recorder.header("expect") == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_large_answer_arrives_whole(edge, recorder, version):
    recorder.answer = os.urandom(5_000_000)
    got = edge.ask("/", version=version)

    assert hashlib.sha256(got.body).digest() == hashlib.sha256(recorder.answer).digest()


def changes_of_temporary_folders():
    """When something was made or taken away in the folders in which nginx keeps what it has no memory for."""
    built = subprocess.run([edges.program("nginx"), "-V"], capture_output=True, text=True, check=False).stderr
    folders = map(Path, re.findall(r"--http-(?:client-body|proxy)-temp-path=(\S+)", built))
    return {
        path: path.stat().st_mtime_ns for top in folders for path in (top, *top.rglob("*")) if path.is_dir()
    }


def is_left_alone(edge, recorder, body):
    """Whether these folders stay as they are while a large body goes through, and a large answer is taken slowly."""
    before = changes_of_temporary_folders()
    recorder.forget()
    recorder.answer = bytes(20_000_000)
    got = edge.ask("/", "--data-binary", f"@{body}")
    with edge.connected() as wire:
        wire.sendall(f"GET / HTTP/1.1\r\nHost: {edges.NAME}\r\n\r\n".encode())
        time.sleep(1)  # who takes an answer slowly is who fills the buffers

    assert before
    assert len(got.body) == len(recorder.answer)
    return changes_of_temporary_folders() == before


def test_nginx_writes_nothing_of_a_body_to_a_disk(running_edge, recorder, tmp_path):
    if running_edge.name != "nginx":
        return  # the others have no such files
    (tmp_path / "body").write_bytes(os.urandom(5_000_000))

    # Another nginx of this machine may write there, but not each time.
    assert any(is_left_alone(running_edge, recorder, tmp_path / "body") for _ in range(3))


def test_a_body_above_the_limit_is_refused(edge, recorder, tmp_path):
    (tmp_path / "body").write_bytes(bytes(9 * 2**20))
    # An answer before the end of the body may be lost with the connection, which is closed (RFC 9112, 9.6).
    asked = (edge.ask("/", "--data-binary", f"@{tmp_path / 'body'}", "--header", "Expect:") for _ in range(5))

    assert next(got.status for got in asked if got.status) == 413
    assert [body for _, body in recorder.requests if body] == []


@pytest.mark.parametrize("head", [
    b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    b"POST / HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: +4\r\n\r\nabcd",
    b"GET / HTTP/1.1\r\nHost: %s\r\nHost: elsewhere.example\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: %s\r\n\r\n",
])  # fmt: skip
def test_what_can_be_framed_in_two_ways_is_refused(edge, recorder, head):
    got = edge.raw(head.replace(b"%s", edges.NAME.encode()))

    # HAProxy takes a length beside chunks away, as RFC 9112 section 6.3 allows, and closes after it.
    known = [
        len(recorder.header("content-length", of) + recorder.header("transfer-encoding", of))
        for of in range(len(recorder.requests))
    ]
    assert re.match(rb"HTTP/1\.1 (?:4\d\d|501) |$", got) or known == [1], got[:200]


HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
TWOFOLD = {
    "a coding": ([(b"transfer-encoding", b"chunked")], b"0\r\n\r\n" + HIDDEN),
    "a length that is too short": ([(b"content-length", b"4")], b"abcd" + HIDDEN),
    "a length that is too long": ([(b"content-length", b"400")], b"abcd"),
    "two lengths": ([(b"content-length", b"4"), (b"content-length", b"40")], b"abcd" + HIDDEN),
    "a line in a value": ([(b"x-a", b"1\r\nTransfer-Encoding: chunked")], b"0\r\n\r\n" + HIDDEN),
    "a line feed in a value": ([(b"x-a", b"1\nClient-Cert: :AAAA:")], b""),
    "a line in a name": ([(b"x-a: 1\r\nclient-cert", b":AAAA:")], b""),
    "a colon in a name": ([(b"client-cert:", b":AAAA:")], b""),
    "a space behind a name": ([(b"client-cert ", b":AAAA:")], b""),
    "capitals in a name": ([(b"Client-Cert", b":AAAA:")], b""),
    "a connection option": ([(b"connection", b"transfer-encoding")], b""),
    "another host": ([(b"host", b"elsewhere.example")], b""),
    "a line in the target": ([(b":path", b"/ HTTP/1.1\r\nHost: x\r\n\r\nGET /hidden")], b""),
    "a space in the target": ([(b":path", b"/ HTTP/1.1 /hidden")], b""),
    "a line in the method": ([(b":method", b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\nGET")], b""),
    "a host in the target": ([(b":path", b"http://elsewhere.example/hidden")], b""),
    "a line in the authority": ([(b":authority", b"%s\r\nClient-Cert: :AAAA:")], b""),
    "another scheme": ([(b":scheme", b"http://elsewhere.example/hidden?")], b""),
}
"""What HTTP/2 can say and HTTP/1.1 cannot, and becomes something else there (downgrade smuggling)."""


OURS = re.compile(rb"POST [!-~]+ HTTP/1\.1\r\n(?:[a-z0-9-]+: [ -~]*\r\n)+\r\n", re.IGNORECASE)


def in_frames(number, more, body):
    """A request of the usual shape but for what is odd about it; it says which it is."""
    own = edges.NAME.encode()
    pseudo = {b":method": b"POST", b":scheme": b"https", b":path": b"/", b":authority": own}
    pseudo |= {name: value.replace(b"%s", own) for name, value in more if name.startswith(b":")}
    plain = [(name, value) for name, value in more if not name.startswith(b":")]
    return frames.request([*pseudo.items(), (b"x-case", b"%d" % number), *plain], body)


def test_what_http_2_says_becomes_one_request_or_none(edge, recorder):
    sent = [in_frames(number, *case) for number, case in enumerate(TWOFOLD.values())]
    with ThreadPoolExecutor(6) as many:
        list(many.map(lambda data: edge.raw(data, protocol="h2"), sent))
    edge.raw(in_frames(len(sent), (), b"whole"), protocol="h2")  # somebody else, over the same connections
    cases = [recorder.header("x-case", of) for of in range(len(recorder.requests))]

    assert cases[-1] == [str(len(sent))]
    assert recorder.requests[-1][1] == b"whole"
    assert len({*map(tuple, cases)}) == len(cases)
    for of, (head, _) in enumerate(recorder.requests):
        assert OURS.fullmatch(head), head
        assert len(recorder.header("content-length", of) + recorder.header("transfer-encoding", of)) <= 1, (
            head
        )
        assert recorder.header("client-cert", of) == [], head
        assert [host.partition(":")[0] for host in recorder.header("host", of)] == [edges.NAME], head


def test_a_connection_to_the_firewall_is_used_again(edge, recorder):
    got = edge.raw(f"GET / HTTP/1.1\r\nHost: {edges.NAME}\r\n\r\n".encode() * 6)

    assert (got.count(b"HTTP/1.1 200"), len(recorder.requests)) == (6, 6)
    assert recorder.connections < 6


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_was_sent_on_is_not_sent_again(edge, recorder, method, version):
    """
    Over a connection that was used before, too: that one an edge would gladly try anew.

    Nor by the requester, who would do so if it were told that nobody has looked at it (RFC 9113 section 8.7).
    """
    edge.ask("/")
    recorder.forget()
    recorder.is_mute = True
    tempting = headers({"x-envoy-max-retries": "3", "x-envoy-retry-on": "5xx,reset"})
    got = edge.ask("/", "--request", method, *tempting, version=version)

    assert got.status in {502, 503}
    assert len(recorder.requests) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_where_nothing_answers_nothing_is_told(edge, recorder, version):
    recorder.is_mute = True
    got = edge.ask("/clinic/patients/1001", version=version)

    assert got.status in {502, 503}
    assert got.headers["content-type"].startswith("application/problem+json")
    assert (
        re.search(
            rb"127\.0\.0\.1|:\d{4}|reset|refused|upstream|firewall|nginx|haproxy|envoy",
            got.body,
            re.IGNORECASE,
        )
        is None
    )


def test_logs_hold_no_target_and_no_key(edge):
    edge.ask("/clinic/patients/9-canary-9?name=9-canary-9", *headers({"Authorization": "Bearer 9-canary-9"}))
    edge.raw(b"GET /9-canary-9 HTTP/1.1\r\nHost: 9-canary-9\r\n 9-canary-9: x\r\n\r\n")

    assert "canary" not in edge.said()


@pytest.mark.parametrize("name", sorted(edges.FILES))
def test_a_firewall_that_shows_another_certificate_is_not_asked(papers, tmp_path, name):
    with (
        Recorder(papers, "stranger").running() as other,
        edges.running(name, tmp_path / "run", papers, other.port) as edge,
    ):
        got = edge.ask("/")

    assert got.status in {502, 503}
    assert other.requests == []


@pytest.mark.parametrize("name", sorted(edges.FILES))
def test_who_asks_too_often_is_told_so(papers, recorder, tmp_path, name):
    recorder.forget()
    one = f"GET / HTTP/1.1\r\nHost: {edges.NAME}\r\n\r\n".encode()
    with edges.running(name, tmp_path / "run", papers, recorder.port) as edge:
        got = edge.raw(one * 600, silence_s=1)

    assert b"HTTP/1.1 200" in got
    assert b"HTTP/1.1 429" in got
