"""What an operator may say of an issuer."""

import pytest

from firewall.identity.issuer import ALGORITHMS, is_address


def test_no_algorithm_takes_a_public_key_for_a_secret():
    assert not [name for name in ALGORITHMS if name.lower() == "none" or name.startswith("HS")]


@pytest.mark.parametrize(
    "text", ["https://login.county.example/jwks.json", "https://127.0.0.1:8443/", "https://x"]
)
def test_a_whole_https_address_is_one(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://login.county.example/jwks", "file:///etc/passwd", "https://", "https:///jwks", "login.county.example",
        "https://u:p@login.county.example/", "https://x/?a=1", "https://x/#a", "https://x:0/", "https://x:99999/", "https://[x/",
        "https://x/\n", "",
    ],
)  # fmt: skip
def test_anything_else_is_none(text):
    assert not is_address(text)
