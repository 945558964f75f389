"""What of a page a link may say in the open, and what may stand under a seal."""

from dataclasses import replace

import pytest

from firewall.inspection.paging import is_of_forms, is_of_pages, is_open, may_be_sealed
from firewall.model import RouteId
from tests.helpers_dialects import world

QUERY = {"page": "paging", "itemsPerPage": "paging", "records_per_page": "paging", "after": "paging", "pageToken": "paging", "startIndex": "paging", "seite": "paging",
    "wieviele": "limit", "cursor": "cursor", "lang": "language"}  # fmt: skip


def route(dialect=""):
    found = world("odata").policy.bundle.routes[RouteId("clinic:table")]
    return replace(found, dialect=dialect, query=QUERY)


@pytest.mark.parametrize(
    "name", ["page", "startIndex", "seite", "itemsPerPage", "records_per_page", "wieviele"]
)
@pytest.mark.parametrize("value", ["0", "1", "999999"])
def test_a_small_number_of_a_page_is_told(name, value):
    assert is_open(name, value, route())


@pytest.mark.parametrize(
    "name", ["$skip", "$top", "page[number]", "page[offset]", "page[size]", "_count", "limit", "offset"]
)
def test_and_so_it_is_in_a_dialect(name):
    assert is_open(name, "20", route("jsonapi"))
    assert not is_open(name, "20", route())


@pytest.mark.parametrize(
    "name", ["after", "pageToken", "cursor", "lang", "other", "$skiptoken", "page[after]", "page[cursor]"]
)
def test_what_may_be_a_key_is_not_told_in_any_way(name):
    assert not is_open(name, "7", route("jsonapi"))


@pytest.mark.parametrize(
    "value",
    ["", "00", "07", "-1", "+1", "1.0", "1e3", "1000000", "012345678", "MX", "7 ", "\u0667", "undocumented"],
)
def test_no_other_value_is_told(value):
    assert not is_open("page", value, route())
    assert not is_open("wieviele", value, route())


@pytest.mark.parametrize(
    "name", ["wieviele", "$top", "page[size]", "page[limit]", "_count", "limit", "lang", "other"]
)
def test_how_many_is_never_sealed(name):
    assert not may_be_sealed(name, route("odata"))


@pytest.mark.parametrize("name", ["page", "cursor", "$skiptoken", "$skip", "page[after]", "offset"])
def test_which_page_may_be(name):
    assert may_be_sealed(name, route("odata"))
    assert is_of_pages(name, route("odata"))


def test_how_an_answer_is_written_is_a_word_of_a_dialect():
    assert is_of_forms("$format", route("odata"))
    assert is_of_forms("_format", route("fhir"))
    assert not is_of_forms("$format", route())
    assert not is_of_forms("lang", route("odata"))
