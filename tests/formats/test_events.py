"""Server-Sent Events: the same events in the same order, however the bytes come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import Limits, Unreadable
from firewall.formats.events import Events
from tests.formats.test_jsonlines import fed

EVENTS = Events()
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda t: t.strip()[:1] not in "{["
)
EVENT = st.fixed_dictionaries(
    {"data": TEXT | st.dictionaries(st.text("ab", min_size=1), st.integers(0, 9), min_size=1)},
    optional={"event": TEXT, "id": TEXT, "retry": st.integers(0, 10**8)},
)


@given(st.lists(EVENT, max_size=4), st.integers(1, 40))
def test_with_nothing_to_remove_the_events_are_the_same(events, size):
    assert fed(EVENTS, EVENTS.write(events), size) == events


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_lines_of_data_are_one_text_and_comments_are_nothing(size):
    body = b': hi\n\ndata: a\ndata: b\nid: 3\n\nevent: x\ndata: {"a":1}\nwhat: 7\n\ndata:last\r\n\r\n\n\n'

    found = fed(EVENTS, body, size)

    assert found == [{"id": "3", "data": "a\nb"}, {"event": "x", "data": {"a": 1}}, {"data": "last"}]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"data: a", "truncated-record"), (b"data: a\n", "truncated-record"), (b"data: a\rdata: b\n\n", "bare-return"),
        (b"\xef\xbb\xbfdata: a\n\n", "byte-order-mark"), (b"id: 1\nid: 2\n\n", "duplicate-name"),
        (b'data: {"a":1,"a":2}\n\n', "duplicate-key"), (b"data: \xff\n\n", "not-utf-8"),
        (b"data: a\x1b\n\n", "control-character"), (b"data: " + b"a" * (1 << 20) + b"\n\n", "record-too-large"),
    ],
)  # fmt: skip
def test_what_two_readers_read_in_two_ways_is_refused(body, why):
    with pytest.raises(Unreadable, match=why):
        fed(EVENTS, body, 4096)


@pytest.mark.parametrize("event", [1, {"id": "a\nb"}, {"other": 1}, {"event": {}}])
def test_what_is_no_event_is_not_written(event):
    with pytest.raises(Unreadable):
        EVENTS.write([event])


def test_the_exit_check_sees_lines_put_together():
    assert b"536-\n90" in EVENTS.exposed(b"data: 536-\ndata: 90\n\n", Limits())
