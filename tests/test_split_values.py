"""
A value that is split anywhere over two chunks never leaves: every streamed format, and every coding of it.

A part of the offsets of coded bodies is tried; with MATRIX=1 in the environment it is all of them.
"""

import json
import os

import pytest

from firewall.formats import Limits
from firewall.formats.coded import undoing
from firewall.formats.records import TABLES
from tests import test_enclosed_streams as enclosed
from tests import test_streams as plain
from tests.formats.test_coded import CODERS
from tests.helpers import NOON

SSN = "536-90-4399"
WITHHELD = "qv marimba tango"
RECORDS = [{"id": 1, "name": "Ana"}, {"id": 2, "remark": f"no. {SSN}", "citizenshipCode": WITHHELD}]
FREE = "".join(f"<remark>no. {SSN}</remark><citizenshipCode>{WITHHELD}</citizenshipCode>")

BODIES = {
    "application/x-ndjson": plain.lines(*RECORDS),
    "application/json": json.dumps(RECORDS).encode(),
    "text/csv": f'id,name,remark,citizenshipCode\n1,Ana,"",""\n2,,"no. {SSN}",{WITHHELD}\n'.encode(),
    "text/tab-separated-values": f"id\tname\tremark\tcitizenshipCode\n1\tAna\t\t\n2\t\tno. {SSN}\t{WITHHELD}\n".encode(),
    "text/event-stream": "".join(
        f"event: e\ndata: {json.dumps({'text': text, 'citizenshipCode': WITHHELD})}\n\n"
        for text in ("no. ", SSN)
    ).encode(),
    "in an object": enclosed.answer(*RECORDS),
    "application/xml": enclosed.document(
        '<patient id="1"><name>Ana</name></patient>', f'<patient id="2">{FREE}</patient>'
    ),
}
ENCLOSED = ("in an object", "application/xml")
EVERY = bool(os.environ.get("MATRIX"))


def town(kind):
    if kind == "application/xml":
        return enclosed.world(enclosed.IN_XML)
    return enclosed.world() if kind == "in an object" else plain.world()


async def left(city, kind, coding, *chunks):
    """What leaves; and whether a piece of what was found, or was to be withheld, is in it."""
    media_type = "application/json" if kind == "in an object" else kind
    _, stream = await plain.opened(city, media_type)
    undoes = undoing(coding, Limits())
    out = b""
    for chunk in chunks:
        for piece in (chunk,) if undoes is None else undoes.feed(chunk):
            out += await stream.feed(piece, NOON)
    if undoes is not None:
        undoes.close()
    out += await stream.finish(NOON)
    await stream.ended()
    return out


@pytest.mark.parametrize("coding", ["identity", *sorted(CODERS)])
@pytest.mark.parametrize("kind", sorted(BODIES))
async def test_a_value_that_is_split_anywhere_over_two_chunks_never_leaves(kind, coding):
    city, body = town(kind), CODERS.get(coding, bytes)(BODIES[kind])
    whole = await left(city, kind, coding, body)
    # Uncoded each offset is tried, here or where lists in something are tested; a coding adds the ends of its own parts.
    step = 1 if EVERY or (coding == "identity" and kind not in ENCLOSED) else 23
    for at in [*range(1, len(body), step), len(body) - 1]:
        city.people.latches.clear()

        out = await left(city, kind, coding, body[:at], body[at:])

        assert out == whole or kind in TABLES, at  # names of columns leave with the first row
        assert b"Ana" in out or kind == "text/event-stream"
        assert b"4399" not in out
        assert b"marimba" not in out
        assert city.log.said[-1]["kind"] == "released"


@pytest.mark.parametrize("kind", ["application/x-ndjson", "in an object", "application/xml"])
async def test_a_value_in_chunks_of_one_byte_never_leaves(kind):
    body = BODIES[kind]

    out = await left(town(kind), kind, "", *(body[at : at + 1] for at in range(len(body))))

    assert b"4399" not in out
    assert b"marimba" not in out
    assert b"Ana" in out
