"""A firewall that runs, with the fault proxy between it and the clinic; and many who ask it at once."""

import asyncio
import contextlib
import json
import re
from dataclasses import dataclass, field

from tests.faults.proxy import cut, standing
from tests.faults.test_kill import asks, entries
from tests.system import process
from tests.system.town import COUNTY, ICE, PORTAL, in_thread

AT_ONCE = 16


@dataclass
class Between:
    firewall: process.Firewall
    proxy: object
    keys: dict
    question: bytes = field(repr=False)

    def asked(self, plays):
        """
        Ask once for each fault, many at once; returns the answers in the order in which they came.

        A connection that was kept is spoilt first: a question that gets nothing there is put again elsewhere.
        """
        self.once(cut(1))
        self.proxy.plays[:] = plays
        return asyncio.run(self._all(len(plays)))

    def once(self, play):
        self.proxy.plays[:] = [play]
        return asyncio.run(self._all(1))[0]

    async def _all(self, number):
        slots = asyncio.Semaphore(AT_ONCE)

        async def one():
            async with slots:
                return await said(self.firewall.port, self.question)

        return await asyncio.gather(*(one() for _ in range(number)))

    def recorded(self, answers):
        """What the record says of answers: outcome, status and reasons, each once."""
        ended = {
            entry["id"]: (entry["outcome"], entry["status"], *entry["reasons"])
            for entry in entries(self.firewall.data)
            if entry["kind"] == "decided"
        }
        return {ended[decision_of(answer)] for answer in answers}


async def said(port, question):
    """All that one connection brings."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(question)
        async with asyncio.timeout(60):
            return await reader.read()
    finally:
        writer.close()


def status_of(answer):
    return int(answer.split(b" ", 2)[1])


def decision_of(answer):
    return re.search(rb"\r\nDecision-Id: (\S+)\r\n", answer)[1].decode()


def without_ids(answer):
    """Everything that was said, with the id and the hour taken out."""
    return re.sub(rb"\r\nDate: [^\r]*", b"", answer.replace(decision_of(answer).encode(), b"-"))


def body_of(answer):
    return json.loads(answer.partition(b"\r\n\r\n")[2])


@contextlib.contextmanager
def between(directory, settings=""):
    with process.city(directory / "services") as upstreams, in_thread(standing(upstreams["clinic"])) as proxy:
        config = process.furnished(directory / "firewall", upstreams | {"clinic": proxy.url}, settings)
        keys = process.keyed(config, COUNTY, PORTAL, ICE)
        question = asks(keys, 1)[0].replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        with process.running(config) as firewall:
            yield Between(firewall, proxy, keys, question)
