import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("de.azr", "AZR-Nummer 160504012345"),
    ("de.azr", "AZR 160504 01234 5"),
    ("de.azr", "Ausländerzentralregister: 160504-01234-5"),
    ("de.azr", "Auslaenderzentralregister 160504012345"),
    ("de.azr", "160504012345 (AZR)"),
    ("de.bamf", "BAMF-Az. 7654321-475"),
    ("de.bamf", "Asylverfahren 7654321-423"),
    ("de.bamf-file", "Az.: 7654321-475"),
    ("de.section-of-residence-law", "gem. § 60a II AufenthG"),
    ("de.section-of-residence-law", "AsylbLG § 3"),
    ("de.bamf-loose", "BAMF 7 654 321 / 475"),
    ("de.residence-permit", "Aufenthaltstitel Y1K2C3F45"),
    ("de.steuer-id", "Steuer-ID 36574261809"),
    ("de.steuer-id", "IdNr. 36 574 261 809"),
    ("de.rentenversicherung", "15070649C103"),
    ("de.rentenversicherung", "RVNR 15 070649 C 104"),
    ("de.rentenversicherung-spaced", "Rentenversicherung 15 07 06 49 C 10 3"),
    ("de.section-of-residence-law", "§ 60a AufenthG"),
    ("de.section-of-residence-law", "§ 25 Abs. 5 AufenthG"),
    ("de.section-of-residence-law", "§25 (3) AufenthG"),
    ("de.section-of-residence-law", "§ 55 AsylG"),
    ("de.section-of-residence-law", "§ 60b AufenthG"),
    ("de.section-of-residence-law", "§ 23a Abs. 1 Satz 1 AufenthG"),
    ("de.section-of-residence-law", "§§ 53, 54 AufenthG"),
    ("de.section-of-residence-law", "§ 60a Abs. 2 Satz 3 i. V. m. § 60c AufenthG"),
    ("de.section-of-residence-law", "Paragraf 25 des Aufenthaltsgesetzes"),
    ("de.section-of-residence-law", "§ 1a AsylbLG"),
    ("at.ifa", "IFA-Zahl 1234567890"),
    ("ch.zemis", "ZEMIS-Nr. 012.345.678"),
    ("de.azr", "AZR-Kennung: 0808 1603 1931"),
    ("de.azr", "160504012345 (Nr. im Ausländerzentralregister)"),
    ("de.bamf-loose", "Aktenzeichen des Bundesamtes: 2 199 730-267"),
    ("de.bamf-loose", "Asylverfahren Az. 3104638 558"),
    ("de.section-of-residence-law", "von § 16b auf § 18b AufenthG"),
    ("de.section-of-residence-law", "§ 60 a Abs. 2 AufenthG"),
    ("de.section-of-residence-law", "§ 104 c AufenthG"),
    ("de.section-of-residence-law", "§ 60a II 4 AufenthG"),
    ("de.section-of-residence-law", "§ 60a Abs. 2 S. 1 i. V. m. Abs. 2c AufenthG"),
    ("de.section-of-residence-law", "25 Abs. 5 AufenthG"),
    ("de.section-of-residence-law", "25(5) AufenthG"),
    ("de.section-of-residence-law", "AufenthG: § 25b"),
    ("de.section-of-residence-law", "AufenthG (§ 25 Abs. 5)"),
    ("de.section-of-residence-law", "section 25 (5) of the German Residence Act"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "5 AZR 123/22",
        "BAG, Urteil vom 16.05.2023 - 5 AZR 412/22",
        "Aktenzeichen 12 C 345/22 des Amtsgerichts",
        "Rechnungsnummer 12345678901",
        "160504012345",
        "Kundennummer 123456789012",
        "§ 60a BGB",
        "36574261809",
        "DE89 3704 0044 0532 0130 00",
        "Az. Bauamt 4928068-162",
        "Aktenzeichen der Bußgeldstelle 5907597-154",
        "Amtsgericht, Az. 5907597-154",
        "asilo nido 1234567-123",
        "12 Fälle nach dem AufenthG im Jahr 2025",
        "Entwurf 2025 AufenthG",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_a_section_is_found_whole():
    assert (
        found("Duldung nach § 60a Abs. 2 AufenthG bis Mai")["de.section-of-residence-law"]
        == "§ 60a Abs. 2 AufenthG"
    )


def test_a_wrong_check_digit_lowers_the_confidence():
    assert confidence("de.rentenversicherung", "15070649C104") == 0
    assert confidence("de.steuer-id", "Steuer-ID 36574261890") < confidence(
        "de.steuer-id", "Steuer-ID 36574261809"
    )
