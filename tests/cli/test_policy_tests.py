"""``firewall policy test``, as somebody who writes rules uses it."""

import shutil
from xml.etree import ElementTree as ET

import pytest

from tests.helpers import detectors
from tests.system.town import POLICIES, command

WRONG = (
    "laws/welcoming-city.yaml",
    "expect: {outcome: refer, status: 202",
    "expect: {outcome: release, status: 202",
)


@pytest.fixture(autouse=True)
def _read_once(monkeypatch):
    """The real detectors, made ready once for all of these."""
    ready = detectors()
    monkeypatch.setattr("firewall.app.detectors", lambda *_: ready)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(POLICIES, tmp_path / "policies")


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def run(folder, *options):
    return command("policy", "test", str(folder), "--on", "2026-06-15", *options)


def test_the_citys_tests_pass():
    done = run(POLICIES)

    assert done.code == 0
    assert done.out.endswith("tests passed, 0 failed.\n")


def test_a_failed_test_says_where_it_stands_what_came_instead_and_why(folder):
    edit(folder, *WRONG)
    done = run(folder)

    assert done.code == 1
    assert (
        'laws/welcoming-city.yaml:22: "ICE asks for a patient": the outcome is `refer`, not `release`.\n'
        in done.out
    )
    assert "\n    welcoming-city/status-goes-to-counsel says: Citizenship" in done.out
    assert (
        "\n    If the test is right, look at `to`, `at`, `data` and `yields_to` of welcoming-city" in done.out
    )
    assert "1 failed." in done.out


def test_a_rule_that_was_taken_away_fails_its_tests(folder):
    edit(folder, "laws/welcoming-city.yaml", "then: refer", "then: remove")

    assert run(folder).code == 1


def test_no_tests_are_no_success(folder):
    shutil.rmtree(folder / "tests")
    for law in (folder / "laws").iterdir():
        law.unlink()
    for agreement in (folder / "agreements").iterdir():
        agreement.write_text(agreement.read_text().partition("\ntests:")[0] + "\n")
    done = run(folder)

    assert done.code == 1
    assert "There are no tests, so nothing is proved." in done.err


def test_a_known_gap_is_told_and_no_failure(folder):
    edit(folder, *WRONG)
    edit(
        folder,
        "laws/welcoming-city.yaml",
        "- name: ICE asks for a patient",
        "- name: ICE asks for a patient\n        known_gap: counsel decides in May",
    )
    done = run(folder)

    assert done.code == 0
    assert '"ICE asks for a patient": a known gap (counsel decides in May).' in done.out
    assert done.out.endswith("0 failed, 1 known gap.\n")


def test_a_known_gap_that_passes_is_a_failure(folder):
    edit(
        folder,
        "laws/welcoming-city.yaml",
        "- name: ICE asks for a patient",
        "- name: ICE asks for a patient\n        known_gap: counsel decides in May",
    )
    done = run(folder)

    assert done.code == 1
    assert "It is mended: take `known_gap:` away" in done.out


def test_some_are_selected_by_what_they_are_about():
    done = run(POLICIES, "-k", "PLATE-readers", "--verbose")

    assert done.code == 0
    assert done.out.count(": passed.") == 5
    assert done.out.endswith("5 tests passed, 0 failed.\n")


def test_to_select_none_is_no_success():
    done = run(POLICIES, "-k", "no such test")

    assert done.code == 2
    assert "no test's name, file, rule or agreement holds `no such test`" in done.err


def test_results_as_json_name_each_test(folder):
    edit(folder, *WRONG)
    whole = run(folder, "--json").json
    tests = whole["tests"]

    assert whole["summary"]["failed"] == 1
    assert whole["summary"]["tests"] == len(tests)
    assert [(one["file"], one["line"]) for one in tests] == sorted(
        (one["file"], one["line"]) for one in tests
    )
    assert [one["faults"][0]["says"] for one in tests if one["faults"]] == [
        "the outcome is `refer`, not `release`."
    ]


def test_results_are_written_as_junit(folder, tmp_path):
    edit(folder, *WRONG)
    done = run(folder, "--junit", str(tmp_path / "results.xml"))
    root = ET.parse(tmp_path / "results.xml").getroot()

    assert done.code == 1
    assert (root.tag, root.get("failures")) == ("testsuites", "1")


def test_results_that_cannot_be_written_are_told(tmp_path):
    done = run(POLICIES, "-k", "plate", "--junit", str(tmp_path / "nowhere" / "results.xml"))

    assert done.code == 2
    assert "cannot be written" in done.err


def test_a_day_must_be_one():
    assert "write a day as 2026-12-31" in command("policy", "test", str(POLICIES), "--on", "tomorrow").err


def test_a_folder_with_faults_cannot_be_tested(folder):
    edit(folder, "laws/trust-act.yaml", "then: hold", "then: holds")

    assert run(folder).code == 2


# ---- what the tests show


def test_what_no_test_shows_is_told_in_words():
    done = run(POLICIES, "--coverage")

    assert done.code == 0
    assert "At clinic, no test says whether these leave: health.visit." in done.out
    assert " parts of the policy (" in done.out


@pytest.mark.parametrize(("least", "code"), [("10", 0), ("100", 1)])
def test_too_little_shown_is_a_failure_where_that_is_asked_for(least, code):
    done = run(POLICIES, "--min-coverage", least)

    assert done.code == code
    assert ("% of the policy, and 100 % are asked for" in done.err) is bool(code)


def test_changes_that_no_test_notices_are_told():
    done = run(POLICIES, "-k", "the clinic's intake", "--mutate", "--seconds", "1")

    assert done.code == 0
    assert "Nothing would tell you if " in done.out
    assert " of the policy tried, " in done.out


def test_too_many_unnoticed_are_a_failure_where_that_is_asked_for():
    done = run(POLICIES, "-k", "the clinic's intake", "--max-unnoticed", "0", "--seconds", "1")

    assert done.code == 1
    assert "would be noticed by no test, and 0 may be." in done.err


def test_a_test_that_will_fail_soon_is_a_warning():
    done = command("policy", "test", str(POLICIES), "--on", "2030-12-15")

    assert done.code == 0
    assert "on this test fails, because " in done.err
