import sqlite3
from contextlib import closing

import pytest

from firewall.demo import threeoneone

REPORT = {"category": "housing", "address": "1 Elm Avenue", "text": "No heat."}


async def register(session, got):
    pages = [await got(session, f"/requests?page={page}&count=100") for page in range(1, 11)]
    return [request for _, body in pages for request in body["items"]]


async def test_there_are_a_thousand_requests_with_the_same_members(at_311, got):
    requests = await register(at_311, got)

    assert len({request["id"] for request in requests}) == threeoneone.REQUESTS
    assert all(
        [*request] == [*requests[0]] and [*request["reporter"]] == ["name", "phone"] for request in requests
    )


async def test_one_request_accuses_a_neighbor_by_name(at_311, got):
    _, request = await got(at_311, f"/requests/{threeoneone.ACCUSING}")

    assert "Lucía Xicará is undocumented" in request["text"]


async def test_one_request_accuses_nobody(at_311, got):
    _, request = await got(at_311, f"/requests/{threeoneone.PLAIN}")

    assert "undocumented" not in request["text"]


async def test_missing_request_is_not_found(at_311, got):
    assert await got(at_311, f"/requests/{threeoneone.MISSING}") == (404, {"error": "not-found"})


async def test_a_request_takes_no_query(at_311, got):
    assert (await got(at_311, f"/requests/{threeoneone.PLAIN}?x=1"))[0] == 400


@pytest.mark.parametrize("query", ["category=noise", "status=open", "category=trees&status=closed"])
async def test_filter_gives_those_that_match_and_all_of_them(at_311, got, query):
    wanted = dict(pair.split("=") for pair in query.split("&"))
    matching = [request for request in await register(at_311, got) if wanted.items() <= request.items()]

    _, body = await got(at_311, f"/requests?count=100&{query}")

    assert matching
    assert (body["total"], body["items"]) == (len(matching), matching[:100])


async def test_open_requests_have_no_resolution_and_closed_ones_have(at_311, got):
    assert all(
        (request["status"] == "open") == (request["resolution"] is None)
        for request in await register(at_311, got)
    )


async def test_intake_in_json_is_stored(at_311, got, sent):
    answer = await sent(at_311, "/requests", json={**REPORT, "reporter": {"name": "Lê Ánh", "phone": "5"}})

    assert answer == (201, {"id": "71001", "category": "housing", "status": "open"})
    _, request = await got(at_311, "/requests/71001")
    assert (request["text"], request["reporter"]) == ("No heat.", {"name": "Lê Ánh", "phone": "5"})


async def test_intake_by_form_is_stored_alike(at_311, got, sent):
    answer = await sent(
        at_311, "/requests", data={**REPORT, "reporter_name": "Lê Ánh", "reporter_phone": "5"}
    )

    assert answer == (201, {"id": "71001", "category": "housing", "status": "open"})
    _, request = await got(at_311, "/requests/71001")
    assert (request["text"], request["reporter"]) == ("No heat.", {"name": "Lê Ánh", "phone": "5"})


async def test_report_may_be_anonymous(at_311, got, sent):
    await sent(at_311, "/requests", json=REPORT)

    _, request = await got(at_311, "/requests/71001")
    assert request["reporter"] == {"name": None, "phone": None}


@pytest.mark.parametrize("way", ["json", "data"])
async def test_report_without_text_is_a_bad_request(at_311, sent, way):
    body = {name: value for name, value in REPORT.items() if name != "text"}

    assert await sent(at_311, "/requests", **{way: body}) == (400, {"error": "bad-request", "what": "body"})


def test_same_seed_gives_same_register(furnished, tmp_path):
    threeoneone.furnish(tmp_path / "again.sqlite")

    assert dump(tmp_path / "again.sqlite") == dump(furnished / "311.sqlite")


def dump(path):
    with closing(sqlite3.connect(path)) as database:
        return [*database.iterdump()]
