"""Spans arrive at a collector, and say what a log line may say."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import structlog

from firewall import logs
from firewall.ended import Ended, Streamed
from firewall.errors import ConfigError
from firewall.front.parts import Rules
from firewall.model import UNKNOWN, Exchange, Message, Phase, Receipt
from firewall.traces import spans
from tests.collector import collecting

ID = "019a0000-0000-7000-8000-0000000000ab"
AT = datetime(2026, 6, 1, tzinfo=UTC)
VALUE = "Zebulon Quartermain"
EXCHANGE = Exchange(id=ID, at=AT, requester=UNKNOWN, method="GET", route=None)
ENDED = Ended(asked=EXCHANGE, ruling=None, status=404, seconds=0.5, received_bytes=1, sent_bytes=2)


class Parts:
    """A screen, an upstream and a record that do what they are told."""

    def __init__(self, fails=None):
        self.fails = fails
        self.asked = []

    async def screen(self, exchange, message):
        self.asked.append((exchange, message))
        if self.fails:
            raise self.fails
        return "ruling"

    async def unparsed(self, reason, at, id, times=1):  # noqa: A002
        self.asked.append((reason, at, id, times))

    async def cut_short(self, cut, at, id):  # noqa: A002
        self.asked.append((cut, at, id))

    async def fetch(self, base, method, released, deadline_s):
        self.asked.append((base, method, released, deadline_s))
        return Message(Phase.RESPONSE, status=200, failure="upstream-garbage")

    async def open(self, base, method, released, deadline_s, takes):
        return await self.fetch(base, method, released, deadline_s), None

    async def append(self, entry):
        self.asked.append(entry)
        return Receipt(3)


@pytest.fixture(autouse=True)
def _logs(tmp_path):
    logs.configure(file=tmp_path / "log")
    logs.know(["unknown"], ["upstream-garbage"], "d" * 64)
    yield
    logs.close()
    structlog.reset_defaults()


@pytest.fixture
def collected():
    with collecting() as (collector, endpoint):
        made = spans.started(endpoint, 1.0, None)
        yield collector, made
        made.close()


async def unknown(credentials, at):
    return UNKNOWN


async def repeated(credentials, at):
    return credentials, at


def rules_of(parts, introduce=unknown):
    return Rules(screen=parts, match=None, introduce=introduce, claims=None, contact="a")


async def journey(made, parts):
    with made.around():
        rules = made.rules(rules_of(parts))
        await rules.introduce(None, AT)
        await rules.screen.screen(EXCHANGE, Message(Phase.REQUEST))
        await made.upstream(parts).fetch("http://service", "GET", None, 1.0)
        await rules.screen.screen(EXCHANGE, Message(Phase.RESPONSE))
        await made.record(parts).append(VALUE.encode())
        made.ended(ENDED)


async def test_an_exchange_is_one_trace_with_its_parts(collected):
    collector, made = collected

    await journey(made, Parts())
    await asyncio.to_thread(made.close)

    found = {span.name: span for span in collector.spans()}
    assert set(found) == {"exchange", "introduce", "inspect-request", "service", "inspect-answer", "record"}
    root = found.pop("exchange")
    assert root.parent == ""
    assert {span.parent for span in found.values()} == {root.id}
    assert {span.trace for span in found.values()} == {root.trace}
    assert (root.said["firewall.decision"], root.said["firewall.status"]) == (ID, 404)
    assert found["service"].said == {"firewall.status": 200, "firewall.reasons": ["upstream-garbage"]}


async def test_of_a_stream_the_span_says_how_much_it_gave_and_how_it_ended(collected):
    collector, made = collected
    parts = Parts()

    with made.around():
        await made.streams(parts).open("http://service", "GET", None, 1.0, ("text/csv",))
        made.ended(replace(ENDED, streamed=Streamed(7, 90, "upstream-garbage")))
    with made.around():
        made.ended(replace(ENDED, streamed=Streamed(2, 9)))
    await asyncio.to_thread(made.close)

    service, *exchanges = sorted(collector.spans(), key=lambda span: span.name, reverse=True)
    assert service.said == {"firewall.status": 200, "firewall.reasons": ["upstream-garbage"]}
    assert sorted((one.said["firewall.records"], one.said.get("firewall.cut", [])) for one in exchanges) == [
        (2, []),
        (7, ["upstream-garbage"]),
    ]


async def test_the_parts_do_what_they_did(collected):
    _, made = collected
    parts = Parts()

    rules = made.rules(rules_of(parts, repeated))

    assert await rules.introduce("key", AT) == ("key", AT)
    assert await rules.screen.screen(1, Message(Phase.REQUEST)) == "ruling"
    await rules.screen.unparsed("bad-header", AT, ID, 4)
    await rules.screen.cut_short("cut", AT, ID)
    assert (await made.upstream(parts).fetch("b", "GET", "r", 2.0)).status == 200
    assert await made.record(parts).append(b"entry") == Receipt(3)
    assert parts.asked == [
        (1, Message(Phase.REQUEST)), ("bad-header", AT, ID, 4), ("cut", AT, ID), ("b", "GET", "r", 2.0), b"entry"
    ]  # fmt: skip


async def test_what_a_part_raises_goes_on_and_its_words_go_nowhere(collected):
    collector, made = collected

    with pytest.raises(KeyError):
        await journey(made, Parts(fails=KeyError(VALUE)))
    await asyncio.to_thread(made.close)

    assert {span.name for span in collector.spans()} == {"exchange", "introduce", "inspect-request"}
    assert all(not span.raw.events and not span.raw.status.message for span in collector.spans())
    assert b"Zebulon" not in collector.bytes


async def test_two_exchanges_at_once_are_two_traces(collected):
    collector, made = collected

    await asyncio.gather(journey(made, Parts()), journey(made, Parts()))
    await asyncio.to_thread(made.close)

    assert len({span.trace for span in collector.spans()}) == 2
    assert len([span for span in collector.spans() if not span.parent]) == 2


async def test_what_was_left_open_before_is_nobody_s_parent(collected):
    """A connection carries one exchange after the other in one task."""
    collector, made = collected

    with made.part("service"):
        await journey(made, Parts())
    await asyncio.to_thread(made.close)

    assert [span.parent for span in collector.spans() if span.name == "exchange"] == [""]


async def test_what_is_recorded_outside_of_an_exchange_has_no_span(collected):
    collector, made = collected

    await made.record(Parts()).append(b"start")
    await asyncio.to_thread(made.close)

    assert collector.spans() == []


async def test_of_none_that_are_sampled_none_is_sent():
    with collecting() as (collector, endpoint):
        made = spans.started(endpoint, 0.0, None)
        await journey(made, Parts())
        await asyncio.to_thread(made.close)

    assert collector.spans() == []


async def test_the_environment_adds_nothing(monkeypatch):
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", f"owner={VALUE.replace(' ', '')}")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "Zebulon")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with collecting() as (collector, endpoint):
        made = spans.started(endpoint, 1.0, None)
        await journey(made, Parts())
        await asyncio.to_thread(made.close)

    assert collector.resources[0]["service.name"] == spans.NAME
    assert b"Zebulon" not in collector.bytes


async def test_a_collector_that_is_gone_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(spans, "EXPORT_S", 0.2)
    made = spans.started("http://127.0.0.1:9/v1/traces", 1.0, None)
    parts = Parts()

    await journey(made, parts)
    await asyncio.to_thread(made.close)

    assert len(parts.asked) == 4


def test_a_file_of_certificates_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match=r"traces\.ca: there is no file"):
        spans.started("https://127.0.0.1:9/v1/traces", 1.0, tmp_path / "ca.pem")
