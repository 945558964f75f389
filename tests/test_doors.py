"""TLS, tokens and the balancer, put together from what operators and lawyers wrote."""

import asyncio
import math

import pytest

from firewall import books, config
from firewall.doors import Doors
from firewall.errors import ConfigError, PolicyError
from firewall.identity.introduce import Credentials
from firewall.metrics import Metrics
from tests.helpers import bundle
from tests.helpers_tls import AUDIENCE, ISSUER, SERVER, TODAY, Authority, der, item, jwks, key_for, token

CA = Authority("City CA")
TLS = """
[listen]
tls_certificate = "server.pem"
tls_key = "server.key"
client_ca = "ca.pem"
"""
TOKENS = f"""
[issuers.county-login]
issuer = "{ISSUER}"
audience = "{AUDIENCE}"
algorithms = ["ES256"]
keys_file = "jwks.json"
"""
EDGE = '[edge]\ncertificates = ["dns:lb.example"]\n'
VENDOR = """
partner: vendor
title: Vendor
kind: vendor-surveillance
on_behalf_of: [ice-ero]
credentials: {tokens: ["county-login#svc-health"]}
"""


@pytest.fixture
def folder(tmp_path):
    CA.write(tmp_path / "ca.pem")
    CA.issue(tmp_path, "server", hosts=["127.0.0.1"], usage=SERVER)
    (tmp_path / "jwks.json").write_bytes(jwks(key_for("ES256")))
    return tmp_path


@pytest.fixture
def kept(folder):
    with books.opened(folder / "data", bundle(), TODAY, create=True) as opened:
        yield opened


def doors(folder, kept, text, metrics=None):
    return Doors(config.load(text, folder)[0], kept, lambda: TODAY, metrics or Metrics())


def value(metrics, name, **labels):
    return metrics.registry.get_sample_value(name, labels)


def test_without_tls_it_is_open_and_has_no_days(folder, kept):
    metrics = Metrics()
    made = doors(folder, kept, "", metrics)
    made.hurry()

    assert (made.tls, made.is_open) == (None, True)
    assert math.isnan(value(metrics, "firewall_certificate_days_left"))
    assert math.isnan(value(metrics, "firewall_client_crl_days_left"))
    assert math.isnan(value(metrics, "firewall_token_keys_age_seconds"))


def test_its_certificate_and_keys_are_numbers(folder, kept):
    metrics = Metrics()
    made = doors(folder, kept, TLS + TOKENS, metrics)

    assert made.tls is not None
    assert 29 < value(metrics, "firewall_certificate_days_left") <= 30
    assert value(metrics, "firewall_token_keys_age_seconds") == 0


async def test_a_token_introduces_the_partner_that_the_policy_says_and_a_refusal_is_counted(folder, kept):
    metrics = Metrics()
    made = doors(folder, kept, TOKENS, metrics)
    introducer = made.introducer(bundle(**{"partners/vendor.yaml": VENDOR}))
    found = await introducer.introduce(Credentials(authorization=f"Bearer {token()}"), TODAY)
    await introducer.introduce(Credentials(authorization="Bearer a.b.c"), TODAY)

    assert (found.party.id, found.principal.id) == ("vendor", "ice-ero")
    assert value(metrics, "firewall_credentials_refused_total", reason="token-malformed") == 1


async def test_what_was_verified_and_used_up_stays_when_the_policy_changes(folder, kept):
    made = doors(folder, kept, TOKENS)
    shown = Credentials(authorization=f"Bearer {token()}", changes=True)
    policies = [bundle(**{"partners/vendor.yaml": VENDOR}) for _ in range(2)]
    first, second = [await made.introducer(one).introduce(shown, TODAY) for one in policies]

    assert (first.party.id, second.refused) == ("vendor", ("token-replayed",))


async def test_the_balancer_passes_on_who_asks(folder, kept):
    made = doors(folder, kept, TLS + EDGE)
    county = CA.made("county", hosts=["health.county.example"])[0]
    balancer = CA.made("lb", hosts=["lb.example"])[0]
    shown = Credentials(certificate=der(balancer), client_cert=item(county))

    assert (await made.introducer(bundle()).introduce(shown, TODAY)).party.id == "county-public-health"


def test_a_partner_that_names_what_the_configuration_does_not_stops_the_policy(folder, kept):
    with pytest.raises(
        PolicyError,
        match=r"^POL106 partners/vendor\.yaml:\d+:\d+: The issuer of tokens `county-login` is not",
    ):
        doors(folder, kept, "").introducer(bundle(**{"partners/vendor.yaml": VENDOR}))


@pytest.mark.parametrize("gone", ["server.pem", "server.key", "ca.pem", "jwks.json"])
def test_a_file_that_is_gone_stops_the_start(folder, kept, gone):
    (folder / gone).unlink()
    with pytest.raises(ConfigError, match=gone):
        doors(folder, kept, TLS + TOKENS)


async def test_it_keeps_certificates_and_keys_fresh(folder, kept, monkeypatch):
    monkeypatch.setattr("firewall.front.renewal.LOOKED_AT_S", 0.01)
    monkeypatch.setattr("firewall.identity.keyring._LOOKED_AT_S", 0.01)
    metrics = Metrics()
    made = doors(folder, kept, TLS + TOKENS, metrics)
    tls = made.tls
    task = asyncio.ensure_future(made.keep())
    made.hurry()
    (folder / "jwks.json").write_bytes(jwks(key_for("ES256", "k2")))
    async with asyncio.timeout(20):
        while not (
            value(metrics, "firewall_tls_renewals_total", result="used")
            and value(metrics, "firewall_token_key_renewals_total", result="used")
        ):
            await asyncio.sleep(0.01)
    task.cancel()

    assert made.tls is tls
