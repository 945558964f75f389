"""Whose signature counts: one key a person, and the name in its file is the one in ``firewall.toml``."""

import shutil

import pytest

from firewall.audit.checkpoint import verifier_of
from firewall.config import Signer
from firewall.errors import ConfigError
from firewall.sources.people import signers_of
from tests.helpers_signed import MARIA, Desk, key_id


def test_people_have_the_keys_of_their_files(tmp_path):
    found = signers_of(Desk(tmp_path).signing(approvers=2))

    assert found.by_key(key_id(MARIA)).name == "maria"
    assert found.by_key("0" * 32) is None
    assert (found.authors, found.approvers) == (1, 2)


def test_one_key_under_two_names_is_one_person(tmp_path):
    desk = Desk(tmp_path)
    (tmp_path / "jose.pub").write_text(f"{verifier_of('jose', MARIA)}\n")
    with pytest.raises(ConfigError, match="same key"):
        signers_of(desk.signing())


@pytest.mark.parametrize("name", ["mar\u0456a", "ma\u0440ia", "Maria", "maria\u200b"])
def test_a_name_that_only_looks_alike_is_another(tmp_path, name):
    desk = Desk(tmp_path)
    (tmp_path / "maria.pub").write_text(f"{verifier_of(name, MARIA)}\n", "utf-8")
    with pytest.raises(ConfigError):
        signers_of(desk.signing())


def test_the_file_of_somebody_else_is_refused(tmp_path):
    desk = Desk(tmp_path)
    shutil.copy(tmp_path / "ana.pub", tmp_path / "maria.pub")
    with pytest.raises(ConfigError, match="is the key of `ana`"):
        signers_of(desk.signing())


def test_a_key_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        signers_of(
            Desk(tmp_path).signing(signers=(Signer(name="x", key=tmp_path / "x.pub", roles=("author",)),))
        )
