"""Tokens: what is signed by the right key in the right way, and everything else."""

import base64
import hmac
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.identity import keyset, token
from firewall.identity.issuer import ALGORITHMS, Issuer
from firewall.identity.refusals import RefusedError
from tests.helpers_tls import (
    AUDIENCE,
    ISSUER,
    TODAY,
    Authority,
    claims,
    jwks,
    key_for,
    raw_token,
    thumbprint,
    unpadded,
)
from tests.helpers_tls import token as signed

COUNTY = Issuer(name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("ES256",))
NOW = int(TODAY.timestamp())


def verified(text, *, issuer=COUNTY, now=TODAY, keys=None):
    presented = token.present(text, {issuer.issuer: issuer})
    known = keys or keyset.read(jwks(key_for(issuer.algorithms[0])), issuer.algorithms)
    if presented.key_id not in known:
        raise RefusedError("token-key")
    return token.verify(presented, known[presented.key_id], now)


def why(text, **options):
    with pytest.raises(RefusedError) as refused:
        verified(text, **options)
    return refused.value.why


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_signed_with_the_issuers_algorithm_says_who_asks(algorithm):
    issuer = Issuer(name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=(algorithm,))
    found = verified(signed(algorithm=algorithm), issuer=issuer)

    assert (found.chain, found.id, found.certificate, found.issuer) == (("svc-health",), "t-1", None, issuer)
    assert found.is_current(TODAY)
    assert not found.is_current(TODAY + timedelta(seconds=631))
    assert not found.is_current(TODAY - timedelta(seconds=32))


PUBLIC_PEM = key_for("RS256").as_pem(private=False)
BOTH = Issuer(name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("RS256", "ES256"))
ATTACKER = key_for("ES256", "attacker")

HEADERS = [
    ("no algorithm", {"alg": "none"}, "token-algorithm"),
    ("no algorithm, in capitals", {"alg": "NONE"}, "token-algorithm"),
    ("no algorithm, spelled otherwise", {"alg": "nOnE"}, "token-algorithm"),
    ("an algorithm that is not the issuer's", {"alg": "PS256"}, "token-algorithm"),
    ("an algorithm with a space", {"alg": "ES256 "}, "token-algorithm"),
    ("a list of algorithms", {"alg": ["ES256"]}, "token-algorithm"),
    ("no key", {"kid": None}, "token-header"),
    ("a list of keys", {"kid": ["k1"]}, "token-header"),
    ("a key by path", {"kid": "../../../../dev/null"}, "token-key"),
    ("a key by query", {"kid": "k1' UNION SELECT 'AA"}, "token-key"),
    ("a key by address", {"kid": "https://attacker.example/k1"}, "token-key"),
    ("an unknown key", {"kid": "k2"}, "token-key"),
    ("a key with a NUL", {"kid": "k1\0"}, "token-key"),
    ("an address of keys", {"jku": "https://attacker.example/jwks"}, "token-header"),
    ("an address of a certificate", {"x5u": "https://attacker.example/c.pem"}, "token-header"),
    ("a key of its own", {"jwk": ATTACKER.as_dict(private=False)}, "token-header"),
    ("a certificate of its own", {"x5c": ["AAAA"]}, "token-header"),
    ("a critical extension", {"crit": ["exp"], "exp": 1}, "token-header"),
    ("an empty list of critical extensions", {"crit": []}, "token-header"),
    ("an unencoded payload", {"b64": False, "crit": ["b64"]}, "token-malformed"),
    ("compression", {"zip": "DEF"}, "token-header"),
    ("encryption", {"enc": "A256GCM"}, "token-header"),
    ("a token within", {"cty": "JWT"}, "token-header"),
    ("a logout token", {"typ": "logout+jwt"}, "token-header"),
    ("a proof of possession", {"typ": "dpop+jwt"}, "token-header"),
    ("a type that is none", {"typ": 7}, "token-header"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "code"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_a_header_that_plays_games_is_refused(header, code):
    """Signed with the right key all the same: it is the header that is refused, before anything is believed."""
    head = {"alg": "ES256", "kid": "k1"} | header
    raw = json.dumps({name: value for name, value in head.items() if value is not None}).encode()

    assert why(raw_token(raw, json.dumps(claims()).encode())) == code


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "EdDSA"])
def test_an_algorithm_that_is_not_the_issuers_is_refused_before_any_key_is_looked_for(algorithm):
    with pytest.raises(RefusedError, match="token-algorithm"):
        token.present(signed(algorithm=algorithm), {ISSUER: COUNTY})


@pytest.mark.parametrize("type_", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
def test_an_access_token_may_say_that_it_is_one(type_):
    assert verified(signed(header={"typ": type_}))


def test_the_name_of_a_certificate_beside_the_keys_is_passed_over():
    assert verified(signed(header={"x5t": "AAAA"}))


@pytest.mark.parametrize(
    "secret",
    [PUBLIC_PEM, PUBLIC_PEM.strip(), key_for("RS256").as_der(private=False)],
    ids=["pem", "stripped", "der"],
)
def test_a_public_key_is_not_taken_for_a_secret(secret):
    keys = keyset.read(jwks(key_for("RS256")), ["RS256"])
    issuer = Issuer(name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("RS256",))

    header = unpadded(b'{"alg":"HS256","kid":"k1"}')
    signed_part = f"{header}.{unpadded(json.dumps(claims()).encode())}"
    mac = hmac.digest(secret, signed_part.encode(), "sha256")
    assert why(f"{signed_part}.{unpadded(mac)}", issuer=issuer, keys=keys) == "token-algorithm"


def test_a_key_of_one_type_does_not_verify_with_the_algorithm_of_another():
    keys = keyset.read(jwks(key_for("RS256")), BOTH.algorithms)

    assert why(signed(algorithm="ES256"), issuer=BOTH, keys=keys) == "token-algorithm"


def test_an_algorithm_must_be_the_keys_own_too():
    keys = keyset.read(jwks(key_for("RS256"), alg="PS256"), ["RS256", "PS256"])
    issuer = Issuer(name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("RS256", "PS256"))

    assert verified(signed(algorithm="PS256", key=key_for("RS256")), issuer=issuer, keys=keys)
    assert why(signed(algorithm="RS256"), issuer=issuer, keys=keys) == "token-algorithm"


def test_anothers_signature_is_none():
    assert why(signed(key=key_for("ES256", "attacker"))) == "token-signature"


def test_a_changed_claim_breaks_the_signature():
    head, _, signature = signed().split(".")
    body = unpadded(json.dumps(claims(sub="ice")).encode())

    assert why(f"{head}.{body}.{signature}") == "token-signature"


def test_a_cut_signature_is_none():
    assert why(signed()[:-2]) == "token-signature"


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "a.b", "a.b.c.d", "a.b.c", signed() + "=", signed() + "\n", " " + signed(), signed().replace(".", ". ", 1),
        signed() + "+", signed().split(".")[0] + ".." + signed().split(".")[2], signed().rpartition(".")[0] + ".",
        base64.b64encode(b'{"alg":"ES256"}').decode() + ".e30.AA", json.dumps({"payload": "", "signatures": []}), "é.é.é",
    ],
)  # fmt: skip
def test_what_has_not_the_shape_of_a_token_is_refused(text):
    assert why(text) in {"token-malformed", "token-issuer"}


def test_a_long_token_is_not_looked_into():
    assert why(signed(claims(groups=["x" * 100] * 100))) == "token-too-long"


@pytest.mark.parametrize(
    "payload",
    [
        b"[]", b"null", b"7", b'"x"', b"{", b"\xff", b'{"iss": "%s", "iss": "x"}' % ISSUER.encode(),
        json.dumps(claims()).replace('"sub"', '"sub": "ice", "sub"').encode(), b'{"exp": NaN}',
    ],
)  # fmt: skip
def test_a_payload_that_can_be_read_in_two_ways_is_refused(payload):
    assert why(raw_token(b'{"alg":"ES256","kid":"k1"}', payload)) == "token-malformed"


def test_a_header_with_two_algorithms_is_refused():
    header = b'{"alg":"none","alg":"ES256","kid":"k1"}'

    assert why(raw_token(header, json.dumps(claims()).encode())) == "token-malformed"


CLAIMS = [
    ("another issuer", {"iss": "https://login.other.example"}, "token-issuer"),
    ("an issuer with a slash more", {"iss": ISSUER + "/"}, "token-issuer"),
    ("a list of issuers", {"iss": [ISSUER]}, "token-issuer"),
    ("no issuer", {"iss": None}, "token-issuer"),
    ("another audience", {"aud": "https://other.example"}, "token-audience"),
    ("the audience as a beginning", {"aud": AUDIENCE + ".attacker.example"}, "token-audience"),
    ("audiences without ours", {"aud": ["a", "b"]}, "token-audience"),
    ("an empty list of audiences", {"aud": []}, "token-audience"),
    ("audiences that are no texts", {"aud": [AUDIENCE, 7]}, "token-audience"),
    ("no audience", {"aud": None}, "token-claims"),
    ("no subject", {"sub": None}, "token-claims"),
    ("an empty subject", {"sub": ""}, "token-claims"),
    ("a subject that is a number", {"sub": 7}, "token-claims"),
    ("a subject with a line end", {"sub": "svc-health\n"}, "token-subject"),
    ("a long subject", {"sub": "x" * 256}, "token-subject"),
    ("no end", {"exp": None}, "token-claims"),
    ("an end that is text", {"exp": str(NOW + 600)}, "token-claims"),
    ("an end that is true", {"exp": True}, "token-claims"),
    ("an end beyond numbers", {"exp": 10**400}, "token-claims"),
    ("no beginning", {"iat": None}, "token-claims"),
    ("long ended", {"iat": NOW - 7200, "exp": NOW - 3600}, "token-expired"),
    ("just ended", {"iat": NOW - 600, "exp": NOW - 31}, "token-expired"),
    ("ended before it began", {"iat": NOW + 10, "exp": NOW}, "token-lives-too-long"),
    ("issued tomorrow", {"iat": NOW + 86400, "exp": NOW + 86500}, "token-not-yet"),
    ("not yet good", {"nbf": NOW + 60}, "token-not-yet"),
    ("a beginning that is text", {"nbf": "soon"}, "token-not-yet"),
    ("good for a day", {"exp": NOW + 86400}, "token-lives-too-long"),
    ("good for ever", {"exp": NOW + 10**10}, "token-lives-too-long"),
    ("issued long ago", {"iat": NOW - 86400}, "token-lives-too-long"),
    ("an id that is a number", {"jti": 7}, "token-claims"),
    ("an empty id", {"jti": ""}, "token-claims"),
    ("a long id", {"jti": "x" * 257}, "token-claims"),
    ("bound to a key we cannot check", {"cnf": {"jkt": "x"}}, "token-certificate"),
    ("bound to a certificate and a key", {"cnf": {"x5t#S256": "A" * 43, "jkt": "x"}}, "token-certificate"),
    ("bound to nothing", {"cnf": {}}, "token-certificate"),
    ("bound to a text", {"cnf": "A" * 43}, "token-certificate"),
    ("bound to half a certificate", {"cnf": {"x5t#S256": "A" * 42}}, "token-certificate"),
    ("bound to a list", {"cnf": {"x5t#S256": ["A" * 43]}}, "token-certificate"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in CLAIMS], ids=[row[0] for row in CLAIMS])
def test_claims_that_do_not_hold_are_refused(changes, code):
    assert why(signed(claims(**changes))) == code


def test_being_bound_to_null_is_being_bound_to_what_we_cannot_check():
    assert why(signed(claims() | {"cnf": None})) == "token-certificate"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": [AUDIENCE, "https://other.example"]},
        {"exp": NOW - 29, "iat": NOW - 600},
        {"iat": NOW + 29},
        {"nbf": NOW + 29},
        {"iat": NOW - 0.5},
        {"jti": None},
    ],
)
def test_small_differences_of_clocks_and_several_audiences_are_no_fault(changes):
    assert verified(signed(claims(**changes))).chain == ("svc-health",)


def test_where_tokens_must_be_bound_an_unbound_one_is_refused():
    bound = Issuer(
        name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("ES256",), certificate_bound=True
    )
    certificate = Authority("CA").made("county")[0]

    assert why(signed(), issuer=bound) == "token-unbound"
    assert verified(signed(claims(cnf={"x5t#S256": thumbprint(certificate)})), issuer=bound).certificate == (
        thumbprint(certificate)
    )


# ---- for whom


@pytest.mark.parametrize(
    ("changes", "chain"),
    [
        ({"on_behalf_of": "ice"}, ("svc-health", "ice")),
        ({"on_behalf_of": ["ice", "dhs"]}, ("svc-health", "ice", "dhs")),
        ({"act": {"sub": "vendor"}}, ("vendor", "svc-health")),
        ({"act": {"sub": "vendor", "act": {"sub": "broker"}}}, ("vendor", "broker", "svc-health")),
    ],
)
def test_a_token_says_for_whom_it_asks(changes, chain):
    assert verified(signed(claims(**changes))).chain == chain


NESTED = {"sub": "a0"}
for _number in range(1, 12):
    NESTED = {"sub": f"a{_number}", "act": NESTED}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on_behalf_of": []}, "token-claims"),
        ({"on_behalf_of": [""]}, "token-subject"),
        ({"on_behalf_of": [None]}, "token-subject"),
        ({"on_behalf_of": {"sub": "ice"}}, "token-subject"),
        ({"on_behalf_of": ["svc-health"]}, "token-claims"),
        ({"on_behalf_of": ["ice", "ice"]}, "token-claims"),
        ({"on_behalf_of": [f"p{n}" for n in range(9)]}, "token-claims"),
        ({"act": {}}, "token-subject"),
        ({"act": "vendor"}, "token-claims"),
        ({"act": [{"sub": "vendor"}]}, "token-claims"),
        ({"act": {"sub": "svc-health"}}, "token-claims"),
        ({"act": {"sub": "vendor", "iss": "https://login.other.example"}}, "chain-unknown"),
        ({"act": {"sub": "vendor", "client_id": "x"}}, "token-claims"),
        ({"act": NESTED}, "token-claims"),
        ({"act": {"sub": "vendor"}, "on_behalf_of": "ice"}, "token-claims"),
    ],
)
def test_a_chain_that_is_not_clear_is_refused(changes, code):
    assert why(signed(claims(**changes))) == code


def test_a_chain_of_null_is_not_clear():
    assert why(signed(claims() | {"act": None})) == "token-claims"
    assert why(signed(claims() | {"on_behalf_of": None})) == "token-subject"


# ---- whatever comes


@given(st.text(max_size=300))
def test_no_text_keeps_us_from_an_answer(text):
    with pytest.raises(RefusedError):
        token.present(text, {ISSUER: COUNTY})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["iss", "aud", "sub", "exp", "iat", "nbf", "jti", "cnf", "act", "on_behalf_of"])


@given(st.dictionaries(NAMES, JSON, min_size=1, max_size=4))
def test_no_signed_claims_keep_us_from_an_answer(changes):
    payload = json.dumps(claims() | changes).encode()
    try:
        found = verified(raw_token(b'{"alg":"ES256","kid":"k1"}', payload))
    except RefusedError:
        return
    assert all(isinstance(name, str) and name for name in found.chain)


@given(st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "jwk", "b64", "x5t"]), JSON, max_size=4))
def test_no_header_keeps_us_from_an_answer(changes):
    header = json.dumps({"alg": "ES256", "kid": "k1"} | changes).encode()
    try:
        verified(raw_token(header, json.dumps(claims()).encode()))
    except RefusedError:
        return
    assert changes.get("alg", "ES256") == "ES256"
