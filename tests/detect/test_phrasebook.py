import msgspec
import pytest

from firewall.app import detector_data
from firewall.detect import phrasebook
from firewall.errors import ConfigError
from tests.helpers_phrases import book_of


def test_a_book_holds_every_language_and_is_read_as_it_was_written():
    book = book_of(detector_data())

    assert {language.name for language in book.languages} == {"en", "es", "fr", "de", "it", "nl", "pt"}
    assert phrasebook.read(msgspec.json.encode(book)) == book


@pytest.mark.parametrize("text", [b"", b"{}", b"half a book", b'{"instead_of": 1}'])
def test_what_is_no_book_is_refused(text):
    with pytest.raises(ConfigError, match="Delete"):
        phrasebook.read(text)
