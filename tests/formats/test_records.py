"""Which bodies are lists that are read a record at a time."""

import pytest

from firewall.formats import Unreadable
from firewall.formats.records import STREAMED, records_of


@pytest.mark.parametrize("name", STREAMED)
def test_a_list_is_read_by_its_type(name):
    assert records_of(f"{name}; charset=UTF-8").media_type.partition("/")[2]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "no-media-type"),
        ("application/pdf", "not-streamable"),
        ("application/json; charset=utf-16", "charset"),
        ("application/json; odd=x", "unknown-parameter"),
        ("application/x-ndjson; profile=x", "malformed-media-type"),
        ("text/csv; charset=latin1", "charset"),
        ("text/csv; header=perhaps", "unknown-parameter"),
    ],
)
def test_any_other_is_refused(name, why):
    with pytest.raises(Unreadable, match=why):
        records_of(name)


@pytest.mark.parametrize(
    ("name", "route_has_header", "has_header"),
    [
        ("text/csv", True, True),
        ("Text/CSV ; charset=utf-8", False, False),
        ("text/csv; header=present", False, True),
        ("text/csv; header=absent", True, False),
        ("text/tab-separated-values", False, False),
    ],
)
def test_what_a_message_says_of_its_header_counts_for_more_than_the_route(name, route_has_header, has_header):
    assert records_of(name, has_header=route_has_header).format.has_header is has_header
