"""A scripted service over a real socket, an engine that lets everything through or nothing, and a raw requester."""

import asyncio
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from firewall.formats import Limits, Unreadable, format_of
from firewall.front.budget import ByteBudget
from firewall.front.http import Proxy
from firewall.front.parts import Deadlines, Match, Parts, Rules
from firewall.front.upstream import LeanUpstream
from firewall.identity.claims import Claims
from firewall.model import (
    UNKNOWN,
    Decision,
    Kind,
    Outcome,
    PartnerId,
    Party,
    Phase,
    ProcessKind,
    Purpose,
    Receipt,
    Released,
    Requester,
    RouteId,
    Ruling,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
COUNTY = Requester(party=Party(PartnerId("county"), Kind("public-health")), authenticated_by="api-key")
BODY = b'{"name":"Ana","ssn":"536-90-4399"}'


def response(body=BODY, *lines, status=b"200 OK", media_type=b"application/json"):
    head = [b"HTTP/1.1 " + status, b"Content-Type: " + media_type, b"Content-Length: %d" % len(body), *lines]
    return b"\r\n".join([*head, b"", body])


class Service:
    """Answers each request with the next script (bytes, or a list of bytes and pauses), the last one for ever."""

    def __init__(self, *scripts):
        self.scripts = list(scripts) or [response()]
        self.requests = []
        self.connections = 0
        self.open = 0
        self.raw = b""

    async def __call__(self, reader, writer):
        self.connections += 1
        self.open += 1
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _one(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            ),
            0,
        )
        body = await reader.readexactly(length)
        self.requests.append(head + body)
        self.raw += head + body
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        for step in [script] if isinstance(script, bytes) else script:
            if step == "close":
                return False
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                writer.write(step)
                await writer.drain()
        return True


@asynccontextmanager
async def serving(service, tls=None):
    tasks = set()

    async def serve(reader, writer):
        tasks.add(asyncio.current_task())
        try:
            await service(reader, writer)
        except asyncio.CancelledError:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Engine:
    """Reads as the real one does, and rules as it was told to; keeps what it was shown."""

    def __init__(self, refuses=None, case=None, *, fails=None, waits=0.0):
        self.refuses, self.case, self.fails, self.waits = refuses, case, fails, waits
        self.seen = []
        self.unreadable = []
        self.cut = []
        self.recorded = 0
        self.indexes = count()

    async def screen(self, exchange, message):
        self.seen.append((exchange, message))
        if self.fails:
            raise self.fails
        await asyncio.sleep(self.waits)
        self.recorded += 1
        return self._rule(exchange, message)

    def _rule(self, exchange, message):
        why = message.failure or self._unreadable(message)
        if exchange.route is None and not why:
            return self._closed(exchange, Outcome.REFUSE, 404, "no-route")
        if why:
            return self._closed(exchange, Outcome.REFUSE, 400 if message.phase is Phase.REQUEST else 502, why)
        if self.refuses:
            outcome, status = self.refuses
            return self._closed(exchange, outcome, status)
        if message.phase is Phase.RESPONSE and message.status >= 400:
            return self._closed(exchange, Outcome.RELEASE, message.status, "service-said-no")
        outgoing = message
        if message.phase is Phase.REQUEST:
            outgoing = replace(message, path=message.path[1:])
        decision = Decision(policy="p", outcome=Outcome.RELEASE, withheld=2)
        return Ruling(
            exchange=exchange,
            decision=decision,
            status=message.status,
            receipt=Receipt(next(self.indexes)),
            outgoing=Released(outgoing),
        )

    def _unreadable(self, message):
        try:
            if message.body:
                format_of(message.media_type).parse(message.body, Limits())
        except Unreadable as error:
            return error.why
        return ""

    def _closed(self, exchange, outcome, status, *reasons):
        decision = Decision(policy="p", outcome=outcome, reasons=reasons)
        return Ruling(
            exchange=exchange,
            decision=decision,
            status=status,
            receipt=Receipt(next(self.indexes)),
            case=self.case,
            notice="Because of the ordinance." if self.refuses else "",
            citation="Code 1-2" if self.refuses else "",
        )

    async def open(self, exchange, head):
        return await self.screen(exchange, head), None

    async def unparsed(self, reason, at, id, times=1):  # noqa: A002 - as in the record
        if self.fails:
            raise self.fails
        self.unreadable += [reason] * times

    async def cut_short(self, cut, at, id):  # noqa: A002 - as above
        if self.fails:
            raise self.fails
        self.cut.append(cut)


class Meter:
    def __init__(self):
        self.answered = []
        self.refused = 0
        self.streams = []

    def exchanged(self, service, status, seconds):
        self.answered.append((service, status))

    def streamed(self, streamed):
        self.streams.append(streamed)

    def parser_refused(self):
        self.refused += 1


class Routes:
    def __init__(self, base, *, protected=False):
        self.base, self.protected = base, protected

    def match(self, method, segments):
        if segments[:2] == ("clinic", "patients"):
            return Match(RouteId("clinic:patient"), self.base, self.protected)
        return None


async def introduce(credentials, now):
    return COUNTY if credentials.api_key == "good" else UNKNOWN


def claims(purpose, process):
    return Claims(Purpose(purpose[0]) if purpose else None, frozenset(map(ProcessKind, process)))


class City:
    def __init__(self, proxy, port, base, **parts):
        self.proxy, self.port, self.base = proxy, port, base
        self.engine, self.meter, self.budget = parts["engine"], parts["meter"], parts["budget"]

    async def send(self, raw, *, until_closed=False, within_s=5):
        """Send bytes and read one answer, or all until the connection ends."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(raw)
            async with asyncio.timeout(within_s):
                return await reader.read() if until_closed else await read_answer(reader)
        finally:
            writer.close()

    async def ask(self, target="/clinic/patients/17", method="GET", body=b"", *lines):
        return await self.send(request(target, method, body, *lines))


def request(target="/clinic/patients/17", method="GET", body=b"", *lines):
    head = [f"{method} {target} HTTP/1.1".encode(), b"Host: city", b"X-Api-Key: good", *lines]
    if body:
        head += [b"Content-Length: %d" % len(body)]
        if not any(line.lower().startswith(b"content-type") for line in lines):
            head += [b"Content-Type: application/json"]
    return b"\r\n".join([*head, b"", body])


async def read_answer(reader):
    """Returns status, headers and body of one answer, framed by its length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return int(first.split()[1]), headers, body


@asynccontextmanager
async def city(
    service=None,
    engine=None,
    *,
    protected=False,
    deadlines=None,
    budget_bytes=10**8,
    limits=None,
    case_state=None,
    hosts=frozenset(),
    tell=lambda _: None,
    around=nullcontext,
    rules_of=None,
):
    service, engine, meter, budget = (
        service or Service(),
        engine or Engine(),
        Meter(),
        ByteBudget(budget_bytes),
    )
    limits = limits or Limits()
    async with serving(service) as base:
        upstream = LeanUpstream(limits, budget)
        ids = count()
        rules = Rules(
            screen=engine,
            match=Routes(base, protected=protected).match,
            introduce=introduce,
            claims=claims,
            contact="privacy@city.example",
        )
        proxy = Proxy(
            Parts(
                rules=rules_of or (lambda: rules),
                upstream=upstream,
                clock=lambda: NOW,
                new_id=lambda: f"00000000-0000-4000-8000-{next(ids):012d}",
                case_state=case_state or (lambda case, requester: None),
                meter=meter,
                budget=budget,
                limits=limits,
                deadlines=deadlines or Deadlines(),
                hosts=hosts,
                tell=tell,
                around=around,
            )
        )
        port = await proxy.start("127.0.0.1", 0)
        try:
            yield City(proxy, port, base, engine=engine, meter=meter, budget=budget)
        finally:
            await proxy.drain(0.2)
            await upstream.close()
