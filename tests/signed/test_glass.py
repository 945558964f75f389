"""An emergency: what it may say, whoever signed it."""

from datetime import timedelta

import msgspec
import pytest

from firewall.folder import proved_of
from firewall.model import Category, ProcessKind, Purpose, RouteId
from firewall.policy.load import load
from firewall.rehearsal import Scene, rehearse
from firewall.signed import glass
from firewall.signed.exact import canonical
from firewall.signed.faults import SignedError
from firewall.signed.glass import check, decoded, laid_over, published
from tests.helpers import detectors
from tests.helpers_signed import AGREEMENT, NOW, built, emergency, signed

DAY = timedelta(hours=24)
GLASS = emergency(built())


def refused(found, longest=DAY):
    with pytest.raises(SignedError) as caught:
        check(found, longest, "x.break-glass")
    return str(caught.value)


def test_it_is_an_agreement_among_the_others():
    check(GLASS, DAY, "x")
    bundle = load(laid_over(GLASS, built().files, "x"))

    assert [one.basis for one in bundle.agreements if one.id == "flood-2026"] == ["emergency"]


def test_it_is_read_as_it_was_written_and_signing_does_not_change_what_it_is():
    raw = canonical(signed(GLASS))

    assert decoded(raw, "x") == signed(GLASS)
    assert signed(GLASS).digest == GLASS.digest
    with pytest.raises(SignedError):
        decoded(raw + b" ", "x")
    with pytest.raises(SignedError):
        decoded(canonical(msgspec.structs.replace(GLASS, format="x")), "x")
    with pytest.raises(SignedError):
        decoded(
            canonical(msgspec.structs.replace(signed(GLASS), signatures=signed(GLASS).signatures[::-1])), "x"
        )


def test_everything_that_was_signed_is_in_its_digest():
    other = [emergency(built(), hours=23), emergency(built(), reason="Another reason."), emergency(built(), name="x"),
             emergency(built(), agreement=AGREEMENT + "# x"), msgspec.structs.replace(GLASS, base="0" * 64), emergency(built(), city="x")]  # fmt: skip

    assert len({one.digest for one in (GLASS, *other)}) == 7


def test_it_ends_within_the_hours_of_the_configuration():
    assert "after 24 hours" in refused(emergency(built(), hours=25))
    check(emergency(built(), hours=25), timedelta(hours=25), "x")
    assert "POL332" in refused(emergency(built(), hours=0))
    assert "POL332" in refused(emergency(built(), hours=-1))
    assert "POL332" in refused(emergency(built(), ends="2026-02-31T00:00:00Z"))


def test_it_needs_a_reason_in_words():
    assert "POL333" in refused(emergency(built(), reason="  x       "))


@pytest.mark.parametrize("basis", ["agreement", "duty", "[emergency]", "Emergency"])
def test_it_is_of_an_emergency(basis):
    text = AGREEMENT.replace("basis: emergency", f"basis: {basis}")

    assert "POL334" in refused(emergency(built(), agreement=text))


@pytest.mark.parametrize("until", ["2026-06-17", "2099-01-01", "never", "[2026-06-15]"])
def test_its_agreement_does_not_outlive_it(until):
    text = AGREEMENT.replace("until: 2026-06-16", f"until: {until}")

    assert "POL334" in refused(emergency(built(), agreement=text))


def test_what_cannot_be_read_is_no_agreement():
    assert "POL334" in refused(emergency(built(), agreement="basis: emergency\nbasis: agreement\n"))
    assert "POL334" in refused(emergency(built(), agreement="- basis: emergency"))


def test_it_takes_no_file_away():
    with pytest.raises(SignedError, match="already"):
        laid_over(GLASS, built(**{GLASS.file: AGREEMENT}).files, "x")


def test_it_is_on_from_its_beginning_up_to_its_end():
    begins = NOW - timedelta(hours=1)

    assert GLASS.is_on(begins)
    assert not GLASS.is_on(begins - timedelta(seconds=1))
    assert GLASS.is_on(begins + DAY - timedelta(seconds=1))
    assert not GLASS.is_on(begins + DAY)


def test_what_is_published_says_why_and_how_long():
    assert published(GLASS) == {
        "agreement": "flood-2026",
        "title": "The flood of June",
        "with": "county-public-health",
        "reason": "The river is over the dam.",
        "from": "2026-06-15T11:00:00Z",
        "until": "2026-06-16T11:00:00Z",
        "digest": GLASS.digest,
    }
    assert glass.name_of(AGREEMENT) == "flood-2026"


def test_a_huge_file_is_not_read(monkeypatch):
    monkeypatch.setattr(glass, "MOST_BYTES", 10)
    with pytest.raises(SignedError, match="larger"):
        decoded(canonical(GLASS), "x")


LAW = """
law: health-law
title: Health
jurisdiction: us-example
owner: law-department
rules:
  - rule: no-health
    says: What somebody is ill with stays at the clinic.
    cite: A law of ours
    quote: unconfirmed
    from: 2026-01-01
    to: [peer-local.public-health]
    data: [health]
    then: remove
    yields_to: YIELDS
"""


@pytest.mark.parametrize(("yields", "goes_out"), [("[judicial]", False), ("[judicial, emergency]", True)])
async def test_it_stands_below_every_law_that_does_not_yield_to_an_emergency(yields, goes_out):
    text = AGREEMENT.replace("contact.phone", "health").replace(
        "approval: data-protection-officer", "process: [exigency]"
    )
    base = built(**{"laws/health.yaml": LAW.replace("YIELDS", yields)})
    over = emergency(base, agreement=text)
    check(over, DAY, "x")
    compiled = proved_of(laid_over(over, base.files, "x"))
    scene = Scene(
        requester="county-public-health",
        route=RouteId("clinic:patient"),
        purpose=Purpose("public-health"),
        process=ProcessKind("exigency"),
        covers=frozenset({Category("health")}),
        body=b'{"name": "x", "allergies": ["pollen"]}',
        on=NOW.date(),
    )
    played = await rehearse(compiled, detectors(), scene)

    assert ("allergies" in (played.after or {})) is goes_out
