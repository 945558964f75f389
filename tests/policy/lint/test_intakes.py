import pytest

from tests.helpers_policy import FOLDER

SERVICE = "services/clinic.yaml"
ACCEPTS = "    accepts: [identity, contact]\n    otherwise: remove"


@pytest.mark.parametrize(
    ("match", "rest", "told"),
    [
        ("POST /patients", ACCEPTS, []),
        ("POST /patients", "    accepts: none", []),
        ("POST /patients", "    fields: {/id: record.id}", ["POL472"]),
        ("PUT /patients", "    fields: {/id: record.id}", ["POL472"]),
        ("PATCH /patients", "    fields: {/id: record.id}\n    body: {/name: identity.name}", ["POL472"]),
        ("POST /patients", "    fields: {/id: record.id}\n    body: {/name: identity.name}", []),
        ("PUT /patients", ACCEPTS, ["POL474"]),
        ("PUT /patients", "    accepts: [identity, contact]", []),
        ("DELETE /patients", "    fields: {/id: record.id}", []),
    ],
)
def test_a_route_that_takes_anything_is_told(codes, match, rest, told):
    text = FOLDER[SERVICE].replace(f"match: POST /patients\n{ACCEPTS}", f"match: {match}\n{rest}")
    found = codes(**{SERVICE: text}) if text != FOLDER[SERVICE] else []

    assert [code for code in found if code in {"POL472", "POL474"}] == told
