"""How bytes are text, and when they are none."""

import io

import pytest

from firewall.formats import Unreadable
from firewall.survey.encodings import encoding_of

TEXT = "señal A000187654\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_text_is_read_in_what_it_is_written_in(encoding):
    body = TEXT.encode(encoding)
    stream = io.BytesIO(body)
    found = encoding_of(stream)

    assert stream.tell() == 0
    assert body.decode(found) == TEXT


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "binary"),
        (b"%PDF-1.7 plain", "binary"),
        (b"some text\x00and more", "binary"),
        (b"text" * 30_000 + b"\x00", "not-utf-8"),
        (b"\xff\xfe\x00\xd8", "binary"),
        (b"caf\xe9 \x81", "not-utf-8"),
        (b"caf\xe9 \x01", "not-utf-8"),
    ],
    ids=["picture", "pdf", "NUL", "late NUL", "half a character", "no Windows-1252", "controls"],
)
def test_what_is_no_text_is_refused(body, why):
    with pytest.raises(Unreadable) as raised:
        encoding_of(io.BytesIO(body))

    assert raised.value.why == why


def test_a_late_byte_decides_as_an_early_one_does():
    assert encoding_of(io.BytesIO(b"a" * 3_000_000 + "é".encode())) == "utf-8"
    assert encoding_of(io.BytesIO(b"a" * 3_000_000 + b"\xe9 ")) == "cp1252"


def test_nothing_is_text():
    assert encoding_of(io.BytesIO(b"")) == "utf-8"
