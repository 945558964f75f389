"""What can be asked, from a description where services put it, or from paths that a person names."""

import pytest

from firewall.errors import ConfigError
from firewall.founding import drafts
from firewall.survey.fetching import fetch
from firewall.survey.openapi import Description, Draft
from firewall.survey.places import Places
from tests.helpers import detectors
from tests.helpers_service import answers, serving


def named(*paths, prefix="", given=None):
    return drafts.named(paths, prefix, Places(detectors()), given or {})


def test_a_description_is_found_where_services_put_it():
    with serving() as (url, _):
        description, where = drafts.found(url, fetch)

    assert (where, description.title) == ("/openapi.json", "Residents")


@pytest.mark.parametrize(
    "page", [(200, "text/html", b"<html>hello</html>"), (200, "application/json", b"{}")]
)
def test_a_page_that_answers_everything_is_no_description(page):
    with serving(dict.fromkeys((path.partition("?")[0] for path in drafts.USUAL), page)) as (url, asked):
        assert drafts.found(url, fetch) is None
    assert len(asked) == len(drafts.USUAL)


def test_where_there_is_none_nothing_is_found():
    with serving(answers(described=False)) as (url, _):
        assert drafts.found(url, fetch) is None


def test_numbers_ids_and_data_in_a_path_are_parameters():
    paths = {
        "/people/7001": "/people/{id}",
        "/city/people/7001.json?_shape=objects": "/city/people/{id}",
        "/v1/people/7/visits/12": "/v1/people/{people_id}/visits/{visits_id}",
        "/people/123e4567-e89b-12d3-a456-426614174000": "/people/{id}",
        "/people/lucia@example.org": "/people/{id}",
        "/people/A000187654": "/people/{id}",
        "/people/{personId}": "/people/{personId}",
        "/people": "/people",
    }

    assert {path: named(path)[0].draft.path for path in paths} == paths


def test_what_is_asked_is_what_was_named():
    (one,) = named("/people/7?a=1&b=&a=2", prefix="/api")

    assert (one.draft.path, one.draft.query, one.target) == ("/api/people/{id}", ("a", "b"), "/api/people/7?a=1&b=&a=2")  # fmt: skip


def test_a_parameter_needs_a_value_to_be_asked_with():
    assert named("/people/{id}")[0].target == ""
    assert named("/people/{id}", given={"id": "7"})[0].target == "/people/7"


def test_no_value_stands_in_what_is_shown_of_it():
    assert "7001" not in repr(named("/people/7001"))


@pytest.mark.parametrize(
    "path", ["people", "http://x.example/people", "//x.example/a", "/a#b", "http://[", ""]
)
def test_what_is_no_path_is_an_error(path):
    with pytest.raises(ConfigError, match="--path"):
        named(path)


def test_the_path_of_the_address_takes_the_place_of_the_description_s():
    description = Description(prefix="/v1", drafts=[Draft(method="GET", path="/v1/a", members=(("b",),))])

    assert drafts.described(description, "") == description.drafts
    assert drafts.described(description, "/api/v1")[0].path == "/api/v1/a"
    assert drafts.described(description, "/api/v1")[0].members == (("b",),)
