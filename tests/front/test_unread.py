import asyncio
from types import SimpleNamespace

import pytest

from firewall.ended import CutShort
from firewall.errors import AuditError
from firewall.front.unread import Unread
from tests.front.city import Engine, city
from tests.front.test_http import without_ids


async def test_what_the_parser_refuses_is_recorded_and_answered_like_any_other():
    engine = Engine()
    async with city(engine=engine) as c:
        broken = await c.send(b"GET /clinic/patients HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        ambiguous = await c.ask("/clinic//patients")

        assert c.meter.refused == 1
    assert engine.unreadable == ["bad-message"]
    assert without_ids(broken) == without_ids(ambiguous)


async def test_a_flood_of_unparsed_requests_is_recorded_whole_in_few_records():
    class Slow(Engine):
        records = 0

        async def unparsed(self, reason, at, id, times=1):  # noqa: A002 - as in the record
            self.records += 1
            await asyncio.sleep(0.05)
            await super().unparsed(reason, at, id, times)

    engine = Slow()
    async with city(engine=engine) as c:
        await asyncio.gather(*[c.send(b"nonsense\r\n\r\n") for _ in range(30)])

    assert len(engine.unreadable) == 30
    assert engine.records < 10


async def test_what_could_not_be_recorded_is_recorded_with_the_next():
    engine = Engine(fails=AuditError("disk"))
    async with city(engine=engine) as c:
        assert (await c.send(b"nonsense\r\n\r\n"))[0] == 503
        engine.fails = None
        assert (await c.send(b"nonsense\r\n\r\n"))[0] == 400

    assert engine.unreadable == ["bad-method", "bad-method"]


class Rules:
    """What was recorded, and by whom it could not be."""

    contact = "the city"

    def __init__(self):
        self.said, self.fails, self.screen = [], False, self

    async def cut_short(self, cut, at, id):  # noqa: A002 - as in the record
        self._say(cut)

    async def unparsed(self, reason, at, id, times=1):  # noqa: A002 - as in the record
        self._say((reason, times))

    def _say(self, what):
        if self.fails:
            raise AuditError("disk")
        self.said.append(what)


async def test_what_nobody_waits_for_is_recorded_once_and_kept_until_it_is():
    rules = Rules()
    kept = Unread(SimpleNamespace(rules=lambda: rules, clock=lambda: None, new_id=lambda: "id"))
    first, second = CutShort("a", 1, 2), CutShort("b", 3, 4)
    for cut in (first, second):
        kept.cut_short(cut)
    kept.left("bad-method", 2)
    kept.left("bad-method", 3)
    rules.fails = True
    with pytest.raises(AuditError):
        await kept.record()
    rules.fails = False

    await kept.record()
    await kept.record()

    assert rules.said == [first, second, ("bad-method", 5)]
