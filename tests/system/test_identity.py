"""Who is who over real sockets, real TLS and tokens signed with joserfc: each trick, and that it stands in the record."""

import http.client
import json
import re
import ssl
import threading
import time
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

import pytest

import firewall.app
from firewall import books, config, recognizers
from firewall.app import Application, load_policies
from firewall.identity import keyring
from tests.helpers import detectors
from tests.helpers_tls import (
    AUDIENCE,
    ISSUER,
    SERVER,
    Authority,
    claims,
    item,
    jwks,
    key_for,
    pem,
    raw_token,
    thumbprint,
    token,
)
from tests.identity.house_of_keys import serving
from tests.system import process
from tests.system.town import in_thread

COUNTY_NAME, ICE_NAME = "exchange.county-health.example", "ero.ice.example"
PATIENT = "/clinic/patients/1001"
SETTINGS = """
client_ca = "../ca.pem"
client_crl = "../crl.pem"
tls_certificate = "../server.pem"
tls_key = "../server.key"

[client_cas]
county = "../county-ca.pem"
edge = "../edge-ca.pem"

[edge]
certificates = ["dns:lb.city.example"]
ca = "edge"

[issuers.login]
issuer = "{issuer}"
audience = "{audience}"
algorithms = ["ES256"]
keys_url = "{url}"
keys_ca = "../keys-ca.pem"
"""
PARTNERS = {
    "county-public-health": f'{{certificates: ["dns:{COUNTY_NAME}"], ca: county, tokens: ["login#svc-county"]}}',
    "ice-ero": f'{{api_keys: yes, certificates: ["dns:{ICE_NAME}"], tokens: ["login#svc-ice"]}}',
    "acme-analytics": '{tokens: ["login#svc-acme"]}',
}


class Door:
    """A running firewall, and the papers to come to it with."""

    def __init__(self, folder):
        self.folder = folder
        self.ca, self.county, self.edge = Authority("City CA"), Authority("County CA"), Authority("Edge CA")
        for authority, name in ((self.ca, "ca"), (self.county, "county-ca"), (self.edge, "edge-ca")):
            authority.write(folder / f"{name}.pem")
        self.renew()
        self.revoke()
        self.balancer = self.edge.issue(folder, "balancer", hosts=["lb.city.example"])
        self.running = self.opened = None

    def renew(self, **options):
        self.ca.issue(self.folder, "server", hosts=["127.0.0.1"], usage=SERVER, **options)

    def revoke(self, *of_the_county):
        lists = self.ca.revoked(), self.edge.revoked(), self.county.revoked(*of_the_county)
        (self.folder / "crl.pem").write_bytes(pem(*lists))

    def connected(self, shown=None):
        context = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        if shown:
            context.load_cert_chain(*shown[:2])
        return http.client.HTTPSConnection("127.0.0.1", self.running.port, context=context, timeout=20)

    def ask(self, *headers, shown=None, method="GET", target=PATIENT, purpose="public-health", wire=None):
        """Return the answer's status and what the record says of who asked."""
        used = wire or self.connected(shown)
        try:
            used.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in (("Host", "city"), ("Purpose-Of-Use", purpose), *headers):
                used.putheader(name, value)
            used.endheaders()
            got = used.getresponse()
            self.body = got.read()
            return got.status, self.requester(got.headers["Decision-Id"])
        finally:
            if wire is None:
                used.close()

    def requester(self, decision):
        return json.loads(self.opened.record.get(decision)[1])["requester"]

    def metric(self, name, **labels):
        return self.running.metrics.registry.get_sample_value(name, labels)


def bearing(text):
    return ("Authorization", f"Bearer {text}")


@asynccontextmanager
async def application(path):
    settings = config.load(path.read_text(), path.parent)[0]
    compiled = load_policies(settings.policies)
    with books.opened(settings.data, compiled.bundle, firewall.app.now(), create=True) as opened:
        async with Application(settings, compiled, opened, detectors()).serving() as running:
            yield running, opened


@contextmanager
def city(folder):
    made = Door(folder)
    # What the firewall imports in a thread would else meet filters of warnings that change with each test.
    recognizers.warm()
    with (
        # Certificates are made now, and another test's town may live on another day.
        patch("firewall.app.now", lambda: datetime.now(UTC)),
        process.city(folder / "services") as upstreams,
        in_thread(serving(folder, jwks(key_for("ES256")))) as keys,
    ):
        made.keys = keys
        path = process.furnished(folder / "firewall", upstreams)
        settings = SETTINGS.format(issuer=ISSUER, audience=AUDIENCE, url=keys.url)
        path.write_text(path.read_text().replace("[listen]\nport = 0\n", f"[listen]\nport = 0\n{settings}"))
        for name, credentials in PARTNERS.items():
            file = path.parent / "policies" / "partners" / f"{name}.yaml"
            text = re.sub(r"credentials:(.*\n(?:  .*\n)*)", f"credentials: {credentials}\n", file.read_text())
            file.write_text(text)
        made.config = path
        with in_thread(application(path)) as (made.running, made.opened):
            until(lambda: made.metric("firewall_token_key_renewals_total", result="used"))
            yield made


def until(true):
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    with city(tmp_path_factory.mktemp("identity")) as made:
        yield made


def unknown(*refused):
    said = {"behind": [], "by": None, "id": "", "kind": "unknown", "onward": []}
    return {**said, "refused": list(refused)} if refused else said


def now():
    return claims(datetime.now(UTC), sub="svc-county")


# ---- tokens


def test_a_token_proves_its_partner(door):
    status, who = door.ask(bearing(token(now())))

    assert (status, who["id"], who["by"]) == (200, "county-public-health", "token")
    assert json.loads(door.body)["name"]


def test_a_token_of_ice_is_ice(door):
    status, who = door.ask(bearing(token(now() | {"sub": "svc-ice"})), purpose="immigration-enforcement")

    assert (status, who["id"]) == (202, "ice-ero")


ATTACKS = {
    "no signature": (lambda: raw_token(b'{"alg":"none","kid":"k1"}', json.dumps(now()).encode()), "token-algorithm"),
    "a public key as a secret": (lambda: raw_token(b'{"alg":"HS256","kid":"k1"}', b"{}"), "token-issuer"),
    "another algorithm": (lambda: token(now(), algorithm="RS256"), "token-algorithm"),
    "another's key": (lambda: token(now(), key=key_for("ES256", "attacker")), "token-signature"),
    "a key by path": (lambda: token(now(), header={"kid": "../../dev/null"}), "token-key"),
    "a key of its own": (lambda: token(now(), header={"jwk": key_for("ES256", "a").as_dict(private=False)}), "token-header"),
    "keys at an address": (lambda: token(now(), header={"jku": "https://127.0.0.1:9/"}), "token-header"),
    "ended": (lambda: token(now() | {"iat": 1, "exp": 2}), "token-expired"),
    "for somebody else": (lambda: token(now() | {"aud": "https://other.example"}), "token-audience"),
    "of somebody else": (lambda: token(now() | {"iss": "https://other.example"}), "token-issuer"),
    "of no partner": (lambda: token(now() | {"sub": "svc-nobody"}), "token-subject"),
    "for nobody known": (lambda: token(now() | {"on_behalf_of": ["svc-nobody"]}), "chain-unknown"),
    "long": (lambda: token(now() | {"groups": "x" * 5000}), "token-too-long"),
    "of no connection like this": (lambda: token(now() | {"cnf": {"x5t#S256": "A" * 43}}), "token-certificate"),
    "garbage": (lambda: "a.b.c", "token-malformed"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "why"), ATTACKS.values(), ids=ATTACKS)
def test_a_bad_token_makes_its_bearer_unknown_with_a_good_certificate_too(door, text, why):
    shown = door.county.issue(door.folder, "county", hosts=[COUNTY_NAME])
    for certificate in (None, shown):
        assert door.ask(bearing(text()), shown=certificate) == (404, unknown(why))
    assert door.metric("firewall_credentials_refused_total", reason=why) >= 2


def test_repeated_credentials_are_none(door):
    twice = [bearing(token(now())), bearing(token(now()))]

    assert door.ask(*twice) == (404, unknown("token-malformed"))
    assert door.ask(bearing(token(now())), ("X-Api-Key", token(now()))) == (404, unknown("key"))


def test_a_header_beyond_all_limits_is_not_even_a_request(door):
    wire = door.connected()
    wire.request("GET", PATIENT, headers=dict([bearing("a." * 9000)]))
    assert wire.getresponse().status == 400
    wire.close()


def test_a_token_changes_something_once(door):
    text = token(now() | {"jti": "once"})
    first = door.ask(bearing(text), method="POST", target="/clinic/patients")[1]
    again = door.ask(bearing(text), method="POST", target="/clinic/patients")
    elsewhere = door.ask(bearing(text), method="DELETE")

    assert first["id"] == "county-public-health"
    assert again[1] == elsewhere[1] == unknown("token-replayed")
    assert door.ask(bearing(text))[0] == 200  # to read, it is as good as before


def test_a_token_without_an_id_changes_nothing(door):
    text = token({name: value for name, value in now().items() if name != "jti"})

    assert door.ask(bearing(text), method="POST", target="/clinic/patients")[1] == unknown("token-no-id")


def test_a_token_that_was_used_is_used_after_a_restart_and_at_another_process(door):
    text = token(now() | {"jti": "for ever"})
    door.ask(bearing(text), method="POST", target="/clinic/patients")
    here = door.running, door.opened
    try:
        with in_thread(application(door.config)) as (door.running, door.opened):
            until(lambda: door.metric("firewall_token_key_renewals_total", result="used"))
            assert door.ask(bearing(text), method="POST", target="/clinic/patients")[1] == unknown(
                "token-replayed"
            )
    finally:
        door.running, door.opened = here


def test_a_token_counts_on_the_connection_of_its_certificate_alone(door):
    mine = door.county.issue(door.folder, "mine", hosts=[COUNTY_NAME])
    other = door.county.issue(door.folder, "other", hosts=[COUNTY_NAME])
    text = token(now() | {"cnf": {"x5t#S256": thumbprint(_read(mine))}})

    assert door.ask(bearing(text), shown=mine)[1]["by"] == "mtls-token"
    for shown in (other, None):
        assert door.ask(bearing(text), shown=shown) == (404, unknown("token-certificate"))
    assert door.ask(bearing(text), shown=mine)[0] == 200


def _read(shown):
    from cryptography import x509

    return x509.load_pem_x509_certificate(shown[0].read_bytes())


def test_a_signed_chain_is_in_the_record_and_an_unsigned_one_is_not(door):
    signed = door.ask(bearing(token(now() | {"sub": "svc-acme", "on_behalf_of": ["svc-county"]})))
    plain = door.ask(
        bearing(token(now() | {"sub": "svc-acme"})),
        ("On-Behalf-Of", "county-public-health"),
        ("X-On-Behalf-Of", "svc-county"),
        ("X-Forwarded-User", "svc-county"),
    )

    assert 200 not in {signed[0], plain[0]}
    assert signed[1]["behind"] == ["county-public-health", "ice-ero"]
    assert plain[1]["behind"] == ["ice-ero"]


# ---- authorities of partners


def test_a_partner_is_proven_by_its_own_authority_alone(door):
    good = door.county.issue(door.folder, "good", hosts=[COUNTY_NAME])
    of_the_city = door.ca.issue(door.folder, "of-the-city", hosts=[COUNTY_NAME])
    of_the_county = door.county.issue(door.folder, "of-the-county", hosts=[ICE_NAME])

    assert door.ask(shown=good)[1]["id"] == "county-public-health"
    assert door.ask(shown=of_the_city) == (404, unknown("certificate-other-ca"))
    assert door.ask(shown=of_the_county, purpose="immigration-enforcement") == (
        404,
        unknown("certificate-other-ca"),
    )


# ---- the balancer


def test_the_balancer_passes_a_certificate_on(door):
    county = door.county.made("county", hosts=[COUNTY_NAME])[0]

    status, who = door.ask(("Client-Cert", item(county)), shown=door.balancer)
    assert (status, who["id"], who["by"]) == (200, "county-public-health", "mtls")
    assert door.ask(shown=door.balancer) == (404, unknown())


def test_from_anybody_else_the_header_is_ignored_and_recorded(door):
    county = door.county.made("county", hosts=[COUNTY_NAME])[0]
    ice = door.ca.issue(door.folder, "ice", hosts=[ICE_NAME])

    assert door.ask(("Client-Cert", item(county))) == (404, unknown("client-cert-stranger"))
    status, who = door.ask(("Client-Cert", item(county)), shown=ice, purpose="immigration-enforcement")
    assert (status, who["id"], who["refused"]) == (202, "ice-ero", ["client-cert-stranger"])


def test_somebody_elses_balancer_is_anybody_else(door):
    county = door.county.made("county", hosts=[COUNTY_NAME])[0]
    forged = door.county.issue(door.folder, "forged", hosts=["lb.city.example"])

    assert "client-cert-stranger" in door.ask(("Client-Cert", item(county)), shown=forged)[1]["refused"]


def test_what_the_balancer_passes_on_must_be_good(door):
    county = door.county.made("county", hosts=[COUNTY_NAME])[0]
    stranger = Authority("County CA").made("county", hosts=[COUNTY_NAME])[0]
    ended = door.county.made("county", hosts=[COUNTY_NAME], days=(-9, -1))[0]
    through = door.balancer
    good = ("Client-Cert", item(county))

    assert door.ask(("Client-Cert", item(stranger)), shown=through) == (404, unknown("client-cert-untrusted"))
    assert door.ask(("Client-Cert", item(ended)), shown=through) == (404, unknown("client-cert-untrusted"))
    assert door.ask(good, good, shown=through) == (404, unknown("client-cert-malformed"))
    assert door.ask(("Client-Cert", item(county) + ";a"), shown=through) == (
        404,
        unknown("client-cert-malformed"),
    )
    assert door.ask(good, ("Client-Cert-Chain", "x"), shown=through) == (
        404,
        unknown("client-cert-malformed"),
    )
    assert door.ask(good, bearing("a.b.c"), shown=through) == (404, unknown("token-malformed"))


def test_a_token_is_bound_to_the_certificate_that_the_balancer_passed_on(door):
    county, other = (door.county.made("county", hosts=[COUNTY_NAME])[0] for _ in range(2))
    text = token(now() | {"cnf": {"x5t#S256": thumbprint(county)}})
    lb = token(now() | {"cnf": {"x5t#S256": thumbprint(_read(door.balancer))}})

    assert door.ask(bearing(text), ("Client-Cert", item(county)), shown=door.balancer)[0] == 200
    for said, header in ((text, item(other)), (lb, item(county))):
        answer = door.ask(bearing(said), ("Client-Cert", header), shown=door.balancer)
        assert answer == (404, unknown("token-certificate"))


# ---- over time: each with a city of its own


@pytest.fixture
def house(tmp_path):
    with city(tmp_path) as made:
        yield made


def test_certificates_change_while_it_runs(house):
    county = house.county.issue(house.folder, "county", hosts=[COUNTY_NAME])
    wire = house.connected(county)
    assert house.ask(wire=wire)[0] == 200

    # A new pair, while others connect: nobody is turned away.
    failed, stop = [], threading.Event()

    def asking():
        while not stop.is_set():
            try:
                if house.ask(shown=county)[0] != 200:
                    failed.append("status")
            except Exception as error:
                failed.append(repr(error))

    asker = threading.Thread(target=asking)
    asker.start()
    before = house.metric("firewall_certificate_days_left")
    for days in (60, 90):
        house.renew(days=(-1, days))
        until(lambda days=days: house.metric("firewall_certificate_days_left") > days - 1)
    stop.set()
    asker.join()
    assert (failed, before < 31) == ([], True)
    assert house.metric("firewall_tls_renewals_total", result="used") >= 2

    # A pair that does not belong together: the last good one stays.
    good = (house.folder / "server.key").read_bytes()
    (house.folder / "server.key").write_bytes(house.balancer[1].read_bytes())
    until(lambda: house.metric("firewall_tls_renewals_total", result="kept"))
    assert house.ask(shown=county)[0] == 200
    (house.folder / "server.key").write_bytes(good)

    # Revoked: on the connection that runs, at new ones, and where a balancer passes it on.
    revoked = _read(county)
    house.revoke(revoked)
    until(lambda: house.ask(wire=wire)[1] == unknown("certificate-revoked"))
    with pytest.raises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
        house.ask(shown=county)
    assert house.ask(("Client-Cert", item(revoked)), shown=house.balancer) == (
        404,
        unknown("certificate-revoked"),
    )
    another = house.county.issue(house.folder, "another", hosts=[COUNTY_NAME])
    assert house.ask(shown=another)[0] == 200
    wire.close()


def test_keys_of_an_issuer_change_while_it_runs(house, monkeypatch):
    monkeypatch.setattr(keyring, "NOT_OFTENER_S", 0.0)
    new = key_for("ES256", "new")
    old_token, new_token = token(now()), token(now(), key=new, header={"kid": "new"})
    assert house.ask(bearing(old_token))[0] == 200
    assert house.ask(bearing(new_token))[1] == unknown("token-key")

    house.keys.answer = ("503 Busy", b"")
    assert house.ask(bearing(new_token))[1] == unknown("token-key")
    assert house.ask(bearing(old_token))[0] == 200  # the last good set works on

    house.keys.answer = jwks(new)
    assert house.ask(bearing(new_token))[0] == 200  # at its first use
    assert house.ask(bearing(old_token))[1] == unknown("token-key")
