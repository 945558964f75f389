"""What stands around the records counts once, and leaves once."""

import asyncio
import json

import pytest

from firewall.files.around import known
from firewall.files.progress import State
from firewall.files.screening import Seen
from firewall.files.units import Unit
from firewall.files.wrapped import parted
from firewall.formats import Limits
from tests.audit.test_entry import EXCHANGE, decided

XML, PLACE = "application/xml", ("ps", "p")
STATE = State(about="", exchange=EXCHANGE)


def seen(body):
    return Seen(body, decided(), frozenset(), None, parted(body, XML, PLACE, Limits()))


def settled(state, body, around, *, closes=False):
    asked = []

    async def look():
        asked.append(1)
        return around

    given = Unit(b"", 0, closes=closes)
    return *asyncio.run(known(state, given, seen(body), look, media_type=XML, place=PLACE)), len(asked)


def test_it_is_looked_at_once_and_counted_with_the_last_unit_alone():
    around = seen(b"<ps a='1'><p/></ps>")

    state, first, asked = settled(STATE, b"<ps a='1'><p>1</p><p/></ps>", around)
    _, _, again = settled(state, b"<ps a='1'><p>2</p><p/></ps>", around)
    _, last, at_the_end = settled(state, b"<ps a='1'><p>3</p></ps>", around, closes=True)

    assert (asked, again, at_the_end) == (1, 0, 0)
    assert json.loads(first.entry)["counts"] == []
    assert last.entry == decided()


def test_where_the_last_unit_has_no_record_it_tells_what_was_before_them():
    around = seen(b"<ps a='1'><m/><p/></ps>")

    _, last, _ = settled(STATE, b"<ps a='1'><m/><t>3</t></ps>", around, closes=True)

    assert last.parts.before.endswith(b'<ps a="1"><m/>')
    assert last.parts.behind == b"<t>3</t></ps>"


@pytest.mark.parametrize("closes", [True, False])
def test_what_stands_in_nothing_is_as_it_is(closes):
    given = Seen(b"x", b"entry", frozenset(), None)

    async def look():
        raise AssertionError

    assert asyncio.run(known(STATE, Unit(b"", 0, closes=closes), given, look, media_type=XML, place=())) == (
        STATE,
        given,
    )


@pytest.mark.parametrize("around", [None, Seen(b"x", b"entry", frozenset(), None)])
def test_what_could_not_be_looked_at_around_the_records_adds_nothing(around):
    given = b"<ps a='1'><t/></ps>"

    assert settled(STATE, given, around, closes=True) == (STATE, seen(given), 1)
