"""JSON in a string is a text: what it says under a name that tells takes the member out."""

import json

import pytest

from tests.helpers import World, decoded

STATUS = {"immigration_status": "undocumented", "visa": "none"}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(STATUS),
        json.dumps([STATUS]),
        json.dumps({"a": json.dumps(STATUS)}),
        json.dumps(STATUS, indent=1),
    ],
)
async def test_what_stands_in_json_in_a_string_does_not_leave(text):
    own = World()
    ruling = await own.fetch(answer={"id": "7", "name": "Ana", "remark": text})
    body = decoded(ruling)
    assert body["id"] == "7"
    assert b"undocumented" not in ruling.outgoing.body
    assert b"immigration_status" not in ruling.outgoing.body


async def test_harmless_json_in_a_string_leaves_as_it_came():
    text = json.dumps({"colour": "green", "n": 1.10})
    ruling = await World().fetch(answer={"id": "7", "name": "Ana", "remark": text})
    assert decoded(ruling)["remark"] == text
