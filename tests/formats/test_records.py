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
        ("application/json; charset=utf-16", "malformed-media-type"),
        ("application/json; profile=x", "malformed-media-type"),
    ],
)
def test_any_other_is_refused(name, why):
    with pytest.raises(Unreadable, match=why):
        records_of(name)
