"""Answers that leave as a whole, and conversations, through the whole firewall as it is started."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import WSMsgType, web

from tests.system import process
from tests.system.town import in_thread
from tests.test_app import application, entries

ROUTES = """
  - route: exported
    match: GET /exported
    stream: whole
    fields: {/*/id: record.id, /*/name: identity.name, /*/citizenshipCode: immigration.citizenship}
  - route: talk
    match: GET /talk
    stream: messages
    fields: {/*/id: record.id, /*/name: identity.name, /*/citizenshipCode: immigration.citizenship}
"""
RECORDS = [{"id": str(n), "name": "Ana", "citizenshipCode": "qvmarimba"} for n in range(50)]


async def exported(_):
    text = "".join(json.dumps(record) + "\n" for record in RECORDS)
    return web.Response(text=text, content_type="application/x-ndjson")


async def talk(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    for record in RECORDS:
        await socket.send_str(json.dumps(record))
    await socket.close()
    return socket


@pytest.fixture
async def town(tmp_path):
    served = web.Application()
    served.router.add_get("/exported", exported)
    served.router.add_get("/talk", talk)
    runner = web.AppRunner(served)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    config = process.furnished(
        tmp_path / "firewall", {"clinic": f"http://127.0.0.1:{runner.addresses[0][1]}"}
    )
    service = config.parent / "policies/services/clinic.yaml"
    service.write_text(service.read_text().rstrip() + ROUTES)
    agreement = config.parent / "policies/agreements/county-public-health.yaml"
    agreement.write_text(
        agreement.read_text().replace(
            '"clinic:patients"', '"clinic:patients", "clinic:exported", "clinic:talk"'
        )
    )
    key = process.keyed(config, "county-public-health")["county-public-health"]
    headers = {"X-Api-Key": key, "Purpose-Of-Use": "public-health"}
    try:
        yield config, headers
    finally:
        await runner.cleanup()


async def test_both_come_through_and_are_on_record(town):
    config, headers = town
    with in_thread(application(config)) as (running, opened):
        async with aiohttp.ClientSession(headers=headers) as session:
            at = f"127.0.0.1:{running.port}/clinic"
            async with session.get(f"http://{at}/exported") as answer:
                body = await answer.text()
                assert (answer.status, answer.content_length) == (200, len(body))
            said = []
            async with session.ws_connect(f"ws://{at}/talk") as socket, asyncio.timeout(20):
                while (message := await socket.receive()).type is WSMsgType.TEXT:
                    said.append(message.json())
        told = [entry for entry in entries(opened) if entry.get("route") in {"exported", "talk"}]

    left = [json.loads(line) for line in body.splitlines()]
    assert left == said
    assert len(left) == len(RECORDS)
    assert "qvmarimba" not in body
    assert [(one["route"], one["kind"], one["status"]) for one in told] == [
        ("exported", "decided", 200),
        ("talk", "decided", 101),
        ("talk", "released", 101),
    ]
    assert not list((config.parent / "data/spool").iterdir())
