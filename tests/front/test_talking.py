"""Conversations over real sockets: another implementation on both sides, TLS on both legs, the real engine in between."""

import asyncio
import base64
import json
import os
import ssl
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from aiohttp import WSMsgType, web

from firewall.front.parts import Deadlines, Match, Rules
from firewall.front.sockets import Connecting
from firewall.front.talking import CLOSING_BYTES, HELD_BYTES
from firewall.model import RouteId
from tests.front import city as cities
from tests.front.test_carrying import _at_noon
from tests.helpers import CLINIC, HEALTH, World, compiled
from tests.helpers_tls import SERVER, Authority, pem
from tests.test_streams import NO_LIMITS, SSN

TALK = """  - route: talk
    match: GET /talk
    stream: messages
    subprotocols: [v1]
    fields:
      /*/id: record.id
      /*/name: identity.name
      /*/remark: record.meta
      /*/citizenshipCode: immigration.citizenship
"""
TAKES = (
    TALK.replace("route: talk", "route: takes").replace("/talk", "/takes")
    + "    accepts: [identity, record]\n    body: {/name: identity.name}\n"
)
REFUSES = (
    TAKES.replace("route: takes", "route: refuses").replace("/takes", "/refuses") + "    otherwise: refuse\n"
)
SERVICE = CLINIC + TALK + TAKES + REFUSES
SHARED = (
    NO_LIMITS.replace("asks_by: [", "asks_by: [record.meta, ")
    if "record.meta" not in NO_LIMITS
    else NO_LIMITS
)


class Said:
    """A service that does as it is told, and remembers what it heard."""

    def __init__(self, act, protocols=("v1",)):
        self.act, self.protocols = act, protocols
        self.heard, self.headers, self.codes, self.socket = [], [], [], None

    async def handle(self, request):
        self.headers.append(dict(request.headers))
        self.socket = socket = web.WebSocketResponse(protocols=self.protocols, autoping=True, compress=True)
        await socket.prepare(request)
        await self.act(self, socket)
        async for message in socket:
            self.heard.append(message.data)
        self.codes.append(socket.close_code)
        return socket


@asynccontextmanager
async def serving(handle, tls=None):
    application = web.Application()
    application.router.add_get("/{path:.*}", handle)
    runner = web.AppRunner(application, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def talking(act, folder=None, *, route="talk", idle_s=10.0, **given):
    said = act if isinstance(act, Said) else Said(act)
    world = World(compiled(**{"services/clinic.yaml": SERVICE, "agreements/county.yaml": SHARED}))
    ours = theirs = None
    if folder is not None:
        authority = Authority("Talks")
        certificate, key, _ = authority.issue(folder, "us", hosts=["127.0.0.1"], usage=SERVER)
        ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        ours.load_cert_chain(certificate, key)
        theirs = ssl.create_default_context(cadata=pem(authority.certificate).decode())
    bases = []

    async def introduce(credentials, now):
        return HEALTH

    handle = given.pop("handle", said.handle)
    async with (
        serving(handle, ours) as port,
        cities.city(None, world.engine, rules_of=lambda: bases[0], **given) as city,
        aiohttp.ClientSession() as session,
    ):
        base = f"{'https' if ours else 'http'}://127.0.0.1:{port}"
        routes = {"talk": ("v1",), "takes": ("v1",), "refuses": ("v1",), "export": None}
        bases.append(
            Rules(
                screen=world.engine,
                match=lambda method, path: Match(
                    RouteId(f"clinic:{path[1]}" if path[1] != "export" else "clinic:patients"), base, True,
                    is_stream=path[1] != "export", subprotocols=routes[path[1]],
                ) if path[1:] and path[1] in routes else None,
                introduce=introduce,
                claims=lambda purpose, process: cities.claims(("public-health",), ()),
                contact="privacy@city.example",
            )
        )  # fmt: skip
        parts = _at_noon(city.proxy._parts)
        object.__setattr__(parts, "sockets", Connecting(os.urandom, theirs, idle_s))
        if ours is not None:
            city.port = await city.proxy.start("127.0.0.1", 0, ours)
        scheme = "wss" if ours else "ws"
        city.world, city.said, city.rules, city.session = world, said, bases, session
        city.connect = lambda name=route, **more: session.ws_connect(
            f"{scheme}://127.0.0.1:{city.port}/clinic/{name}", ssl=theirs or True, **more
        )
        yield city


async def until_closed(socket, most_s=10):
    """The texts that come, and the code with which it ends."""
    texts = []
    async with asyncio.timeout(most_s):
        while (message := await socket.receive()).type is WSMsgType.TEXT:
            texts.append(json.loads(message.data))
    return texts, socket.close_code


async def closing(city):
    async with asyncio.timeout(60):
        while not city.world.log.said or city.world.log.said[-1]["kind"] not in {
            "released",
            "released-partial",
        }:
            await asyncio.sleep(0.01)
    said = city.world.log.said[-1]
    return said["kind"], said["records"], said["reasons"]


async def over(city):
    async with asyncio.timeout(10):
        while city.proxy.in_flight or city.budget.taken_bytes:
            await asyncio.sleep(0.01)


def says(*records, code=1000):
    async def act(_, socket):
        for record in records:
            await socket.send_str(record if isinstance(record, str) else json.dumps(record))
        await socket.close(code=code)

    return act


async def waits(_, socket):
    """Say nothing."""


ANA = {"id": 1, "name": "Ana", "citizenshipCode": "HN", "odd": "x"}


async def test_messages_leave_as_records_do_and_both_ends_are_on_record(tmp_path):
    async with talking(says(ANA, {"id": 2}), tmp_path) as city:
        async with city.connect() as socket:
            texts, code = await until_closed(socket)

        assert (texts, code) == ([{"id": 1, "name": "Ana"}, {"id": 2}], 1000)
        assert await closing(city) == ("released", 2, [])
        opening, last = city.world.log.said[-2:]
        assert (opening["kind"], opening["status"], opening["reasons"]) == ("decided", 101, ["streamed"])
        assert opening["id"] == last["id"]
        assert ["/*/citizenshipCode", "immigration.citizenship", "remove", 1] in last["counts"]
        await over(city)


async def test_nothing_of_either_handshake_goes_to_the_other_side():
    async with talking(says(ANA)) as city:
        async with city.connect(
            headers={"X-Odd": "me", "Origin": f"http://127.0.0.1:{city.port}", "Cookie": "a=b"}, compress=15
        ) as socket:
            assert socket.compress == 0
            response = socket._response
            await until_closed(socket)

        (sent,) = city.said.headers
        assert not {"X-Odd", "Origin", "Cookie", "Sec-WebSocket-Extensions", "User-Agent"} & set(sent)
        assert sent["Sec-WebSocket-Key"]
        assert not {"Server", "Content-Type", "Content-Length"} & set(response.headers)
        assert response.headers["Decision-Id"]


async def test_a_finding_closes_its_place_from_there_on():
    async with talking(
        says({"id": 1, "remark": "a" * 300}, {"id": 2, "remark": SSN}, {"id": 3, "remark": "c"})
    ) as city:
        async with city.connect() as socket:
            texts, _ = await until_closed(socket)

        assert SSN not in json.dumps(texts)
        assert [set(text) for text in texts][1:] == [{"id"}, {"id"}]
        assert city.world.people.latches == {"clinic:talk": {"/*/remark"}}


@pytest.mark.parametrize("place", ["remark", "id"])
@pytest.mark.parametrize("at", range(len(SSN) + 1))
async def test_a_value_over_two_messages_never_leaves(at, place):
    rest = [{place: "a" * 300}]
    async with talking(says({place: f"it is {SSN[:at]}"}, {place: f"{SSN[at:]} I think"}, *rest)) as city:
        async with city.connect() as socket:
            texts, code = await until_closed(socket)

        assert code == 1000
        assert SSN[:at] == "" or not any(text.get(place, "").endswith(SSN[:at]) for text in texts)
        assert SSN not in "".join(text.get(place, "") for text in texts)


ASIDE = "the weather of tomorrow is as that of today "
LONG = {
    "base64 of 400": base64.b64encode(f"{ASIDE * 3}{SSN} {ASIDE * 3}".encode()).decode(),
    "a sentence": "He has lived here for years as an undocumented immigrant and crossed the border without papers",
    "a number far apart": f"536-90-{chr(0x200B) * 400}4399",
}


@pytest.mark.parametrize("cut", [0.1, 0.25, 0.5, 0.75, 0.9])
@pytest.mark.parametrize("of", [2, 3])
@pytest.mark.parametrize("value", LONG.values(), ids=LONG.keys())
async def test_nor_does_one_that_is_long_or_padded(value, of, cut):
    """Of three messages the second has more characters than any value, and tells nothing but what goes on."""
    at = round(len(value) * cut)
    pieces = [value[:at], value[at:]] if of == 2 else [value[:at], value[at:-4], value[-4:]]
    act = says(*({"remark": piece} for piece in pieces), {"remark": "and more"})
    async with talking(act) as city, city.connect() as socket:
        texts, code = await until_closed(socket)

    said = "".join(text.get("remark", "") for text in texts)
    assert (code, said.replace("and more", "")) == (1000, "")


PADDING = {
    "a tag": f'<b title="{"a" * 190}">' * 4,
    "entities": ("&#" + "0" * 60 + "8203;") * 20,
    "escapes": "\\b" * 400,
    "old percents": "%u200b" * 90,
}


@pytest.mark.parametrize("size", [10, 50])
@pytest.mark.parametrize("padding", PADDING.values(), ids=PADDING.keys())
async def test_nor_does_one_that_is_padded_in_small_pieces(padding, size):
    """As a conversation comes: what is nothing but the midst of a code tells nothing."""
    cut = [padding[at : at + size] for at in range(0, len(padding), size)]
    pieces = [f"it is {SSN[:6]}", *cut, SSN[6:]]
    async with talking(says(*({"remark": piece} for piece in pieces))) as city, city.connect() as socket:
        texts, code = await until_closed(socket)

    assert (code, "".join(text.get("remark", "") for text in texts)) == (1000, "")


@pytest.mark.parametrize(
    ("message", "why", "code"),
    [
        ('{"id": 1, "id": 2}', "duplicate-key", 1011),
        ("{", "not-json", 1011),
        ('"' + "a" * (1 << 20) + '"', "record-too-large", 1011),
    ],
)
async def test_what_cannot_be_vouched_for_closes_it_and_is_on_record(message, why, code):
    async with talking(says({"id": 1}, message, {"id": 3})) as city:
        async with city.connect() as socket:
            texts, closed = await until_closed(socket)

        assert texts in ([{"id": 1}], [])
        assert closed == code
        assert (await closing(city))[::2] == ("released-partial", [why])


async def test_a_binary_message_closes_it():
    async def act(_, socket):
        await socket.send_bytes(b'{"id":1}')

    async with talking(act) as city, city.connect() as socket:
        assert await until_closed(socket) == ([], 1003)
        assert await closing(city) == ("released-partial", 0, ["binary-message"])


@pytest.mark.parametrize("code", [1002, 1011, 4000])
async def test_a_service_that_ends_it_for_a_reason_is_not_done(code):
    async with talking(says({"id": 1}, code=code)) as city, city.connect() as socket:
        _, closed = await until_closed(socket)

        assert closed == 1011
        assert (await closing(city))[::2] == ("released-partial", ["upstream-incomplete"])


async def test_a_service_that_breaks_off_is_not_done():
    async def act(_, socket):
        await socket.send_str('{"id":1}')
        socket._req.transport.abort()

    async with talking(act) as city, city.connect() as socket:
        assert (await until_closed(socket))[1] == 1011
        assert (await closing(city))[2] == ["upstream-incomplete"]


async def test_where_the_route_takes_nothing_a_message_closes_it():
    async with talking(waits) as city, city.connect() as socket:
        await socket.send_str('{"name": "Ana"}')

        assert await until_closed(socket) == ([], 1008)
        assert await closing(city) == ("released-partial", 0, ["message-not-taken"])
        assert city.said.heard == []


async def test_what_a_route_takes_goes_on_without_the_rest_which_is_counted():
    async with talking(waits, route="takes") as city, city.connect() as socket:
        await socket.send_str('{"name": "Ana", "citizenshipCode": "HN"}')
        async with asyncio.timeout(5):
            while not city.said.heard:
                await asyncio.sleep(0.01)
        await city.said.socket.close()
        await until_closed(socket)

        assert city.said.heard == ['{"name":"Ana"}']
        assert (await closing(city))[0] == "released"
        removed = {count[1] for count in city.world.log.said[-1]["counts"] if count[2] == "remove"}
        assert "unclassified" in removed or any(one.startswith("immigration") for one in removed)


async def test_where_the_rest_is_refused_it_is_closed():
    async with talking(waits, route="refuses") as city, city.connect() as socket:
        await socket.send_str('{"name": "Ana", "citizenshipCode": "HN"}')

        assert await until_closed(socket) == ([], 1008)
        assert (await closing(city))[2] == ["not-accepted"]
        assert city.said.heard == []


@pytest.mark.parametrize("send", ["binary", "broken", "long"])
async def test_a_requester_who_does_not_keep_to_it_is_closed(send):
    async with talking(waits, route="takes") as city, city.connect() as socket:
        if send == "binary":
            await socket.send_bytes(b"{}")
        elif send == "long":
            await socket.send_str("a" * ((1 << 20) + 1))
        else:
            socket._response.connection.transport.write(b"\x81\x00")  # without a mask

        _, code = await until_closed(socket)
        assert code == {"binary": 1003, "long": 1009, "broken": 1002}[send]
        why = {"binary": "binary-message", "long": "record-too-large", "broken": "bad-frame"}[send]
        assert (await closing(city))[2] == [why]
        assert city.said.heard == []


async def test_pings_are_answered_by_us_and_go_no_further():
    async with talking(waits) as city, city.connect(autoping=False) as socket:
        await socket.ping(b"hello")
        message = await socket.receive(timeout=5)

        assert (message.type, message.data) == (WSMsgType.PONG, b"hello")
        assert city.said.heard == []


async def test_who_says_nothing_and_answers_no_ping_is_gone():
    async with talking(waits, idle_s=0.4) as city, city.connect(autoping=False) as socket:
        while (message := await socket.receive(timeout=5)).type is WSMsgType.PING:
            pass

        assert message.type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING}
        assert (await closing(city))[2] == ["requester-left"]


async def test_a_silent_conversation_goes_on_while_both_answer():
    async with talking(waits, idle_s=0.4) as city, city.connect() as socket:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.2):
                await socket.receive()
        assert city.world.log.said[-1]["kind"] == "decided"


async def test_a_requester_who_leaves_ends_it_and_the_service_is_told():
    async with talking(waits) as city:
        async with city.connect():
            pass

        assert await closing(city) == ("released-partial", 0, ["requester-left"])
        async with asyncio.timeout(5):
            while not city.said.codes:
                await asyncio.sleep(0.01)
        assert city.said.codes == [1001]


async def test_another_policy_ends_it_with_the_next_message():
    async with talking(waits) as city, city.connect() as socket:
        city.rules[0] = Rules(**{name: getattr(city.rules[0], name) for name in Rules.__slots__})
        await city.said.socket.send_str('{"id":1}')

        assert await until_closed(socket) == ([], 1001)
        assert await closing(city) == ("released-partial", 0, ["policy-changed"])


async def test_another_policy_holds_back_what_waited_for_the_end():
    async with talking(waits) as city, city.connect() as socket:
        city.rules[0] = Rules(**{name: getattr(city.rules[0], name) for name in Rules.__slots__})
        await city.said.socket.close()

        assert await until_closed(socket) == ([], 1001)
        assert await closing(city) == ("released-partial", 0, ["policy-changed"])


async def test_a_shutdown_closes_it_and_says_so():
    async with talking(waits) as city, city.connect() as socket:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(city.proxy.drain(0.1))
            assert (await until_closed(socket))[1] == 1001

        assert (await closing(city))[2] == ["draining"]
        await over(city)


async def test_who_is_slow_to_close_holds_less_than_a_conversation():
    """A raw client that never closes its side: what is kept for it meanwhile is what was on its way."""
    async with talking(says(ANA, {"id": 2})) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(
            b"GET /clinic/talk HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        assert await closing(city) == ("released", 2, [])
        assert city.budget.taken_bytes <= CLOSING_BYTES < HELD_BYTES
        await over(city)
        writer.close()


async def test_only_where_the_route_says_so():
    async with talking(waits) as city:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await city.connect("export")
        assert refused.value.status == 400
        assert city.world.log.said[-1]["reasons"] == ["upgrade"]

        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await city.connect("nowhere")
        assert refused.value.status == 404
        assert not city.said.headers


async def test_a_conversation_is_not_had_without_an_upgrade():
    async with talking(waits) as city:
        status, _, _ = await city.ask("/clinic/talk")

        assert status == 404
        assert city.world.log.said[-1]["reasons"] == ["no-route"]
        assert not city.said.headers


async def test_a_page_of_somebody_else_begins_none():
    async with talking(waits) as city:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await city.connect(headers={"Origin": "https://evil.example"})

        assert refused.value.status == 400
        assert city.world.log.said[-1]["reasons"] == ["cross-origin"]
        assert not city.said.headers


async def test_a_subprotocol_is_agreed_to_where_all_three_know_it():
    async with talking(says({"id": 1})) as city:
        async with city.connect(protocols=("v9", "v1")) as socket:
            assert socket.protocol == "v1"
            await until_closed(socket)
        assert city.said.headers[-1]["Sec-WebSocket-Protocol"] == "v1"

        with pytest.raises(aiohttp.WSServerHandshakeError):
            await city.connect(protocols=("v9",))
        assert city.world.log.said[-1]["reasons"] == ["subprotocol"]


async def test_a_service_that_knows_another_subprotocol_is_refused():
    async with talking(Said(waits, protocols=())) as city:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await city.connect(protocols=("v1",))

        assert refused.value.status == 502
        assert city.world.log.said[-1]["reasons"] == ["upstream-not-websocket"]


@pytest.mark.parametrize(
    ("status", "told", "why"),
    [
        (404, 404, "upstream-404"),
        (200, 502, "upstream-not-websocket"),
        (302, 502, "upstream-not-websocket"),
        (500, 502, "upstream-status"),
    ],
)
async def test_a_service_that_begins_none_is_answered_for_as_on_any_route(status, told, why):
    async def handle(request):
        return web.Response(
            status=status,
            text="Ana",
            headers={"Location": "http://169.254.169.254/"} if status == 302 else {},
        )

    async with talking(waits, handle=handle) as city:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await city.connect()

        assert refused.value.status == told
        assert city.world.log.said[-1]["reasons"] == [why]
        assert not city.budget.taken_bytes


async def test_what_a_requester_says_too_early_is_heard_when_it_has_begun():
    async with talking(waits, route="takes") as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(
            b"GET /clinic/takes HTTP/1.1\r\nHost: city\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            b"\x81\x82\x00\x00\x00\x00{}"
        )
        async with asyncio.timeout(5):
            head = await reader.readuntil(b"\r\n\r\n")
            while not city.said.heard:
                await asyncio.sleep(0.01)
        writer.transport.abort()

        assert head.startswith(b"HTTP/1.1 101 ")
        assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in head
        assert city.said.heard == ["{}"]
        await closing(city)
        await city.proxy.record_unread()
        assert city.world.log.said[-1]["kind"] == "released-partial"


async def test_without_room_for_it_the_service_is_not_asked():
    async with talking(waits, budget_bytes=10**6) as city:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await city.connect()

        assert refused.value.status == 502
        assert not city.said.headers


async def test_a_requester_who_takes_nothing_holds_little(tmp_path):
    async def act(said, socket):
        said.sent = 0
        while said.sent < 2000:
            await socket.send_str(json.dumps({"name": "A" * 20_000}))
            said.sent += 1

    async with talking(act, deadlines=Deadlines(write_s=1.0)) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port, limit=1024)
        writer.write(
            b"GET /clinic/talk HTTP/1.1\r\nHost: city\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")

        assert (await closing(city))[2] == ["requester-left"]
        assert city.said.sent < 1900
        writer.transport.abort()


@pytest.mark.parametrize(("scheme", "why"), [("http", ["cross-origin"]), ("https", [])])
async def test_over_tls_a_page_without_it_is_another_one(tmp_path, scheme, why):
    async with talking(waits, tmp_path) as city:
        headers = {"Origin": f"{scheme}://127.0.0.1:{city.port}"}
        with suppress(aiohttp.WSServerHandshakeError):
            async with city.connect(headers=headers):
                pass

        assert [r for said in city.world.log.said for r in said["reasons"] if r == "cross-origin"] == why
