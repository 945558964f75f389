import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("it.codice-fiscale", "RCCMNL83S18D969H"),
    ("it.codice-fiscale", "rccmnl83s18d969h"),
    ("it.codice-fiscale", "HMDSRA90A41Z343B"),
    ("it.codice-fiscale", "RSSMRAQRCMNFNLRG"),
    ("it.codice-fiscale", "codice fiscale RCCMNL83S18D969A"),
    ("it.codice-fiscale-grouped", "RCC MNL 83S18 D969H"),
    ("it.codice-fiscale-spaced", "C.F. RCC-MNL-83-S-18-D969-H"),
    ("it.codice-fiscale-born-abroad", "HMDSRA90A41Z343B"),
    ("it.codice-fiscale-provisional", "codice fiscale 12345678903"),
    ("it.stp", "STP0301230000123"),
    ("it.stp", "ENI 0301230000123"),
    ("it.stp", "S.T.P. 030 123 0000123"),
    ("it.stp-bare", "codice (STP): 0301230000123"),
    ("it.residence-permit", "permesso di soggiorno I12345678"),
    ("it.residence-permit", "permesso di soggiorno n. 123456789"),
    ("it.cui", "codice CUI 05ABC12"),
    ("it.vestanet", "VESTANET RM0012345"),
    ("it.codice-fiscale-spaced", "codice fisc. RCC MNL 83 S 18 D969 H"),
    ("it.codice-fiscale-spaced", "C. F. RCC-MNL-83S18-D969H"),
    ("it.codice-fiscale", "cod. fisc. RCCMNL83S18D969X"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "STP123",
        "il cui valore 1234567",
        "di cui 2023450",
        "Partita IVA 12345678901",
        "ordine 123456789",
        "IT60 X054 2811 1010 0000 0123 456",
        "permesso di costruire 123/2024",
        "Codice articolo RCCMNL83S18D969X",
        "Permesso di sosta residenti AB1234567",
        "RCCMNL83S18Z969X",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_who_is_born_abroad_is_told_apart():
    assert "it.codice-fiscale-born-abroad" not in found("RCCMNL83S18D969H")


def test_a_wrong_letter_lowers_the_confidence():
    assert (
        0
        < confidence("it.codice-fiscale", "RCCMNL83S18D969A")
        < confidence("it.codice-fiscale", "RCCMNL83S18D969H")
    )
