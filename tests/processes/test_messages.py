"""What one end says the other end hears, and nothing else is a message."""

import msgspec
import pytest

from firewall.processes.messages import (
    Append,
    Ask,
    Drain,
    Family,
    Hurry,
    NotServing,
    Numbers,
    Prepare,
    Prepared,
    Receipts,
    Refused,
    Renew,
    Serving,
    Swap,
    Welcome,
)
from firewall.processes.wire import from_supervisor, from_worker

SAID = [
    Append(7, [b"{}", b"\x00\xff"]),
    Serving("d1"),
    NotServing("No."),
    Numbers(True, (Family("a", "A.", "counter", (("a_total", (("b", "c"),), 1.5),)),)),
    Prepared(""),
]
TOLD = [
    Welcome(b"k" * 32, b"p" * 32, "d1", {"city.yaml": "city: x"}, True),
    Receipts([(1, 2)]),
    Refused([1, 2], "Full."),
    Ask(True),
    Prepare({"a": "b"}),
    Swap("d2"),
    Drain(),
    Hurry(),
    Renew(),
]


@pytest.mark.parametrize("message", SAID, ids=lambda one: type(one).__name__)
def test_what_a_worker_says_is_heard(message):
    assert from_worker.decode(msgspec.msgpack.encode(message)) == message


@pytest.mark.parametrize("message", TOLD, ids=lambda one: type(one).__name__)
def test_what_the_supervisor_says_is_heard(message):
    assert from_supervisor.decode(msgspec.msgpack.encode(message)) == message


@pytest.mark.parametrize("message", TOLD, ids=lambda one: type(one).__name__)
def test_a_worker_cannot_speak_as_the_supervisor(message):
    with pytest.raises(msgspec.ValidationError):
        from_worker.decode(msgspec.msgpack.encode(message))
