"""A service's answers: which are asked for, with which ids, and what stands in no note."""

import json

import pytest

from firewall.errors import ConfigError
from firewall.policy.load import load
from firewall.survey.fetching import Answer
from firewall.survey.sampling import Sampler, at, read_saved
from tests.helpers import detectors
from tests.helpers_policy import folder

PARKS = """
service: parks
upstream: http://127.0.0.1:9102
routes:
  - route: permit
    match: GET /permits/{id}
    path: {id: record.id}
    fields: {/id: record.id, /name: identity.name}
  - route: permits
    match: GET /permits
    query: {page: paging, count: limit}
    page_size: 5
    fields: {/items/*/id: record.id, /items/*/name: identity.name}
  - route: visits
    match: GET /permits/{id}/visits/{visit}
    path: {id: record.id, visit: record.id}
    fields: {/id: record.id}
  - route: search
    match: POST /permits/search
    fields: {/items/*/id: record.id}
"""


def service(text=PARKS):
    return load(folder(**{"services/parks.yaml": text})).services[-1]


def answer(tree):
    return Answer(json.dumps(tree).encode(), "application/json")


class Parks:
    """A service of a dictionary: target -> answer."""

    def __init__(self, **answers):
        self.asked = []
        self.answers = {
            "/permits?count=5": answer({"items": [{"id": 7001, "name": "Ann"}, {"id": "a/b"}]}),
            "/permits/7001": answer({"id": 7001, "name": "Ann"}),
            "/permits/a%2Fb": answer({"id": "a/b"}),
        } | answers

    def __call__(self, url):
        target = url.removeprefix("http://127.0.0.1:9102")
        self.asked.append(target)
        return self.answers.get(target, Answer(why="status-404"))


def sampled(parks, *, given=None, saved=None, most=20, text=PARKS):
    parts = {"service": service(text), "fetch": parks, "detectors": detectors()}
    return Sampler(**parts, given=given or {}, saved=saved or {}, most=most).run()


def test_lists_are_asked_first_and_their_ids_are_asked_for():
    parks = Parks()
    found = sampled(parks)

    assert parks.asked == [
        "/permits?count=5",
        "/permits?count=5&page=2",
        "/permits?count=5&page=3",
        "/permits/7001",
        "/permits/a%2Fb",
    ]
    assert found.answers["parks:permit"] == [{"id": 7001, "name": "Ann"}, {"id": "a/b"}]


def test_no_id_stands_in_a_note():
    parks = Parks()
    del parks.answers["/permits/7001"]
    found = sampled(parks)

    assert any(
        "parks:permit: Some answers are missing. It answered with 404." in note for note in found.notes
    )
    assert "7001" not in "".join(found.notes)


def test_an_id_that_a_person_gives_is_asked_for_alone():
    parks = Parks()
    sampled(parks, given={"id": "7001"})

    assert [target for target in parks.asked if target.startswith("/permits/")] == ["/permits/7001"]


def test_several_parameters_are_filled_together():
    parks = Parks(**{"/permits/7001/visits/9": answer({"id": 9})})
    found = sampled(parks, given={"id": "7001", "visit": "9"})

    assert found.answers["parks:visits"] == [{"id": 9}]


def test_a_route_without_ids_says_how_to_give_one():
    notes = sampled(Parks()).notes

    assert any(
        note.startswith("parks:visits: no ids are known. Give one with --id id=..., --id visit=...")
        for note in notes
    )


def test_only_routes_that_read_are_asked():
    parks = Parks()
    found = sampled(parks)

    assert not any("search" in target for target in parks.asked)
    assert any(note.startswith("parks:search: only GET routes are asked.") for note in found.notes)


def test_no_more_records_are_asked_for_than_was_said():
    parks = Parks()
    parks.answers["/permits?count=1"] = parks.answers["/permits?count=5"]
    sampled(parks, most=1)

    assert sum(target.startswith("/permits/") for target in parks.asked) == 1


def test_saved_answers_take_the_place_of_asking_and_give_ids():
    parks = Parks()
    found = sampled(parks, saved={"parks:permits": [{"items": [{"id": 7001}]}]})

    assert parks.asked == ["/permits/7001"]
    assert found.answers["parks:permits"] == [{"items": [{"id": 7001}]}]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Answer(b"{,", "application/json"), "This is not JSON"),
        (Answer(b"\x89PNG\x00", "image/png"), "It is no text"),
        (Answer(why="unreachable"), "Nobody answers there"),
    ],
)
def test_an_answer_that_cannot_be_read_is_noted(given, says):
    found = sampled(
        Parks(
            **{"/permits?count=5": given, "/permits?count=5&page=2": given, "/permits?count=5&page=3": given}
        )
    )

    assert any(note.startswith("parks:permits:") and says in note for note in found.notes)
    assert not found.answers["parks:permits"]


def test_a_text_is_the_one_member_of_its_document():
    found = sampled(Parks(**{"/permits?count=5": Answer(b"plain words", "text/plain")}))

    assert found.answers["parks:permits"] == [{"text": "plain words"}]


def test_what_stands_at_a_declared_place():
    tree = {"items": [{"a": 1}, {"b": 2}, {"a": 3}], "map": {"x": {"a": 4}}}

    assert list(at(tree, ("items", "*", "a"))) == [1, 3]
    assert list(at(tree, ("map", "*", "a"))) == [4]
    assert list(at(tree, ("nothing", "*"))) == []


# ---- saved answers


def test_saved_answers_are_found_by_the_names_of_routes(tmp_path):
    (tmp_path / "permit").mkdir()
    (tmp_path / "permit" / "1.json").write_text('{"id": 1}')
    (tmp_path / "permit" / "2.json").write_text('{"id": 2}')
    (tmp_path / "search.json").write_text('{"items": []}')

    assert read_saved(tmp_path, service()) == {
        "parks:permit": [{"id": 1}, {"id": 2}],
        "parks:search": [{"items": []}],
    }


def test_a_saved_answer_that_is_broken_is_told_with_its_place(tmp_path):
    (tmp_path / "permit.json").write_text('{"id": A000187654}')
    with pytest.raises(ConfigError, match=r"permit\.json:1:8: This is not JSON") as raised:
        read_saved(tmp_path, service())

    assert "A000187654" not in str(raised.value)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_answers_says_what_they_are_called(tmp_path, there):
    with pytest.raises(ConfigError, match=r"Name them after the routes: permit\.json, permits\.json"):
        read_saved(tmp_path if there else tmp_path / "missing", service())


def test_what_else_may_be_done_about_missing_ids_is_said_by_who_asks():
    parts = {"service": service(), "fetch": Parks(), "detectors": detectors(), "given": {}, "saved": {}}

    assert "no ids are known. Give one with --id id=..., --id visit=...." in "".join(
        Sampler(**parts, most=5, or_else="").run().notes
    )
    assert "--from" in "".join(Sampler(**parts, most=5).run().notes)
