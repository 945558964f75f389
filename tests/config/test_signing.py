"""Who has to have signed the policies: what may be written, and what contradicts itself."""

from datetime import date
from pathlib import Path

import pytest

from firewall.config import Signer, load
from firewall.config.signing import ROLES
from firewall.signed import exact
from tests.helpers_config import BASE, faults

MARIA = '[policies.signers.maria-gomez]\nkey = "keys/maria.pub"\nroles = ["author"]\n'
JOSE = '[policies.signers.jose]\nkey = "/keys/jose.pub"\nroles = ["approver", "author"]\nuntil = 2027-12-31\n'
BUNDLE = '[policies]\nbundle = "city.bundle"\n'


def test_every_value_arrives():
    config, warnings = load(
        BUNDLE
        + "require = {author = 1, approver = 1}\nnot_before_version = 7\nbreak_glass_hours = 8\n"
        + MARIA
        + JOSE,
        BASE,
    )
    found = config.signing

    assert warnings == ()
    assert config.policies == BASE / "city.bundle"
    assert found.signers == (
        Signer(
            name="jose", key=Path("/keys/jose.pub"), roles=("approver", "author"), until=date(2027, 12, 31)
        ),
        Signer(name="maria-gomez", key=BASE / "keys/maria.pub", roles=("author",)),
    )
    assert (found.authors, found.approvers, found.not_before_version, found.break_glass_hours) == (1, 1, 7, 8)


def test_nothing_said_is_a_folder():
    config, _ = load("", BASE)

    assert (config.policies, config.signing) == (BASE / "policies", None)


def test_roles_are_those_of_signed_files():
    assert ROLES == exact.ROLES


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MARIA + JOSE, "a plain folder is not taken"),
        ('[policies]\ndirectory = "policies"\n' + MARIA + JOSE, "a plain folder is not taken"),
        (BUNDLE, "nobody has to sign it"),
        (BUNDLE + 'directory = "policies"\n' + MARIA + JOSE, "both set"),
        (BUNDLE + MARIA, "has not so many"),
        (BUNDLE + "require = {author = 2}\n" + MARIA + JOSE, "has not so many"),
        (BUNDLE + "require = {approver = 0}\n" + MARIA + JOSE, "policies.require.approver is not a whole number"),
        (BUNDLE + "require = {aproover = 1}\n" + MARIA + JOSE, "Did you mean `policies.require.approver`?"),
        (BUNDLE + "require = 2\n" + MARIA + JOSE, "policies.require is no table"),
        (BUNDLE + "break_glass_hours = 1000\n" + MARIA + JOSE, "break_glass_hours"),
        (BUNDLE + "not_before_version = 9223372036854775808\n" + MARIA + JOSE, "not_before_version"),
        (BUNDLE + MARIA + JOSE.replace('"author"', '"auditor"'), "policies.signers.jose.roles is not a list of roles"),
        (BUNDLE + MARIA + JOSE.replace('key = "/keys/jose.pub"\n', ""), "policies.signers.jose.key is missing"),
        (BUNDLE + MARIA + JOSE + "admin = true\n", "`policies.signers.jose.admin` is no setting"),
        (BUNDLE + MARIA + JOSE.replace("jose]", '"jos\u00e9"]'), "is no name for it"),
        (BUNDLE + MARIA + JOSE.replace("jose]", '"maria-g\u043emez"]'), "is no name for it"),
        (BUNDLE + "[policies.signers]\nmaria = 3\n", "policies.signers.maria is no table"),
    ],
)  # fmt: skip
def test_what_could_let_somebody_sign_who_should_not_is_a_fault(text, says):
    assert any(says in one for one in faults(text)), faults(text)
