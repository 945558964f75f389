"""Client-Cert: from the balancer alone, in one spelling, and verified again."""

import base64
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.errors import ConfigError
from firewall.identity import edge as module
from firewall.identity.authorities import Authorities
from firewall.identity.edge import Edge, Seen, Shown
from firewall.identity.refusals import RefusedError
from tests.helpers_tls import TODAY, Authority, der, item

CITY, COUNTY, STRANGER = Authority("City CA"), Authority("County CA"), Authority("Stranger CA")
BELOW = Authority("County CA 2", COUNTY)
KNOWN = Authorities([CITY.certificate], {"county": [COUNTY.certificate]})
BALANCER = der(CITY.made("balancer", hosts=["lb.city.example"])[0])
MINE = COUNTY.made("mine", hosts=["mine.example"])[0]
DEEP = BELOW.made("deep", hosts=["deep.example"])[0]


def edge(*names, known=KNOWN, **options):
    return Edge(names or ["dns:lb.city.example"], lambda: known, **options)


def look(certificate=None, between=None, *, by=BALANCER, at=TODAY, edge_=None):
    return (edge_ or edge()).look(Shown(by, certificate, between), at)


def why(*given_, **options):
    with pytest.raises(RefusedError) as refused:
        look(*given_, **options)
    return refused.value.why


def test_the_balancer_passes_a_certificate_on():
    assert look(item(MINE)) == Seen(der(MINE))
    assert look(item(DEEP), item(BELOW.certificate)) == Seen(der(DEEP))
    assert look(item(DEEP), f"{item(STRANGER.certificate)} ,\t{item(BELOW.certificate)}") == Seen(der(DEEP))


def test_where_it_passes_none_on_there_is_none_and_never_its_own():
    assert look() == Seen(None)


@pytest.mark.parametrize("by", [None, der(MINE), b"no certificate"])
def test_from_anybody_else_the_header_is_an_attempt_and_no_more(by):
    assert look(item(MINE), by=by) == Seen(by, "client-cert-stranger")
    assert look(None, item(MINE), by=by) == Seen(by, "client-cert-stranger")
    assert look("", by=by) == Seen(by, "client-cert-stranger")
    assert look(by=by) == Seen(by)


def test_where_no_balancer_is_configured_everybody_is_anybody_else():
    none = Edge((), lambda: KNOWN)

    assert look(item(MINE), edge_=none) == Seen(BALANCER, "client-cert-stranger")


def test_a_balancer_whose_certificate_ended_or_was_revoked_is_anybody_else():
    gone = CITY.made("balancer", hosts=["lb.city.example"])[0]
    lists = Authorities([CITY.certificate], {}, [CITY.revoked(gone)])

    assert look(item(MINE), at=TODAY + timedelta(days=31)).attempt == "client-cert-stranger"
    assert look(item(MINE), by=der(gone), edge_=edge(known=lists)).attempt == "client-cert-stranger"


def test_a_partners_authority_cannot_make_a_balancer():
    forged = der(COUNTY.made("balancer", hosts=["lb.city.example"])[0])

    assert look(item(MINE), by=forged).attempt == "client-cert-stranger"
    assert look(item(MINE), by=forged, edge_=edge(signed_by="county")) == Seen(der(MINE))
    assert look(item(MINE), edge_=edge(signed_by="county")).attempt == "client-cert-stranger"


GOOD = item(MINE)
TEXT = GOOD[1:-1]
MALFORMED = {
    "empty": "",
    "two of them": f"{GOOD}, {GOOD}",
    "a list of one": f"({GOOD})",
    "a parameter": f"{GOOD};a=1",
    "a semicolon": f"{GOOD};",
    "a space before": f" {GOOD}",
    "a space after": f"{GOOD} ",
    "a space within": GOOD[:50] + " " + GOOD[50:],
    "no colons": TEXT,
    "one colon": GOOD[:-1],
    "a text": f'"{TEXT}"',
    "a token": "mine",
    "nothing within": "::",
    "no padding": f":{base64.b64encode(b'ab').decode().rstrip('=')}:",
    "too much padding": f":{TEXT}====:",
    "base64url": ":-_-_:",
    "bits behind the last byte": ":QR==:",
    "percent-encoded PEM": "-----BEGIN%20CERTIFICATE-----%0A",
    "no certificate within": f":{base64.b64encode(b'no certificate').decode()}:",
    "a certificate and a byte": f":{base64.b64encode(der(MINE) + b'x').decode()}:",
    "half a certificate": f":{base64.b64encode(der(MINE)[:99]).decode()}:",
    "a key": f":{base64.b64encode(b'0' * 3000).decode()}:",
    "too long": ":" + "AAAA" * 5000 + ":",
    "NUL": GOOD + "\0",
    "letters that only look like it": GOOD.replace("M", "\u041c", 1),
}  # fmt: skip


@pytest.mark.parametrize("certificate", MALFORMED.values(), ids=MALFORMED)
def test_what_is_not_one_byte_sequence_with_one_certificate_is_refused(certificate):
    assert why(certificate) == "client-cert-malformed"


def test_one_certificate_has_one_spelling():
    """Bits behind the last byte change the text and not the certificate."""
    given = next(one for one in (item(COUNTY.made(f"m{n}")[0]) for n in range(20)) if one.endswith("=:"))
    text = given.rstrip("=:")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".index(text[-1]) + 1
    other = (
        text[:-1]
        + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[last]
        + given[len(text) :]
    )

    assert base64.b64decode(other.strip(":")) == base64.b64decode(given.strip(":"))
    assert look(given)
    assert why(other) == "client-cert-malformed"


@pytest.mark.parametrize("between", [GOOD + ",", "," + GOOD, "x", ", ".join([GOOD] * 5), f"{GOOD};a", "::"])
def test_a_chain_that_is_no_list_of_byte_sequences_is_refused(between):
    assert why(GOOD, between) == "client-cert-malformed"


def test_a_chain_without_a_certificate_is_refused():
    assert why(None, item(BELOW.certificate)) == "client-cert-malformed"


@pytest.mark.parametrize(
    "certificate",
    [
        STRANGER.made("x", hosts=["mine.example"])[0],
        COUNTY.made("x", hosts=["mine.example"], days=(-9, -1))[0],
        COUNTY.made("x", hosts=["mine.example"], days=(1, 9))[0],
        DEEP,
    ],
)
def test_what_does_not_verify_is_refused_though_the_balancer_passed_it_on(certificate):
    assert why(item(certificate)) == "client-cert-untrusted"


def test_without_authorities_nothing_verifies():
    assert why(GOOD, edge_=_without_authorities()) == "client-cert-malformed"


def _without_authorities():
    """A balancer that was known until the authorities went."""
    known = [KNOWN]
    found = Edge([f"sha256:{_fingerprint(BALANCER)}"], lambda: known[0])
    known[0] = None
    return found


def _fingerprint(raw):
    import hashlib

    return hashlib.sha256(raw).hexdigest()


def test_it_verifies_once_a_minute_and_again_when_the_authorities_change(monkeypatch):
    known, asked = [KNOWN], []
    real = Authorities.verifies
    monkeypatch.setattr(Authorities, "verifies", lambda self, *given: asked.append(1) or real(self, *given))
    found = Edge(["dns:lb.city.example"], lambda: known[0])
    for _ in range(3):
        look(GOOD, edge_=found)
    assert len(asked) == 1
    look(GOOD, edge_=found, at=TODAY + timedelta(seconds=60))
    assert len(asked) == 2
    look(GOOD, edge_=found, at=TODAY - timedelta(days=1))
    assert len(asked) == 3
    look(GOOD, edge_=found)

    known[0] = Authorities([CITY.certificate], {})
    assert why(GOOD, edge_=found) == "client-cert-untrusted"


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    found = edge()
    for number in range(5):
        look(item(COUNTY.made(f"m{number}")[0]), edge_=found)

    assert len(found._verified) <= 2


def test_a_name_of_a_balancer_that_is_none_is_a_fault():
    with pytest.raises(ConfigError):
        edge("CN=balancer")


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_header_keeps_us_from_an_answer(certificate, between):
    with pytest.raises(RefusedError):
        look(certificate, between)
