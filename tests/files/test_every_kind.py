"""Files that are cut into units, of every kind: the same whatever the cut, and exactly once whenever it is killed."""

import json
from dataclasses import replace
from functools import partial

import pytest

from firewall.files.redacting import Redacting
from firewall.files.units import cut_for
from tests.files.office import NDJSON, Office
from tests.files.stopping import StopError, stopped_after_each_unit

CSV, TSV, JSON = "text/csv", "text/tab-separated-values", "application/json"
KINDS = [CSV, TSV, NDJSON, JSON]
COUNT = 60


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def export(folder, media_type):
    records = [
        {
            "id": f"P-{n}",
            "name": f"Ana {n}",
            "birthDate": "1987-03-09",
            "remark": f"v{n % 3}",
            "citizenshipCode": "HN",
        }
        for n in range(COUNT)
    ]
    path = folder / "export"
    if media_type == JSON:
        path.write_text(json.dumps(records, indent=1))
    elif media_type == NDJSON:
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
    else:
        mark = "," if media_type == CSV else "\t"
        path.write_text(
            "".join(mark.join(row) + "\n" for row in [records[0], *(one.values() for one in records)])
        )
    return path


def job(office, media_type, **more):
    made = office.job(export(office.folder, media_type), media_type, **more)
    cut = cut_for(media_type, is_array=media_type == JSON)
    sized = {"unit_bytes": made.cut.unit_bytes, "block_bytes": made.cut.block_bytes}
    return replace(made, cut=replace(cut, **sized))


@pytest.mark.parametrize("media_type", KINDS)
def test_the_result_is_the_same_however_it_is_cut(office, media_type):
    office.redact(job(office, media_type, out="whole", unit_bytes=10**6))

    for unit, block in ((100, 7), (333, 1000), (2000, 64)):
        office.redact(job(office, media_type, out="cut", unit_bytes=unit, block_bytes=block))

        assert (office.folder / "cut").read_bytes() == (office.folder / "whole").read_bytes()
    assert {said["records"] for said in office.decided} == {COUNT}
    if media_type == JSON:
        assert json.loads((office.folder / "cut").read_bytes())[7] == {
            "id": "P-7",
            "name": "Ana 7",
            "remark": "v1",
        }


@pytest.mark.parametrize("media_type", KINDS)
def test_killed_after_any_unit_it_goes_on_and_releases_each_record_once(office, media_type):
    office.redact(job(office, media_type, out="whole"))
    whole = (office.folder / "whole").read_bytes()

    for _ in stopped_after_each_unit(office, partial(job, office, media_type)):
        assert (office.folder / "out").read_bytes() == whole
        job(office, media_type).places.forget()


def test_killed_once_the_array_was_closed_it_is_closed_once(office, monkeypatch):
    office.redact(job(office, JSON, out="whole"))

    async def killed(*_):
        raise StopError

    with monkeypatch.context() as patched:
        patched.setattr(Redacting, "_settled", killed)
        with pytest.raises(StopError):
            office.redact(replace(job(office, JSON), noted_bytes=1))
    goes_on = []
    office.redact(replace(job(office, JSON, told=goes_on.append), noted_bytes=1))

    assert goes_on == [export(office.folder, JSON).stat().st_size]
    assert (office.folder / "out").read_bytes() == (office.folder / "whole").read_bytes()


@pytest.mark.parametrize("text", ["[{}", "[{}] 7", "[{},]", '{"a":1}'])
def test_what_is_no_array_to_its_end_is_refused_whole(office, text):
    made = job(office, JSON)
    made.places.file.write_text(text)

    done = office.redact(made)

    assert not done.is_released
    assert not made.places.out.exists()
    assert office.world.log.said[-1]["outcome"] == "refuse"
