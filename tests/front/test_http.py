import asyncio
import json
import logging
import re
import ssl
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import aiohttp
import pytest

from firewall.errors import AuditError
from firewall.formats import Limits
from firewall.front.parts import Deadlines, Rules
from firewall.front.renewal import Renewal
from firewall.front.tls import Files
from firewall.front.upstream import LeanUpstream
from firewall.identity.introduce import Credentials
from firewall.model import UNKNOWN, CaseId, Message, Outcome, Phase, Purpose
from tests.front.city import BODY, COUNTY, NOW, Engine, Service, city, claims, read_answer, request, response
from tests.helpers_tls import SERVER, TODAY, Authority, pem

SECRET = "536-90-4399"
REFUSE = (Outcome.REFUSE, 403)
HIDE = (Outcome.REFUSE, 404)


def without_ids(answer):
    status, headers, body = answer
    ids = re.compile(rb"0{8}-0{4}-4000-8000-\d{12}")
    return (
        status,
        {k: v for k, v in headers.items() if k not in {"decision-id", "date"}},
        ids.sub(b"ID", body),
    )


async def test_what_is_released_goes_through_in_our_framing():
    async with city() as c:
        status, headers, body = await c.ask()

    assert (status, body) == (200, BODY)
    del headers["date"]
    assert headers == {
        "content-type": "application/json",
        "decision-id": "00000000-0000-4000-8000-000000000000",
        "fields-withheld": "2",
        "content-length": str(len(BODY)),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }


async def test_no_header_of_the_service_goes_through_and_not_even_its_language():
    service = Service(
        response(
            BODY,
            b"Set-Cookie: a=b",
            b"Server: x",
            b"X-Request-Id: 1",
            b"ETag: z",
            b"Location: /y",
            b"Content-Language: es",
        )
    )
    async with city(service) as c:
        _, headers, _ = await c.ask()

    assert not {"set-cookie", "server", "x-request-id", "etag", "location", "content-language"} & set(headers)


async def test_the_content_type_is_ours_and_not_the_senders_words():
    async with city(Service(response(BODY, media_type=b"application/ssn-536-90-4399+json"))) as c:
        _, headers, _ = await c.ask()

    assert headers["content-type"] == "application/json"


async def test_the_engine_is_shown_who_asks_what_for_what():
    engine = Engine()
    async with city(engine=engine) as c:
        await c.ask(
            "/clinic/patients/17?page=2",
            "GET",
            b"",
            b"Purpose-Of-Use: public-health",
            b"Legal-Process: judicial-warrant",
            b"Accept-Language: es",
            b"Cookie: a=b",
        )

    (exchange, message), (again, answer) = engine.seen
    assert (exchange.requester, exchange.method, exchange.route) == (COUNTY, "GET", "clinic:patient")
    assert (exchange.purpose, exchange.claims) == (Purpose("public-health"), {"judicial-warrant"})
    assert (message.phase, message.path, message.query) == (
        Phase.REQUEST,
        ("clinic", "patients", "17"),
        (("page", "2"),),
    )
    assert message.headers == (("accept-language", "es"),)
    assert again == exchange
    assert (answer.phase, answer.status, answer.body) == (Phase.RESPONSE, 200, BODY)


async def test_a_bad_credential_is_the_unknown_requester():
    engine = Engine()
    async with city(engine=engine) as c:
        await c.send(b"GET /clinic/patients/1 HTTP/1.1\r\nHost: city\r\nX-Api-Key: bad\r\n\r\n")

    assert engine.seen[0][0].requester == UNKNOWN


async def test_a_body_goes_through():
    service = Service(response(b"", status=b"204 No Content"))
    async with city(service) as c:
        status, headers, _ = await c.ask(
            "/clinic/patients", "POST", b'{"name":"Ana"}', b"Range: bytes=0-1", b"If-None-Match: x"
        )

    assert status == 204
    assert "content-type" not in headers
    assert service.requests[0].startswith(b"POST /patients HTTP/1.1\r\n")
    assert service.requests[0].endswith(b'\r\n\r\n{"name":"Ana"}')
    assert b"Range" not in service.raw
    assert b"If-None" not in service.raw
    assert b"good" not in service.raw


async def test_a_chunked_body_goes_through_with_a_length():
    service = Service()
    chunked = b"POST /clinic/patients HTTP/1.1\r\nHost: city\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    async with city(service) as c:
        await c.send(chunked)

    assert b"Content-Length: 2\r\n\r\n{}" in service.requests[0]


@pytest.mark.parametrize("refuses", [REFUSE, HIDE, (Outcome.REFER, 202), (Outcome.HOLD, 202)])
async def test_what_is_not_released_never_reaches_the_service(refuses):
    service = Service()
    async with city(service, Engine(refuses, CaseId("C-7"))) as c:
        status, headers, body = await c.ask()

    assert service.connections == 0
    assert (status, headers["content-type"], json.loads(body)["status"]) == (
        refuses[1],
        "application/problem+json",
        refuses[1],
    )


async def test_what_waits_for_a_person_has_a_case():
    async with city(engine=Engine((Outcome.REFER, 202), CaseId("C-7"))) as c:
        said = json.loads((await c.ask())[2])

    assert (said["case"], said["status_url"]) == ("C-7", "/.firewall/cases/C-7")


async def test_a_refusal_is_told_in_the_language_asked_for():
    async with city(engine=Engine(REFUSE)) as c:
        _, headers, body = await c.ask("/clinic/patients/1", "GET", b"", b"Accept-Language: es-MX")

    assert headers["content-language"] == "es"
    assert json.loads(body)["title"] == "No se comparte"


async def test_refused_missing_and_undeclared_look_the_same_where_existence_is_protected():
    async with city(engine=Engine(HIDE), protected=True) as c:
        refused = await c.ask("/clinic/patients/17")
        undeclared = await c.ask("/clinic/staff")
        unknown = await c.ask("/nothing")
    async with city(Service(response(b"{}", status=b"404 Not Found")), protected=True) as c:
        missing = await c.ask("/clinic/patients/18")

    assert without_ids(refused) == without_ids(undeclared) == without_ids(unknown) == without_ids(missing)
    assert refused[0] == 404


async def test_what_a_service_says_of_its_errors_is_not_read_and_not_passed_on():
    engine = Engine()
    async with city(
        Service(response(b"no patient " + SECRET.encode(), status=b"422 Unprocessable")), engine
    ) as c:
        status, _, body = await c.ask()

    assert status == 422
    assert SECRET.encode() not in body
    assert engine.seen[1][1].body == b""


@pytest.mark.parametrize(
    ("service", "why"),
    [
        (Service(response(b'{"a":1,"a":2}')), "duplicate-key"),
        (Service(response(BODY, media_type=b"text/calendar")), "unknown-media-type"),
        (Service([response()[:-1], "close"]), "upstream-incomplete"),
        (Service(b"nonsense\r\n\r\n"), "upstream-garbage"),
        (Service(response(b"", b"Location: /x", status=b"302 Found")), "upstream-redirect"),
    ],
)
async def test_what_cannot_be_inspected_looks_like_any_failure_of_the_service(service, why):
    engine = Engine()
    async with city(service, engine) as c:
        answer = await c.ask()
    async with city(Service(["close"])) as c:
        failed = await c.ask()

    assert without_ids(answer) == without_ids(failed)
    assert answer[0] == 502
    assert engine.seen[1][1].failure == why or engine._unreadable(engine.seen[1][1]) == why


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (request("/clinic/patients/../x"), "dot-segment"),
        (request("/clinic/patients/%2e%2e"), "dot-segment"),
        (request("/clinic//patients"), "empty-segment"),
        (request("/clinic/patients/a%2fb"), "ambiguous-segment"),
        (request("/clinic/patients?a=1&a=2"), "duplicate-name"),
        (request("http://city/clinic/patients/1"), "malformed-target"),
        (request(method="OPTIONS"), "method"),
        (request().replace(b"HTTP/1.1", b"HTTP/1.0"), "http-version"),
        (request("/clinic/patients/1", "GET", b"", b"Upgrade: websocket", b"Connection: Upgrade"), "upgrade"),
        (request("/clinic/patients/1", "GET", b"", b"X_Api_Key: good"), "header-name"),
        (request("/clinic/patients/1", "GET", b"{}"), "body-not-allowed"),
        (request("/clinic/patients", "POST", b"{}", b"Expect: 100-continue"), "expect"),
        (request("/clinic/patients", "POST", b"{}", b"Content-Encoding: lzma"), "content-coding"),
        (request("/clinic/patients", "POST", b"{}", b"Content-Encoding: gzip, br"), "content-coding"),
        (request("/clinic/patients", "POST", b"{}", b"Content-Encoding: gzip"), "broken-coding"),
        (request("/clinic/patients", "POST", b"a" * 101), "body-too-large"),
    ],
)
async def test_a_request_that_could_be_read_in_two_ways_is_recorded_and_never_sent(raw, why):
    service, engine = Service(), Engine()
    async with city(service, engine, limits=Limits(body_bytes=100)) as c:
        status, headers, body = await c.send(raw)

    assert [message.failure for _, message in engine.seen] == [why]
    assert service.connections == 0
    assert (status, headers["connection"]) == (400, "close")
    assert json.loads(body)["title"] == "Not understood"


async def test_a_message_with_a_failure_is_never_sent_whatever_the_ruling_says():
    class Lenient(Engine):
        def _rule(self, exchange, message):
            ruled = super()._rule(exchange, replace(message, failure=""))
            return replace(ruled, status=400)

    service = Service()
    async with city(service, Lenient(), limits=Limits(body_bytes=1)) as c:
        status, _, _ = await c.ask("/clinic/patients", "POST", b"{}")

    assert (service.connections, status) == (0, 400)


async def test_an_answer_with_a_failure_is_never_passed_on_whatever_the_ruling_says():
    class Lenient(Engine):
        def _rule(self, exchange, message):
            return replace(
                super()._rule(
                    exchange,
                    replace(message, failure="", status=200, body=BODY, media_type="application/json"),
                ),
                status=502,
            )

    async with city(Service(["close"]), Lenient()) as c:
        status, _, body = await c.ask()

    assert status == 502
    assert SECRET.encode() not in body


async def test_a_name_that_is_not_ours_is_refused():
    engine = Engine()
    async with city(engine=engine, hosts=frozenset({"data.city"})) as c:
        await c.ask()

    assert engine.seen[0][1].failure == "unknown-host"


@pytest.mark.parametrize("fault", [AuditError(SECRET), RuntimeError(SECRET)])
async def test_no_record_means_no_bytes(fault, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    service = Service()
    async with city(service, Engine(fails=fault)) as c:
        status, _, body = await c.ask()

    assert (status, service.connections) == (503, 0)
    assert SECRET not in body.decode() + caplog.text + "".join(capsys.readouterr())


async def test_a_record_that_fails_after_the_service_answered_lets_nothing_out():
    class Failing(Engine):
        async def screen(self, exchange, message):
            if message.phase is Phase.RESPONSE:
                raise AuditError("disk")
            return await super().screen(exchange, message)

    async with city(engine=Failing()) as c:
        status, _, body = await c.ask()

    assert status == 503
    assert SECRET.encode() not in body


async def test_an_exchange_runs_to_its_record_although_the_requester_is_gone():
    engine = Engine()
    async with city(Service([0.1, response()]), engine) as c:
        _, writer = await asyncio.open_connection("127.0.0.1", c.port)
        writer.write(request())
        await asyncio.sleep(0.05)
        writer.close()
        await asyncio.sleep(0.2)

    assert [message.phase for _, message in engine.seen] == [Phase.REQUEST, Phase.RESPONSE]
    assert engine.recorded == 2


@pytest.mark.parametrize("rest", [b"", b"2\r\nzz"])
async def test_a_body_that_does_not_end_is_a_failure(rest):
    engine = Engine()
    async with city(engine=engine, deadlines=Deadlines(body_s=0.1)) as c:
        _, writer = await asyncio.open_connection("127.0.0.1", c.port)
        writer.write(
            b"POST /clinic/patients HTTP/1.1\r\nHost: city\r\nTransfer-Encoding: chunked\r\n\r\n" + rest
        )
        await asyncio.sleep(0.03)
        writer.close()
        await asyncio.sleep(0.2)

    assert [message.failure for _, message in engine.seen] == ["body-incomplete"]


async def test_a_body_that_is_too_slow_is_a_failure():
    engine = Engine()
    async with city(engine=engine, deadlines=Deadlines(body_s=0.05)) as c:
        await c.send(b"POST /clinic/patients HTTP/1.1\r\nHost: city\r\nContent-Length: 9\r\n\r\nab")

    assert [message.failure for _, message in engine.seen] == ["too-slow"]


async def test_a_body_that_breaks_in_a_way_nobody_thought_of_is_a_failure_and_goes_nowhere(monkeypatch):
    async def breaks(_):
        raise BugError

    monkeypatch.setattr(aiohttp.StreamReader, "readany", breaks)
    service = Service()
    async with city(service) as c:
        await c.ask("/clinic/patients", "POST", b"{}")

    assert [message.failure for _, message in c.engine.seen] == ["body-incomplete"]
    assert service.requests == []


async def test_a_broken_chunk_is_a_failure_at_once():
    engine = Engine()
    async with city(engine=engine) as c:
        _, writer = await asyncio.open_connection("127.0.0.1", c.port)
        writer.write(
            b"POST /clinic/patients HTTP/1.1\r\nHost: city\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
        )
        await asyncio.sleep(0.03)
        writer.write(b"zz\r\n\r\n")
        await asyncio.sleep(0.1)
        writer.close()

    assert [message.failure for _, message in engine.seen] == ["body-incomplete"]


CHUNKED = b"POST /clinic/patients HTTP/1.1\r\nHost: city\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [CHUNKED + b"2\r\n{}\r\n0\r\nX-Api-Key: other\r\n\r\n"],
        [CHUNKED + b"2\r\n{}\r\n0\r\nX: 10\r\n\r\n"],
        [CHUNKED + b"2\r\n{}\r\n0;a=b\r\n\r\n"],
        [CHUNKED, b"2\r\n{}\r\n0\r\nX: 1\r\n\r\n"],
        [CHUNKED + b"2\r\n{}\r\n0\r\nX: 1\r\n", b"\r\n"],
        [CHUNKED + b"2\r\n{}\r\n0\r\nX: 1\r\n\r\n" + request()],
        [CHUNKED + b"2\r\n{}\r\n0\r\n\r\nGET"],
    ],
)
async def test_what_stands_behind_the_last_chunk_is_a_failure(pieces):
    service, engine = Service(), Engine()
    async with city(service, engine) as c:
        reader, writer = await asyncio.open_connection("127.0.0.1", c.port)
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.03)
        await reader.read()
        writer.close()

    assert [message.failure for _, message in engine.seen] == ["trailers"]
    assert service.connections == 0


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_a_chunked_body_in_pieces_is_read(size):
    engine, raw = Engine(), CHUNKED + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    async with city(engine=engine) as c:
        reader, writer = await asyncio.open_connection("127.0.0.1", c.port)
        for start in range(0, len(raw), size):
            writer.write(raw[start : start + size])
            await asyncio.sleep(0)
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    assert (engine.seen[0][1].body, engine.seen[0][1].failure) == (b"{}", "")


@pytest.mark.parametrize("framing", ["length", "chunked"])
async def test_a_large_body_goes_through_whole(framing):
    body = b'{"a":"' + b"x" * 3_000_000 + b'"}'
    service = Service()
    raw = request("/clinic/patients", "POST", body)
    if framing == "chunked":
        raw = CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    async with city(service) as c:
        status, _, _ = await c.send(raw)

    assert status == 200
    assert service.requests[0].endswith(body)


async def test_the_whole_deadline_bounds_the_service():
    engine = Engine()
    async with city(Service([1.0, response()]), engine, deadlines=Deadlines(whole_s=0.1)) as c:
        await c.ask()

    assert engine.seen[1][1].failure == "upstream-timeout"


async def test_bodies_share_a_budget_and_give_it_back():
    engine = Engine()
    async with city(engine=engine, budget_bytes=1000) as c:
        await c.ask("/clinic/patients", "POST", b" " * 1001)
        await c.ask()

        assert c.budget.taken_bytes == 0
    assert engine.seen[0][1].failure == "over-budget"
    assert engine.seen[2][1].failure == ""


async def test_a_connection_is_kept_after_a_refusal_by_policy():
    async with city(engine=Engine(REFUSE)) as c:
        answer = await c.ask()

    assert "connection" not in answer[1]


async def test_an_exchange_is_told_once_with_its_last_ruling_while_it_is_still_around():
    told = []

    @contextmanager
    def around():
        told.append("in")
        yield
        told.append("out")

    async with city(tell=told.append, around=around) as c:
        await c.ask()

    begin, ended, end = told
    assert (begin, end) == ("in", "out")
    assert (ended.status, ended.decision.withheld, ended.exchange.route) == (200, 2, "clinic:patient")
    assert (ended.received_bytes, ended.sent_bytes, ended.address) == (0, len(BODY), "127.0.0.1")
    assert ended.seconds > 0


@pytest.mark.parametrize(
    ("engine", "path", "status", "ruled"),
    [
        (Engine(refuses=(Outcome.REFUSE, 403)), "/clinic/patients/7", 403, True),
        (Engine(fails=AuditError("x")), "/clinic/patients/7", 503, False),
        (Engine(), "/elsewhere", 404, True),
        (Engine(), "/.firewall/problems/not-shared", 200, False),
    ],
)
async def test_an_exchange_is_told_however_it_ends(engine, path, status, ruled):
    told = []
    async with city(engine=engine, tell=told.append) as c:
        await c.ask(path)

    (ended,) = told
    assert (ended.status, ended.ruling is not None) == (status, ruled)


async def test_the_meter_counts_what_was_answered():
    async with city() as c:
        await c.ask()
        await c.ask("/nothing")

        assert c.meter.answered == [("clinic", 200), ("", 404)]
        assert c.proxy.in_flight == 0


async def test_draining_answers_what_runs_and_accepts_nothing_more():
    async with city(Service([0.2, response()])) as c:
        running = asyncio.ensure_future(c.ask())
        await asyncio.sleep(0.05)
        await c.proxy.drain(5.0)

        status, headers, body = await running
        assert (status, headers["connection"], body) == (200, "close", BODY)
        with pytest.raises(OSError, match="Connect call failed"):
            await c.ask()


async def running_exchange(c, *raw):
    """One that the proxy has begun, and that will not end by itself."""
    running = asyncio.ensure_future(c.send(*raw) if raw else c.ask())
    while not c.proxy.in_flight:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    return running


@pytest.mark.parametrize("how", ["time-is-up", "hurried"])
async def test_what_does_not_end_while_draining_is_cut_off_and_on_record(how):
    engine = Engine()
    async with city(Service([60.0, response()]), engine) as c:
        running = await running_exchange(c)
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            tasks.create_task(c.proxy.drain(0.05 if how == "time-is-up" else 60.0))
            if how == "hurried":
                await asyncio.sleep(0.05)
                c.proxy.hurry()
                c.proxy.hurry()

        status, headers, _ = await running
        assert (status, headers["connection"]) == (502, "close")
        assert engine.seen[-1][1].failure == "draining"
        assert engine.recorded == 2


async def test_a_body_that_does_not_come_to_its_end_is_cut_off_and_on_record():
    engine = Engine()
    head = b"POST /clinic/patients/17 HTTP/1.1\r\nHost: city\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    async with city(engine=engine) as c:
        running = await running_exchange(c, head)
        async with asyncio.timeout(10):
            await c.proxy.drain(0.05)

        assert (await running)[1]["connection"] == "close"
        assert [message.failure for _, message in engine.seen] == ["draining"]


async def test_who_comes_while_we_go_is_refused_and_on_record():
    service, engine = Service(), Engine()
    async with city(service, engine) as c:
        c.proxy._is_draining = True  # as for a request that was read in the moment in which draining began
        status, headers, _ = await c.ask()

        assert (status, headers["connection"]) == (400, "close")  # the real engine has a 503 for it
        assert [message.failure for _, message in engine.seen] == ["draining"]
        assert service.connections == 0


async def test_a_connection_on_which_nothing_runs_is_closed_at_once():
    async with city() as c:
        reader, writer = await asyncio.open_connection("127.0.0.1", c.port)
        await asyncio.sleep(0.05)
        async with asyncio.timeout(5):
            await c.proxy.drain(60.0)
            assert await reader.read() == b""
        writer.close()


async def test_draining_waits_until_an_answer_is_written_to_who_reads_slowly():
    body = b'"' + b"a" * 3_000_000 + b'"'
    async with city(Service(response(body))) as c:
        reader, writer = await asyncio.open_connection("127.0.0.1", c.port, limit=4096)
        writer.write(request())
        head = await reader.readuntil(b"\r\n\r\n")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(c.proxy.drain(20.0))
            await asyncio.sleep(1.5)
            got = await reader.read(-1)
        writer.close()

        assert b" 200 " in head
        assert len(got) == len(body)


def states(case, requester):
    return "waiting" if (case, requester) == ("C-7", COUNTY) else None


async def test_a_requester_is_told_the_state_of_its_own_case():
    service = Service()
    async with city(service, case_state=states) as c:
        status, _, body = await c.ask("/.firewall/cases/C-7")

    assert (status, json.loads(body), service.connections) == (200, {"case": "C-7", "state": "waiting"}, 0)


async def test_the_case_of_another_and_no_case_look_like_anything_that_is_not_there():
    async with city(case_state=states) as c:
        other = await c.send(b"GET /.firewall/cases/C-7 HTTP/1.1\r\nHost: city\r\n\r\n")
        none = await c.ask("/.firewall/cases/C-8")
        nothing = await c.ask("/nothing")

    assert without_ids(other) == without_ids(none) == without_ids(nothing)


@pytest.mark.parametrize(
    ("languages", "title"), [(b"en", b"<h1>Not shared</h1>"), (b"es", b"<h1>No se comparte</h1>")]
)
async def test_a_problem_leads_to_a_page(languages, title):
    async with city() as c:
        status, headers, body = await c.ask(
            "/.firewall/problems/not-shared", "GET", b"", b"Accept-Language: " + languages
        )

    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert title in body


@pytest.mark.parametrize(
    ("target", "method"),
    [
        ("/.firewall", "GET"),
        ("/.firewall/problems/x", "GET"),
        ("/.firewall/cases", "GET"),
        ("/.firewall/problems/not-shared", "DELETE"),
    ],
)
async def test_there_is_nothing_else_of_ours_and_who_tries_is_on_record(target, method):
    async with city() as c:
        assert (await c.ask(target, method))[0] == 404
        assert c.engine.recorded == 1


class BugError(RuntimeError):
    pass


# ---- who asks, and for which route


@asynccontextmanager
async def noting():
    """A city whose routes and whose introductions are noted; there is no route."""
    shown, sought, engine = [], [], Engine()

    async def introduce(credentials, now):
        shown.append((credentials, now))
        return COUNTY

    rules = Rules(
        screen=engine,
        match=lambda *asked: sought.append(asked),
        introduce=introduce,
        claims=claims,
        contact="",
    )
    async with city(engine=engine, rules_of=lambda: rules) as c:
        yield c, shown, sought


async def test_all_that_a_requester_shows_is_what_it_is_introduced_by():
    lines = (b"Authorization: Bearer t", b"Client-Cert: :YQ==:", b"Client-Cert-Chain: :Yg==:")
    async with noting() as (c, shown, _):
        await c.ask("/clinic/patients/77", "GET", b"", *lines)

    credentials = Credentials(
        authorization="Bearer t", api_key="good", client_cert=":YQ==:", client_cert_chain=":Yg==:"
    )
    assert shown == [(credentials, NOW)]
    assert c.engine.seen[0][0].at == NOW


@pytest.mark.parametrize(
    ("method", "changes"),
    [("GET", False), ("HEAD", False), ("POST", True), ("PUT", True), ("PATCH", True), ("DELETE", True)],
)
async def test_whoever_changes_something_is_introduced_as_one_who_does(method, changes):
    """Else a token that is good once for that could be used again."""
    async with noting() as (c, shown, _):
        await c.send(request("/clinic/patients/77", method, b"", b"Connection: close"), until_closed=True)

    assert [credentials.changes for credentials, _ in shown] == [changes]


@pytest.mark.parametrize(("method", "meant"), [("GET", "GET"), ("HEAD", "GET"), ("POST", "POST")])
async def test_a_route_is_sought_by_method_and_path(method, meant):
    async with noting() as (c, _, sought):
        await c.send(request("/clinic/patients/77", method, b"", b"Connection: close"), until_closed=True)

    assert set(sought) == {(meant, ("clinic", "patients", "77"))}
    assert c.engine.seen[0][0].method == meant


async def test_a_fault_of_the_upstream_client_is_on_record_like_any_failure(monkeypatch):
    async def fetch(*_):
        raise BugError

    async with city() as c:
        monkeypatch.setattr(LeanUpstream, "fetch", fetch)
        status, _, _ = await c.ask("/clinic/patients/77")

    assert (status, c.engine.seen[-1][1].failure, c.engine.recorded) == (502, "upstream-failed", 2)


async def test_an_answer_that_finds_the_budget_spent_by_others_is_never_let_out(monkeypatch):
    async def fetch(*_):
        return Message(
            Phase.RESPONSE, status=200, media_type="application/json", body=b'"%b"' % (b"a" * 2000)
        )

    async with city(budget_bytes=1000) as c:
        monkeypatch.setattr(LeanUpstream, "fetch", fetch)
        status, _, body = await c.ask("/clinic/patients/77")

        assert c.budget.taken_bytes == 0
    told = c.engine.seen[-1][1]
    assert (status, told.failure, told.body) == (502, "over-budget", b"")
    assert b"aaaa" not in body


async def test_no_value_of_a_message_is_logged(capsys, caplog):
    caplog.set_level(logging.DEBUG)
    async with city(Service(response(), b"garbage " + SECRET.encode())) as c:
        await c.ask(
            f"/clinic/patients/{SECRET}?ssn={SECRET}",
            "POST",
            f'{{"ssn":"{SECRET}"}}'.encode(),
            f"X-Canary: {SECRET}".encode(),
        )
        await c.ask()
        await c.ask(f"/{SECRET}//")

    assert SECRET not in caplog.text + "".join(capsys.readouterr())


@asynccontextmanager
async def behind_tls(c, folder):
    """The firewall's own door, and two connections to it: one that shows a certificate, and one that does not."""
    authorities = {name: Authority(name) for name in ("city", "county")}
    authorities["city"].issue(folder, "server", hosts=["127.0.0.1"], usage=SERVER)
    (folder / "believed.pem").write_bytes(pem(*(one.certificate for one in authorities.values())))
    renewal = Renewal(
        Files(
            certificate=folder / "server.pem", key=folder / "server.key", client_ca=folder / "believed.pem"
        ),
        lambda: TODAY,
    )
    port = await c.proxy.start("127.0.0.1", 0, renewal.door)
    plain = ssl.create_default_context(cafile=str(authorities["city"].write(folder / "city.pem")))
    proving = ssl.create_default_context(cafile=str(folder / "city.pem"))
    proving.load_cert_chain(*authorities["county"].issue(folder, "partner", hosts=["partner.example"])[:2])
    wires = [await asyncio.open_connection("127.0.0.1", port, ssl=tls) for tls in (proving, plain)]
    yield renewal, wires
    for _, writer in wires:
        writer.close()


async def said(wire):
    wire[1].write(request())
    async with asyncio.timeout(10):
        return await read_answer(wire[0])


async def test_a_certificate_of_an_authority_that_was_taken_away_proves_nobody_on_its_open_connection(
    tmp_path,
):
    async with city() as c, behind_tls(c, tmp_path) as (renewal, (proving, plain)):
        assert [(await said(wire))[0] for wire in (proving, plain)] == [200, 200]

        assert await renewal.reload()  # as they are
        assert [(await said(wire))[0] for wire in (proving, plain)] == [200, 200]

        (tmp_path / "believed.pem").write_bytes((tmp_path / "city.pem").read_bytes())
        assert await renewal.reload()
        _, headers, _ = await said(proving)
        assert c.engine.seen[-1][1].failure == "connection-over"
        assert headers["connection"] == "close"
        assert (await said(plain))[0] == 200  # it has nothing to prove
