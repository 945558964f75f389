"""One source from opening to findings, and which of them are told."""

import io

from firewall.survey.fetching import fetch
from firewall.survey.scanning import Wanted, scan
from firewall.survey.sources import Source, UnopenedError, sources


def told(path, looker, kind=""):
    return [one for source in sources(str(path), fetch, io.BytesIO()) for one in scan(source, looker, kind)]


def test_a_file_is_looked_into(tmp_path, looker):
    (tmp_path / "a.json").write_text('{"x": "A000187654"}')

    assert [(one.path, one.category) for one in told(tmp_path / "a.json", looker)] == [
        ("/x", "immigration.identifier")
    ]


def test_the_kind_that_a_person_tells_outranks_the_name(tmp_path, looker):
    (tmp_path / "a.json").write_text("A000187654")

    assert [one.detector for one in told(tmp_path / "a.json", looker)] == ["not-json"]
    assert [one.detector for one in told(tmp_path / "a.json", looker, "text")] == ["us.a-number"]


def test_what_cannot_be_opened_is_a_finding(looker):
    def refuse():
        raise UnopenedError("permission")

    (one,) = scan(Source("a", refuse), looker)

    assert (one.category, one.detector) == ("uninspectable", "permission")


def test_how_much_was_read_is_told_on_the_way(tmp_path, looker):
    (tmp_path / "a.ndjson").write_text('{"x": "A000187654"}\n' * 10_000)
    (source,) = sources(str(tmp_path / "a.ndjson"), fetch, io.BytesIO())
    steps = []
    found = sum(1 for _ in scan(source, looker, "", steps.append))

    assert found == 10_000
    assert len(steps) > 2
    assert steps == sorted(steps)
    assert steps[-1] <= source.size


def test_the_file_is_closed(tmp_path, looker):
    (tmp_path / "a.json").write_text("{")
    streams = []
    (source,) = sources(str(tmp_path / "a.json"), fetch, io.BytesIO())

    def opening():
        streams.append(source.open())
        return streams[-1]

    list(scan(Source("a", opening), looker))

    assert streams[0][0].closed


def test_guesses_and_other_categories_can_be_left_out(tmp_path, looker):
    (tmp_path / "a.json").write_text('{"phone": "+1-312-555-0142", "alienNumber": "A000187654"}')
    found = told(tmp_path / "a.json", looker)
    among = Wanted(least=0.9, only=frozenset({"immigration"})).among(found)

    assert {(one.category, one.detector) for one in among} == {("immigration.identifier", "name")}
    assert len(list(Wanted().among(found))) == len(found) > 3


def test_what_could_not_be_looked_into_is_never_left_out(tmp_path, looker):
    (tmp_path / "a.json").write_text("{")
    among = Wanted(least=1.0, only=frozenset({"health"})).among(told(tmp_path / "a.json", looker))

    assert [one.detector for one in among] == ["not-json"]
