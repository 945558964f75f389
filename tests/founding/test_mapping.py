"""A service asked and its file written: what is sure is declared, what is guessed is not, and no value stays."""

import pytest
import yaml

from firewall.errors import PolicyError
from firewall.founding.folder import base
from firewall.founding.mapping import Mapper, _described_list, listed
from firewall.founding.routes import Writing, plan
from firewall.policy.load import load
from firewall.survey import openapi
from firewall.survey.fetching import Answer, fetch
from firewall.survey.keys import Keys
from firewall.survey.openapi import Draft
from firewall.survey.places import Places
from tests.helpers import detectors
from tests.helpers_service import CANARIES, OPENAPI, answers, serving


def mapper(words, first, url, drafts, **options):
    writing = Writing(
        service="residents", title="Residents", upstream=url, vocabulary=words[1], detectors=detectors()
    )
    parts = {"targets": {}, "given": {}, "most": 5, "fetch": lambda u: fetch(u, as_firewall=True)} | options
    return Mapper(
        writing=writing, plan=plan(drafts), base=base(first, words[0]), detectors=detectors(), **parts
    )


@pytest.fixture(scope="module")
def described():
    import json

    return openapi.read(json.dumps(OPENAPI).encode(), "it").drafts


@pytest.fixture
def mapped(words, first, described):
    with serving() as (url, asked):
        yield mapper(words, first, url, described).run(), asked


def loaded(words, first, text):
    return {r.id: r for r in load({**base(first, words[0]), "services/residents.yaml": text}).routes.values()}


def test_lists_are_asked_then_single_records_by_ids_that_only_look_like_ids(mapped):
    found, asked = mapped

    assert asked == [
        "/people?limit=5", "/people?limit=5&page=2", "/people?limit=5&page=3", "/people/7001", "/people/7002",
    ]  # fmt: skip
    assert {route: len(trees) for route, trees in found.sampled.answers.items()} == {
        "residents:people": 3, "residents:people-one": 2,
    }  # fmt: skip


def test_what_is_sure_is_declared_and_the_rest_is_not(mapped, words, first):
    route = loaded(words, first, mapped[0].text)["residents:people-one"]

    assert {path[0]: said for path, said in route.fields.items()} == {
        "full_name": ("identity.name",),
        "birth_date": ("identity.dob",),
        "phone": ("contact.phone",),
        "address": ("contact.address",),
        "citizenship": ("immigration.citizenship", "immigration.status"),
        "alien_number": ("immigration.identifier",),
        "notes": ("case_notes",),
        "email": ("contact.email",),
    }
    assert "      # /id: record.id  # scan: a guess" in mapped[0].text
    assert "      # /colour: look at it  # scan: nothing is known" in mapped[0].text


def test_a_list_is_known_by_where_its_records_stand(mapped, words, first):
    route = loaded(words, first, mapped[0].text)["residents:people"]

    assert (route.records, route.page_size) == (("results",), 2)
    assert "page_size: 2        # seen, not known: write the most" in mapped[0].text


def test_no_value_stands_in_the_file_nor_what_values_look_like(mapped):
    found, _ = mapped

    assert [canary for canary in CANARIES if canary in found.text + "".join(found.sampled.notes)] == []
    assert ", as " not in found.text
    assert yaml.safe_load(found.text)["service"] == "residents"


def test_a_path_that_was_named_is_asked_as_it_was_named(words, first):
    draft = Draft(method="GET", path="/people/{id}")
    with serving(answers(described=False)) as (url, asked):
        found = mapper(words, first, url, [draft], targets={"people-one": "/people/7001?x=1"}).run()

    assert asked == ["/people/7001?x=1"]
    assert "/full_name: identity.name" in found.text
    assert "7001" not in found.text


def test_what_a_named_path_lacks_is_told_once(words, first):
    draft = Draft(method="GET", path="/people")
    with serving({"/people": (302, "text/plain", b"")}) as (url, _):
        found = mapper(words, first, url, [draft], targets={"people": "/people"}).run()

    assert len(found.sampled.notes) == 1


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((200, "text/calendar", b"hello"), "type that the firewall does not read"),
        ((302, "text/plain", b""), "redirects"),
        ((500, "text/plain", b""), "500"),
    ],
)
def test_what_the_firewall_would_refuse_is_told_now(words, first, answer, says):
    with serving({"/people": answer}) as (url, _):
        found = mapper(words, first, url, [Draft(method="GET", path="/people")]).run()

    assert says in found.sampled.notes[0]
    assert found.proposals == []
    assert loaded(words, first, found.text)["residents:people"].fields == {}


def test_where_nobody_answers_the_description_alone_is_proposed(words, first, described):
    found = mapper(words, first, "http://127.0.0.1:9", described).run()

    assert "/full_name: identity.name  # scan: proposed by name (0.75); described, not seen" in found.text
    assert loaded(words, first, found.text)["residents:people"].records == ("results",)
    assert "page_size" not in found.text


def test_an_address_that_the_policy_does_not_take_is_a_fault(words, first):
    with pytest.raises(PolicyError, match="upstream"):
        mapper(words, first, "ftp://x", [Draft(method="GET", path="/a")]).run()


def test_the_nearest_list_of_objects_is_where_records_stand():
    keys = Keys(Places(detectors()))
    trees = [
        ({"results": [{"a": [{}]}, {}], "links": [{}, {}]}, (("results",), 2)),
        ([{}, {}, {}], ((), 3)),
        ({"links": [{}], "data": {"rows": [{}]}}, (("data", "rows"), 1)),
        ({"names": ["a"], "123-45-6789": [{}]}, None),
        ({"a": []}, None),
        ({"Ana Nobody": [{}]}, None),
        ("text", None),
    ]

    assert [listed(tree, keys) for tree, _ in trees] == [expected for _, expected in trees]


def test_who_is_silent_is_not_waited_for_again_and_again(words, first):
    asked = []

    def silent(url):
        asked.append(url)
        return Answer(why="timeout")

    drafts = [Draft(method="GET", path=f"/p{chr(97 + n)}") for n in range(20)]
    mapper(words, first, "http://127.0.0.1:9", drafts, fetch=silent).run()

    assert len(asked) == 3


def test_a_few_dozen_routes_are_asked_and_no_more(words, first):
    drafts = [Draft(method="GET", path=f"/p{n}x") for n in range(45)]
    with serving({}) as (url, asked):
        found = mapper(words, first, url, drafts).run()

    assert len(set(asked)) == 40
    assert "5 routes were not asked" in found.sampled.notes[0]
    assert len(loaded(words, first, found.text)) == 45


def test_a_description_says_where_records_stand():
    places = [("links", "*", "href"), ("a", "b", "*", "c"), ("rows", "*", "x"), ("tags", "*"), ("total",)]

    assert _described_list(places) == ("rows",)
    assert _described_list([("tags", "*"), ("links", "*", "href")]) is None
    assert _described_list([("*", "x")]) == ()
    assert _described_list([("?", "rows", "*", "x")]) is None
