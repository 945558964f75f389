import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("us.i94", "123456789A1"),
    ("us.i94", "012345678f2"),
    ("us.i94-spaced", "I-94 number 123 456 789 A1"),
    ("us.i94-spaced", "admission number 1 2 3 4 5 6 7 8 9 A 1"),
    ("us.i94-old", "I-94 number 12345678901"),
    ("us.i94-old", "I94 123456789 01"),
    ("us.i94-old", "I-94/12345678901"),
    ("us.i94-old", "Número de admisión: 12345678901"),
    ("us.sevis", "N0012345678"),
    ("us.sevis", "SEVIS ID: N0012345678"),
    ("us.sevis-spaced", "SEVIS N 0012 345 678"),
    ("us.sevis-spaced", "SEVIS number 0012345678"),
    ("us.sevis-apart", "DS-2019 number N-0012345678"),
    ("us.sevis-apart", "I-20: N 0012345678"),
    ("us.visa-foil", "número de foil de la visa: 37200951"),
    ("us.visa-foil", "foil of the visa L1234567"),
    ("us.visa-foil", "B1/B2 visa L1234567"),
    ("us.visa-foil", "visa B1/B2: L1234567"),
    ("us.visa-foil", "Visumfolien-Nr. L1234567"),
    ("us.i94-old", '{"label": "form i-94 no.", "value": "48297255401"}'),
    ("us.visa-foil", "visa no. 12345678"),
    ("us.visa-foil", "visa foil A1234567"),
    ("us.visa-foil", "número de visa 12345678"),
    ("us.visa-foil", "Visumnummer A 1234567"),
    ("us.visa-foil", "visaNumber: 12345678"),
    ("us.visa-control", "visa control number 20123456789012"),
    ("us.ead-category", "EAD category (c)(9)"),
    ("us.ead-category", "I-765 under (a)(12)"),
    ("us.ead-category", "EAD (c)(3)(B)"),
    ("us.ead-category", "8 CFR 274a.12(c)(33)"),
    ("us.ead-category", "EAD category (c)09"),
    ("us.ead-code", "tarjeta de empleo, categoría C33"),
    ("us.ead-code", "work permit C33"),
    ("us.ead-code", "I-766, C08"),
    ("us.ead-code", "permiso de trabajo, categoría A12"),
    ("us.ead-code", "EAD C09P"),
    ("us.ead-code", "EAD category: C(9)"),
    ("us.ead-digit", "work authorization code c8"),
    ("us.ead-digit", "EAD category C9"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "12345678901",
        "1234567890A",
        "EN0012345678",
        "N001234567",
        "20240115",
        "2024-01-15",
        "visa issued 20240115",
        "visa number issued 20240115",
        "tin foil 20240115",
        "VISA ****1111",
        "visa card 4111111111111111",
        "C5 vertebra",
        "A4 paper",
        "Section 8 (a)(1)",
        "F1 help key",
        "C09",
        "(c)(9)",
        "CC09",
        "C99",
        "A00",
        "take I-94 west to exit 12345",
        "work permit holder with C5 fracture and A4 paper",
        "part N1234567890",
        "I-94 help 800 now",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_a_weak_one_needs_its_word_near():
    assert "us.i94-old" in found("I-94 " + "." * 50 + " 12345678901")
    assert "us.i94-old" not in found("I-94 " + "." * 80 + " 12345678901")


def test_a_word_in_another_json_member_explains_nothing():
    assert "us.i94-old" not in found('{"form":"I-94","order":12345678901}')
    assert "us.i94-old" in found('{"i94_number": 12345678901}')


def test_a_word_near_it_raises_the_confidence():
    assert confidence("us.sevis", "N0012345678") < confidence("us.sevis", "SEVIS N0012345678")
