import json

from firewall.files.report import report, sentence
from tests.files.office import NDJSON


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
