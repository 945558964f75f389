import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("fr.agdref", "numéro étranger 1234567890"),
    ("fr.agdref", "AGDREF : 123456789"),
    ("fr.agdref", "n° étranger 99 12 34 56 78"),
    ("fr.agdref-nearby", "préfecture, dossier 7503123456"),
    ("fr.agdref-nearby", "titre de séjour 7503123456"),
    ("fr.asylum-file", "OFPRA 2023-01-12345"),
    ("fr.nir", "2 95 10 99 126 111 93"),
    ("fr.nir", "295109912611193"),
    ("fr.nir", "NIR 1 85 05 99 351 123 45"),
    ("fr.nir", "253072B07300470"),
    ("fr.nir-short", "sécurité sociale 7 85 05 99 351 123"),
    ("fr.nir-short", "NIR 2.95.10.99.126.111"),
    ("fr.nir-born-abroad", "2 95 10 99 126 111 93"),
    ("fr.numero-fiscal", "numéro fiscal 30 23 217 600 053"),
    ("fr.ame", "aide médicale de l'État"),
    ("fr.ame", "aide médicale d'Etat"),
    ("fr.ame-short", "bénéficiaire de l'AME"),
    ("fr.agdref", "n° dossier étranger 70 54 36 73 60"),
    ("fr.agdref", "1110368434 (N° AGDREF 2)"),
    ("fr.agdref", "identifiant étranger : 8123456789"),
    ("fr.agdref", "n. straniero (Francia) 953 914 2936"),
    ("fr.agdref", "N° ETR 30 68 61 82 24"),
    ("fr.agdref", "n° FNE : 7503123456"),
    ("fr.agdref", "numéro de ressortissant étranger 953 914 293"),
    ("fr.agdref", "French foreign national number: 15 21 96 93 77"),
    ("fr.nir-short", "N° SS:1050499109767"),
    ("fr.nir-short", "n° séc. soc. 1050499109767"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "Préfecture de Paris 01 53 71 53 71",
        "facture 1234567890 de la préfecture",
        "1234567890",
        "numéro de dossier d'aide 01 53 71 53 71",
        "AME Construction Ltd",
        "une ame soeur, dossier",
        "1 85 05 78 006 084 36",
        "FR14 2004 1010 0505 0001 3M02 606",
        "à la fin 12345678",
        "Séjour linguistique à l'étranger, inscription 7503123456",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_the_foreign_born_are_told_apart():
    assert "fr.nir-born-abroad" not in found("253072B07300470")


def test_a_wrong_key_lowers_the_confidence_and_clears_nothing():
    assert confidence("fr.nir", "2 95 10 99 126 111 94") == 0
    assert (
        0
        < confidence("fr.nir", "NIR 2 95 10 99 126 111 94")
        < confidence("fr.nir", "NIR 2 95 10 99 126 111 93")
    )
