import asyncio
import gzip
import ssl
import zlib
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from firewall.formats import Limits
from firewall.front import upstream as upstream_module
from firewall.front.accept import ORDINARY
from firewall.front.budget import ByteBudget
from firewall.front.upstream import LeanUpstream, origin_of
from firewall.model import Message, Phase, Released
from tests.front.city import BODY, Service, response, serving


def released(path=("patients", "17"), **more):
    return Released(Message(phase=Phase.REQUEST, path=path, **more))


@asynccontextmanager
async def asking(*scripts, limits=None, budget=None, **options):
    service = Service(*scripts)
    async with serving(service) as base:
        upstream = LeanUpstream(limits or Limits(), budget or ByteBudget(10**9), **options)

        async def fetch(method="GET", message=None, deadline_s=5.0):
            return await upstream.fetch(base, method, message or released(), deadline_s)

        try:
            yield fetch, service, upstream
        finally:
            await upstream.close()


def chunked(*parts, tail=b"0\r\n\r\n", lines=(b"Transfer-Encoding: chunked",)):
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Type: application/json", *lines, b"", chunks + tail])


async def test_a_plain_answer_comes_whole():
    async with asking(response(BODY, b"Content-Language: es", b"X-Secret: 1")) as (fetch, _, _):
        answer = await fetch()

    assert answer == Message(
        phase=Phase.RESPONSE,
        status=200,
        media_type="application/json",
        body=BODY,
    )


async def test_the_head_is_ours_to_the_byte():
    message = released(
        ("a b",),
        query=(("q", "1+1"),),
        headers=(("accept-language", "es"),),
        body=b"{}",
        media_type="application/json",
    )
    async with asking() as (fetch, service, _):
        await fetch("POST", message)

    head, _, body = service.requests[0].partition(b"\r\n\r\n")
    first, host, *rest = head.split(b"\r\n")
    assert first == b"POST /a%20b?q=1%2B1 HTTP/1.1"
    assert host.startswith(b"Host: 127.0.0.1:")
    assert rest == [
        b"Accept: " + ORDINARY.encode(),
        b"Accept-Encoding: identity",
        b"Accept-Language: es",
        b"Content-Type: application/json",
        b"Content-Length: 2",
    ]
    assert body == b"{}"


async def test_headers_outside_the_allow_list_are_not_sent():
    async with asking() as (fetch, service, _):
        await fetch(message=released(headers=(("cookie", "a=b"), ("x-forwarded-for", "1.2.3.4"))))

    assert b"cookie" not in service.raw.lower()
    assert b"1.2.3.4" not in service.raw


@pytest.mark.parametrize("value", ["es\r\nX-Evil: 1", "es\nX: 1", "es\x00", "ñ", "a" * 300])
async def test_a_header_that_could_end_its_line_is_not_sent(value):
    async with asking() as (fetch, service, _):
        answer = await fetch(message=released(headers=(("accept-language", value),)))

    assert (answer.failure, service.requests) == ("unwritable-header", [])


async def test_a_body_without_a_type_is_not_sent():
    async with asking() as (fetch, service, _):
        answer = await fetch("POST", released(body=b"{}"))

    assert (answer.failure, service.requests) == ("unwritable-header", [])


async def test_an_ambiguous_target_is_not_sent():
    async with asking() as (fetch, service, _):
        answer = await fetch(message=released(("patients", "..")))

    assert (answer.failure, service.requests) == ("unwritable-target", [])


async def test_a_chunked_answer_comes_whole():
    async with asking(chunked(BODY[:5], BODY[5:])) as (fetch, service, _):
        assert (await fetch()).body == BODY
        assert (await fetch()).body == BODY

    assert service.connections == 1


async def test_an_answer_in_single_bytes_comes_whole():
    whole = response()
    async with asking([step for byte in whole for step in (bytes([byte]), 0.0)]) as (fetch, _, _):
        assert (await fetch()).body == BODY


async def test_an_address_that_is_none_is_a_failure_and_not_an_error():
    upstream = LeanUpstream(Limits(), ByteBudget(10**9))

    answered = await upstream.fetch("http://127.0.0.1:99999", "GET", Message(Phase.REQUEST), 1.0)

    assert answered.failure == "upstream-refused"


async def test_an_empty_answer_is_empty():
    async with asking(response(b""), b"HTTP/1.1 204 No Content\r\n\r\n", chunked()) as (fetch, service, _):
        answers = [await fetch(), await fetch(), await fetch()]

    assert [(a.status, a.body, a.failure) for a in answers] == [
        (200, b"", ""),
        (204, b"", ""),
        (200, b"", ""),
    ]
    assert service.connections == 1


@pytest.mark.parametrize(("coding", "code"), [(b"gzip", gzip.compress), (b"deflate", zlib.compress)])
async def test_codings_are_undone(coding, code):
    async with asking(response(code(BODY), b"Content-Encoding: " + coding)) as (fetch, _, _):
        assert (await fetch()).body == BODY


ODD = {
    "unknown coding": (response(BODY, b"Content-Encoding: br"), "upstream-coding"),
    "stacked coding": (response(BODY, b"Content-Encoding: gzip, gzip"), "upstream-coding"),
    "two members": (response(gzip.compress(b"1") * 2, b"Content-Encoding: gzip"), "upstream-coding"),
    "coding that is none": (response(BODY, b"Content-Encoding: gzip"), "upstream-coding"),
    "bomb": (response(gzip.compress(b"0" * 10**7), b"Content-Encoding: gzip"), "upstream-too-large"),
    "repeated coding": (
        response(BODY, b"Content-Encoding: identity", b"Content-Encoding: gzip"),
        "upstream-garbage",
    ),
    "repeated type": (response(BODY, b"Content-Type: text/plain"), "upstream-garbage"),
    "two lengths": (response(BODY, b"Content-Length: 3"), "upstream-garbage"),
    "length and chunks": (
        chunked(BODY, lines=(b"Content-Length: 3", b"Transfer-Encoding: chunked")),
        "upstream-garbage",
    ),
    "chunks and length": (
        chunked(BODY, lines=(b"Transfer-Encoding: chunked", b"Content-Length: 3")),
        "upstream-garbage",
    ),
    "stacked transfer": (chunked(BODY, lines=(b"Transfer-Encoding: gzip, chunked",)), "upstream-garbage"),
    "signed length": (b"HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc", "upstream-garbage"),
    "trailer": (chunked(BODY, tail=b"0\r\nX-SSN: 1\r\n\r\n"), "upstream-trailer"),
    "trailer that looks like the end": (chunked(BODY, tail=b"0\r\nX-SSN: 10\r\n\r\n"), "upstream-trailer"),
    "announced trailer": (
        chunked(BODY, lines=(b"Transfer-Encoding: chunked", b"Trailer: X-SSN")),
        "upstream-trailer",
    ),
    "broken chunk": (chunked(tail=b"zz\r\n"), "upstream-garbage"),
    "no framing": ([b"HTTP/1.1 200 OK\r\n\r\nabc", "close"], "upstream-unframed"),
    "early hints": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + response(), "upstream-informational"),
    "continue": (b"HTTP/1.1 100 Continue\r\n\r\n" + response(), "upstream-informational"),
    "upgrade": (
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
        "upstream-informational",
    ),
    "not http": (b"SSH-2.0-OpenSSH\r\n", "upstream-garbage"),
    "http/0.9": ([BODY, "close"], "upstream-garbage"),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", "upstream-garbage"),
    "one bare line feed": (b"HTTP/1.1 200 OK\r\nX-A: b\nContent-Length: 3\r\n\r\nabc", "upstream-garbage"),
    "folded line": (b"HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 3\r\n\r\nabc", "upstream-garbage"),
    "bad name": (response(BODY, b"X A: b"), "upstream-garbage"),
    "long head": (response(BODY, *[b"X-%d: " % n + b"a" * 4000 for n in range(100)]), "upstream-too-large"),
    "long line": (response(BODY, b"X: " + b"a" * 10_000), "upstream-garbage"),
    "cut head": ([b"HTTP/1.1 200 OK\r\nConte", "close"], "upstream-incomplete"),
    "cut body": ([response()[:-3], "close"], "upstream-incomplete"),
    "cut chunks": ([chunked(BODY, tail=b""), "close"], "upstream-incomplete"),
    "nothing": (["close"], "upstream-incomplete"),
    "bytes after": (response() + b"HTTP/1.1 2", "upstream-extra-bytes"),
    "second answer": (response() + response(), "upstream-extra-bytes"),
    "garbage after": (response() + BODY, "upstream-garbage"),
    "body of a 204": (b"HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nHTTP", "upstream-extra-bytes"),
    "redirect": (
        response(b"", b"Location: http://127.0.0.1/?ssn=1", status=b"302 Found"),
        "upstream-redirect",
    ),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "upstream-redirect"),
    "partial": (response(BODY, status=b"206 Partial Content"), "upstream-partial"),
    "range in a 200": (response(BODY, b"Content-Range: bytes 0-3/9"), "upstream-partial"),
}


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_answer_is_a_failure_and_its_body_is_gone(name):
    script, code = ODD[name]
    async with asking(script) as (fetch, _, _):
        answer = await fetch()

    assert answer.failure == code
    assert (answer.body, answer.headers, answer.media_type) == (b"", (), "")


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in ODD
        if name
        not in {
            "redirect",
            "not modified",
            "partial",
            "stacked coding",
            "unknown coding",
            "two members",
            "coding that is none",
            "bomb",
        }
    ],
)
async def test_a_connection_that_was_odd_is_never_used_again(name):
    async with asking(ODD[name][0], response()) as (fetch, service, _):
        await fetch()

        assert (await fetch()).body == BODY

        assert service.open == 1
    assert service.connections == 2


async def test_a_connection_is_closed_when_nobody_waits_for_it_any_more(monkeypatch):
    made = []
    real = upstream_module._Connection.connection_made
    monkeypatch.setattr(
        upstream_module._Connection, "connection_made", lambda self, t: (made.append(self), real(self, t))
    )
    async with asking([60.0, response()]) as (fetch, _, _):
        waiting = asyncio.ensure_future(fetch())
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

        assert [connection.is_open for connection in made] == [False]


async def test_a_connection_that_is_said_to_close_is_not_used_again():
    async with asking(response(BODY, b"Connection: close"), response()) as (fetch, service, _):
        await fetch()
        await fetch()

    assert service.connections == 2


async def test_endless_extensions_of_a_chunk_are_cut_off():
    endless = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", *[b"a" * 50_000] * 20]
    async with asking(endless, limits=Limits(body_bytes=100_000)) as (fetch, _, _):
        assert (await fetch(deadline_s=2.0)).failure == "upstream-too-large"


async def test_a_clean_connection_is_used_again():
    async with asking() as (fetch, service, _):
        for _ in range(3):
            assert not (await fetch()).failure

    assert service.connections == 1


async def test_an_answer_that_closes_is_whole_but_its_connection_is_not_used_again():
    async with asking([response(BODY, b"Connection: close"), "close"], response()) as (fetch, service, _):
        assert (await fetch()).body == BODY
        assert (await fetch()).body == BODY

    assert service.connections == 2


async def test_bytes_nobody_asked_for_end_an_idle_connection():
    async with asking([response(), 0.02, response(b'{"evil":1}')], response()) as (fetch, service, _):
        assert (await fetch()).body == BODY
        await asyncio.sleep(0.1)

        assert (await fetch()).body == BODY

    assert service.connections == 2


async def test_a_connection_that_died_in_its_sleep_is_replaced():
    async with asking([response(), "close"], response()) as (fetch, service, _):
        assert (await fetch()).body == BODY
        await asyncio.sleep(0.05)

        assert (await fetch()).body == BODY

    assert service.connections == 2


async def test_a_question_that_was_not_answered_is_put_again_once():
    async with asking(response(), ["close"], ["close"], response()) as (fetch, service, _):
        await fetch()

        assert (await fetch()).failure == "upstream-incomplete"

    assert len(service.requests) == 3


async def test_a_half_answered_question_is_not_put_again():
    async with asking(response(), [b"HTTP/1.1 2", "close"], response()) as (fetch, service, _):
        await fetch()

        assert (await fetch()).failure == "upstream-incomplete"

    assert len(service.requests) == 2


async def test_what_is_not_idempotent_is_put_once_and_on_a_fresh_connection():
    async with asking(response(), ["close"], response()) as (fetch, service, _):
        await fetch()

        assert (
            await fetch("POST", released(body=b"{}", media_type="application/json"))
        ).failure == "upstream-incomplete"

    assert (len(service.requests), service.connections) == (2, 2)


async def test_an_old_connection_is_not_used_again():
    async with asking(idle_s=-1.0) as (fetch, service, _):
        await fetch()
        await fetch()

    assert service.connections == 2


async def test_only_so_many_connections_are_kept():
    async with asking([0.05, response()], idle_per_service=1) as (fetch, _, upstream):
        await asyncio.gather(fetch(), fetch(), fetch())

        assert [len(kept) for kept in upstream._idle.values()] == [1]


async def test_a_service_that_is_too_slow_is_a_failure():
    async with asking([1.0, response()], response()) as (fetch, service, _):
        assert (await fetch(deadline_s=0.05)).failure == "upstream-timeout"
        assert (await fetch()).body == BODY

    assert service.connections == 2


async def test_no_time_left_is_a_failure():
    async with asking() as (fetch, _, _):
        assert (await fetch(deadline_s=-1.0)).failure == "upstream-timeout"


async def test_a_service_that_is_not_there_is_a_failure():
    async with asking() as (_, _, upstream):
        answer = await upstream.fetch("http://127.0.0.1:1", "GET", released(), 1.0)

    assert answer.failure == "upstream-refused"


async def test_a_body_over_the_limit_is_a_failure():
    async with asking(response(b"a" * 100), limits=Limits(body_bytes=99)) as (fetch, _, _):
        assert (await fetch()).failure == "upstream-too-large"


async def test_an_endless_body_is_cut_off():
    endless = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        *[b"8000\r\n" + b"a" * 0x8000 + b"\r\n"] * 100,
    ]
    async with asking(endless, limits=Limits(body_bytes=100_000)) as (fetch, _, _):
        assert (await fetch()).failure == "upstream-too-large"


async def test_a_body_of_countless_chunks_is_cut_off():
    countless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 9_000
    async with asking(countless, limits=Limits(body_bytes=100_000)) as (fetch, _, _):
        assert (await fetch()).failure == "upstream-too-large"


async def test_bytes_are_taken_from_the_budget_and_given_back():
    budget = ByteBudget(100)
    async with asking(response(b"a" * 200), response(b"1"), budget=budget) as (fetch, _, _):
        assert (await fetch()).failure == "over-budget"
        assert not (await fetch()).failure

    assert budget.taken_bytes == 0


async def test_a_language_that_is_no_language_is_dropped():
    async with asking(response(BODY, b"Content-Language: Ana Lopez 536-90-4399")) as (fetch, _, _):
        assert (await fetch()).headers == ()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A key and a certificate for 127.0.0.1 that it signed itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "clinic")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(
            name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "clinic.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + signed.public_bytes(pem))
    return path


@pytest.mark.parametrize(
    ("is_trusted", "failure", "body"), [(True, "", BODY), (False, "upstream-refused", b"")]
)
async def test_a_service_over_tls_must_prove_who_it_is(certificate, is_trusted, failure, body):
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    ours = ssl.create_default_context(cafile=certificate if is_trusted else None)
    async with serving(Service(), theirs) as base:
        upstream = LeanUpstream(Limits(), ByteBudget(10**9), tls=ours)
        answer = await upstream.fetch(base.replace("http:", "https:"), "GET", released(), 5.0)
        await upstream.close()

    assert (answer.failure, answer.body) == (failure, body)


@pytest.mark.parametrize(
    "base",
    ["ftp://clinic:21", "clinic", "http://", "http://u:p@clinic", "http://clinic/?a=b", "http://clinic/#f"],
)
def test_an_upstream_is_an_origin(base):
    with pytest.raises(ValueError, match="an upstream"):
        origin_of(base)


def test_an_upstream_may_have_a_prefix():
    assert (origin_of("https://clinic/api/").prefix, origin_of("https://clinic/api/").port) == ("/api", 443)
