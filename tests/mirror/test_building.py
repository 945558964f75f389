"""A mirror asks no service but where it may, records what it saw as a mirror's, and ends with nothing left undone."""

import asyncio

import pytest

from firewall import config
from firewall.errors import ConfigError
from firewall.mirror import books
from firewall.mirror.building import Mirror
from firewall.policy.compiled import Compiled
from tests.front.city import response
from tests.helpers import detectors
from tests.mirror.standing import CANARY, PATIENT, furnished, policies, service, standing
from tests.system.town import command

COUNTY = {"partner": "county-public-health", "purpose": "public-health"}
PORTAL = {"partner": "resident-portal", "purpose": "service-delivery"}
REPORT = b'{"category": "noise", "address": "x", "text": "x"}'


async def test_no_service_is_asked_where_the_operator_did_not_say_so(tmp_path):
    async with service(response(PATIENT)) as upstream, standing(tmp_path, upstream.url) as mirror:
        await mirror.ask("/clinic/patients/1001", **COUNTY)
        await mirror.settled()
        (entry,) = mirror.mirrored()

    assert upstream.connections == 0
    assert (entry["kind"], entry["outcome"], entry["status"]) == ("mirrored-request", "release", None)
    assert ["/notes", "case_notes", "remove", 1] in entry["counts"]
    assert not any(member == "/name" for member, *_ in entry["counts"])


async def test_where_it_may_it_asks_once_by_get(tmp_path):
    async with service(response(PATIENT)) as upstream, standing(tmp_path, upstream.url, ask=True) as mirror:
        await mirror.ask("/clinic/patients/1001", **COUNTY)
        await mirror.settled()
        (entry,) = mirror.mirrored()

    assert [request.split(b" HTTP")[0] for request in upstream.requests] == [b"GET /patients/1001"]
    assert (entry["kind"], entry["outcome"], entry["status"]) == ("mirrored-answer", "release", 200)
    assert any(member == "?" for member, *_ in entry["counts"])


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_what_changes_something_is_never_sent_on(tmp_path, method):
    partners = ("resident-portal", "county-public-health")
    async with (
        service(response(b"{}")) as upstream,
        standing(tmp_path, upstream.url, ask=True, partners=partners) as mirror,
    ):
        await mirror.ask("/311/requests", method=method, body=REPORT, **PORTAL)
        await mirror.ask("/clinic/patients/1001", method=method, body=b"{}", **COUNTY)
        await mirror.settled()
        outcomes = [(entry["kind"], entry["outcome"]) for entry in mirror.mirrored()]

    assert upstream.connections == 0
    assert outcomes[0] == ("mirrored-request", "release" if method == "POST" else "refuse")


async def test_what_would_be_refused_reaches_no_service(tmp_path):
    async with service(response(PATIENT)) as upstream, standing(tmp_path, upstream.url, ask=True) as mirror:
        await mirror.ask("/clinic/patients/1001", partner="ice-ero", purpose="immigration-enforcement")
        await mirror.ask("/clinic/patients/1001")
        await mirror.settled()
        outcomes = sorted(entry["outcome"] for entry in mirror.mirrored())

    assert upstream.connections == 0
    assert outcomes == ["refer", "refuse"]


async def test_a_service_that_is_down_is_a_finding(tmp_path):
    async with standing(tmp_path, ask=True) as mirror:
        await mirror.ask("/clinic/patients/1001", **COUNTY)
        await mirror.settled()
        (entry,) = mirror.mirrored()

    assert (entry["outcome"], entry["counts"]) == ("refuse", [["", "uninspectable", "refuse", 1]])


async def test_nothing_that_was_copied_or_answered_stays_behind(tmp_path):
    async with service(response(PATIENT)) as upstream, standing(tmp_path, upstream.url, ask=True) as mirror:
        await mirror.ask("/clinic/patients/1001", **COUNTY)
        await mirror.ask("/clinic/zqcanary?zqcanary=zqcanary", **COUNTY)
        await mirror.ask("/311/requests", method="POST", body=b'{"text": "zqcanary", "zqcanary": 1}')
        await mirror.settled()
    left = b"".join(path.read_bytes() for path in (tmp_path / "mirror").rglob("*") if path.is_file())

    assert CANARY not in left.lower()


async def test_no_case_no_latch_and_no_store_of_cases_comes_of_it(tmp_path):
    odd = b'{"id": "7", "phone": "A000154321, asylum pending"}'
    async with service(response(odd)) as upstream, standing(tmp_path, upstream.url, ask=True) as mirror:
        await mirror.ask("/clinic/patients/1001", partner="ice-ero", purpose="immigration-enforcement")
        await mirror.ask("/clinic/patients/1001", **COUNTY)
        await mirror.settled()
        entries = mirror.mirrored()
    files = {path.name for path in (tmp_path / "mirror").rglob("*")}

    assert [entry["case"] for entry in entries] == [None, None]
    assert ["/phone"] in [entry["latched"] for entry in entries]
    assert "review.sqlite" not in files
    assert not (tmp_path / "data").exists()


async def test_answers_come_before_the_service_has_been_asked(tmp_path):
    """The city's proxy waits for the answer to a copy: a slow service must not make it wait."""
    async with (
        service([2.0, response(PATIENT)]) as upstream,
        standing(tmp_path, upstream.url, ask=True) as mirror,
    ):
        await mirror.ask("/clinic/patients/1001", **COUNTY)
        early = mirror.mirrored()
        await mirror.settled()
        late = mirror.mirrored()

    assert early == []
    assert len(late) == 1


async def test_what_still_waits_at_the_end_is_decided_first(tmp_path):
    async with (
        service([0.5, response(PATIENT)]) as upstream,
        standing(tmp_path, upstream.url, ask=True) as mirror,
    ):
        for _ in range(3):
            await mirror.ask("/clinic/patients/1001", **COUNTY)

    kinds = [entry["kind"] for entry in mirror.entries()]
    assert kinds.count("mirrored-answer") == 3
    assert (kinds[0], kinds[-1]) == ("noted", "noted")


async def test_a_taken_port_is_told_with_its_key(tmp_path):
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    text = furnished(tmp_path).read_text().replace("[mirror]\nport = 0", f"[mirror]\nport = {port}")
    settings, bundle = config.load(text, tmp_path)[0], policies("http://127.0.0.1:9")
    with books.opened(settings.mirror_data, bundle, create=True) as opened:
        mirror = Mirror(settings, Compiled(bundle), opened, detectors())
        with pytest.raises(ConfigError, match=r"mirror\.port"):
            async with mirror.serving():
                pass
    server.close()


async def test_its_record_verifies_and_is_no_firewalls(tmp_path):
    async with standing(tmp_path) as mirror:
        await mirror.ask("/clinic/patients/1001", **COUNTY)
        await mirror.settled()
        kinds = {entry["kind"] for entry in mirror.entries()}
    done = command("audit", "verify", str(tmp_path / "mirror"))

    assert done.code == 0, done.err
    assert "decided" not in kinds
