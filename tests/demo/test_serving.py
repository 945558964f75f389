import io
import socket
import sqlite3

import aiohttp
import msgspec
import pytest
from aiohttp import web

from firewall.demo import serving
from firewall.errors import ConfigError


class Order(msgspec.Struct):
    dish: str
    count: int = 1


async def listed(request):
    page, conditions = serving.page_and_conditions(request, {"kind": "kind = ?"})
    return serving.answer([page.number, page.count, conditions])


async def record(request):
    fields = serving.asked(request, ("fields",)).get("fields")
    return serving.answer(
        serving.selected(Order("Tamal 🫔"), fields.split(",") if fields is not None else None)
    )


async def ordered(request):
    return serving.answer(await serving.json_form(request, Order))


async def ordered_by_form(request):
    return serving.answer(await serving.urlencoded(request, Order))


@pytest.fixture
async def service():
    routes = (
        web.get("/list", listed, allow_head=False),
        web.get(f"/record/{serving.RECORD}", record, allow_head=False),
        web.post("/order", ordered),
        web.post("/form", ordered_by_form),
    )
    async with (
        serving.listening(serving.application(routes, sqlite3.connect(":memory:"))) as base,
        aiohttp.ClientSession(base) as session,
    ):
        yield session


async def test_listens_on_loopback_only(service):
    assert str(service._base_url).startswith("http://127.0.0.1:")


async def test_taken_port_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(ConfigError, match="another demo"):
            async with serving.listening(serving.application((), sqlite3.connect(":memory:")), port):
                pass


async def test_named_port_is_used():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    async with serving.listening(serving.application((), sqlite3.connect(":memory:")), port) as base:
        assert base == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 20, {}]),
        ("?page=3&count=100", [3, 100, {}]),
        ("?kind=caf%C3%A9", [1, 20, {"kind = ?": "café"}]),
        ("?kind=", [1, 20, {"kind = ?": ""}]),
    ],
)
async def test_list_request_is_read(service, got, query, expected):
    assert await got(service, f"/list{query}") == (200, expected)


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("page=0", "page"), ("page=-1", "page"), ("page=x", "page"), ("page=", "page"), ("page=1234567", "page"),
        ("page=%D9%A3", "page"), ("count=0", "count"), ("count=101", "count"), ("page=1&page=2", "query"),
        ("sort=name", "query"), ("Kind=x", "query"),
    ],
)  # fmt: skip
async def test_bad_list_request_is_told_what_is_wrong(service, got, query, what):
    assert await got(service, f"/list?{query}") == (400, {"error": "bad-request", "what": what})


@pytest.mark.parametrize("spelling", ["01", "+1", "1.0", "%201", "0", "x", "12345678901", "%D9%A3"])
async def test_id_has_one_spelling(service, got, spelling):
    assert await got(service, f"/record/{spelling}") == (404, {"error": "not-found"})


async def test_record_comes_whole_or_by_members(service, got):
    assert await got(service, "/record/1") == (200, {"dish": "Tamal 🫔", "count": 1})
    assert await got(service, "/record/1?fields=count") == (200, {"count": 1})


@pytest.mark.parametrize("fields", ["", "nothing", "dish,nothing", "dish,"])
async def test_member_that_is_not_there_cannot_be_selected(service, got, fields):
    assert await got(service, f"/record/1?fields={fields}") == (
        400,
        {"error": "bad-request", "what": "fields"},
    )


async def test_answers_are_utf_8_json(service):
    async with service.get("/record/1") as response:
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        assert "Tamal 🫔".encode() in await response.read()


async def test_no_route_and_wrong_method_answer_in_json(service, got, sent):
    assert await got(service, "/nowhere") == (404, {"error": "not-found"})
    assert await sent(service, "/list") == (405, {"error": "method-not-allowed"})


async def test_wrong_method_is_told_the_right_one(service):
    async with service.delete("/list") as response:
        assert response.headers["Allow"] == "GET"


async def test_body_is_read(service, sent):
    assert await sent(service, "/order", json={"dish": "Pho", "note": "hot"}) == (
        200,
        {"dish": "Pho", "count": 1},
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"dish": 1}',
        b'{"dish": null}',
        b'{"dish": "\\ud800"}',
        b"\xff",
        b'{"dish": "x", "more": ' + b"[" * 200_000,
    ],
    ids=["empty", "cut", "list", "missing", "number", "null", "surrogate", "not-utf-8", "deep"],
)
async def test_unreadable_body_is_a_bad_request(service, sent, body):
    answer = await sent(service, "/order", data=body, headers={"Content-Type": "application/json"})

    assert answer == (400, {"error": "bad-request", "what": "body"})


async def test_other_media_type_is_not_read(service, sent):
    answer = await sent(service, "/order", data=b"{}", headers={"Content-Type": "text/plain"})

    assert answer == (415, {"error": "unsupported-media-type"})


async def test_too_large_body_is_refused(service, sent):
    answer = await sent(
        service, "/order", data=io.BytesIO(b" " * 2_000_000), headers={"Content-Type": "application/json"}
    )

    assert answer[0] == 413


async def test_form_is_read(service, sent):
    assert await sent(service, "/form", data={"dish": "Phở bò"}) == (200, {"dish": "Phở bò", "count": 1})


@pytest.mark.parametrize("body", [b"count=1", b"dish=a&dish=b", b"dish=%ff", b"\xff=1"])
async def test_unreadable_form_is_a_bad_request(service, sent, body):
    answer = await sent(
        service, "/form", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert answer == (400, {"error": "bad-request", "what": "body"})
