"""What the engine let out goes on under our own headers alone."""

from types import SimpleNamespace

from firewall.front.problems import Flow
from firewall.front.released import flowing, released, without_error_body
from firewall.model import Message, Phase

RULING = SimpleNamespace(exchange=SimpleNamespace(id="x-1"), decision=SimpleNamespace(withheld=2), status=200)


def test_an_error_of_a_service_has_no_body():
    said = Message(Phase.RESPONSE, status=500, media_type="text/plain", body=b"Ana")

    assert without_error_body(said).body == b""
    assert without_error_body(Message(Phase.RESPONSE, status=200, body=b"1")).body == b"1"


def test_headers_are_ours():
    answer = released(RULING, Message(Phase.RESPONSE, status=200, media_type="text/plain", body=b"x"))

    assert dict(answer.headers) == {
        "Content-Type": "text/plain; charset=utf-8", "Decision-Id": "x-1", "Fields-Withheld": "2",
    }  # fmt: skip


def test_a_stream_has_the_type_of_its_records():
    flow = Flow(None, SimpleNamespace(media_type="text/event-stream"))

    assert dict(flowing(RULING, flow).headers)["Content-Type"] == "text/event-stream; charset=utf-8"
