"""A set of keys: usable ones by id, for the algorithms that fit, or a fault."""

import json
from itertools import count

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from firewall.identity import keyset
from firewall.identity.issuer import ALGORITHMS
from firewall.identity.keyset import KeySetError
from tests.helpers_tls import jwks, key_for


@pytest.mark.parametrize(
    ("algorithm", "fits"),
    [
        ("EdDSA", {"EdDSA", "Ed25519"}),
        ("ES256", {"ES256"}),
        ("RS256", {"PS256", "RS256"}),
    ],
)
def test_a_key_counts_for_the_algorithms_of_its_type(algorithm, fits):
    assert keyset.read(jwks(key_for(algorithm)), ALGORITHMS)["k1"].algorithms == fits


def test_a_key_counts_only_for_what_the_operator_allowed():
    assert keyset.read(jwks(key_for("RS256")), ["PS256", "ES256"])["k1"].algorithms == {"PS256"}


def test_a_key_counts_only_for_what_it_says_of_itself():
    assert keyset.read(jwks(key_for("RS256"), alg="RS256"), ALGORITHMS)["k1"].algorithms == {"RS256"}


def test_what_no_allowed_algorithm_uses_is_passed_over():
    others = [
        ECKey.generate_key("P-384", {"kid": "a"}),
        OKPKey.generate_key("X25519", {"kid": "b"}),
        OKPKey.generate_key("Ed448", {"kid": "c"}),
        key_for("EdDSA", "d"),
    ]

    assert set(keyset.read(jwks(*others, key_for("ES256")), ["ES256"])) == {"k1"}


@pytest.mark.parametrize(
    "more", [{"use": "enc"}, {"key_ops": ["sign"]}, {"key_ops": "verify"}, {"alg": "HS256"}]
)
def test_a_key_for_something_else_is_passed_over(more):
    with pytest.raises(KeySetError, match="no key for ES256"):
        keyset.read(jwks(key_for("ES256"), **more), ["ES256"])


def test_a_short_rsa_key_is_passed_over(monkeypatch):
    monkeypatch.setattr(keyset, "_RSA_BITS", range(3072, 8193))
    with pytest.raises(KeySetError, match="no key"):
        keyset.read(jwks(key_for("RS256")), ["RS256"])


def test_rsa_keys_have_2048_bits_and_not_too_many():
    assert (2047 in keyset._RSA_BITS, 2048 in keyset._RSA_BITS, 16384 in keyset._RSA_BITS) == (
        False,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (
            json.dumps({"keys": [OctKey.generate_key(256, {"kid": "k"}).as_dict(private=True)]}),
            "private or shared",
        ),
        (json.dumps({"keys": [key_for("ES256").as_dict(private=True)]}), "private or shared"),
        (jwks(key_for("ES256"), kid=None), "cannot be read"),
        (jwks(key_for("ES256"), kid=""), "no id"),
        (
            json.dumps(
                {"keys": [{k: v for k, v in key_for("ES256").as_dict(private=False).items() if k != "kid"}]}
            ),
            "no id",
        ),
        (jwks(key_for("ES256"), kid=7), "a key cannot be read|no id"),
        (jwks(key_for("ES256"), key_for("ES256")), "one id"),
        ("[]", "no JSON object"),
        ("<html>", "no JSON object"),
        ('{"keys": {}}', "no list"),
        ('{"keys": ["a"]}', "no list"),
        ('{"keys": [' + ",".join(["{}"] * 101) + "]}", "no list"),
        ('{"keys": []}', "no key for"),
        ('{"keys": [], "keys": []}', "no JSON object"),
        ('{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "a"}]}', "cannot be read"),
        ('{"keys": [{"kty": "RSA", "n": 7, "e": 3, "kid": "a"}]}', "no key for"),
        ('{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA", "kid": "a"}]}', "cannot be read"),
        (" " * (keyset.LARGEST_BYTES + 1), "larger than"),
    ],
    ids=count(),  # a key of this run is in some, and no name of a test
)
def test_a_set_that_cannot_be_trusted_is_a_fault(raw, says):
    with pytest.raises(KeySetError, match=says):
        keyset.read(raw.encode() if isinstance(raw, str) else raw, ALGORITHMS)


def test_a_fault_holds_nothing_of_the_set():
    raw = b'{"keys": [{"kty": "EC", "crv": "P-256", "x": "SECRETX", "y": "AA", "kid": "SECRETKID"}]}'
    with pytest.raises(KeySetError) as told:
        keyset.read(raw, ALGORITHMS)

    assert "SECRET" not in str(told.value)


def test_keys_are_in_no_repr():
    assert (
        repr(keyset.read(jwks(key_for("ES256")), ["ES256"])["k1"])
        == "PublicKey(algorithms=frozenset({'ES256'}))"
    )


def test_a_small_rsa_key_from_the_wire_is_no_key():
    small = {
        "kty": "RSA",
        "e": "AQAB",
        "kid": "a",
        "n": RSAKey.generate_key(2048).as_dict(private=False)["n"][:171],
    }
    with pytest.raises(KeySetError):
        keyset.read(json.dumps({"keys": [small]}).encode(), ["RS256"])
