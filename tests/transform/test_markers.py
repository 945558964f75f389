"""Markers, most of all those of FHIR: a third-party reader accepts the bundle, and nothing tells who had what."""

import json

from fhir.resources.R4B.bundle import Bundle

from firewall.policy.files import services
from firewall.transform.markers import MARKERS
from tests.helpers import CLINIC, World, compiled, decoded

FHIR = """
    fields:
      /resourceType: record.meta
      /type: record.meta
      /total: aggregate
      /link/*/relation: record.meta
      /link/*/url: record.meta
      /entry/*/resource/resourceType: record.meta
      /entry/*/resource/id: record.id
      /entry/*/resource/name/*/family: identity.name
      /entry/*/resource/birthDate: immigration.status
      /entry/*/resource/_birthDate: immigration.status
      /entry/*/resource/contact: immigration.status
      /entry/*/resource/maritalStatus: immigration.status
    markers:
      /entry/*/resource/_birthDate: masked
      /entry/*/resource/contact: masked-list
      /entry/*/resource/maritalStatus: masked
"""
REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
CANARY = "1987-03-14"


def patient(**more):
    return {"resource": {"resourceType": "Patient", "id": "p1", "name": [{"family": "Lopez"}], **more}}


def bundle(*entries):
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": "next", "url": "https://clinic.example/fhir?page=2"}],
        "entry": list(entries),
    }


def world():
    head, _, rest = CLINIC.partition("    fields:\n")
    _, patients, rest = rest.partition("  - route: patients")
    return World(compiled(**{"services/clinic.yaml": head + FHIR.lstrip("\n") + patients + rest}))


async def seen(*entries):
    own = world()
    ruling = await own.ask()
    ruling = await own.tell(ruling, bundle(*entries), media_type="application/fhir+json")
    return ruling, decoded(ruling)


async def test_a_bundle_stays_valid_and_says_what_is_masked():
    ruling, body = await seen(
        patient(
            birthDate=CANARY,
            contact=[{"name": {"family": CANARY}}],
            maritalStatus={"text": CANARY},
        )
    )
    read = Bundle.model_validate(body)

    assert ruling.outgoing.media_type == "application/fhir+json"
    assert CANARY.encode() not in ruling.outgoing.body
    resource = read.entry[0].resource
    assert resource.birthDate is None
    assert resource.birthDate__ext.extension[0].valueCode == "masked"
    assert resource.contact[0].extension[0].url == resource.maritalStatus.extension[0].url == REASON
    assert read.link[0].url == "https://clinic.example/fhir?page=2"


async def test_it_says_so_in_every_record_alike():
    _, with_it = await seen(patient(birthDate=CANARY, maritalStatus={"text": "x"}))
    _, without = await seen(patient())
    assert with_it == without


def test_each_type_of_marker_has_a_word():
    assert set(services.MARKERS) == set(MARKERS)
    assert json.loads(json.dumps(MARKERS)) == MARKERS
