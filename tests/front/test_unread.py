import asyncio

from firewall.errors import AuditError
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
