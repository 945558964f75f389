"""``firewall policy keygen``, ``build`` and ``sign``, as those who answer for the rules use them."""

import json

import pytest

from firewall.signed import form
from firewall.signed.exact import canonical
from tests.helpers_signed import AGREEMENT, NOW, built, emergency
from tests.system.town import POLICIES, command


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A bundle of the city, and two people with keys."""
    directory = tmp_path_factory.mktemp("signing")
    for name in ("maria", "jose"):
        assert command("policy", "keygen", name, "-o", str(directory / f"{name}.pem")).code == 0
    done = command("policy", "build", str(POLICIES), "-o", str(directory / "city.bundle"), "--version", "7")
    assert done.code == 0, done.err
    return directory


def bundle(made, tmp_path):
    path = tmp_path / "city.bundle"
    path.write_bytes((made / "city.bundle").read_bytes())
    return path


def signed(path, made, name, role, *words):
    return command("policy", "sign", str(path), "--key", str(made / f"{name}.pem"), "--as", role, *words)


def test_the_same_folder_makes_the_same_file(made, tmp_path):
    done = command("policy", "build", str(POLICIES), "-o", str(tmp_path / "b"), "--version", "7", "--json")

    assert (tmp_path / "b").read_bytes() == (made / "city.bundle").read_bytes()
    assert json.loads(done.out)["version"] == 7


def test_two_people_sign_and_nobody_twice(made, tmp_path):
    path = bundle(made, tmp_path)

    assert signed(path, made, "maria", "author", "--reason", "Council decision 2026/14").code == 0
    again = signed(path, made, "maria", "approver")
    assert (again.code, "Another person" in again.err) == (2, True)
    assert signed(path, made, "jose", "approver").code == 0
    assert [one.role for one in form.decoded(path.read_bytes(), "x").signatures] == ["approver", "author"]


def test_a_key_that_others_may_read_signs_nothing(made, tmp_path):
    path = bundle(made, tmp_path)
    (tmp_path / "jose.pem").write_bytes((made / "jose.pem").read_bytes())
    (tmp_path / "jose.pem").chmod(0o644)
    done = signed(path, tmp_path, "jose", "approver")

    assert (done.code, "chmod 600" in done.err) == (2, True)
    assert form.decoded(path.read_bytes(), "x").signatures == ()


def test_a_role_and_a_reason_are_checked(made, tmp_path):
    path = bundle(made, tmp_path)

    assert signed(path, made, "maria", "owner").code == 2
    assert signed(path, made, "maria", "author", "--reason", "for Juan, A012345678").code == 2
    assert form.decoded(path.read_bytes(), "x").signatures == ()


@pytest.mark.parametrize("words", [(), ("--version", "3", "--since-record")])
def test_a_bundle_has_one_number(tmp_path, words):
    done = command("policy", "build", str(POLICIES), "-o", str(tmp_path / "b"), *words)

    assert (done.code, "--since-record" in done.err) == (2, True)


def test_a_number_that_is_none_makes_no_bundle(tmp_path):
    done = command("policy", "build", str(POLICIES), "-o", str(tmp_path / "b"), "--version", str(2**63))

    assert done.code == 2
    assert not (tmp_path / "b").exists()


def test_a_folder_with_a_fault_or_a_failing_test_makes_no_bundle(tmp_path):
    def folder(name, **changes):
        for file, text in built(1, **changes).files.items():
            (tmp_path / name / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / file).write_text(text)
        return command("policy", "build", str(tmp_path / name), "-o", str(tmp_path / "b"), "--version", "1")

    law = built().files["laws/welcoming.yaml"]
    fault = folder("fault", **{"city.yaml": "city: x\n"})
    failing = folder("failing", **{"laws/welcoming.yaml": law.replace("outcome: refer", "outcome: release")})
    without = folder("without", **{"laws/welcoming.yaml": law.partition("    tests:")[0]})

    assert (fault.code, failing.code, without.code) == (2, 2, 2)
    assert "the outcome is `refer`, not `release`" in failing.err
    assert "There are no tests" in without.err
    assert not (tmp_path / "b").exists()


def test_a_bundle_that_is_there_is_not_written_over(made):
    before = (made / "city.bundle").read_bytes()
    done = command("policy", "build", str(POLICIES), "-o", str(made / "city.bundle"), "--version", "8")

    assert (done.code, "already" in done.err) == (2, True)
    assert (made / "city.bundle").read_bytes() == before


def test_a_name_is_plain(tmp_path):
    done = command("policy", "keygen", "Mar\u00eda", "-o", str(tmp_path / "m.pem"))

    assert (done.code, list(tmp_path.iterdir())) == (2, [])
    told = command("policy", "keygen", "maria", "-o", str(tmp_path / "m.pem"), "--json")
    assert json.loads(told.out)["public"].endswith("m.pub")


def test_an_emergency_is_signed_like_a_bundle(made, tmp_path):
    path = tmp_path / "city.bundle.break-glass"
    path.write_bytes(canonical(emergency(built(), begins=NOW, agreement=AGREEMENT)))

    assert signed(path, made, "maria", "author").code == 0
    done = signed(path, made, "jose", "approver")
    assert "flood-2026, from 2026-06-15T12:00:00Z until" in done.out
    assert signed(path, made, "jose", "author").code == 2
