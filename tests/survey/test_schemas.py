"""The members that a schema describes: all of them where there is an end, and an end in any case."""

import pytest

from firewall.survey.schemas import Members, OutOfFileError, members, resolved


def places(schema, document=None):
    return members(document or {}, schema).places


def test_members_items_and_keys_that_are_data():
    schema = {
        "properties": {
            "id": {"type": "integer"},
            "names": {"type": "array", "items": {"properties": {"family": {}, "given": {"items": {"type": "string"}}}}},
            "by_day": {"additionalProperties": {"properties": {"count": {}}}},
            "any": {"additionalProperties": True},
        }
    }  # fmt: skip

    assert set(places(schema)) == {
        ("id",), ("names", "*", "family"), ("names", "*", "given", "*"), ("by_day", "?", "count"), ("any",),
    }  # fmt: skip


def test_parts_are_taken_together():
    document = {"defs": {"Base": {"properties": {"id": {}}}}}
    schema = {
        "allOf": [{"$ref": "#/defs/Base"}, {"properties": {"name": {}}}],
        "oneOf": [{"properties": {"x": {}}}],
    }

    assert set(places(schema, document)) == {("id",), ("name",), ("x",)}


def test_a_place_that_others_lie_below_is_none_itself():
    assert places({"allOf": [{"properties": {"a": {}}}, {"properties": {"a": {"properties": {"b": {}}}}}]}) == (("a", "b"),)  # fmt: skip


def test_a_circle_ends():
    document = {"Node": {"properties": {"name": {}, "next": {"$ref": "#/Node"}, "self": {"$ref": "#/self"}}}}
    document["self"] = {"$ref": "#/self"}
    found = members(document, {"$ref": "#/Node"})

    assert ("name",) in found.places
    assert not found.is_cut


def test_a_bomb_ends_and_says_so():
    layers = {
        f"L{n}": {"properties": {f"p{i}": {"$ref": f"#/L{n + 1}"} for i in range(40)}} for n in range(12)
    }
    found = members(layers, {"$ref": "#/L0"})

    assert found.is_cut
    assert len(found.places) <= 400


@pytest.mark.parametrize(
    "reference", ["other.json#/A", "http://127.0.0.1/a.json", "file:///etc/passwd", "/etc/passwd", ""]
)
def test_no_reference_leads_out_of_the_file(reference):
    with pytest.raises(OutOfFileError):
        resolved({}, reference)
    found = members({}, {"properties": {"a": {"$ref": reference}, "b": {}}})

    assert found == Members((("a",), ("b",)), leads_out=True)


def test_a_reference_to_nothing_describes_nothing():
    assert places({"properties": {"a": {"$ref": "#/nowhere/1"}}}) == (("a",),)
    assert resolved({"a/b": {"~": 1}}, "#/a~1b/~0") == 1


def test_what_is_no_schema_describes_nothing():
    assert [places(odd) for odd in (None, True, 3, "x", [], {}, {"properties": []}, {"allOf": {}})] == [
        ()
    ] * 8
