import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from firewall.audit import checkpoint
from firewall.errors import AuditError

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
ORIGIN = "city.example/audit"
ROOT = bytes(range(32))
NOTE = checkpoint.sign(ORIGIN, 7, ROOT, KEY)
VERIFIER = checkpoint.verifier_of(ORIGIN, KEY)

# Keys and a note that other implementations publish: Go's sum.golang.org and x/mod/sumdb/note, and signed-note libraries.
PUBLISHED = [
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
]
FOREIGN = (
    "This is an example message.\n\n\N{EM DASH} example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()


def resigned(text):
    """A note over any text, rightly signed."""
    signature = base64.b64encode(VERIFIER.key_id + KEY.sign(text.encode())).decode()
    return f"{text}\n\N{EM DASH} {ORIGIN} {signature}\n".encode()


def root64(root=ROOT):
    return base64.b64encode(root).decode()


def test_checkpoint_says_what_was_signed():
    assert checkpoint.verify(NOTE, VERIFIER) == checkpoint.Checkpoint(ORIGIN, 7, ROOT)


def test_checkpoint_has_the_form_of_the_specification():
    lines = NOTE.decode().split("\n")

    assert lines[:4] == [ORIGIN, "7", root64(), ""]
    assert lines[4].startswith(f"\N{EM DASH} {ORIGIN} ")
    assert lines[5:] == [""]
    assert len(base64.b64decode(lines[4].split(" ")[2])) == 4 + 64


@pytest.mark.parametrize("text", PUBLISHED)
def test_published_verifier_keys_are_read_and_written_alike(text):
    assert str(checkpoint.read_verifier(text)) == text


def test_signature_of_another_implementation_is_good():
    """Its text is no checkpoint, which is found only after the signature was checked."""
    with pytest.raises(AuditError, match="signed, but it is not a checkpoint"):
        checkpoint.verify(FOREIGN, checkpoint.read_verifier(PUBLISHED[2]))


@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed(place, flip):
    changed = bytearray(NOTE)
    changed[place] ^= flip

    with pytest.raises(AuditError):
        checkpoint.verify(bytes(changed), VERIFIER)


def test_there_is_one_spelling_of_a_signature():
    """The last digit of base64 carries bits that decoding drops; another digit there decodes alike."""
    last = chr(NOTE[-3])
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(last) + 1]
    respelt = NOTE[:-3] + other.encode() + NOTE[-2:]
    assert base64.b64decode(respelt.split(b" ")[-1]) == base64.b64decode(NOTE.split(b" ")[-1])

    with pytest.raises(AuditError):
        checkpoint.verify(respelt, VERIFIER)


@given(st.integers(0, len(NOTE) - 1))
def test_a_cut_checkpoint_is_refused(length):
    with pytest.raises(AuditError):
        checkpoint.verify(NOTE[:length], VERIFIER)


def test_a_change_is_named():
    with pytest.raises(AuditError, match="signature is wrong"):
        checkpoint.verify(NOTE.replace(b"\n7\n", b"\n6\n"), VERIFIER)


@pytest.mark.parametrize(
    "verifier", [checkpoint.verifier_of(ORIGIN, OTHER), checkpoint.verifier_of("other.example/audit", KEY)]
)
def test_another_key_or_name_did_not_sign(verifier):
    with pytest.raises(AuditError, match="not signed by this key"):
        checkpoint.verify(NOTE, verifier)


def test_lines_of_witnesses_are_passed_over():
    witness = b"\xe2\x80\x94 witness.example " + base64.b64encode(b"abcd" + b"s" * 64) + b"\n"

    assert checkpoint.verify(NOTE + witness, VERIFIER).size == 7


def test_one_wrong_line_by_our_key_spoils_the_note():
    wrong = resigned("other text\n").decode().split("\n\n")[1]

    with pytest.raises(AuditError, match="signature is wrong"):
        checkpoint.verify(NOTE + wrong.encode(), VERIFIER)


def test_extension_lines_are_passed_over():
    assert checkpoint.verify(resigned(f"{ORIGIN}\n7\n{root64()}\nmore\n"), VERIFIER).size == 7


@pytest.mark.parametrize(
    "text",
    [
        f"other.example/audit\n7\n{root64()}\n",
        f"{ORIGIN}\n07\n{root64()}\n",
        f"{ORIGIN}\n-7\n{root64()}\n",
        f"{ORIGIN}\n\N{ARABIC-INDIC DIGIT SEVEN}\n{root64()}\n",
        f"{ORIGIN}\n7\n{root64(b'short')}\n",
        f"{ORIGIN}\n7\n",
        f"{ORIGIN}\n7\n{root64()}\n\nmore\n",
    ],
)
def test_signed_text_that_is_no_checkpoint_of_this_log_is_refused(text):
    with pytest.raises(AuditError):
        checkpoint.verify(resigned(text), VERIFIER)


@pytest.mark.parametrize(
    "note", [b"", b"\xff\n\n\n", NOTE.replace(b"\n7\n", b"\n7\r\n"), NOTE[:-1], b"x" * (1 << 18)]
)
def test_what_is_no_signed_note_is_refused(note):
    with pytest.raises(AuditError, match="damaged"):
        checkpoint.verify(note, VERIFIER)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb"])
def test_a_name_that_would_not_read_back_is_not_signed(origin):
    with pytest.raises(AuditError, match="origin"):
        checkpoint.sign(origin, 0, ROOT, KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+b",
        PUBLISHED[0].replace("033de0ae", "033de0af"),
        PUBLISHED[0][:-4],
        PUBLISHED[0].replace("+Ac4", "+Bc4"),
        "+" + PUBLISHED[0],
    ],
)
def test_what_is_no_verifier_key_is_refused(text):
    with pytest.raises(AuditError, match="name\\+hash\\+key"):
        checkpoint.read_verifier(text)
