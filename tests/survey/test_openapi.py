"""What a description says can be asked, in three versions of the format, and what a hostile one gets."""

import json

import pytest
import yaml

from firewall.errors import ConfigError
from firewall.survey.openapi import read
from tests.helpers_service import OPENAPI

SWAGGER = {
    "swagger": "2.0",
    "basePath": "/v1/",
    "paths": {
        "/pets/{id}": {
            "get": {
                "parameters": [{"$ref": "#/parameters/q"}],
                "responses": {"200": {"schema": {"$ref": "#/definitions/Pet"}}},
            }
        }
    },
    "parameters": {"q": {"name": "q", "in": "query"}},
    "definitions": {"Pet": {"properties": {"owner": {"properties": {"phone": {}}}}}},
}


def described(document, as_=json.dumps):
    return read(as_(document).encode(), "it.json")


def changed(**members):
    return OPENAPI | members


@pytest.mark.parametrize("as_", [json.dumps, yaml.safe_dump])
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_routes_parameters_and_members(as_, version):
    found = described(changed(openapi=version), as_)
    drafts = {(draft.method, draft.path): draft for draft in found.drafts}
    people, person = drafts["GET", "/people"], drafts["GET", "/people/{personId}"]

    assert found.title == "Residents"
    assert (people.method, people.title, people.query) == ("GET", "All residents", ("limit", "page", "sort", "phone"))  # fmt: skip
    assert ("results", "*", "full_name") in people.members
    assert (drafts["POST", "/people"].members, person.query) == ((), ())
    assert ("email",) in person.members
    assert drafts["GET", "/files/{name}.pdf"].members == ()
    assert list(found.notes) == [
        "GET /files/{name}.pdf: it answers with application/x-unheard-of, which the firewall does not read."
    ]


def test_swagger_2_is_read_too():
    (draft,) = described(SWAGGER).drafts

    assert (draft.path, draft.query, draft.members) == ("/v1/pets/{id}", ("q",), (("owner", "phone"),))


def test_the_path_of_a_server_stands_before_every_path():
    assert (
        described(changed(servers=[{"url": "https://x.example/api/v2/"}])).drafts[0].path == "/api/v2/people"
    )
    assert described(changed(servers=[{"url": "https://x.example/{version}"}])).drafts[0].path == "/people"
    assert described(changed(servers=[{"url": "http://[bad"}])).drafts[0].path == "/people"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no OpenAPI"),
        (b"[]", "no OpenAPI"),
        (b"<html>", "no OpenAPI"),
        (b'{"openapi": "4.0", "paths": {}}', "no OpenAPI"),
        (b'{"openapi": "3.0.0", "paths": {}}', "describes no path"),
        (b'{"openapi": "3.0.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}', "describes no path"),
        (b"a: &x [1]\nb: *x\n", "anchors"),
        (b"a: !!python/name:os.system ''\n", "tags"),
        (b'{"openapi": "3.0.0", "openapi": "3.1.0"}', "twice"),
        (b'{"openapi"', "JSON"),
    ],
)
def test_what_cannot_be_used_is_an_error_with_its_name(body, says):
    with pytest.raises(ConfigError, match=says) as caught:
        read(body, "it.json")

    assert str(caught.value).startswith("it.json")


def test_ways_out_of_the_file_are_told_and_not_followed():
    document = changed(
        paths={
            "/a": {
                "get": {
                    "parameters": [{"$ref": "file:///etc/passwd"}],
                    "responses": {"200": {"$ref": "https://x.example/a.json"}},
                }
            },
            "/b": {"$ref": "other.yaml#/b"},
        }
    )
    found = described(document)

    assert [(draft.path, draft.members) for draft in found.drafts] == [("/a", ())]
    assert list(found.notes) == ["It refers to other files or addresses, which were not followed."]


def test_there_is_an_end_to_routes_and_members():
    many = {f"/p{n}": {"get": {}} for n in range(2000)}
    wide = {"properties": {f"m{n}": {} for n in range(2000)}}
    big = {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": wide}}}}}}}

    assert len(described(changed(paths=many)).drafts) == 500
    assert len(described(changed(paths=big)).drafts[0].members) <= 400
    assert "first" in " ".join(described(changed(paths=big)).notes)


def test_odd_things_are_passed_over():
    odd = {
        "/a": {"get": {"summary": {"x": 1}, "parameters": {"x": 1}, "responses": []}},
        "/b": [],
        "/c": {"get": []},
    }

    assert [draft.path for draft in described(changed(paths=odd, info=[])).drafts] == ["/a"]
