"""How a WebSocket begins: one way to ask for it, and one answer that counts."""

import pytest

from firewall.errors import UpstreamError
from firewall.front import handshakes

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
"""Both from RFC 6455 section 1.3."""

ASKED = {
    "Host": "city", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}  # fmt: skip
ANSWERED = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": ACCEPT}


def raw(headers, *more):
    pairs = [*((name, value) for name, value in headers.items() if value is not None), *more]
    return [(name.encode(), value.encode("latin-1")) for name, value in pairs]


def read(method="GET", more=(), **changed):
    return handshakes.read(method, raw(ASKED | {k.replace("_", "-"): v for k, v in changed.items()}, *more))


def test_a_handshake_is_read_and_its_headers_go_no_further():
    found = read(more=[("X-Api-Key", "good"), ("Sec-WebSocket-Extensions", "permessage-deflate")])

    assert (found.key, found.protocols, found.failure) == (KEY, (), "")
    assert {name for name, _ in found.rest} == {b"host", b"x-api-key"}


@pytest.mark.parametrize("connection", ["upgrade", "keep-alive, Upgrade", "Upgrade , keep-alive"])
def test_a_connection_may_be_kept_as_browsers_say(connection):
    assert read(Connection=connection) is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"Upgrade": "h2c"},
        {"Upgrade": "websocket, h2c"},
        {"Upgrade": None},
        {"Connection": "keep-alive"},
        {"Connection": "Upgrade, X-Api-Key"},
        {"Sec-WebSocket-Version": "8"},
        {"Sec-WebSocket-Key": "short"},
        {"Sec-WebSocket-Key": None},
        {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ"},
        {"Sec-WebSocket-Protocol": "a b"},
        {"Sec-WebSocket-Protocol": "a, a"},
        {"Sec-WebSocket-Protocol": "a,"},
    ],
)
def test_what_is_no_handshake_is_none(changed):
    assert handshakes.read("GET", raw(ASKED | changed)) is None


def test_a_handshake_is_a_get_and_says_everything_once():
    assert read("POST") is None
    for name in ("Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version"):
        assert read(more=[(name, ASKED[name])]) is None


@pytest.mark.parametrize("origin", ["https://city", "http://city", "https://CITY:443"])
def test_a_page_of_ours_may_ask(origin):
    assert read(Origin=origin).failure == ""


@pytest.mark.parametrize(
    "origin",
    [
        "https://elsewhere.example",
        "null",
        "",
        "https://city.evil.example",
        "https://city:8443",
        "file://city",
        "https://[bad",
    ],
)
def test_a_page_of_others_may_not(origin):
    assert read(Origin=origin).failure == "cross-origin"


@pytest.mark.parametrize(("origin", "why"), [("http://city", "cross-origin"), ("https://city", "")])
def test_where_tls_is_spoken_a_page_without_it_may_not(origin, why):
    found = handshakes.read("GET", raw(ASKED | {"Origin": origin}), is_tls=True)

    assert found.failure == why


def test_two_origins_are_none():
    assert read(more=[("Origin", "https://city"), ("Origin", "https://city")]).failure == "cross-origin"


@pytest.mark.parametrize(
    ("wanted", "declared", "chosen"),
    [(None, [], ""), (None, ["v1"], ""), ("v2, v1", ["v1"], "v1"), ("v2", ["v1"], None), ("v1", [], None)],
)
def test_a_subprotocol_is_one_that_the_route_declares(wanted, declared, chosen):
    assert read(**{"Sec-WebSocket-Protocol": wanted}).chosen(declared) == chosen


def test_the_key_is_shown_to_have_been_read():
    assert handshakes.accepted(KEY) == ACCEPT


def test_a_service_is_asked_for_nothing_but_the_socket():
    lines = handshakes.asking(KEY, "v1").split("\r\n")

    assert "Sec-WebSocket-Protocol: v1" in lines
    assert not [line for line in lines if "Extensions" in line or "Origin" in line]


def test_a_service_that_agrees_to_exactly_that_is_believed():
    handshakes.check(raw(ANSWERED), KEY, "")
    handshakes.check(raw(ANSWERED | {"Sec-WebSocket-Protocol": "v1"}), KEY, "v1")


@pytest.mark.parametrize(
    "changed",
    [
        {"Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xO0="},
        {"Sec-WebSocket-Accept": None},
        {"Upgrade": "h2c"},
        {"Connection": "close"},
        {"Sec-WebSocket-Extensions": "permessage-deflate"},
        {"Sec-WebSocket-Protocol": "v1"},
    ],
)
def test_a_service_that_agrees_to_something_else_is_not(changed):
    with pytest.raises(UpstreamError, match="upstream-not-websocket"):
        handshakes.check(raw(ANSWERED | changed), KEY, "")
    if "Sec-WebSocket-Protocol" in changed:
        with pytest.raises(UpstreamError):
            handshakes.check(raw(ANSWERED), KEY, "v1")
