import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("es.nie", "X2482300W"),
    ("es.nie", "x-2482300w"),
    ("es.nie", "X 2482300 W"),
    ("es.nie", "NIE: X2482300A"),
    ("es.nie", "Y-2.482.300-Z (NIE)"),
    ("es.nie-spaced", "NIE X 2 4 8 2 3 0 0 W"),
    ("es.nif-m", "NIF M1234567X"),
    ("es.nif-kl", "NIF L1234567L"),
    ("es.dni", "54362315K"),
    ("es.dni", "DNI 54362315A"),
    ("es.dni", "54.362.315-K"),
    ("es.dni-short", "DNI 5 4 3 6 2 3 1 5 K"),
    ("es.tie-support", "número de soporte E12345678"),
    ("es.expediente", "expediente de extranjería 28/2024/0001234"),
    ("es.expediente-long", "expediente 280020240001234"),
    ("pt.nif", "NIF 501442600"),
    ("pt.nif", "contribuinte 501 442 600"),
    ("pt.niss", "NISS 12345678901"),
    ("pt.cartao-de-cidadao", "cartão de cidadão 00000000 0 ZZ4"),
    ("pt.cartao-de-cidadao", "00000000 0 ZZ4"),
    ("pt.utente", "número de utente 123456789"),
    ("pt.residence-permit", "título de residência AB123456"),
    ("mx.curp", "BOXW310820HNERXN09"),
    ("mx.curp", "CURP GOMC900101HNEXXX00"),
    ("mx.curp-spaced", "CURP: BOXW 310820 H NE RXN 0 9"),
    ("mx.curp-born-abroad", "BOXW310820HNERXN09"),
    ("mx.matricula-consular", "matrícula consular 12345678"),
    ("mx.matricula-consular", "tarjeta consular 1234567"),
    ("mx.matricula-consular", "consular ID no. 1234567"),
    ("mx.matricula-consular", "1234567 (matrícula consular)"),
    ("es.tie-support", "N.º soporte (TIE): E-12345678"),
    ("pt.nif", "n.º fiscal: 501 442 600"),
    ("pt.nif", "Nº Contrib. PT501442600"),
    ("pt.nif", "nº de identif. fiscal 501442600"),
    ("pt.niss", "n.º Seg. Social 123 456 789 01"),
    ("pt.niss", "12345678901 (S.S. n.º)"),
    ("pt.niss", "N.I.S.S. #12 345 678 901"),
    ("pt.residence-permit", "A 12345678 (cartão de residência)"),
    ("pt.residence-permit", "TR n.º P1234567"),
    ("pt.residence-permit", "Autoriz. residência n.º 123456789"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "2482300A",
        "X2482300A",
        "nie wieder X1234567",
        "Factura E12345678",
        "expediente judicial 000123/2024",
        "matrícula del coche 1234 BCD",
        "matrícula universitaria 12345678",
        "501442600",
        "GOMC900101",
        "ES91 2100 0418 4502 0005 1332",
        "12345678A",
        "codigo 12345678",
        "Número de soporte técnico: incidencia E12345678",
        "technical support ticket E12345678",
        "Ligou do 50 144 2600. Segurança Social por tratar",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_a_wrong_letter_lowers_the_confidence_and_clears_nothing():
    assert (
        0
        < confidence("es.nie", "X2482300A")
        < confidence("es.nie", "NIE X2482300A")
        < confidence("es.nie", "NIE X2482300W")
    )


def test_who_is_born_abroad_is_told_apart():
    assert "mx.curp-born-abroad" not in found("BEML920313HMCLNS09")
