"""A signature is over one sentence, and is none over any other."""

import base64

import msgspec
import pytest

from firewall.audit import checkpoint
from firewall.signed import statement
from firewall.signed.statement import holds, of_bundle
from tests.helpers_signed import JOSE, MARIA, NOW, built, sign

BUNDLE = sign(built(7), MARIA, "author", reason="decided")
MADE = BUNDLE.signatures[0]
PUBLIC = MARIA.public_key()


def test_it_holds_for_what_was_signed():
    assert holds(of_bundle(BUNDLE), MADE, PUBLIC)


@pytest.mark.parametrize(
    "change",
    [{"city": "shelbyville"}, {"version": 8}, {"digest": "0" * 64}, {"restores": 1}, {"kind": "break-glass"}, {"why": "x"},
     {"begins": "x"}, {"ends": "x"}],
    ids=str,
)  # fmt: skip
def test_it_does_not_hold_for_anything_else(change):
    assert not holds(msgspec.structs.replace(of_bundle(BUNDLE), **change), MADE, PUBLIC)


@pytest.mark.parametrize(
    "change",
    [{"role": "approver"}, {"at": "2026-06-15T12:00:01Z"}, {"reason": ""}, {"key": "0" * 32}],
    ids=str,
)
def test_who_when_why_and_as_what_cannot_be_changed(change):
    assert not holds(of_bundle(BUNDLE), msgspec.structs.replace(MADE, **change), PUBLIC)


def test_another_key_has_not_signed():
    assert not holds(of_bundle(BUNDLE), MADE, JOSE.public_key())


def test_a_signature_has_one_spelling():
    text = MADE.signature
    last = text[:-3] + chr(ord(text[-3]) + 1) + "=="
    if base64.b64decode(last) == base64.b64decode(text):
        assert not holds(of_bundle(BUNDLE), msgspec.structs.replace(MADE, signature=last), PUBLIC)


def test_a_checkpoint_of_the_record_is_no_statement_and_the_other_way_round():
    note = checkpoint.sign("springfield/data-sharing-firewall", 3, b"\0" * 32, MARIA).decode()
    raw = base64.b64decode(note.split()[-1])[4:]
    as_statement = msgspec.structs.replace(MADE, signature=base64.b64encode(raw).decode())

    assert not holds(of_bundle(BUNDLE), as_statement, PUBLIC)
    assert statement._DOMAIN not in note.encode()


def test_a_time_is_read_as_it_was_written():
    assert statement.moment(statement.instant(NOW)) == NOW
    with pytest.raises(ValueError):
        statement.moment("2026-02-31T00:00:00Z")
