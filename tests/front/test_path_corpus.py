"""
Addresses that others were broken with: as the target of a request, as a part of one, and as where a service leads to.

Each one is refused, or what reaches the service is one path that has no second reading; where a service says that
something is elsewhere nobody goes there, and nobody is sent there.
"""

import json
import re
import unicodedata
from urllib.parse import quote, unquote

import pytest

from firewall.model import Phase
from tests.corpora import folder
from tests.front.city import Engine, Service, city, request, response, serving
from tests.front.test_raw_corpus import AnyRoute, is_ours

PATHS = folder("ssrf_and_paths", 938)
TRAVERSALS = [
    line.replace("{FILE}", "etc/passwd")
    for line in (PATHS / "patt_traversal_exotic_encoding.txt").read_text().splitlines()
    if line
]
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^\s\"'`<>]+|/[^\s\"'`<>]*\?[^\s\"'`<>]+")


def _addresses():
    for name in ("hpp", "reverse_proxy", "ssrf", "web_cache"):
        for line in (PATHS / f"patt_{name}_blocks.jsonl").read_text().splitlines():
            for said in json.loads(line)["code"].splitlines():
                yield said.strip()
                yield from _URL.findall(said)


ADDRESSES = sorted({said for said in _addresses() if said and "\r" not in said})
OWN = (
    "//169.254.169.254/clinic/patients/17", "http://city/clinic/patients/17", "HTTP://169.254.169.254/", "http:/clinic/patients/17",
    "http://user:pass@127.0.0.1/clinic/patients/17", "/clinic/patients/17@evil.example/", "/\\evil.example/x", "\\\\evil.example\\x",
    "/clinic/patients/./17", "/clinic/patients/%2e/17", "/clinic/patients/%2E%2E/17", "/clinic/patients/17/..", "/clinic//patients/17",
    "/clinic/patients/%2f%2fevil.example", "/clinic/patients/17%00", "/clinic/patients/17%0d%0aX-A:%20b", "/clinic/patients/17;a=b", "/clinic/patients/17#x",
    "/clinic/patients/%252e%252e", "/clinic/patients/\u2025", "/clinic/patients/%E2%80%A5/17", "/clinic/patients/%EF%BC%8E%EF%BC%8E/17", "/clinic/patients/%c0%ae%c0%ae/17",
    "*", "city:443", "/.firewall/../clinic/patients/17", "clinic/patients/17", "?x=1",
)  # fmt: skip


def _spelt_in_hex():
    """`0x2e` is four letters in a path: no server that we know of decodes it, and one that did would do so twice."""
    for times in range(1, 9):
        for up in ("..0x2f", "..0x5c", "0x2e0x2e0x2f", "0x2e0x2e0x5c"):
            yield "/" + up * times + "etc/passwd"
        yield "/" + "0x2e0x2e/" * times + "etc/passwd"


LEGAL_PATHS = {*_spelt_in_hex()}
"""Steps of letters, digits and dots, by RFC 3986 as by all servers; at each place they come as one step or several."""

LEGAL_ADDRESSES = {
    "/test?buster=123": "a parameter, which is declared or refused",
    "/clinic/patients/test?buster=123": "the same",
    "/clinic/patients/templates": "a word",
    "/clinic/patients/make-1.2.3.4-rebind-169.254-169.254-rr.1u.ms": "the name of a host is a word in a path",
    "/clinic/patients/param=value1&param=value2": "before the question mark these are no parameters, and go on encoded",
    "/clinic/patients/param=value1%26other=value2": "the same",
    "/clinic/patients/daemon:x:2:2:daemon:/sbin:/sbin/nologin": "a line of a file, all of whose signs are plain",
    "/clinic/patients/bin:x:1:1:bin:/bin:/sbin/nologin": "the same",
} | {
    f"/clinic/patients/ssrf.php?url={url}": "the address is a value, which goes on encoded, where a route declares `url`"
    for url in (
        "dict://attacker:11111/", "http://127.0.0.1:22", "http://127.0.0.1:443", "http://127.0.0.1:80", "netdoc:///etc/passwd",
        "sftp://evil.com:11111/", "tftp://evil.com:12346/TESTUDPPACKET",
    )
}  # fmt: skip
"""What goes on, and why it has one reading."""


def has_one_reading(sent):
    """Whether the path is the same however often it is decoded and folded, and has no step that leads elsewhere."""
    path = sent.split(b" ", 2)[1].decode("ascii").partition("?")[0]
    if path == "/":
        return True
    steps = path.split("/")[1:]
    once = [unquote(step) for step in steps]
    folded = [unicodedata.normalize("NFKC", unquote(step)) for step in once]
    return all(
        two not in {"", ".", ".."} and not set("/\\;?#\x00") & set(one + two) and "%" not in re.sub(r"%(?![0-9A-Fa-f]{2})", "", two)
        for one, two in zip(once, folded, strict=True)
    )  # fmt: skip


async def sent_on(targets, monkeypatch):
    """Send each one; return those that reached the service, with what reached it."""
    monkeypatch.setattr("tests.front.city.Routes", AnyRoute)
    service, engine, found = Service(), Engine(), {}
    async with city(service, engine) as c:
        for target in targets:
            before = len(service.requests)
            raw = (
                b"GET "
                + target.encode()
                + b" HTTP/1.1\r\nHost: city\r\nX-Api-Key: good\r\nConnection: close\r\n\r\n"
            )
            await c.send(raw, until_closed=True)
            if len(service.requests) > before:
                found[target] = service.requests[before:]
    let_in = [m for _, m in engine.seen if m.phase is Phase.REQUEST and not m.failure]
    assert len(service.requests) == len(let_in)
    return found


def places(entries):
    for entry in entries:
        yield entry
        yield f"/clinic/patients{entry}" if entry.startswith("/") else f"/clinic/patients/{entry}"


def unclear(found):
    return [
        sent
        for requests in found.values()
        for sent in requests
        if not (is_ours(sent) and has_one_reading(sent))
    ]


async def test_no_traversal_reaches_the_service_in_two_readings(monkeypatch):
    found = await sent_on(places(TRAVERSALS), monkeypatch)

    assert len(TRAVERSALS) > 800
    assert unclear(found) == []
    assert found.keys() == {*places(LEGAL_PATHS)}


async def test_no_address_reaches_the_service_in_two_readings(monkeypatch):
    found = await sent_on(places(ADDRESSES), monkeypatch)

    assert len(ADDRESSES) > 150
    assert unclear(found) == []
    assert found.keys() == LEGAL_ADDRESSES.keys()


async def test_no_other_form_of_a_target_reaches_the_service(monkeypatch):
    assert await sent_on(OWN, monkeypatch) == {}


async def test_no_header_that_others_react_to_reaches_the_service(monkeypatch):
    monkeypatch.setattr("tests.front.city.Routes", AnyRoute)
    names = (PATHS / "param_miner_lowercase_headers.txt").read_text().split()
    service = Service()
    async with city(service) as c:
        for start in range(0, len(names), 20):
            lines = [f"{name}: http://169.254.169.254/canary".encode() for name in names[start : start + 20]]
            await c.send(
                request("/clinic/patients/17", "GET", b"", *lines, b"Connection: close"), until_closed=True
            )
            # One that is refused for one of its names tells nothing of the others.
            for line in lines:
                await c.send(
                    request("/clinic/patients/17", "GET", b"", line, b"Connection: close"), until_closed=True
                )

    assert len(service.requests) > 900
    assert all(is_ours(sent) and b"canary" not in sent for sent in service.requests)


class Elsewhere(Service):
    """What a service may lead to; nobody is to come."""


LEADS = sorted({*ADDRESSES, *OWN, *TRAVERSALS[::20]})


@pytest.mark.parametrize("status", [b"302 Found", b"200 OK", b"201 Created"])
async def test_nobody_goes_where_a_service_leads_nor_is_sent_there(status):
    elsewhere = Elsewhere()
    async with serving(elsewhere) as other:
        leads = [f"{other}/x", other.removeprefix("http:") + "/x", *LEADS]
        for at in range(0, len(leads), 1 if status.startswith(b"3") else 10):
            lead = quote(leads[at], safe="/:@?&=#[]!$'()*+,;%\\").encode()
            lines = [
                name + b": " + lead
                for name in (b"Location", b"Content-Location", b"Link", b"Refresh", b"Alt-Svc")
            ]
            service = Service(response(b'{"name":"Ana"}', *lines, status=status))
            async with city(service) as c:
                answered, headers, body = await c.ask()

            assert answered == (502 if status.startswith(b"3") else int(status[:3]))
            assert not {"location", "content-location", "link", "refresh", "alt-svc"} & headers.keys()
            assert lead not in str(headers).encode() + body
            assert len(service.requests) == 1

    assert elsewhere.connections == 0
