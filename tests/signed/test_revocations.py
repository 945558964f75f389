"""To revoke closes and takes one person; it never opens, and no stranger can do it."""

import pytest

from firewall.signed import revocations
from firewall.signed.faults import Why
from firewall.signed.revocations import judged
from tests.helpers_signed import ANA, JOSE, MARIA, STRANGER, key_id, revoked, signers

DIGEST = "a" * 64
GOOD = revoked("bundle", DIGEST)


def judge(raw, known=()):
    return judged(raw, signers(), frozenset(known), "city.bundle.revoked")


@pytest.mark.parametrize(("name", "key"), [("maria", MARIA), ("jose", JOSE), ("ana", ANA)])
def test_one_person_is_enough(name, key):
    found = judge(revoked("bundle", DIGEST, key, name))

    assert found.closed == {f"bundle:{DIGEST}"}
    assert found.fault is None


def test_kinds_are_apart():
    lines = revoked("key", key_id(MARIA)) + revoked("break-glass", DIGEST)

    assert judge(lines).closed == {f"key:{key_id(MARIA)}", f"break-glass:{DIGEST}"}


def test_a_stranger_revokes_nothing():
    found = judge(revoked("bundle", DIGEST, STRANGER, "jose"))

    assert found.closed == frozenset()
    assert found.fault.why is Why.REVOCATIONS


BAD = {
    "cut": GOOD[:-30],
    "no newline": GOOD[:-1],
    "another kind": GOOD.replace(b'"bundle"', b'"break-glass"'),
    "another digest": GOOD.replace(b"aaaa", b"aaab", 1),
    "another form": GOOD.replace(b"revocation/1", b"revocation/2"),
    "twice a key": GOOD.replace(b'{"format"', b'{"kind":"key","format"'),
    "a word": b"revoked\n",
    "an empty line": b"\n",
}


@pytest.mark.parametrize("how", BAD)
def test_a_line_that_cannot_be_believed_is_a_fault_and_the_others_count(how):
    found = judge(BAD[how] if how == "no newline" else GOOD + BAD[how] + revoked("bundle", "b" * 64))

    assert found.fault.why is Why.REVOCATIONS
    if how != "no newline":
        assert f"bundle:{DIGEST}" in found.closed


def test_what_the_record_knows_needs_nobody_any_more():
    line = revoked("bundle", DIGEST, STRANGER, "jose")

    assert judge(line, {f"bundle:{DIGEST}"}).fault is None


def test_a_huge_file_is_a_fault(monkeypatch):
    monkeypatch.setattr(revocations, "MOST_BYTES", 10)
    assert judge(GOOD).fault.why is Why.TOO_LARGE
