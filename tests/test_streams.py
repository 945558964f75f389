"""Answers record by record: what leaves, what ends them, and what is on record before and after."""

import base64
import json
from datetime import timedelta

import pytest

from firewall import inspection, streams
from firewall.beside import LARGE
from firewall.errors import ReviewError
from firewall.formats import Limits
from firewall.formats.records import records_of
from firewall.inspection import Failure
from firewall.model import Message, Phase
from firewall.statuses import ENGINE_FAILED, REVIEW_FAILED
from firewall.streams import LEFT
from tests.formats.test_jsonlines import listed
from tests.helpers import CLINIC, COUNTY, NOON, World, compiled

NDJSON, EVENTS = "application/x-ndjson", "text/event-stream"
CSV, TSV, BARE = "text/csv", "text/tab-separated-values", "text/csv; header=absent"
SSN = "536-90-4399"
WITHHELD = "qv marimba tango"
EXPORT = """  - route: export
    match: GET /export
    stream: records
    fields:
      /*/id: record.id
      /*/name: identity.name
      /*/remark: record.meta
      /*/citizenshipCode: immigration.citizenship
      /*/data/text: record.meta
      /*/data/other: record.meta
      /*/0: record.id
      /*/2: record.meta
"""
NO_LIMITS = "\n".join(line for line in COUNTY.split("\n") if not line.startswith("limits"))
LIMITED = COUNTY.replace("records_per_request: 50", "records_per_request: 3")


def world(agreement=NO_LIMITS, **given):
    return World(
        compiled(**{"services/clinic.yaml": CLINIC + EXPORT, "agreements/county.yaml": agreement}), **given
    )


async def opened(city, media_type=NDJSON, status=200):
    asked = await city.ask(route="clinic:export")
    head = Message(Phase.RESPONSE, status=status, media_type=media_type)
    ruling, stream = await city.engine.open(asked.exchange, head)
    return ruling, stream


async def through(city, *chunks, media_type=NDJSON):
    _, stream = await opened(city, media_type)
    out = [await stream.feed(chunk, NOON) for chunk in chunks]
    out.append(await stream.finish(NOON))
    await stream.ended()
    return b"".join(out)


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def events(*texts, place="text"):
    return [f"data: {json.dumps({place: text})}\n\n".encode() for text in texts]


async def test_what_leaves_has_the_declared_members_alone():
    city = world()

    out = await through(city, lines({"id": 1, "name": "Ana", "citizenshipCode": "HN", "odd": "x"}, {"id": 2}))

    assert out == b'{"id":1,"name":"Ana"}\n{"id":2}\n'


async def test_the_opening_is_on_record_before_the_first_byte_and_the_closing_after_the_last():
    city = world()
    ruling, stream = await opened(city)
    assert city.log.said[-1]["kind"] == "decided"
    assert city.log.said[-1]["reasons"] == ["streamed"]
    assert ruling.receipt.index == len(city.log.said) - 1

    await stream.feed(lines({"id": 1, "citizenshipCode": "HN"}, {"id": 2}), NOON)
    await stream.finish(NOON)
    await stream.ended()

    said = city.log.said[-1]
    assert (said["kind"], said["records"], said["reasons"]) == ("released", 2, [])
    assert ["/*/citizenshipCode", "immigration.citizenship", "remove", 1] in said["counts"]
    assert said["id"] == ruling.exchange.id


async def test_a_finding_removes_its_member_from_there_on_and_latches_it():
    city = world()

    out = await through(
        city,
        lines({"id": 1, "remark": "a"}),
        lines({"id": 2, "remark": SSN}),
        lines({"id": 3, "remark": "c"}),
    )

    assert out == b'{"id":1,"remark":"a"}\n{"id":2}\n{"id":3}\n'
    assert city.people.latches == {"clinic:export": {"/*/remark"}}
    assert city.log.said[-1]["latched"] == ["/*/remark"]


async def test_what_repeats_a_withheld_value_is_closed_for_this_stream_and_latched_for_no_other():
    city = world()

    out = await through(
        city,
        lines({"id": 1, "remark": "a"}),
        lines({"id": 2, "remark": WITHHELD, "citizenshipCode": WITHHELD}),
        lines({"id": 3, "remark": f"as his brother, {WITHHELD}"}),
    )

    assert out == b'{"id":1,"remark":"a"}\n{"id":2}\n{"id":3}\n'
    assert not city.people.latches
    assert await through(city, lines({"id": 4, "remark": "b"})) == b'{"id":4,"remark":"b"}\n'


async def test_what_cannot_be_read_ends_the_stream_and_the_record_says_after_how_many():
    city = world()
    _, stream = await opened(city)
    await stream.feed(lines({"id": 1}, {"id": 2}), NOON)

    with pytest.raises(Failure, match="duplicate-key"):
        await stream.feed(b'{"id": 3}\n{"id": 4, "id": 5}\n', NOON)
    await stream.ended("duplicate-key")

    said = city.log.said[-1]
    assert (said["kind"], said["records"], said["reasons"]) == ("released-partial", 2, ["duplicate-key"])
    assert ["", "uninspectable", "refuse", 1] in said["counts"]


async def test_a_requester_that_leaves_is_no_finding_and_on_record():
    city = world()
    _, stream = await opened(city)
    await stream.feed(lines({"id": 1}), NOON)

    await stream.ended(LEFT)

    said = city.log.said[-1]
    assert (said["kind"], said["reasons"], said["records"]) == ("released-partial", [LEFT], 1)
    assert not [count for count in said["counts"] if count[1] == "uninspectable"]


async def test_more_records_than_an_agreement_gives_end_it():
    city = world(LIMITED)
    _, stream = await opened(city)
    assert await stream.feed(lines({"id": 1}, {"id": 2}), NOON)

    with pytest.raises(Failure, match="too-many-records"):
        await stream.feed(lines({"id": 3}, {"id": 4}), NOON)


async def test_each_record_is_taken_from_the_day_once():
    city = world(COUNTY)

    await through(city, lines(*({"id": n} for n in range(10))), lines(*({"id": n} for n in range(15))))

    assert list(city.people.spent.values()) == [25]


async def test_a_policy_that_no_longer_opens_at_midnight_ends_it():
    city = world(NO_LIMITS.replace("until: 2027-01-31", "until: 2026-06-15"))
    _, stream = await opened(city)
    await stream.feed(lines({"id": 1}), NOON)

    with pytest.raises(Failure, match="policy-changed"):
        await stream.feed(lines({"id": 2}), NOON + timedelta(days=1))


async def test_nor_does_its_end_leave_on_another_day():
    city = world(NO_LIMITS.replace("until: 2027-01-31", "until: 2026-06-15"))
    _, stream = await opened(city)
    await stream.feed(b'{"id": 1}', NOON)

    with pytest.raises(Failure, match="policy-changed"):
        await stream.finish(NOON + timedelta(days=1))


FOUND = [
    (NDJSON, lines({"id": 1, "name": "Bo"}), lines({"id": 2, "name": "Ana"}, {"id": 3, "name": "Cy"})),
    ("application/json", b'[{"id": 1, "name": "Bo"},', b'{"id": 2, "name": "Ana"}, {"id": 3}]'),
    (CSV, b"id,name\n1,Bo\n", b"2,Ana\n3,Cy\n"),
    (TSV, b"id\tname\n1\tBo\n", b"2\tAna\n"),
    (BARE, b"1,,Bo\n", b"2,,Ana\n"),
    (EVENTS, *events("a long word ", "and Ana")),
]


@pytest.mark.parametrize(("media_type", "first", "second"), FOUND, ids=[case[0] for case in FOUND])
async def test_no_record_leaves_of_which_the_exit_check_says_no(media_type, first, second, monkeypatch):
    """Somebody let through what was to be withheld: as a bug would."""
    monkeypatch.setattr(inspection, "residue", lambda body, *_: b"Ana" in body)
    city = world()
    _, stream = await opened(city, media_type)
    out = await stream.feed(first, NOON)

    with pytest.raises(Failure, match=r"^residue$"):
        await stream.feed(second, NOON), await stream.finish(NOON)

    assert b"Bo" in out or media_type == EVENTS
    assert b"Ana" not in out
    assert stream.records <= 1


@pytest.mark.parametrize(
    ("error", "why"),
    [(ReviewError("no disk for Ana"), REVIEW_FAILED), (OSError("Ana"), f"{ENGINE_FAILED}:OSError")],
)
async def test_what_breaks_on_the_way_ends_it_and_says_nothing_of_what_it_read(error, why, monkeypatch):
    city = world()
    _, stream = await opened(city)

    def breaks(*_, **__):
        raise error

    monkeypatch.setattr(inspection, "withhold_grid", breaks)
    monkeypatch.setattr(inspection, "withhold", breaks)
    with pytest.raises(Failure) as caught:
        await stream.feed(lines({"id": 1, "name": "Ana"}), NOON)

    assert caught.value.why == why


@pytest.mark.parametrize(
    ("media_type", "why"),
    [("text/csv2", "not-streamable"), ("", "no-media-type"), ("x", "malformed-media-type")],
)
async def test_what_is_no_list_of_records_is_not_let_out(media_type, why):
    city = world()

    ruling, stream = await opened(city, media_type)

    assert stream is None
    assert (ruling.status, ruling.decision.reasons, ruling.outgoing) == (502, (why,), None)


async def test_a_route_that_is_no_stream_has_none():
    city = World()
    asked = await city.ask()

    ruling, stream = await city.engine.open(
        asked.exchange, Message(Phase.RESPONSE, status=200, media_type=NDJSON)
    )

    assert stream is None
    assert ruling.status == 502


async def test_an_opening_that_cannot_be_recorded_opens_nothing():
    city = world()
    asked = await city.ask(route="clinic:export")
    city.log.fails_after = len(city.log.entries)

    with pytest.raises(Exception, match="disk"):
        await city.engine.open(asked.exchange, Message(Phase.RESPONSE, status=200, media_type=NDJSON))


async def test_a_store_that_breaks_on_the_head_opens_nothing_and_is_on_record():
    city = world()
    asked = await city.ask(route="clinic:export")
    city.people.broken = {"latched"}

    ruling, stream = await city.engine.open(
        asked.exchange, Message(Phase.RESPONSE, status=200, media_type=NDJSON)
    )

    assert (stream, ruling.status, ruling.outgoing) == (None, 502, None)
    assert city.log.said[-1]["reasons"] == [REVIEW_FAILED]


async def test_what_becomes_of_a_head_is_counted_once():
    city = world()
    asked = await city.ask(route="clinic:export")
    city.observed.clear()

    ruling, _ = await city.engine.open(asked.exchange, Message(Phase.RESPONSE, status=200, media_type=NDJSON))

    assert city.observed == [ruling]


async def test_a_value_that_is_split_anywhere_over_two_chunks_never_leaves():
    city = world()
    body = lines({"id": 1, "remark": SSN, "citizenshipCode": "HN"}, {"id": 2})
    array = b"[" + body.strip().replace(b"\n", b",") + b"]"
    for whole, media_type in ((body, NDJSON), (array, "application/json")):
        for at in range(len(whole) + 1):
            city.people.latches.clear()
            out = await through(city, whole[:at], whole[at:], media_type=media_type)

            assert SSN.encode() not in out
            assert json.loads(out.splitlines()[0] if media_type == NDJSON else out) in (
                {"id": 1},
                [{"id": 1}, {"id": 2}],
            )


@pytest.mark.parametrize("filler", ["", "and so on, as it was said before. " * 20])
async def test_a_value_that_is_split_anywhere_over_two_events_never_leaves(filler):
    city = world()
    for at in range(1, len(SSN)):
        city.people.latches.clear()
        out = await through(
            city, *events("his number is ", SSN[:at], SSN[at:], " he said", filler), media_type=EVENTS
        )

        assert SSN[:at] not in out.decode() or at < 2, out
        assert SSN[at:] not in out.decode() or len(SSN) - at < 2, out


async def test_a_value_in_events_of_one_letter_never_leaves():
    city = world()

    out = await through(city, *events(*f"it is {SSN} ok"), media_type=EVENTS)

    assert b"5" not in out


async def test_events_without_anything_in_them_leave_as_they_came_and_not_before_they_are_read_together():
    city = world()
    _, stream = await opened(city, EVENTS)
    chunks = events(*(f"page {n}, " for n in range(90)))
    out = [await stream.feed(chunk, NOON) for chunk in chunks]
    assert out[0] == out[10] == b""
    assert any(out)

    out.append(await stream.finish(NOON))

    assert b"".join(out) == b"".join(chunks).replace(b'": "', b'":"')


async def test_a_lot_of_records_holds_one():
    city = world()
    _, stream = await opened(city)
    reader = records_of(NDJSON).reader(Limits())

    assert await stream.feed(b'{"id": 1}\n{"id":', NOON) == b'{"id":1}\n'
    assert listed(reader.feed(b'{"id": 1}\n{"id":')) == [{"id": 1}]
    assert reader.held_bytes == 6


TABLE = (
    "id,name,citizenshipCode,odd,remark\r\n"
    f'1,"López, Ana",{WITHHELD},x,"she said\r\n{SSN}"\r\n'
    f'2,Bo,{WITHHELD},x,"a ""b"", c"\r\n'
).encode()


async def test_a_value_in_a_table_that_is_split_anywhere_over_two_chunks_never_leaves():
    city = world()
    for at in range(len(TABLE) + 1):
        city.people.latches.clear()
        out = await through(city, TABLE[:at], TABLE[at:], media_type=CSV)

        assert out == 'id,name\r\n1,"López, Ana"\r\n2,Bo\r\n'.encode(), at
        assert city.people.latches == {"clinic:export": {"/*/remark"}}


@pytest.mark.parametrize(("media_type", "mark"), [(CSV, ","), (TSV, "\t")])
async def test_a_withheld_column_leaves_in_no_row_and_not_by_its_name(media_type, mark):
    city = world()
    rows = [("id", "citizenshipCode", "odd", "name"), *((str(n), WITHHELD, "odd", "Ana") for n in range(9))]
    chunks = ["".join(mark.join(row) + "\n" for row in rows[at : at + 3]).encode() for at in (0, 3, 6, 9)]

    out = await through(city, *chunks, media_type=media_type)

    kept = [mark.join((row[0], row[3])) for row in rows]
    assert out.decode().split("\r\n") == [*kept, ""]
    assert city.log.said[-1]["records"] == 9
    assert ["/*/citizenshipCode", "immigration.citizenship", "remove", 9] in city.log.said[-1]["counts"]


async def test_a_column_that_is_closed_in_the_middle_of_a_table_is_empty_from_there_on():
    city = world()

    out = await through(
        city, b"id,remark,name\n1,a,Ana\n", f"2,{SSN},Bo\n".encode(), b"3,c,Cy\n", media_type=CSV
    )

    assert out == b"id,remark,name\r\n1,a,Ana\r\n2,,Bo\r\n3,,Cy\r\n"
    assert city.people.latches == {"clinic:export": {"/*/remark"}}


@pytest.mark.parametrize(
    ("agreed", "media_type"), [("    header: absent\n", CSV), ("", BARE), ("    header: absent\n", BARE)]
)
async def test_without_names_a_column_stays_in_its_place(agreed, media_type):
    city = World(
        compiled(
            **{
                "services/clinic.yaml": CLINIC + EXPORT.replace("    fields", f"{agreed}    fields"),
                "agreements/county.yaml": NO_LIMITS,
            }
        )
    )

    out = await through(city, b"1,x,a,y\n2,", f"x,{SSN},y\n3,x,c,y\n".encode(), media_type=media_type)

    assert out == b"1,,a,\r\n2,,,\r\n3,,,\r\n"


async def test_a_name_of_a_column_that_must_not_leave_does_not():
    city = world()

    out = await through(city, f"id,{SSN},name\n1,x,Ana\n".encode(), b"2,y,Bo\n", media_type=CSV)

    assert out == b"id,name\r\n1,Ana\r\n2,Bo\r\n"


@pytest.mark.parametrize(
    ("chunk", "why"), [(b"2,x,y\n", "ragged-row"), (b'2,"x', "truncated-record"), (b"2,x\r\n", "line-ends")]
)
async def test_a_row_that_cannot_be_read_ends_a_table_after_the_rows_before_it(chunk, why):
    city = world()
    _, stream = await opened(city, CSV)
    assert await stream.feed(b"id,name\n1,Ana\n", NOON) == b"id,name\r\n1,Ana\r\n"

    with pytest.raises(Failure, match=why):
        await stream.feed(chunk, NOON)
        await stream.finish(NOON)


async def test_texts_that_take_turns_by_number_are_read_each_as_one():
    city = world()
    said = [(0, "SSN 536-"), (1, "The garden "), (0, "90-"), (1, "is open "), (0, "4399 ")]
    sent = [f"data: {json.dumps({'index': turn, 'text': text})}\n\n".encode() for turn, text in said]

    out = await through(city, *sent, media_type=EVENTS)

    assert b"4399" not in out


def _by_event(who, text):
    return f"event: {who}\ndata: {json.dumps({'text': text})}\n\n"


def _by_speaker(who, text):
    return f"data: {json.dumps({'speaker': who, 'n': 3, 'text': text})}\n\n"


def _by_place(who, text):
    pair = [{"text": text}, {"text": "-"}]
    return f"data: {json.dumps(pair if who == 'a' else pair[::-1])}\n\n"


@pytest.mark.parametrize("event", [_by_event, _by_speaker, _by_place])
async def test_texts_that_take_turns_by_anything_are_read_each_as_one(event):
    city = World(
        compiled(
            **{
                "services/clinic.yaml": CLINIC + EXPORT + "      /*/data/*/text: record.meta\n",
                "agreements/county.yaml": NO_LIMITS,
            }
        )
    )
    for at in range(2, len(SSN) - 1):
        city.people.latches.clear()
        said = [
            ("a", "SSN "),
            ("b", "The garden "),
            ("a", SSN[:at]),
            ("b", "is open "),
            ("a", SSN[at:]),
            ("b", "now"),
        ]

        out = await through(city, *(event(*one).encode() for one in said), media_type=EVENTS)

        assert SSN[at:] not in out.decode(), at
        assert SSN[:at] not in out.decode(), at


async def test_the_last_byte_of_a_record_is_work_for_all_of_it(monkeypatch):
    sizes = []

    async def worked_out(size, work):
        sizes.append(size)
        return work()

    monkeypatch.setattr(streams, "worked_out", worked_out)
    record = lines({"id": "1", "odd": "x" * 100_000})

    await through(world(), record[:-1], record[-1:])

    assert sizes[1] == len(record)


SENTENCE = "He has lived here for years as an undocumented immigrant and crossed the border without papers"
ONLY_ASIDE = "lorem ipsum dolor sit amet consectetur " * 7


def encoded(text):
    return base64.b64encode(text.encode()).decode()


SPREAD = {
    "a number": SSN,
    "a sentence": SENTENCE,
    "base64 of 400": encoded(f"{SSN} {ONLY_ASIDE}"),
    "base64 of a sentence": encoded(SENTENCE),
    "base64 of that": encoded(encoded(SENTENCE)),
    "codes": "".join(f"\\u{ord(letter):04x}" for letter in SENTENCE),
    "long codes": "".join(f"&#x{ord(letter):012x};" for letter in SENTENCE),
    "nothing to be seen": f"536-90-{chr(0x200B) * 5000}4399",
    "a little everywhere": (chr(0xAD) * 60).join(SSN),
    "tags": f"536-90-{'<b></b>' * 60}4399",
}


@pytest.mark.parametrize("of", [2, 3, 7, 40])
@pytest.mark.parametrize("value", SPREAD.values(), ids=SPREAD.keys())
async def test_a_value_that_is_spread_over_messages_leaves_in_no_part(value, of):
    """Whatever stands between its parts, or says them in another way, and however little of it comes at once."""
    step = -(-len(value) // of)
    pieces = [value[at : at + step] for at in range(0, len(value), step)]

    out = await through(world(), *events(*pieces, "and more"), media_type=EVENTS)

    said = [json.loads(line[6:]).get("text", "") for line in out.decode().splitlines() if line]
    assert not "".join(said).replace("and more", "")


async def test_what_waits_is_work_for_each_event_and_keeps_nobody_waiting(monkeypatch):
    """A hundred texts that never say anything wait side by side, and are read together with each small event."""
    sizes = []

    async def worked_out(size, work, *_):
        sizes.append(size)
        return work()

    monkeypatch.setattr(streams, "worked_out", worked_out)
    event = (
        b"data: "
        + json.dumps({"data": {"text": " "}, **{f"k{n}": " " for n in range(100)}}).encode()
        + b"\n\n"
    )
    _, stream = await opened(world(), EVENTS)
    for _ in range(40):
        await stream.feed(event, NOON)

    assert sizes[0] < 2_000 < LARGE < sizes[-1]
