from pathlib import Path

import pytest

from firewall.errors import ConfigError
from firewall.files.kinds import media_type_of
from firewall.formats import FORMATS


@pytest.mark.parametrize(
    ("name", "word", "beginning", "expected"),
    [
        ("a.json", "", b"", "application/json"),
        ("A.JSON", "", b"", "application/json"),
        ("a.txt", "", b"", "text/plain"),
        ("a.json", "txt", b"", "text/plain"),
        ("a.geojson", "", b"", "application/geo+json"),
        ("a", "application/fhir+json", b"", "application/fhir+json"),
    ],
)
def test_the_word_counts_then_the_name(name, word, beginning, expected):
    if expected not in FORMATS and not expected.endswith("+json"):
        pytest.skip(f"no format reads {expected} yet")
    assert media_type_of(Path(name), word, beginning) == expected


@pytest.mark.parametrize(
    ("name", "word", "beginning", "said"),
    [
        ("a", "", b"{}", "Nothing says what a is"),
        ("a.zip2", "", b"PK\x03\x04", "Nothing says"),
        ("a", "spreadsheet", b"", "no type of file"),
        ("a", "video/mp4", b"", "nothing reads `video/mp4`"),
    ],
)
def test_what_nothing_says_or_reads_is_a_sentence(name, word, beginning, said):
    with pytest.raises(ConfigError, match=said):
        media_type_of(Path(name), word, beginning)


def test_a_beginning_counts_where_a_name_says_nothing():
    try:
        assert media_type_of(Path("scan"), "", b"%PDF-1.7") == "application/pdf"
    except ConfigError as error:
        assert "type pdf cannot be inspected" in str(error)  # noqa: PT017 - either is right: it depends on what is read
