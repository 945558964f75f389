"""Resources of FHIR without what is withheld, read by a validator: also where the standard wants what is masked."""

import json

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.formats.through import through

CANARY = "CANARY-7c1f"
MARKED = """title: Resources
    markers: {markers}
"""
RESOURCES = {
    "Observation": (
        {"status": "final", "code": {"text": CANARY}, "subject": {"reference": f"Patient/{CANARY}"}, "valueString": CANARY},
        {"code": "masked", "subject": "masked", "_status": "masked"},
    ),
    "Encounter": (
        {"status": "finished", "class": {"code": CANARY}, "subject": {"display": CANARY}, "reasonCode": [{"text": CANARY}]},
        {"class": "masked", "subject": "masked", "reasonCode": "masked-list", "_status": "masked"},
    ),
    "Condition": (
        {"subject": {"reference": CANARY}, "code": {"text": CANARY}, "note": [{"text": CANARY}]},
        {"subject": "masked", "code": "masked"},
    ),
    "Immunization": (
        {"status": "completed", "vaccineCode": {"text": CANARY}, "patient": {"display": CANARY}, "occurrenceDateTime": "2026-01-02"},
        {"vaccineCode": "masked", "patient": "masked", "_status": "masked"},
    ),
    "Coverage": (
        {"status": "active", "beneficiary": {"display": CANARY}, "payor": [{"display": CANARY}], "subscriberId": CANARY},
        {"beneficiary": "masked", "payor": "masked-list", "_status": "masked"},
    ),
    "MedicationRequest": (
        {"status": "active", "intent": "order", "subject": {"display": CANARY}, "medicationCodeableConcept": {"text": CANARY}},
        {"subject": "masked", "medicationCodeableConcept": "masked", "_status": "masked", "_intent": "masked"},
    ),
    "RelatedPerson": (
        {"patient": {"display": CANARY}, "name": [{"family": CANARY}], "telecom": [{"value": CANARY}]},
        {"patient": "masked", "name": "masked-list"},
    ),
}  # fmt: skip

SHARED = {"occurrenceDateTime"}
"""Of several types one: this validator wants one of them, and does not see that it is said to be masked."""


@pytest.mark.parametrize("kind", RESOURCES)
async def test_what_is_left_of_a_resource_is_one(kind):
    said, markers = RESOURCES[kind]
    places = {"/resourceType": "record.meta", "/id": "record.id"}
    places |= {f"/{name}": "immigration.citizenship" for name in {**said, **markers} if name not in SHARED}
    places |= {f"/{name}": "record.meta" for name in said if name in SHARED}
    body = {"resourceType": kind, "id": "r1", **said}
    more = MARKED.format(markers="{" + ", ".join(f"/{name}: {word}" for name, word in markers.items()) + "}")

    ruling = await through(json.dumps(body).encode(), "application/fhir+json", places, more.rstrip())

    left = json.loads(ruling.outgoing.body)
    assert CANARY.encode() not in ruling.outgoing.body
    assert set(left) == {"resourceType", "id", *markers, *(SHARED & said.keys())}
    read = get_fhir_model_class(kind).model_validate(left)
    assert json.loads(read.model_dump_json(by_alias=True)) == left
