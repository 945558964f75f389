import pytest

from tests.helpers_values import found, is_found

FOUND = [
    ("contact.phone", "+1 718 555 0144"),
    ("contact.phone", "(718) 555-0144"),
    ("contact.phone", "718.555.0144"),
    ("contact.phone", "+17185550144"),
    ("contact.phone-bare", "call 7185550144"),
    ("contact.phone-bare", "7185550144 (cell)"),
    ("contact.phone-bare", "appel7185550144"),
    ("contact.phone-national", "tel 0612345678"),
    ("contact.phone-national", "Telefon: 030 12345678"),
    ("contact.phone-national", "Handy mobil 0171/2345678"),
    ("contact.phone-national", "tél. appelez 06 12 34 56 78"),
    ("contact.phone-national", "call 020 7946 0958"),
    ("contact.phone-national", "cellulare 0612 345678"),
    ("contact.phone-national", "teléfono 612 345 678"),
    ("contact.phone-national", "móvil 912 34 56 78"),
    ("contact.email", "maria.o'neil+x@mail.example.org"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "7185550144",
        "0612345678",
        "factuur 0612345678",
        "612 345 678",
        "tel. zie factuur 2026/0612345678",
        "10.0.0.1",
        "1700000000",
        "user@localhost",
        "@handle",
        "2024-01-15T10:22:33.123456Z",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}
