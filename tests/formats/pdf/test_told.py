"""What stands beside the pages of a PDF is read as whoever reads it does."""

import pytest

from firewall.formats import FORMATS, Limits
from firewall.formats.pdf.told import read_of, xmp
from tests.formats.archives import refused
from tests.formats.pdf.test_pdf import made, stream

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
NUMBER = "A219384756"


@pytest.mark.parametrize(
    "text",
    [
        "A219\x1ben\x1b384756",
        "A219\x1bdeDE\x1b384756",
        "A219\x00384756",
        "\x00A\x002\x001\x009\x003\x008\x004\x007\x005\x006",
        "A219\ufeff384756",
        "A219\x9f384756",
    ],
)
def test_what_nobody_sees_in_a_text_does_not_part_it(text):
    assert read_of(text) == [text, NUMBER]
    assert read_of(NUMBER) == [NUMBER]
    assert read_of("a\nb\tc\r") == ["a\nb\tc\r"]


def test_it_is_read_so_in_a_file():
    said = "A219\x1ben\x1b384756".encode("utf-16-be")
    body = made(info=b"/Subject <FEFF%s>" % said.hex().encode())

    assert NUMBER in PDF.parse(body, LIMITS)["strings"]


@pytest.mark.parametrize(
    "said",
    [
        "A219&#51;84756",
        "A219&#x33;84756",
        "A219<!-- x\n> -->384756",
        "A219<?x y?>384756",
        "A219<?xpacket y?>384756",
        "A219<![CDATA[384756]]>",
    ],
)
def test_metadata_are_read_as_they_read(said):
    written = f'<?xpacket begin="x"?>\n<x>{said}</x><?xpacket end="w"?>\n'

    raw, read = xmp(written.encode())

    assert raw == written
    assert f"<x>{NUMBER}</x>" in read
    assert xmp(written.replace(said, NUMBER).encode()) == [written.replace(said, NUMBER)]


@pytest.mark.parametrize(
    "head",
    ['<!DOCTYPE x [<!ENTITY a "219">]>', "<!ENTITY a '219'>", '<?xml version="1.0" encoding="utf-7"?>', "<?xml encoding = 'cp037'?>"],
)  # fmt: skip
def test_metadata_that_read_otherwise_elsewhere_are_not_read(head):
    refused(lambda: xmp(f"{head}<x>A&a;384756</x>".encode()), "pdf-form")
    assert xmp(b'<?xml version="1.0" encoding="UTF-8"?><x/>')


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (b"/Nums [0 << /P (A219) /S /D /St 384756 >>]", NUMBER),
        (b"/Kids [<< /Limits [0 0] /Nums [0 << /P (A219) /S /D /St 384756 >>] >>]", NUMBER),
        (b"/Nums [0 << /P (Ana Lopez) >>]", "Ana Lopez"),
    ],
)
def test_what_pages_are_called_is_read(labels, said):
    assert said in PDF.parse(made(catalog=b"/PageLabels << %s >>" % labels), LIMITS)["strings"]


def test_words_where_files_are_told_apart_are_read():
    body = made().replace(
        b"/Info 6 0 R >>", b"/Info 6 0 R /ID [<%s7f> <00ff01>] >>" % NUMBER.encode().hex().encode()
    )

    said = PDF.parse(body, LIMITS)["strings"]

    assert any(NUMBER in text for text in said)
    assert len(said) == 2


def test_a_language_of_a_part_of_a_page_is_read_past_and_words_there_are_not():
    page = b"/P << /Lang (%s) /MCID 0 >> BDC BT /F1 12 Tf 50 700 Td (Permit) Tj ET EMC"

    for known in (b"en-US", b"de", b"zh-Hant-TW", b""):
        assert PDF.parse(made(contents=stream(page % known)), LIMITS)["pages"] == ["Permit"]
    refused(lambda: PDF.parse(made(contents=stream(page % b"ana-lopez")), LIMITS), "pdf-drawn")
