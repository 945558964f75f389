"""What an answer begins with: our lines, and none of anybody else's."""

from types import SimpleNamespace

import pytest

from firewall.front.problems import Answer
from firewall.front.writing import head_of


@pytest.mark.parametrize("value", ["a\r\nX: b", "a\nb", "a\x00", "ñ"])
def test_a_value_that_could_end_its_line_is_not_written(value):
    with pytest.raises(ValueError, match="unwritable") as caught:
        head_of(Answer(status=200, headers=(("X", value),)), keep_alive=True)

    assert value not in str(caught.value)


def test_a_body_that_is_not_there_yet_is_framed_by_chunks_and_one_that_waits_by_its_length():
    held = SimpleNamespace(kept=SimpleNamespace(size=17))

    assert b"Content-Length: 17\r\n" in head_of(Answer(status=200, headers=(), held=held), keep_alive=True)
    flows = head_of(Answer(status=200, headers=(), flow=object()), keep_alive=True)
    assert b"Transfer-Encoding: chunked\r\n" in flows
    assert b"Content-Length" not in flows


def test_a_conversation_begins_without_a_body():
    talk = SimpleNamespace(headers=(("Upgrade", "websocket"),))

    head = head_of(Answer(status=101, headers=(), talk=talk), keep_alive=True)

    assert head.startswith(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")
    assert b"Content-Length" not in head
    assert b"Connection: close" not in head
