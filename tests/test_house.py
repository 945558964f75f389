"""The secrets of the house: made once, readable by nobody else, never replaced in silence."""

import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from firewall.errors import ConfigError
from firewall.house import House, public_key_file

KEYS = ("audit-signing.pem", "digest.key", "pseudonym.key", "audit-public.txt")


def made(data):
    return House.open(data, "city/firewall", create=True)


def again(data):
    return House.open(data, "city/firewall", create=False)


def test_keys_are_made_once(tmp_path):
    first, second = made(tmp_path / "data"), made(tmp_path / "data")

    assert (first.is_new, second.is_new) == (True, False)
    assert (first.digest, first.pseudonym) == (second.digest, second.pseudonym)
    assert first.signing.private_bytes_raw() == second.signing.private_bytes_raw()


def test_each_house_has_its_own_keys(tmp_path):
    one, other = made(tmp_path / "one"), made(tmp_path / "other")

    secrets = {one.digest, one.pseudonym, other.digest, other.pseudonym}
    assert len(secrets) == 4
    assert {len(secret) for secret in secrets} == {32}


def test_only_the_owner_can_read_the_keys(tmp_path):
    old = os.umask(0)
    try:
        made(tmp_path / "data")
    finally:
        os.umask(old)

    keys = tmp_path / "data" / "keys"
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert stat.S_IMODE(keys.stat().st_mode) == stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_the_folder_holds_the_keys_and_nothing_unfinished(tmp_path):
    made(tmp_path / "data")

    assert {path.name for path in (tmp_path / "data").iterdir()} == {"keys"}
    assert {path.name for path in (tmp_path / "data" / "keys").iterdir()} == set(KEYS)


def test_auditors_are_given_the_public_key_alone(tmp_path):
    house = made(tmp_path / "data")
    text = public_key_file(tmp_path / "data").read_text()

    assert text.startswith("city/firewall+")
    assert house.signing.private_bytes_raw().hex() not in text.encode().hex()


def test_without_keys_nothing_opens_and_it_is_said_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="firewall run --create"):
        again(tmp_path / "data")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", KEYS[:3])
def test_a_key_that_is_gone_is_not_made_anew(tmp_path, name):
    made(tmp_path / "data")
    (tmp_path / "data" / "keys" / name).unlink()

    with pytest.raises(ConfigError, match="backup"):
        made(tmp_path / "data")
    assert not (tmp_path / "data" / "keys" / name).exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
@pytest.mark.parametrize("name", KEYS[:3])
def test_a_key_that_others_can_read_is_refused(tmp_path, name, mode):
    made(tmp_path / "data")
    (tmp_path / "data" / "keys" / name).chmod(mode)

    with pytest.raises(ConfigError, match=r"chmod 600"):
        again(tmp_path / "data")


@pytest.mark.parametrize("name", ["digest.key", "pseudonym.key"])
@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_a_key_of_another_length_is_refused(tmp_path, name, content):
    made(tmp_path / "data")
    (tmp_path / "data" / "keys" / name).write_bytes(content)

    with pytest.raises(ConfigError, match="32 bytes"):
        again(tmp_path / "data")


def other_key():
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("content", [b"", b"not a key", other_key()])
def test_a_signing_key_of_another_kind_is_refused(tmp_path, content):
    made(tmp_path / "data")
    (tmp_path / "data" / "keys" / "audit-signing.pem").write_bytes(content)

    with pytest.raises(ConfigError, match="Ed25519"):
        again(tmp_path / "data")
