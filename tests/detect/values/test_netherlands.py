import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("nl.v-number", "V-nummer 1234567890"),
    ("nl.v-number", "vreemdelingennummer: 123 456 7890"),
    ("nl.v-number-nearby", "IND, 1234567890"),
    ("nl.residence-document", "III-V123AL568"),
    ("nl.residence-document", "W2-V12345678"),
    ("nl.residence-document", "IV-V12345678"),
    ("nl.residence-document-other", "II-A12345678"),
    ("nl.bsn", "BSN 111222333"),
    ("nl.bsn", "BSN 111252333"),
    ("nl.bsn", "burgerservicenummer 1112.22.333"),
    ("nl.bsn", "1 1 1 2 2 2 3 3 3 (bsn)"),
    ("nl.onderwijsnummer", "onderwijsnummer 101222331"),
    ("be.bis", "98.47.28-997.65"),
    ("be.bis-bare", "numéro BIS: 98472899765"),
    ("be.bis-named", "BIS 98472899765"),
    ("be.niss", "rijksregisternummer 85.07.30-033.28"),
    ("be.immigration-office", "OE-nummer 1.234.567"),
    ("se.samordningsnummer", "701063-2391"),
    ("se.samordningsnummer-bare", "samordningsnummer 19701063 2391"),
    ("se.personnummer", "personnummer 811228-9874"),
    ("no.d-number", "D-nummer 41018012345"),
    ("no.d-number", "d-nummer 410180 12345"),
    ("no.fodselsnummer", "fødselsnummer 15108695088"),
    ("nl.v-number", "vreemd.nr. 8295 813 931"),
    ("nl.v-number", "V.nummer: 829.581.3931"),
    ("nl.bsn", "burgerserv.nr. 111 222 333"),
    ("nl.onderwijsnummer", "persoonsgebonden nr. 101 222 331"),
    ("nl.onderwijsnummer", "101.222.331 (ond.nr.)"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "VII-123",
        "IV-INFUSIONEN",
        "V-snaar 1234567890",
        "Bel de IND: 0880430430",
        "85.07.30-033.29",
        "bis 12345678901 Euro",
        "von 8 bis 12 Uhr",
        "111222333",
        "NL91ABNA0417164300",
        "1234567890",
        "41018012345",
        "Leerlingenvervoer rit 101222331",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_a_wrong_check_digit_lowers_the_confidence_and_clears_nothing():
    assert 0 < confidence("nl.bsn", "BSN 111252333") < confidence("nl.bsn", "BSN 111222333")
    assert confidence("be.bis", "98.47.28-997.66") == 0


def test_a_coordination_number_is_no_birth_date():
    assert "se.samordningsnummer" not in found("personnummer 811228-9874")
