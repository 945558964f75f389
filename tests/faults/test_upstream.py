"""The service is down, slow, or lies, or its answer is cut: nothing of it leaves, and the record says why."""

import asyncio
import socket
import ssl

import pytest

from firewall.formats import Limits
from firewall.front.budget import ByteBudget
from firewall.front.upstream import LeanUpstream
from firewall.model import Message, Phase, Released
from tests.faults import proxy
from tests.faults.between import between, body_of, status_of, without_ids
from tests.faults.proxy import CLOSE
from tests.faults.test_store import wait_until
from tests.front.city import Service, serving
from tests.helpers_tls import CLIENT, SERVER, Authority

DEADLINE_S = 3.0


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    with between(tmp_path_factory.mktemp("upstream"), f"\n[limits]\nupstream_s = {DEADLINE_S}\n") as one:
        assert status_of(one.once(proxy.whole)) == 200
        yield one


@pytest.fixture
def answer(there):
    """What the clinic says."""
    (one,) = there.proxy.answers.values()
    return one


def assert_nothing_left(there, answers, *reasons):
    """All got the same words, which are ours, and the record has one of these reasons for each."""
    assert {status_of(one) for one in answers} == {502}
    assert len({without_ids(one) for one in answers}) == 1
    assert there.recorded(answers) == {("refuse", 502, reason) for reason in reasons}


def assert_well_again(there):
    assert body_of(there.once(proxy.whole))["id"] == "1002"


@pytest.mark.parametrize("how", [proxy.cut, proxy.reset], ids=["closed", "reset"])
def test_an_answer_that_is_cut_at_any_byte_is_no_answer(there, answer, how):
    answers = there.asked([how(at) for at in range(len(answer))])

    assert not there.proxy.plays
    assert_nothing_left(there, answers, "upstream-incomplete")
    assert_well_again(there)


def test_who_says_no_more_in_the_middle_is_not_waited_for(there, answer):
    """Half a connection is closed: the rest cannot come."""
    answers = there.asked([proxy.half_closed(at) for at in range(0, len(answer), 40)])

    assert_nothing_left(there, answers, "upstream-incomplete")


def test_an_answer_that_does_not_come_to_its_end_is_given_up(there, answer):
    slow = [proxy.late(60.0), proxy.blackhole, proxy.silent_after(20), proxy.silent_after(len(answer) - 1)]
    slow += [proxy.dribble(0.05), proxy.slow_head(0.05), proxy.endless(0.05)]
    answers = there.asked(slow)

    assert_nothing_left(there, answers, "upstream-timeout")
    assert_well_again(there)


def test_an_answer_in_single_bytes_that_does_come_is_one(there):
    assert body_of(there.once(proxy.dribble(0.0)))["id"] == "1002"


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (proxy.garbage(7), "upstream-garbage"),
        (proxy.garbled(3), "upstream-garbage"),
        (proxy.extra(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), "upstream-extra-bytes"),
        (proxy.extra(b" "), "upstream-garbage"),
        (proxy.informational(1), "upstream-informational"),
        (proxy.informational(5000, b"HTTP/1.1 103 Early Hints"), "upstream-informational"),
        (proxy.instead(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"), "upstream-informational"),
        (proxy.huge_head(4000, 40), "upstream-too-large"),
        (proxy.huge_head(70_000), "upstream-garbage"),
        (proxy.framed_by_its_end, "upstream-unframed"),
        (proxy.instead(b"", CLOSE), "upstream-incomplete"),
    ],
    ids=["garbage", "one bit", "another answer", "one more byte", "100", "103 without end", "101", "many headers", "long header", "EOF-framed", "nothing"],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused_and_its_connection_not_used_again(there, play, reason):
    (answer,) = there.asked([play])
    before = there.proxy.connections

    assert_nothing_left(there, [answer], reason)
    assert_well_again(there)
    assert there.proxy.connections == before + 1


def test_what_a_service_says_too_much_and_too_late_is_nobodys_answer(there):
    """It comes while nobody asks; what comes after the next question nobody could tell from its answer."""
    late = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"id":"X"}'
    (first,) = there.asked([proxy.extra(late, 0.1)])
    wait_until(lambda: not there.proxy.open)

    assert body_of(first)["id"] == "1002"
    for _ in range(3):
        assert_well_again(there)


# ---- a service that cannot be reached, or does not prove who it is


async def fetched(base, ours=None):
    upstream = LeanUpstream(Limits(), ByteBudget(10**9), tls=ours)
    released = Released(Message(Phase.REQUEST, path=("patients", "17")))
    try:
        return await upstream.fetch(base, "GET", released, 20.0)
    finally:
        await upstream.close()


async def test_a_service_that_refuses_the_connection_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    async with asyncio.timeout(2):
        answer = await fetched(f"http://127.0.0.1:{port}")

    assert (answer.failure, answer.body) == ("upstream-refused", b"")


async def test_a_service_whose_name_is_gone_is_not_waited_for(monkeypatch):
    async def gone(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", gone)
    answer = await fetched("http://clinic.city.example:80")

    assert (answer.failure, answer.body) == ("upstream-refused", b"")


NOT_IT = {
    "of nobody known": lambda known, other: (other, {"hosts": ["127.0.0.1"]}),
    "expired": lambda known, other: (known, {"hosts": ["127.0.0.1"], "days": (-3, -1)}),
    "not yet in force": lambda known, other: (known, {"hosts": ["127.0.0.1"], "days": (1, 3)}),
    "of another name": lambda known, other: (known, {"hosts": ["127.0.0.2", "clinic.city.example"]}),
    "without a name": lambda known, other: (known, {}),
    "of a client": lambda known, other: (known, {"hosts": ["127.0.0.1"], "usage": CLIENT}),
}


@pytest.mark.parametrize("name", [*NOT_IT, "its own"])
async def test_a_service_with_a_certificate_that_is_not_its_own_is_sent_nothing(name, tmp_path):
    known, other = Authority("city"), Authority("somebody")
    signer, said = (known, {"hosts": ["127.0.0.1"]}) if name == "its own" else NOT_IT[name](known, other)
    paper, key, _ = signer.issue(tmp_path, "clinic", **{"usage": SERVER} | said)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(paper, key)
    service = Service()
    async with serving(service, theirs) as base:
        ours = ssl.create_default_context(cafile=known.write(tmp_path / "known.pem"))
        answer = await fetched(base.replace("http:", "https:"), ours)

    if name == "its own":
        assert (answer.failure, len(service.requests)) == ("", 1)
    else:
        assert (answer.failure, answer.body, service.raw) == ("upstream-refused", b"", b"")
