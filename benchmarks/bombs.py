"""
``python -m benchmarks.bombs``: what each bomb costs before it is refused, and how long it keeps others waiting.

Each is a service's answer, and then the body of a request to an intake that takes such bodies.  It goes through the
engine in a process of its own, forked from one in which everything is imported; what it tells is CPU and memory
beyond what was there.  Then it goes through the real proxy over sockets, with service and requester in another process
and a task beside the proxy that wakes up each millisecond: told is the most CPU time that the process spent between
two of its turns, which other programs on the machine do not change.

Beside them are ordinary bodies as large (``ordinary``): prose in short, long and very long notes, and a table.

With ``--together N`` it goes through the proxy N times at once, and what is told is memory beyond what was there.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import random
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from firewall.formats import Limits, Unreadable
from firewall.formats.codings import decode
from firewall.formats.records import records_of
from firewall.inspection import Failure
from firewall.inspection.operations import read
from firewall.model import Message, Phase, Ruling
from tests.bombs import BOMBS, CSV, JSON, MOST, Bomb
from tests.cases.playing import NOW, Case, asked, asking, by_engine, cases, policy, rules_for
from tests.front.city import city
from tests.helpers import World
from tests.inspection.test_operations import BOMBS as QUESTIONS
from tests.inspection.test_operations import TERMS

CPU_MS, MEMORY_MIB, GAP_MS = 250, 32, 100
_PROBE_S = 0.001
_WAYS = ("answer", "request")
Row = dict[str, Any]
_HELLO = Bomb(JSON, lambda _: b'{"note": "hello, she lost her visa in May: 536-90-4399"}', "")


def main() -> None:
    options = _options()
    names = [
        name
        for name in (*ALL, *WITHOUT_BODY)
        if not options.only or any(word in name for word in options.only)
    ]
    for case in cases():
        by_engine(case)  # whatever is imported at first use is there
    asyncio.run(_sent(_HELLO, _HELLO.make(0)))
    if options.together:
        _all_together([name for name in names if name in ALL], options.together)
        return
    ways = [is_sent for is_sent in (False, True) if options.ways in {"both", _WAYS[is_sent]}]
    rows: dict[str, Row] = {}
    print(f"{'':42}{'bytes':>9} {'ms CPU':>8} {'ns/byte':>8} {'MiB':>6} {'loop ms':>8}  ended as")
    for name, is_sent in [(name, is_sent) for name in names for is_sent in ways]:
        if name not in WITHOUT_BODY:
            row = _forked(partial(_measured, ALL[name], is_sent=is_sent))
            row["gap_ms"] = _forked(partial(_through_the_proxy, name, is_sent=is_sent))["gap_ms"]
        elif not is_sent:
            row = _forked(partial(_measured_alone, WITHOUT_BODY[name]))
        else:
            continue
        rows[f"{name} {_WAYS[is_sent]}"] = row
        mark = "!" if _is_over(row) else " "
        each = round(row["cpu_ms"] * 1e6 / row["bytes"]) if row["bytes"] else ""
        told = f"{row['bytes']:9} {row['cpu_ms']:8} {each:8} {row['mib']:6} {row['gap_ms']:8}  {row['why']}"
        print(f"{mark} {name:32}{_WAYS[is_sent]:8}{told}", flush=True)
    over = sum(map(_is_over, rows.values()))
    print(
        f"{len(rows)} measured; {over} cost more than {CPU_MS} ms of CPU or {MEMORY_MIB} MiB,"
        f" or kept the loop for {GAP_MS} ms."
    )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), "utf-8")


def _all_together(names: list[str], times: int) -> None:
    for name in names:
        for is_sent in (False, True):
            row = _forked(partial(_through_the_proxy, name, is_sent=is_sent, times=times))
            print(
                f"{name:32}{_WAYS[is_sent]:8}{times:4} at once {row['mib']:8} MiB  {row['why']}", flush=True
            )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bombs", description=__doc__)
    parser.add_argument("only", nargs="*", help="bombs whose name holds one of these words")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--ways", choices=(*_WAYS, "both"), default="both")
    parser.add_argument("--together", type=int, default=0, metavar="N")
    return parser.parse_args()


def _is_over(row: Row) -> bool:
    return row["cpu_ms"] > CPU_MS or row["mib"] > MEMORY_MIB or row["gap_ms"] > GAP_MS


def _forked(work: Callable[[], Any]) -> Any:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        code = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        sys.exit("A bomb ended its process.")
    return json.loads(said)


# ---- what is no bomb, and as large

_WORDS = """
    the patient was seen today for a visit and asked about housing benefits family school work appointment next week
    called back office left message clinic nurse doctor medication pharmacy insurance form signed received letter sent
    records county health department services support plan review needs transportation interpreter spanish child mother
    father address moved apartment landlord rent paid due utilities water food program application submitted pending
""".split()  # noqa: SIM905  # words to be read
_SAID = (
    " on 2026-03-14",
    " call 312-555-0143",
    " https://city.example/a%20b?id=7&amp;x=1",
    " ref ab12cdefGHIJ34kl",
)


def _notes(characters: int, size: int) -> bytes:
    rng = random.Random(5)  # words, and no secret
    notes, left = [], size - 1024
    while left > characters:
        note = f"{len(notes)}."
        while len(note) < characters:
            said = rng.choice(_SAID) if rng.random() < _SAYS else ""
            note += f" {' '.join(rng.choices(_WORDS, k=rng.randint(6, 18))).capitalize()}{said}."
        notes.append(note)
        left -= len(note) + 4
    return json.dumps({"note": notes}).encode()


_SAYS = 0.1
ORDINARY = {
    **{f"ordinary-{n}": Bomb(JSON, partial(_notes, n), "") for n in (40, 300, 4_000, 200_000)},
    "ordinary-table": Bomb(
        CSV, lambda size: b"id\r\n" + b"".join(b"%d\r\n" % n for n in range(size // 94)), "", route="rows"
    ),
}
ALL = {**BOMBS, **ORDINARY}

# ---- what is refused before there is a body to be read


def _asked_in_graphql(text: str) -> str:
    try:
        read(text, None, {}, TERMS)
    except Failure as failure:
        return failure.why
    return "read"


def _streamed(media_type: str, piece: bytes) -> str:
    """An endless record, as it comes."""
    reader = records_of(media_type).reader(Limits())
    try:
        for _ in range(1024):
            reader.feed(piece)
    except Unreadable as unreadable:
        return unreadable.why
    return "read"


_ENDLESS = {
    "application/x-ndjson": b'{"a":"' + b"x" * 65_536,
    "application/json": b"[" * 65_536,
    "text/csv": b'"x,' * 20_000,
    "text/tab-separated-values": b"x\t" * 32_000,
    "text/event-stream": b"data: " + b"x" * 65_536,
}
WITHOUT_BODY: dict[str, Callable[[], str]] = {
    **{f"graphql-{n}": partial(_asked_in_graphql, text) for n, text in enumerate(QUESTIONS)},
    **{f"stream-{name}": partial(_streamed, name, piece) for name, piece in _ENDLESS.items()},
}


def _measured_alone(run: Callable[[], str]) -> Row:
    before, began = _peak_kib(reset=True), time.process_time()
    why = run()
    cpu_ms = round((time.process_time() - began) * 1000)
    return {
        "bytes": 0,
        "cpu_ms": cpu_ms,
        "mib": round((_peak_kib() - before) / 1024, 1),
        "why": why,
        "gap_ms": cpu_ms,
    }


# ---- by the engine alone


def _measured(bomb: Bomb, *, is_sent: bool = False) -> Row:
    body = bomb.make(MOST)
    # A process that was just forked has no page yet of what it only reads: three MiB that any message brings back.
    asyncio.run(_sent(_HELLO, _HELLO.make(0)))
    gc.collect()
    gc.freeze()
    before, began = _peak_kib(reset=True), time.process_time()
    why = asyncio.run(_sent(bomb, body) if is_sent else _screened(bomb, body))
    cpu_ms = round((time.process_time() - began) * 1000)
    return {
        "bytes": len(body), "cpu_ms": cpu_ms, "mib": round((_peak_kib() - before) / 1024, 1), "why": why,
    }  # fmt: skip


def _decoded(bomb: Bomb, body: bytes) -> tuple[bytes, str]:
    try:
        return decode(bomb.coding, body, Limits()), ""
    except Unreadable as unreadable:
        return b"", unreadable.why


async def _screened(bomb: Bomb, body: bytes) -> str:
    body, failure = _decoded(bomb, body)
    world = World(policy())
    exchange, message = asked(policy(), _asked(bomb, body).question, "c-1", NOW)
    ruling = await world.engine.screen(exchange, message)
    answer = Message(Phase.RESPONSE, media_type=bomb.media_type, body=body, status=200, failure=failure)
    ruling = await world.engine.screen(ruling.exchange, answer)
    return _ended(ruling)


async def _sent(bomb: Bomb, body: bytes) -> str:
    """What becomes of it as a request."""
    body, failure = _decoded(bomb, body)
    rules = policy(is_intake=True)
    exchange, message = asked(rules, _asked(bomb, body).question, "c-1", NOW)
    message = replace(message, media_type=bomb.media_type, body=body, failure=failure)
    return _ended(await World(rules).engine.screen(exchange, message))


def _ended(ruling: Ruling) -> str:
    return " ".join(ruling.decision.reasons) or ruling.decision.outcome.name.lower()


def _asked(bomb: Bomb, body: bytes) -> Case:
    return Case("bomb", bomb.media_type, bomb.route, body, purpose=bomb.purpose, coding=bomb.coding)


def _peak_kib(*, reset: bool = False) -> int:
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


# ---- through the proxy


def _through_the_proxy(name: str, *, is_sent: bool, times: int = 1) -> Row:
    case = _asked(ALL[name], ALL[name].make(MOST))
    return asyncio.run(_beside(case, is_sent=is_sent, times=times))


async def _beside(case: Case, *, is_sent: bool, times: int) -> Row:
    """The most CPU time, in milliseconds, that goes by between two turns of a task beside the proxy, and memory."""
    service = socket.create_server(("127.0.0.1", 0), backlog=times)
    base = f"http://127.0.0.1:{service.getsockname()[1]}"
    rules = policy(is_intake=is_sent)
    world = World(rules)
    gc.collect()
    gc.freeze()
    async with city(rules_of=lambda: rules_for(world, base, rules)) as here:
        asking_it = _post(case) if is_sent else _get(case)
        answering = b"HTTP/1.1 204 No Content\r\n\r\n" if is_sent else _answer(case)
        before = _peak_kib(reset=True)
        async with _other(asking_it, answering, service, here.port, times) as is_over:
            longest, last = 0.0, time.process_time()
            while not is_over():
                await asyncio.sleep(_PROBE_S)
                now = time.process_time()
                longest, last = max(longest, now - last), now
    ends = [entry for entry in world.log.said if entry["kind"] in {"decided", "intended"}]
    assert len(ends) >= times
    return {
        "gap_ms": round(longest * 1000),
        "mib": round((_peak_kib() - before) / 1024, 1),
        "why": " ".join(sorted({" ".join(entry["reasons"]) or entry["outcome"] for entry in ends})),
    }


@asynccontextmanager
async def _other(asking_it: bytes, answering: bytes, service: socket.socket, port: int, times: int) -> Any:
    """Services and requesters, in a process of their own; what is yielded tells whether all answers came."""
    child = os.fork()
    if not child:
        with suppress(BaseException):
            threads = [threading.Thread(target=_ask, args=(asking_it, port)) for _ in range(times)]
            for _ in range(times):
                threading.Thread(target=_serve, args=(answering, service), daemon=True).start()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        os._exit(0)
    yield lambda: os.waitpid(child, os.WNOHANG) != (0, 0)


def _get(case: Case) -> bytes:
    return asking(case).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


def _post(case: Case) -> bytes:
    head = _get(case).replace(b"GET ", b"POST ", 1).removesuffix(b"\r\n")
    return b"".join((head, *(line + b"\r\n" for line in _framing(case)), b"\r\n", case.body))


def _answer(case: Case) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", *_framing(case), b"", case.body])


def _framing(case: Case) -> list[bytes]:
    return [
        b"Content-Type: " + case.media_type.encode(), b"Content-Length: %d" % len(case.body),
        *([b"Content-Encoding: " + case.coding.encode()] if case.coding else []),
    ]  # fmt: skip


def _ask(asking_it: bytes, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as wire, suppress(ConnectionError):
        wire.sendall(asking_it)
        while wire.recv(1 << 16):
            pass


def _serve(answering: bytes, service: socket.socket) -> None:
    wire, _ = service.accept()
    with wire:
        wire.recv(1 << 16)
        wire.sendall(answering)
        time.sleep(30)


if __name__ == "__main__":
    main()
