import json

from firewall.files.report import report, sentence
from reference.reports import PATH
from tests.files.office import NDJSON
from tests.helpers_schema import KNOWN, faults, keywords


def test_it_tells_places_and_counts_and_no_value(office):
    file = office.list_of(5, n3={"surprise": "Ana Surprise"})
    job = office.job(file)

    told = report(office.redact(job), job.question, NDJSON)

    text = json.dumps(told)
    assert {
        "place": "/*/citizenshipCode",
        "category": "immigration.citizenship",
        "outcome": "remove",
        "times": 5,
    } in told["members"]
    assert told["records"] == 5
    assert told["output"]["bytes"] == (office.folder / "out").stat().st_size
    assert not [value for value in ("Ana", "HN", "1987", "surprise") if value in text]
    assert "was released as decision f-1, 5 records" in sentence(told, "out")


def test_a_refusal_is_told_with_its_case(office):
    job = office.job(office.list_of(5), partner="ice-ero", purpose="immigration-enforcement")

    told = report(office.redact(job), job.question, NDJSON)

    assert not told["released"]
    assert told["decision"] == "f-1"
    assert "Nothing was released" in sentence(told, "out")
    assert "firewall case show C-1" in sentence(told | {"case": "C-1"}, "out")


def test_a_report_is_what_its_schema_says(office):
    schema = json.loads(PATH.read_text("utf-8"))
    released, refused = (
        office.job(office.list_of(5)),
        office.job(office.list_of(5), partner="ice-ero", out="none"),
    )
    told = [report(office.redact(job), job.question, NDJSON) for job in (released, refused)]

    assert [one["released"] for one in told] == [True, False]
    for one in told:
        read_again = json.loads(json.dumps(one))
        assert faults(read_again, schema, schema) == []
        assert faults(read_again | {"value": "Ana"}, schema, schema) == ["/value: unknown"]
        assert faults({**read_again, "records": "5"}, schema, schema) == ["/records: not integer"]
    assert keywords(schema) <= KNOWN
