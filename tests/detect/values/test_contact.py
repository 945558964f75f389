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
    ("contact.email", "maria.o'neil+x@mail.example.org"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "7185550144",
        "10.0.0.1",
        "1700000000",
        "user@localhost",
        "@handle",
        "2024-01-15T10:22:33.123456Z",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}
