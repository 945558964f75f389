"""Verified once, beside one certificate, as long as the issuer's keys are what they were; used up where it must be."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from firewall.identity import token as module
from firewall.identity.issuer import Issuer
from firewall.identity.keyring import KeyRing
from firewall.identity.refusals import RefusedError
from firewall.identity.spent import Spent
from firewall.identity.tokens import Tokens
from tests.helpers_tls import (
    AUDIENCE,
    ISSUER,
    TODAY,
    Authority,
    claims,
    der,
    jwks,
    key_for,
    raw_token,
    thumbprint,
    token,
)

CA = Authority("CA")
MINE, OTHER = CA.made("mine")[0], CA.made("other")[0]


class Ring(KeyRing):
    """Keys from a file that a test changes at once."""

    def rotate(self, *keys):
        self._take(jwks(*keys))


@pytest.fixture
def ring(tmp_path):
    path = tmp_path / "jwks.json"
    path.write_bytes(jwks(key_for("ES256")))
    return Ring(
        Issuer(name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("ES256",), keys_file=path),
        lambda: 0.0,
    )


@pytest.fixture
def tokens(ring, tmp_path):
    with Spent.open(tmp_path / "identity.sqlite") as spent:
        yield Tokens([ring], spent)


@pytest.fixture
def verifications(monkeypatch):
    """How often a signature was checked."""
    done, real = [], module.verify
    monkeypatch.setattr(module, "verify", lambda *given: done.append(1) or real(*given))
    return done


async def why(doing):
    with pytest.raises(RefusedError) as refused:
        await doing
    return refused.value.why


async def test_a_token_is_verified_once(tokens, verifications):
    text = token()
    found = [await tokens.verify(text, None, TODAY) for _ in range(5)]

    assert len(verifications) == 1
    assert all(one is found[0] for one in found)


async def test_a_remembered_token_ends_when_it_ends(tokens, verifications):
    text = token()
    await tokens.verify(text, None, TODAY)

    assert await why(tokens.verify(text, None, TODAY + timedelta(seconds=631))) == "token-expired"
    assert await why(tokens.verify(text, None, TODAY - timedelta(seconds=60))) == "token-not-yet"


async def test_a_remembered_token_counts_beside_no_other_certificate(tokens, verifications):
    text = token(claims(cnf={"x5t#S256": thumbprint(MINE)}))
    await tokens.verify(text, der(MINE), TODAY)

    assert await why(tokens.verify(text, der(OTHER), TODAY)) == "token-certificate"
    assert await why(tokens.verify(text, None, TODAY)) == "token-certificate"
    assert await tokens.verify(text, der(MINE), TODAY)


async def test_a_remembered_token_is_forgotten_when_its_key_is_withdrawn(tokens, ring):
    text = token()
    await tokens.verify(text, None, TODAY)
    ring.rotate(key_for("ES256", "k2"))

    assert await why(tokens.verify(text, None, TODAY)) == "token-key"


async def test_a_remembered_token_is_refused_when_the_keys_are_too_old(tokens, ring, monkeypatch):
    text = token()
    await tokens.verify(text, None, TODAY)
    monkeypatch.setattr(Ring, "age_s", property(lambda self: 10**9))

    assert await why(tokens.verify(text, None, TODAY)) == "token-keys-stale"


async def test_what_is_remembered_is_bounded(tokens, monkeypatch):
    monkeypatch.setattr("firewall.identity.tokens._REMEMBERED", 3)
    for number in range(9):
        await tokens.verify(token(claims(jti=f"t-{number}")), None, TODAY)

    assert len(tokens._known) <= 3


async def test_bad_tokens_are_not_remembered(tokens):
    for text in ("a.b.c", "x" * 10_000, token(key=key_for("ES256", "k2")), "\ud800.a.b"):
        assert await why(tokens.verify(text, None, TODAY))

    assert tokens._known == {}


async def test_a_token_is_used_up_once(tokens):
    found = await tokens.verify(token(), None, TODAY)
    await tokens.spend(found, TODAY)

    assert await why(tokens.spend(found, TODAY)) == "token-replayed"


async def test_a_token_without_an_id_changes_nothing(tokens):
    found = await tokens.verify(token(claims(jti=None)), None, TODAY)

    assert await why(tokens.spend(found, TODAY)) == "token-no-id"


async def test_an_id_with_half_a_character_is_used_up_like_any(tokens):
    found = await tokens.verify(
        raw_token(b'{"alg":"ES256","kid":"k1"}', json.dumps(claims(jti="\ud800")).encode()), None, TODAY
    )
    await tokens.spend(found, TODAY)

    assert await why(tokens.spend(found, TODAY)) == "token-replayed"


async def test_where_the_store_fails_nothing_changes(ring, tmp_path):
    spent = Spent.open(tmp_path / "identity.sqlite")
    tokens = Tokens([ring], spent)
    found = await tokens.verify(token(), None, TODAY)
    spent.close()

    assert await why(tokens.spend(found, TODAY)) == "token-store"


async def test_an_issuer_that_the_city_calls_otherwise_brings_no_used_token_back(ring, tokens, tmp_path):
    await tokens.spend(await tokens.verify(token(), None, TODAY), TODAY)
    other = Ring(replace(ring.issuer, name="county-login"), lambda: 0.0)
    with Spent.open(tmp_path / "identity.sqlite") as spent:
        again = Tokens([other], spent)
        found = await again.verify(token(), None, TODAY)

        assert await why(again.spend(found, TODAY)) == "token-replayed"
