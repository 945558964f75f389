"""Messages of a WebSocket as records."""

import pytest

from firewall.formats import Limits, Unreadable
from firewall.formats.messages import MOST_BYTES, Messages


def test_each_message_is_a_record_and_leaves_on_a_line():
    kind = Messages()
    reader, writer = kind.reader(Limits()), kind.writer()

    records = [*reader.feed(b'{"a":\n "x\\ny"}'), *reader.feed(b"[1]"), *reader.close()]

    assert records == [{"a": "x\ny"}, [1]]
    assert writer.records(records) == b'{"a":"x\\ny"}\n[1]\n'


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (b"", "not-json"),
        (b"{}{}", "not-json"),
        (b'{"a":1,"a":2}', "duplicate-key"),
        (b'"' + b"a" * MOST_BYTES + b'"', "record-too-large"),
    ],
)
def test_what_can_be_read_in_two_ways_or_not_at_all_is_not(message, why):
    with pytest.raises(Unreadable, match=why):
        Messages().reader(Limits()).feed(message)
