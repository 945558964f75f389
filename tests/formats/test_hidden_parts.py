"""Everything that office programs can keep in a file beside what is seen: with all of it let out, none of that leaves."""

import io

import openpyxl
import pytest

from firewall.formats import FORMATS, Limits
from firewall.formats.docx import MEDIA_TYPE as DOCX
from firewall.formats.ods import MEDIA_TYPE as ODS
from firewall.formats.xlsx import MEDIA_TYPE as XLSX
from firewall.formats.zipped import pack
from tests.formats import test_docx, test_ods, test_xlsx
from tests.formats.archives import everything, unzipped

LIMITS = Limits()
CANARY = "A087654321"
SEEN = "Permit"

BESIDE = {
    XLSX: ["docProps/app.xml", "docProps/core.xml", "docProps/custom.xml", "docProps/thumbnail.jpeg", "customXml/item1.xml", "customXml/itemProps1.xml", "xl/comments1.xml", "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml", "xl/calcChain.xml", "xl/connections.xml", "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml", "xl/pivotTables/pivotTable1.xml", "xl/externalLinks/externalLink1.xml", "xl/queryTables/queryTable1.xml", "xl/revisions/revisionLog1.xml", "xl/revisions/userNames.xml", "xl/embeddings/oleObject1.bin", "xl/media/image1.png", "xl/drawings/drawing1.xml", "xl/drawings/vmlDrawing1.vml", "xl/charts/chart1.xml", "xl/ctrlProps/ctrlProp1.xml", "xl/printerSettings/printerSettings1.bin", "xl/slicers/slicer1.xml", "xl/tables/table1.xml", "xl/model/item.data", "xl/webextensions/webextension1.xml", "xl/metadata.xml", "xl/richData/rdrichvalue.xml", "_xmlsignatures/sig1.xml"],
    DOCX: ["docProps/thumbnail.jpeg", "customXml/item1.xml", "word/settings.xml", "word/webSettings.xml", "word/people.xml", "word/glossary/document.xml", "word/embeddings/oleObject1.bin", "word/media/image1.png", "word/afchunk.htm", "word/charts/chart1.xml", "word/diagrams/data1.xml", "word/numbering.xml", "word/styles.xml", "word/fontTable.xml", "word/fonts/font1.odttf", "word/activeX/activeX1.xml", "word/printerSettings1.bin", "word/_rels/document.xml.rels", "_xmlsignatures/sig1.xml", "word/attachedToolbars.bin"],
    ODS: ["meta.xml", "settings.xml", "styles.xml", "Thumbnails/thumbnail.png", "Pictures/a.png", "Configurations2/menubar/m.xml", "Object1/content.xml", "ObjectReplacements/Object1", "META-INF/documentsignatures.xml", "layout-cache", "versions/Version1", "manifest.rdf"],
}  # fmt: skip
INSIDE = {
    XLSX: (
        '<sheetProtection password="{}"/>', "<protectedRanges><protectedRange name='{}' sqref='A1'/></protectedRanges>",
        "<customSheetViews><customSheetView guid='{}'/></customSheetViews>", "<autoFilter ref='A1'><filterColumn colId='0'><filters><filter val='{}'/></filters></filterColumn></autoFilter>",
        "<scenarios><scenario name='{}' user='{}'><inputCells r='A1' val='{}'/></scenario></scenarios>",
        "<conditionalFormatting><cfRule type='containsText' text='{}'><formula>{}</formula></cfRule></conditionalFormatting>",
        "<dataValidations><dataValidation prompt='{}' error='{}'><formula1>\"{}\"</formula1></dataValidation></dataValidations>",
        "<hyperlinks><hyperlink ref='A1' location='{}' display='{}' tooltip='{}'/></hyperlinks>", "<headerFooter><oddHeader>{}</oddHeader></headerFooter>",
        "<extLst><ext uri='{}'><x>{}</x></ext></extLst>", "<!-- {} -->", "<?x {}?>",
    ),
    DOCX: (
        "<w:p w:rsidR='{}'/>", "<w:p><w:bookmarkStart w:name='{}'/></w:p>", "<w:p><w:ins w:author='{}'><w:r/></w:ins></w:p>",
        "<w:p><w:pPr><w:pPrChange w:author='{}'/></w:pPr></w:p>", "<w:sdt><w:sdtPr><w:alias w:val='{}'/><w:tag w:val='{}'/></w:sdtPr></w:sdt>",
        "<w:p><w:customXml w:element='{}'/></w:p>", "<w:altChunk w:id='{}'/>", "<w:p><w:r><w:object w:x='{}'/></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:rStyle w:val='{}'/></w:rPr></w:r></w:p>", "<w:p><w:hyperlink w:tooltip='{}' w:anchor='{}'/></w:p>",
        "<w:p><w:fldSimple w:instr='{}'/></w:p>", "<w:p><w:r><w:delText>{}</w:delText></w:r></w:p>", "<!-- {} -->", "<?x {}?>",
        "<w:p><w:moveFrom w:author='x'><w:r><w:t>{}</w:t></w:r></w:moveFrom></w:p>", "<w:sectPr><w:footnotePr w:x='{}'/></w:sectPr>",
        "<w:p><w:r><w:rPr><w:vanish w:val='true'/></w:rPr><w:t>{}</w:t></w:r></w:p>",
    ),
    ODS: (
        "<office:forms><form name='{}'/></office:forms>", "<table:named-expressions><table:named-range table:name='{}'/></table:named-expressions>",
        "<table:shapes><x>{}</x></table:shapes>", "<table:content-validations><table:content-validation table:name='{}' table:condition='{}'/></table:content-validations>",
        "<table:dde-links>{}</table:dde-links>", "<table:tracked-changes><x>{}</x></table:tracked-changes>", "<table:scenario table:comment='{}'/>", "<!-- {} -->", "<?x {}?>",
    ),
}  # fmt: skip


def plain(media_type):
    """A file in which one thing is seen, and the part and the place where more can stand."""
    if media_type == XLSX:
        return test_xlsx.book(["name"], [SEEN]), "xl/worksheets/sheet1.xml", b"</worksheet>"
    if media_type == DOCX:
        return test_docx.document(test_docx.said(SEEN)), "word/document.xml", b"</w:body>"
    return test_ods.book(test_ods.cell("name"), test_ods.cell(SEEN)), "content.xml", b"</table:table>"


def left(media_type, body):
    """The file with everything in it let out that can be written."""
    form, unseen = (
        FORMATS[media_type],
        ("comments", "deleted", "hidden", "alternatives", "fields", "properties"),
    )
    tree = form.parse(body, LIMITS)
    return form.rewrite(
        body, tree, {name: value for name, value in tree.items() if name not in unseen}, LIMITS
    )


@pytest.mark.parametrize("media_type", BESIDE)
def test_no_part_beside_what_is_seen_leaves(media_type):
    body, _, _ = plain(media_type)
    parts = unzipped(body)
    said = f"<a x='{CANARY}'>{CANARY}</a>".encode()
    body = pack({**parts, **dict.fromkeys(BESIDE[media_type], said)}.items())

    out = left(media_type, body)

    assert everything(body).count(CANARY.encode()) >= 2 * len(BESIDE[media_type])
    assert CANARY.encode() not in everything(out)
    assert SEEN.encode() in everything(out)
    assert not set(unzipped(out)) & set(BESIDE[media_type]) - {
        "xl/styles.xml",
        "word/styles.xml",
        "styles.xml",
        "word/_rels/document.xml.rels",
    }


@pytest.mark.parametrize(
    ("media_type", "more"), [(kind, more) for kind, all_ in INSIDE.items() for more in all_]
)
def test_nothing_within_the_main_part_leaves_but_what_is_seen(media_type, more):
    body, name, end = plain(media_type)
    parts = unzipped(body)
    parts[name] = parts[name].replace(end, more.replace("{}", CANARY).encode() + end, 1)
    body = pack(parts.items())

    out = left(media_type, body)

    assert CANARY.encode() in everything(body)
    assert CANARY.encode() not in everything(out)
    assert SEEN.encode() in everything(out)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_leaves_only_where_it_is_declared(state):
    def hide(made):
        made.create_sheet("Secrets").append(["ssn"])
        made["Secrets"].append([CANARY])
        made["Secrets"].sheet_state = state
        made["Secrets"].column_dimensions["A"].hidden = True

    body = test_xlsx.book(["name"], [SEEN], change=hide)
    tree = FORMATS[XLSX].parse(body, LIMITS)

    out = FORMATS[XLSX].rewrite(body, tree, {"sheets": {"Patients": tree["sheets"]["Patients"]}}, LIMITS)

    assert tree["sheets"]["Secrets"] == [{"ssn": CANARY}]
    assert CANARY.encode() not in everything(out)
    assert b"Secrets" not in everything(out)


def test_a_shared_text_that_no_cell_names_does_not_leave():
    body = test_xlsx.book(["name"], [SEEN])
    parts = unzipped(body)
    links, sheet = "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
    parts["xl/sharedStrings.xml"] = f"<sst><si><t>{SEEN}</t></si><si><t>{CANARY}</t></si></sst>".encode()
    parts[links] = parts[links].replace(
        b"</Relationships>",
        b'<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    parts[sheet] = parts[sheet].replace(
        b't="inlineStr"><is><t>%s</t></is>' % SEEN.encode(), b't="s"><v>0</v>'
    )

    out = left(XLSX, pack(parts.items()))

    assert SEEN.encode() in everything(out)
    assert CANARY.encode() not in everything(out)


def test_what_a_formula_refers_to_does_not_leave_and_what_it_gave_does():
    def point(made):
        made.active["A2"] = f"=VLOOKUP(\"{CANARY}\",'[1]{CANARY}'!A:B,2)"

    parts = unzipped(test_xlsx.book(["name"], ["x"], change=point))
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = (
        sheet.replace(b"<v />", f"<v>{SEEN}</v>".encode())
        .replace(b"<v></v>", f"<v>{SEEN}</v>".encode())
        .replace(b'<c r="A2"', b'<c r="A2" t="str"')
    )

    out = left(XLSX, pack(parts.items()))

    assert SEEN.encode() in everything(out)
    assert CANARY.encode() not in everything(out)
    assert openpyxl.load_workbook(io.BytesIO(out)).active["A2"].value == SEEN


def test_how_a_text_is_pronounced_is_no_part_of_it():
    parts = unzipped(test_xlsx.book(["name"], [SEEN], ["x"]))
    links, sheet = "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
    aside = f"<rPh sb='0' eb='1'><t>{CANARY}</t></rPh>"
    parts["xl/sharedStrings.xml"] = f"<sst><si><t>shared</t>{aside}</si></sst>".encode()
    parts[links] = parts[links].replace(
        b"</Relationships>",
        b'<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    parts[sheet] = parts[sheet].replace(b't="inlineStr"><is><t>x</t></is>', b't="s"><v>0</v>')
    parts[sheet] = parts[sheet].replace(f"<t>{SEEN}</t>".encode(), f"<t>{SEEN}</t>{aside}".encode())

    assert FORMATS[XLSX].parse(pack(parts.items()), LIMITS)["sheets"]["Patients"] == [
        {"name": SEEN},
        {"name": "shared"},
    ]
