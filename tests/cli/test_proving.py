"""``firewall policy prove``, and where else a broken promise is told."""

import json
import shutil

import pytest

from tests.system.town import POLICIES, command

SLIP = (
    "agreements/university-roster.yaml",
    "data: [identity.dob]\n    as: {coarsen: year}",
    "data: [identity.dob]",
)


@pytest.fixture
def policies(tmp_path):
    return shutil.copytree(POLICIES, tmp_path / "policies")


@pytest.fixture
def broken(policies):
    name, was, becomes = SLIP
    path = policies / name
    assert was in path.read_text()
    path.write_text(path.read_text().replace(was, becomes))
    return policies


def test_kept_promises_end_with_0():
    done = command("policy", "prove", str(POLICIES))

    assert done.code == 0
    assert done.out.splitlines()[0] == "no-status-to-enforcement: kept."
    assert done.out.splitlines()[-1] == "6 promises, 0 not kept."


def test_a_broken_one_is_told_with_a_test_and_a_command(broken):
    done = command("policy", "prove", str(broken))

    assert done.code == 1
    assert "research-learns-no-birthday: NOT KEPT." in done.out
    assert '    - name: "Researchers learn in which year' in done.out
    assert "  To see it: firewall try --as state-university --route school:students" in done.out
    assert done.out.splitlines()[-1] == "6 promises, 1 not kept."


def test_the_command_that_it_gives_shows_the_breach(broken):
    """A draft that is not loaded can still be tried."""
    told = json.loads(command("policy", "prove", str(broken), "--json").out)
    (one,) = [one for one in told if not one["kept"]]
    body = broken.parent / "answer.json"
    body.write_text(json.dumps(one["answer"]))
    tried = command(*one["try"].split()[1:], "--body", str(body), "--json")

    assert (one["member"], one["category"]) == ("/items/*/BirthDate", "identity.dob")
    assert json.loads(tried.out)["out"]["items"][0]["BirthDate"] == one["answer"]["items"][0]["BirthDate"]


def test_without_promises_there_is_nothing_to_prove(policies):
    (policies / "promises.yaml").unlink()
    done = command("policy", "prove", str(policies))

    assert done.code == 2
    assert "There are no promises. Write them into " in done.err


def test_faults_are_told_first(policies):
    (policies / "promises.yaml").write_text("promises: none\n")
    done = command("policy", "prove", str(policies))

    assert done.code == 2
    assert "promises.yaml:1:11:" in done.err


def test_check_tells_of_a_broken_promise_as_of_any_fault(broken):
    done = command("check", str(broken))

    assert done.code == 1
    assert "promises.yaml:" in done.out
    assert "The promise `research-learns-no-birthday` is not kept: On " in done.out


def test_the_tests_of_such_a_folder_can_be_run(broken):
    assert " tests passed, 0 failed." in command("policy", "test", str(broken)).out


def test_nobody_can_build_a_bundle_of_it_to_be_signed(broken, tmp_path):
    done = command("policy", "build", str(broken), "-o", str(tmp_path / "b"), "--version", "7")

    assert (done.code, (tmp_path / "b").exists()) == (2, False)
    assert "POL300 promises.yaml:" in done.err
