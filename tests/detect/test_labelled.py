import pytest
import re2

from firewall.app import detector_data
from firewall.detect.fold import fold
from firewall.detect.labelled import compile_labelled
from firewall.detect.recognizer import TooManyError
from firewall.detect.values.words import MOST_LOOKS

LABELLED = compile_labelled(text for path, text in detector_data().items() if path.startswith("names/"))
PREFILTERS = {recognizer.id: re2.compile(f"(?m:{recognizer.prefilter})") for recognizer in LABELLED}


def found(text):
    plain = fold(text)
    for recognizer in LABELLED:
        for span in recognizer.find(plain):
            assert PREFILTERS[recognizer.id].search(plain)
            yield recognizer.category, plain[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "category", "number"),
    [
        ("PESEL: 44051401458", "government_id.national", "44051401458"),
        ("her PESEL is 44051401458, she says", "government_id.national", "44051401458"),
        ("CPF 390.533.447-05", "government_id.national", "390.533.447-05"),
        ("cpf: 390.533.447-05", "government_id.national", "390.533.447-05"),
        ("CUIT nr. 20-05536168-2", "government_id.tax", "20-05536168-2"),
        ('{"pesel": "44051401458"}', "government_id.national", "44051401458"),
        ("NRT: U-132950-X.", "government_id.tax", "U-132950-X"),
        ("MF: 594166X/P/M/000 and more", "government_id.tax", "594166X/P/M/000"),
        ("RFC=VACE-460910-SX6", "government_id.tax", "VACE-460910-SX6"),
        ("VAT: Fr 40 303 265 045", "government_id.tax", "Fr 40 303 265 045"),
        ("Isikukood 36805280109", "government_id.national", "36805280109"),
        ("Numer Identyfikacji Podatkowej: PL 8567346215", "government_id.tax", "PL 8567346215"),
        ("Rodné číslo: 880125/1680", "government_id.national", "880125/1680"),
        ("CUSIP number: Y44425117", "financial.account", "Y44425117"),
    ],
)
def test_a_number_is_found_behind_its_name(text, category, number):
    assert (category, number) in set(found(text))


@pytest.mark.parametrize(
    "text",
    [
        "sin 123456789 pesos",
        "pin 1234",
        "PIN: 1234",
        "an epic 2024 in numbers",
        "VAT is 20 percent",
        "the USt-IdNr. DE123456789 of a company",
        "nie 12345678",
        "spesel 44051401458",
        "PESEL is missing",
        "ISBN: 9780306406157",
        "see cpf 12 of 2024",
    ],
)
def test_a_word_that_is_also_a_name_is_nothing(text):
    assert [category for category, _ in found(text) if category == "government_id.national"] == []
    assert [number for _, number in found(text) if "DE" not in number] == []


def test_everyday_text_reaches_none():
    text = "Came in for a follow-up visit on 2024-01-15 in room 12; pin the note, call 555-0144 in 3 days, without id 7."

    assert [name for name, prefilter in PREFILTERS.items() if prefilter.search(text)] == []


def test_names_without_end_are_not_looked_at_for_ever():
    with pytest.raises(TooManyError):
        list(found("PESEL 44051401458, " * (MOST_LOOKS + 1)))
