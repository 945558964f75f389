"""What a service collects, in every shape in which it can be sent: by a partner, and by the city's own portal."""

import pytest

from firewall.model import Kind, Outcome, PartnerId, Party, Requester
from tests.formats.archives import zipped
from tests.formats.pdf.test_pdf import made as pdf
from tests.formats.photos import photo
from tests.helpers import HEALTH, World, compiled, encoded

CANARY = "CANARY-7c1f"
NUMBER = "A219384756"
PORTAL = Requester(party=Party(PartnerId("resident-portal"), Kind("subject")), authenticated_by="api-key")
BOTH = pytest.mark.parametrize("sender", [HEALTH, PORTAL], ids=["partner", "portal"])
PARTS = "multipart/form-data; boundary=Bnd"
SERVICE = """
service: office
upstream: http://127.0.0.1:9104
existence: open
routes:
  - route: form
    match: POST /applications
    accepts: [identity.name, contact, record.meta, case_notes, photo]
    otherwise: remove
    fields: &fields
      /id: record.id
      /name: identity.name
      /phone: contact.phone
      /notes: case_notes
      /citizenshipCode: immigration.citizenship
      /photo/filename: record.meta
      /photo/content/image: photo
      /letter/filename: record.meta
      /letter/content/text: case_notes
      /list/filename: record.meta
      /list/content/*/name: identity.name
      /list/content/*/citizenshipCode: immigration.citizenship
      /about/content/name: identity.name
      /about/content/citizenshipCode: immigration.citizenship
  - route: upload
    match: POST /uploads
    accepts: [identity.name, record.meta, photo]
    otherwise: remove
    fields:
      /*/name: identity.name
      /*/citizenshipCode: immigration.citizenship
      /image: photo
      /pages/*: record.meta
      /strings/*: record.meta
      /metadata/*: record.meta
      /files/*/name: record.meta
      /files/*/content/name: identity.name
      /files/*/content/citizenshipCode: immigration.citizenship
"""
AGREEMENT = """
agreement: {id}
title: Forms
basis: agreement
with: {who}
through: []
services: [office]
purposes: [public-health]
asks_by: [record, identity, contact]
shares: none
signed: {{by: Chief Digital Officer, on: 2026-01-02}}
from: 2026-01-02
until: 2027-01-31
"""
PARTNER = """
partner: resident-portal
title: Resident portal
kind: subject
"""


def office(service=SERVICE):
    return World(
        compiled(
            **{
                "services/office.yaml": service.replace(" &fields", ""),
                "partners/portal.yaml": PARTNER,
                "agreements/forms.yaml": AGREEMENT.format(id="F-1", who="county-public-health"),
                "agreements/portal.yaml": AGREEMENT.format(id="F-2", who="resident-portal"),
            }
        )
    )


async def sent(
    body, media_type="application/json", sender=HEALTH, *, route="form", service=SERVICE, **changes
):
    message = {"body": body if isinstance(body, bytes) else encoded(body), "media_type": media_type}
    world = office(service)
    return await world.ask(sender, f"office:{route}", message=message, purpose="public-health", **changes)


def form(*parts):
    return b"".join(b"--Bnd\r\n" + one + b"\r\n" for one in parts) + b"--Bnd--\r\n"


def part(name, body, filename=None, media_type=None):
    file = f'; filename="{filename}"' if filename else ""
    lines = [f'Content-Disposition: form-data; name="{name}"{file}']
    lines += [f"Content-Type: {media_type}"] if media_type else []
    return "\r\n".join([*lines, "", ""]).encode() + (body if isinstance(body, bytes) else body.encode())


def arrived(ruling):
    assert ruling.outgoing is not None, ruling.decision.reasons
    body = ruling.outgoing.body
    assert CANARY.encode() not in body
    assert NUMBER.encode() not in body
    return body


# ---- forms with files


@BOTH
async def test_of_a_form_with_files_what_is_accepted_arrives_and_nothing_else(sender):
    body = form(
        part("name", "Ana Rey"),
        part("citizenshipCode", CANARY),
        part("surprise", CANARY),
        part("list", f"name,citizenshipCode\r\nAna Rey,{CANARY}\r\n", "people.csv", "text/csv"),
        part(
            "about",
            f'{{"name":"Eva","citizenshipCode":"{CANARY}","visa":"{CANARY}"}}',
            None,
            "application/json",
        ),
    )

    left = arrived(await sent(body, PARTS, sender))

    assert left.count(b"Content-Disposition") == 3
    assert b"name\r\nAna Rey\r\n" in left
    assert b'{"name":"Eva"}' in left
    assert b'filename="people.csv"' in left


@BOTH
async def test_a_file_name_is_data_like_any_other(sender):
    body = form(part("list", "name\r\nAna\r\n", f"{NUMBER}.csv", "text/csv"), part("name", "Ana"))

    left = arrived(await sent(body, PARTS, sender))

    assert b'filename="file"' in left
    assert b"name\r\nAna" in left


@BOTH
async def test_a_picture_arrives_without_what_stands_beside_it(sender):
    body = form(part("photo", photo("JPEG"), "me.jpg", "image/jpeg"), part("name", "Ana"))

    left = arrived(await sent(body, PARTS, sender))

    assert b"canary-41.8234" not in left
    assert b'filename="me.jpg"' in left


@BOTH
async def test_a_file_of_a_kind_that_nobody_reads_refuses_the_whole_form(sender):
    body = form(part("name", "Ana"), part("photo", b"\0\1", "me.tiff", "image/tiff"))

    ruling = await sent(body, PARTS, sender)

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("unknown-media-type",))


# ---- one file as the body


@BOTH
@pytest.mark.parametrize(
    ("body", "media_type", "left"),
    [
        (f"name,citizenshipCode,more\r\nAna,{CANARY},{CANARY}\r\n", "text/csv", b"name\r\nAna\r\n"),
        (f"name\tcitizenshipCode\r\nAna\t{CANARY}\r\n", "text/tab-separated-values", b"name\r\nAna\r\n"),
        (f'{{"name":"Ana","citizenshipCode":"{CANARY}"}}\n', "application/x-ndjson", b'{"name":"Ana"}\n'),
        (
            f"- name: Ana # {CANARY}\n  citizenshipCode: {CANARY}\n",
            "application/yaml",
            b'[\n  {\n    "name": "Ana"\n  }\n]\n',
        ),
    ],
)
async def test_an_upload_of_records_arrives_with_what_is_accepted(sender, body, media_type, left):
    assert arrived(await sent(body.encode(), media_type, sender, route="upload")) == left


async def test_uploads_of_other_kinds_arrive_or_are_refused_whole():
    picture = await sent(photo("PNG"), "image/png", route="upload")
    papers = await sent(pdf("Open from 9 to 5."), "application/pdf", route="upload")
    told = await sent(pdf(f"A-Number {NUMBER}"), "application/pdf", route="upload")
    files = await sent(
        zipped(("a.json", f'{{"name":"Ana","citizenshipCode":"{CANARY}"}}')),
        "application/zip",
        route="upload",
    )

    assert b"canary-41.8234" not in arrived(picture)
    assert b"Open from 9 to 5." not in arrived(papers)[:100]
    assert (told.outgoing, told.decision.reasons) == (None, ("pdf-not-whole",))
    assert b"a.json" in arrived(files)


# ---- free text


NOTE = f"The dog barks at night. She is undocumented and afraid. Her number is {NUMBER}."


@BOTH
@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ({"notes": NOTE}, "application/json"),
        (form(part("notes", NOTE)), PARTS),
        (form(part("letter", NOTE, "letter.txt", "text/plain")), PARTS),
        (b"notes=" + NOTE.replace(" ", "+").encode(), "application/x-www-form-urlencoded"),
    ],
)
async def test_of_a_text_that_is_accepted_what_is_not_is_cut_and_a_mark_stands_there(
    sender, body, media_type
):
    ruling = await sent(body, media_type, sender)

    left = arrived(ruling).replace(b"%20", b" ")
    assert b"The dog barks at night." in left
    assert b"undocumented" not in left
    assert b"[withheld]" in left.replace(b"%5B", b"[").replace(b"%5D", b"]")
    assert not ruling.decision.latched


async def test_a_text_that_is_not_accepted_goes_whole():
    service = SERVICE.replace("case_notes, photo", "photo", 1)

    assert (
        arrived(await sent({"name": "Ana", "notes": "She likes mornings."}, service=service))
        == b'{"name":"Ana"}'
    )


# ---- what stands in the place of what was taken out


def marked(marker, match="POST /applications", name="citizenshipCode"):
    service = SERVICE.replace("match: POST /applications", f"match: {match}", 1)
    return service.replace("    fields: &fields", f"    markers: {{/{name}: {marker}}}\n    fields:", 1)


@pytest.mark.parametrize(
    ("marker", "left"),
    [
        ("text", b'{"name":"Ana","citizenshipCode":"withheld"}'),
        ("null", b'{"name":"Ana","citizenshipCode":null}'),
        ("list", b'{"name":"Ana","citizenshipCode":[]}'),
        ("number", b'{"name":"Ana"}'),
        ("boolean", b'{"name":"Ana"}'),
    ],
)
async def test_a_service_is_told_that_something_was_taken_out_and_never_an_answer_that_nobody_gave(
    marker, left
):
    body = {"name": "Ana", "citizenshipCode": CANARY}

    assert arrived(await sent(body, service=marked(marker))) == left
    assert arrived(await sent({"name": "Ana"}, service=marked(marker))) == b'{"name":"Ana"}'


@pytest.mark.parametrize("marker", ["text", "null", "list"])
@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json"])
async def test_a_patch_writes_over_nothing_with_a_marker(marker, media_type):
    """Null deletes in a merge patch, and a word would stand where an answer stood."""
    body = {"name": "Ana", "citizenshipCode": CANARY}
    ruling = await sent(body, media_type, service=marked(marker, "PATCH /applications"), method="PATCH")

    assert arrived(ruling) == b'{"name":"Ana"}'
    assert Outcome.REMOVE in {count.outcome for count in ruling.decision.counts}
