"""Lists of too many members for one message go by units, with the same result, and nothing else does."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.files.cutting import cut_of
from firewall.files.units import UNIT_BYTES, cut_for
from firewall.formats import Limits, Unreadable, format_of
from tests.files import test_enclosed as enclosed
from tests.files.office import SHARED, Office
from tests.files.stopping import StopError
from tests.helpers import LIMITS

JSON, XML = "application/json", "application/xml"
FEW, MANY = replace(LIMITS, fields=150), replace(LIMITS, fields=5000)
COUNT = 60


def cut(text, media_type=JSON, limits=FEW):
    source = io.BytesIO(text)
    found = cut_of(source, media_type, limits)
    assert source.tell() == 0
    return found


@given(
    st.lists(st.integers(0, 9) | st.lists(st.none(), max_size=3) | st.text('",[a', max_size=3), max_size=150)
)
def test_what_the_reader_of_messages_has_too_many_members_in_goes_by_units_and_nothing_else(items):
    text = json.dumps(items).encode()
    limits = Limits(fields=60)
    try:
        format_of(JSON).parse(text, limits)
        is_too_much = False
    except Unreadable as unreadable:
        is_too_much = unreadable.why == "too-many-fields"

    assert cut(text, limits=limits).is_array == is_too_much


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (b"[" + b"1," * 200 + b"1]", "application/vnd.roster+json"),
        (b'{"a":[' + b"1," * 200 + b"1]}", JSON),
        (b"<a>" + b"<b/>" * 200 + b"</a>", XML),
        (b'<a x="">' + b'<b a="" b="" c=""/>' * 50 + b"</a>", "application/atom+xml; charset=utf-8"),
    ],
)
def test_short_lists_of_too_many_members_go_by_units(text, media_type):
    assert cut(text, media_type).of_records
    assert not cut(text, media_type, MANY).of_records


def test_what_is_longer_than_a_message_goes_by_units():
    assert cut(b'["' + b"a" * 200 + b'"]', limits=replace(FEW, body_bytes=100)).is_array
    assert not cut(b'["' + b"a" * 200 + b'"]').is_array


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (b"[" + b"1," * 200 + b"x]", JSON),  # no JSON, of as many members as may be
        (b'[{"a":1,"a":2}]', JSON),
        (b"<p>" + b"<b>x</b>" * 200 + b"</p>", "application/xhtml+xml"),
        (b"%PDF-1.7" + b"[" * 400, "application/pdf"),
    ],
)
def test_all_else_is_one_message(text, media_type):
    assert not cut(text, media_type, replace(FEW, fields=190 if media_type != JSON else 300)).of_records


def test_lists_of_lines_are_cut_however_short():
    assert cut(b"1\n", "application/x-ndjson") == replace(cut_for("application/x-ndjson"), unit_bytes=300)


def test_a_unit_has_no_more_members_than_one_message_may_have():
    assert cut(b"[1]", limits=replace(FEW, fields=200)).unit_bytes == 400
    assert cut(b"[1]", limits=Limits()).unit_bytes == UNIT_BYTES


# ---- and it leaves


def files(folder, kind):
    people = [
        {
            "id": f"P-{n}",
            "name": f"Ana {n}",
            "birthDate": "1987-03-09",
            "remark": f"v{n % 3}",
            "citizenshipCode": "HN",
        }
        for n in range(COUNT)
    ]
    if kind == "register":
        return enclosed.register(folder, map(enclosed.permit, range(COUNT))), XML
    path = folder / f"{kind}.json"
    path.write_text(
        json.dumps(
            people
            if kind == "export"
            else {"version": "2", "data": {"note": "n", "permits": people}, "total": COUNT}
        )
    )
    return path, JSON


def released(folder, kind, limits):
    folder.mkdir()
    office = Office(folder, SHARED, enclosed.SERVICE, limits=limits)
    file, media_type = files(folder, kind)
    made = office.job(file, media_type, route=kind)
    with file.open("rb") as source:
        job = replace(made, cut=cut_of(source, media_type, limits))
    done = office.redact(job)
    return done, office, job.places.out.read_bytes() if done.is_released else None


@pytest.mark.parametrize("kind", ["export", "ledger", "register"])
def test_a_list_leaves_the_same_whether_it_is_one_message_or_has_too_many_members_for_one(tmp_path, kind):
    whole, one_way, expected = released(tmp_path / "whole", kind, MANY)
    done, other_way, out = released(tmp_path / "cut", kind, FEW)

    assert out == expected
    assert expected
    assert whole.units == 1
    assert done.units > 5
    for office, found in ((one_way, whole), (other_way, done)):
        assert [said["facts"]["units"] for said in office.world.log.said if said["kind"] == "staffed"] == [
            found.units
        ]
    first, second = (office.decided[-1] for office in (one_way, other_way))
    assert sorted(first["counts"]) == sorted(second["counts"])
    assert first["records"] == second["records"] == COUNT


def test_where_no_route_says_where_the_records_stand_it_is_refused_as_before(tmp_path):
    folder = tmp_path / "cut"
    folder.mkdir()
    office = Office(folder, SHARED, enclosed.SERVICE, limits=FEW)
    file, media_type = files(folder, "ledger")
    with file.open("rb") as source:
        job = replace(office.job(file, media_type, route="export"), cut=cut_of(source, media_type, FEW))

    assert not office.redact(job).is_released
    assert office.decided[-1]["reasons"] == ["too-many-fields"]


def test_a_record_of_too_many_members_is_refused_with_all_others(tmp_path):
    folder = tmp_path / "cut"
    folder.mkdir()
    office = Office(folder, SHARED, enclosed.SERVICE, limits=FEW)
    file = folder / "odd.json"
    file.write_text(json.dumps([{"id": "P-1"}] * 100 + [{"remark": [1] * 200}]))
    with file.open("rb") as source:
        job = replace(office.job(file, JSON, route="export"), cut=cut_of(source, JSON, FEW))

    assert not office.redact(job).is_released
    assert not job.places.out.exists()
    assert office.decided[-1]["reasons"] == ["too-many-fields"]


def test_a_run_that_was_stopped_begins_again_where_by_now_it_is_one_message(tmp_path):
    _, _, expected = released(tmp_path / "whole", "export", MANY)
    folder = tmp_path / "cut"
    folder.mkdir()
    office = Office(folder, SHARED, enclosed.SERVICE, limits=FEW)
    file, media_type = files(folder, "export")

    def job(limits, told):
        with file.open("rb") as source:
            cut = replace(cut_of(source, media_type, limits), unit_bytes=300)
        return replace(office.job(file, media_type, route="export", told=told), cut=cut)

    def stop(taken):
        if taken > 2000:
            raise StopError

    with pytest.raises(StopError):
        office.redact(job(FEW, stop))
    office.world.means = replace(office.world.means, limits=MANY)
    done = office.redact(job(MANY, lambda _: None))

    assert done.units == 1
    assert (folder / "out").read_bytes() == expected
