"""Documents through the real engine: what leaves, what does not, and what is on record."""

import io

import openpyxl
import pytest

from firewall.formats import FORMATS, Limits, Unreadable, faces
from tests.formats.archives import everything, zipped
from tests.formats.pdf.test_pdf import made as pdf
from tests.formats.photos import CANARY, opened, photo
from tests.formats.test_docx import MEDIA_TYPE as DOCX
from tests.formats.test_docx import document, paragraphs, said
from tests.formats.test_ods import MEDIA_TYPE as ODS
from tests.formats.test_ods import book as ods_book
from tests.formats.test_ods import cell, values
from tests.formats.test_xlsx import MEDIA_TYPE as XLSX
from tests.formats.test_xlsx import book, read
from tests.helpers import COUNTY, World, compiled

SECRET = "Status: undocumented, A087654321"
SERVICE = """
service: files
upstream: http://127.0.0.1:9103
existence: open
routes:
  - route: sheet
    match: GET /sheet
    fields:
      /sheets/People/*/name: identity.name
      /sheets/People/*/born: identity.dob
      /sheets/People/*/status: immigration.status
  - route: letter
    match: GET /letter
    fields: {/body/*/paragraph: record.meta, /comments/*: case_notes}
  - route: photo
    match: GET /photo
    fields: {/image: photo}
  - route: paper
    match: GET /paper
    fields: {/pages/*: record.meta, /strings/*: record.meta, /metadata/*: record.meta, /pictures/*: photo}
  - route: leaflet
    match: GET /leaflet
    fields: {/pages/*: record.meta, /strings/*: record.meta, /metadata/*: record.meta}
  - route: bundle
    match: GET /bundle
    fields:
      /files/*/name: record.meta
      /files/*/content/people/*/name: identity.name
      /files/*/content/people/*/status: immigration.status
      /files/*/content/image: photo
"""


def world(photograph="", born="\n  - data: [identity.dob]\n    as: {coarsen: year}"):
    shares = "[record, identity.name" + (", photo]" if photograph == "whole" else "]")
    more = (
        f"\n  - data: [photo]\n    as: {{coarsen: {photograph}}}" if photograph not in {"", "whole"} else ""
    )
    agreement = COUNTY.replace("services: [clinic]", "services: [files]").replace("DSA-1", "DSA-9")
    agreement = agreement.replace("limits: {records_per_request: 50, records_per_day: 200}\n", "")
    start, end = agreement.index("shares:"), agreement.index("needs:")
    agreement = f"{agreement[:start]}shares:\n  - data: {shares}{born}{more}\n{agreement[end:]}"
    return World(compiled(**{"services/files.yaml": SERVICE, "agreements/files.yaml": agreement}))


async def answered(route, body, media_type, **given):
    on = world(**given)
    asked = await on.ask(route=f"files:{route}")
    return await on.tell(asked, body, media_type=media_type)


async def test_of_a_workbook_the_declared_columns_leave_as_the_plan_says():
    body = book(
        ["name", "born", "status", "other"], ["Ana", "1984-05-02", "undocumented", SECRET], title="People"
    )

    ruling = await answered("sheet", body, XLSX)

    assert ruling.status == 200
    assert read(ruling.outgoing.body) == {"People": [["name", "born"], ["Ana", "1984"]]}
    assert b"undocumented" not in everything(ruling.outgoing.body)


async def test_of_an_open_document_sheet_the_same_leaves():
    body = ods_book(cell("name") + cell("status"), cell("Ana") + cell("undocumented"), name="People")

    ruling = await answered("sheet", body, ODS)

    assert values(ruling.outgoing.body) == {"People": [["name"], ["Ana"]]}
    assert ruling.outgoing.media_type == ODS


async def test_a_status_found_where_none_is_declared_takes_the_column_out():
    body = book(["name"], ["Ana"], [SECRET], title="People")

    ruling = await answered("sheet", body, XLSX)

    assert ruling.decision.latched
    assert b"A087654321" not in everything(ruling.outgoing.body)


async def test_of_a_letter_what_is_declared_leaves():
    body = document(
        said("We open at nine.") + f"<w:p><w:del><w:r><w:delText>{SECRET}</w:delText></w:r></w:del></w:p>"
    )

    ruling = await answered("letter", body, DOCX)

    assert paragraphs(ruling.outgoing.body) == ["We open at nine."]
    assert b"A087654321" not in everything(ruling.outgoing.body)


async def test_a_photo_leaves_whole_and_says_nothing_beside_itself():
    ruling = await answered("photo", photo("JPEG"), "image/jpeg", photograph="whole")

    assert (ruling.status, ruling.outgoing.media_type) == (200, "image/jpeg")
    assert opened(ruling.outgoing.body).size == (60, 40)
    assert CANARY.encode() not in ruling.outgoing.body


async def test_a_photo_that_no_agreement_opens_does_not_leave():
    on = world()

    assert (await on.ask(route="files:photo")).outgoing is None


async def test_faces_are_covered_where_the_plan_says_so_or_nothing_leaves(monkeypatch):
    def nobody():
        raise Unreadable("no-face-detector")

    monkeypatch.setattr(faces, "_cascades", nobody)
    blind = await answered("photo", photo("PNG"), "image/png", photograph="faces")
    monkeypatch.setattr(faces, "found", lambda _: [(10, 10, 20, 20)])
    seeing = await answered("photo", photo("PNG"), "image/png", photograph="faces")

    assert (blind.outgoing, blind.status, blind.decision.reasons) == (None, 502, ("no-face-detector",))
    assert len(set(opened(seeing.outgoing.body).crop((12, 12, 28, 28)).get_flattened_data())) <= 16


@pytest.mark.parametrize("way", ["year", "1km"])
async def test_a_photo_treated_as_something_else_does_not_leave(way):
    ruling = await answered("photo", photo("PNG"), "image/png", photograph=way)

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("picture-withheld",))


async def test_a_pdf_leaves_as_it_is_or_not_at_all():
    plain, told = pdf("We open at nine."), pdf(SECRET)

    assert (await answered("paper", plain, "application/pdf")).outgoing.body == plain
    refused = await answered("paper", told, "application/pdf")
    assert (refused.outgoing, refused.decision.reasons) == (None, ("pdf-not-whole",))


async def test_an_archive_is_written_anew_member_by_member():
    people = b'{"people":[{"name":"Ana","status":"undocumented"}]}'
    body = zipped(("people.json", people), ("a.png", photo("PNG")))

    ruling = await answered("bundle", body, "application/zip", photograph="whole")
    tree = FORMATS["application/zip"].parse(ruling.outgoing.body, Limits())

    assert [one["name"] for one in tree["files"]] == ["people.json", "a.png"]
    assert tree["files"][0]["content"] == {"people": [{"name": "Ana"}]}
    assert set(tree["files"][1]["content"]) == {"image"}
    assert b"undocumented" not in everything(ruling.outgoing.body)
    assert CANARY.encode() not in everything(ruling.outgoing.body)


async def test_an_archive_of_somebody_with_a_name_in_a_file_name_does_not_leave():
    body = zipped(("A087654321.json", b'{"people":[{"name":"Ana"}]}'))

    ruling = await answered("bundle", body, "application/zip")

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("archive-name-withheld",))


async def test_whatever_cannot_be_read_is_on_record_with_its_reason():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)

    ruling = await answered("sheet", out.getvalue() + b"\n", XLSX)

    assert (ruling.outgoing, ruling.status, ruling.decision.reasons) == (None, 502, ("archive-end",))


@pytest.mark.parametrize(
    ("media_type", "tree", "named"),
    [
        (DOCX, {"body": [{"paragraph": "zqx"}]}, False),
        (XLSX, {"sheets": {"People": [{"surname": "zqx"}]}}, True),
        (ODS, {"sheets": {"People": [{"surname": "zqx"}]}}, True),
        ("application/zip", {"files": [{"name": "a.json", "content": {"surname": "zqx"}}]}, True),
    ],
)
def test_the_exit_check_sees_what_is_packed(media_type, tree, named):
    form = FORMATS[media_type]
    body = form.write(tree)

    exposed = form.exposed(body, Limits())
    assert b"zqx" not in body
    assert b"zqx" in exposed
    assert any(name in exposed for name in form.spelt("surname")) is named
    assert not any(name in exposed for name in form.spelt("zqx"))


def test_the_exit_check_sees_names_of_files_in_an_archive():
    form = FORMATS["application/zip"]

    assert b"zqx.json" in form.exposed(form.write({"files": [{"name": "zqx.json", "content": {}}]}), Limits())
