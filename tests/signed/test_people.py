"""Who has to have signed: different people, with keys that count."""

from datetime import date

import msgspec
import pytest

from firewall.signed.faults import SignedError, Why
from firewall.signed.people import Standing, judged
from firewall.signed.statement import of_bundle
from tests.helpers_signed import ANA, JOSE, MARIA, STRANGER, built, key_id, person, sign, signed, signers

TODAY = Standing(day=date(2026, 6, 15))
BUNDLE = built(7)


def judge(bundle, among=None, standing=TODAY):
    return judged(of_bundle(bundle), bundle.signatures, among or signers(), standing, "city.bundle")


def refused(bundle, among=None, standing=TODAY):
    with pytest.raises(SignedError) as caught:
        judge(bundle, among, standing)
    return caught.value


def test_an_author_and_an_approver_are_enough():
    assert {one.role for one in judge(signed(BUNDLE))} == {"author", "approver"}


@pytest.mark.parametrize(
    "bundle",
    [BUNDLE, sign(BUNDLE, MARIA, "author"), sign(BUNDLE, JOSE, "approver"), sign(sign(BUNDLE, MARIA, "author"), ANA, "author")],
    ids=["nobody", "the author alone", "the approver alone", "two authors"],
)  # fmt: skip
def test_half_signed_is_not_signed(bundle):
    assert refused(bundle).why is Why.UNSIGNED


def test_one_person_in_both_roles_is_one_person():
    assert refused(sign(sign(BUNDLE, ANA, "author"), ANA, "approver")).why is Why.UNSIGNED


def test_people_in_both_roles_are_counted_once_each():
    both = sign(sign(BUNDLE, ANA, "author"), ANA, "approver")

    assert judge(sign(both, JOSE, "approver"))
    assert refused(both, signers(approvers=2)).why is Why.UNSIGNED
    assert refused(sign(both, JOSE, "approver"), signers(approvers=2)).why is Why.UNSIGNED


def test_a_role_that_a_person_does_not_have_does_not_count():
    assert refused(sign(sign(BUNDLE, MARIA, "author"), MARIA, "approver")).why is Why.UNSIGNED
    assert refused(sign(sign(BUNDLE, JOSE, "author"), ANA, "approver")).why is Why.UNSIGNED


def test_strangers_are_passed_over():
    assert len(judge(sign(signed(BUNDLE), STRANGER, "approver"))) == 2
    assert refused(sign(sign(BUNDLE, MARIA, "author"), STRANGER, "approver")).why is Why.UNSIGNED


def test_signatures_that_were_swapped_are_false():
    bundle = signed(BUNDLE)
    approver, author = bundle.signatures
    swapped = (
        msgspec.structs.replace(approver, signature=author.signature),
        msgspec.structs.replace(author, signature=approver.signature),
    )

    assert refused(msgspec.structs.replace(bundle, signatures=swapped)).why is Why.BAD_SIGNATURE


def test_a_signature_over_another_city_version_or_kind_is_false():
    for change in ({"city": "shelbyville"}, {"version": 6}, {"digest": "1" * 64}, {"kind": "break-glass"}):
        about = msgspec.structs.replace(of_bundle(BUNDLE), **change)
        bundle = sign(sign(BUNDLE, MARIA, "author"), JOSE, "approver", about=about)
        assert refused(bundle).why is Why.BAD_SIGNATURE


@pytest.mark.parametrize(
    "change",
    [{"city": "shelbyville"}, {"version": 8}, {"digest": "1" * 64}, {"restores": 3}, {"reason": "Another."}],
    ids=str,
)
def test_what_a_bundle_says_of_itself_was_signed(change):
    bundle = signed(built(7, restores=2))

    assert refused(msgspec.structs.replace(bundle, **change)).why is Why.BAD_SIGNATURE


def test_a_signature_for_one_role_is_none_for_the_other():
    made = sign(BUNDLE, ANA, "author").signatures[0]
    forged = msgspec.structs.replace(made, role="approver")
    bundle = msgspec.structs.replace(BUNDLE, signatures=(forged, *sign(BUNDLE, MARIA, "author").signatures))

    assert refused(bundle).why is Why.BAD_SIGNATURE


def test_a_revoked_key_does_not_count():
    standing = Standing(day=TODAY.day, revoked_keys=frozenset({key_id(JOSE)}))

    assert refused(signed(BUNDLE), standing=standing).why is Why.KEY_REVOKED
    assert len(judge(sign(signed(BUNDLE), ANA, "approver"), standing=standing)) == 2


def test_a_key_that_ended_signs_nothing_new():
    among = signers(person("maria"), person("jose", until=date(2026, 6, 14)))

    assert refused(signed(BUNDLE), among).why is Why.KEY_ENDED
    assert judge(signed(BUNDLE), among, Standing(day=date(2026, 6, 14)))
    assert judge(signed(BUNDLE), among, Standing(day=TODAY.day, was_in_force=True))


def test_the_sentence_says_who_is_missing():
    says = str(refused(sign(BUNDLE, MARIA, "author")))

    assert "1 as author and 1 as approver" in says
    assert "Signed so far: author maria; approver -." in says
    assert str(refused(BUNDLE, signers(approvers=2))).count("2 as approver") == 1
