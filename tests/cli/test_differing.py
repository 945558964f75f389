"""``firewall policy diff``: a lawyer's draft held against what is in force."""

import json
import shutil

import pytest

from firewall.folder import load_policies, read_policies
from firewall.policy.diff.edits import edits
from firewall.signed import form
from tests.system.town import POLICIES, command

COUNTY = "agreements/county-public-health.yaml"


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def draft(tmp_path):
    folder = tmp_path / "draft"
    shutil.copytree(POLICIES, folder)
    return folder


def diff(*words):
    return command("policy", "diff", str(POLICIES), *map(str, words), "--on", "2026-06-15")


def test_the_same_policy_ends_with_0(draft):
    done = diff(draft)

    assert done.code == 0
    assert "The files are the same." in done.out
    assert "Nothing changes for anybody." in done.out


def test_a_comment_is_no_difference_and_says_so(draft):
    edit(draft, "laws/trust-act.yaml", "law: trust-act", "# reviewed\nlaw: trust-act")
    done = diff(draft)

    assert done.code == 0
    assert "Comments or layout alone. Nothing is decided by that." in done.out


def test_one_word_more_is_one_line_marked_as_looser(draft):
    edit(draft, COUNTY, "identity.name, contact.phone", "identity.name, language, contact.phone")
    done = diff(draft)

    assert done.code == 1
    assert "the agreement DSA-2026-014 was changed. It now also shares `language`." in done.out
    assert "Looser: a second person must look at this (1):" in done.out
    assert (
        "County Public Health gains `language` at clinic:patient and clinic:patients, for public-health, "
        "until 2030-12-31." in done.out
    )


def test_a_lawyer_reads_lines_and_not_thousands(draft):
    """A rule for everybody is taken out of the middle of everything, and it is told on a page."""
    edit(draft, "laws/welcoming-city.yaml", "then: refer", "then: refuse")
    done = diff(draft)

    assert len(done.out.splitlines()) < 30
    assert "Stricter (" in done.out


def test_only_what_is_looser(draft):
    edit(draft, COUNTY, "identity.name, contact.phone", "language, identity.name")
    done = diff(draft, "--looser")

    assert "gains `language`" in done.out
    assert "loses" not in done.out
    assert "Stricter" not in done.out


def test_nothing_looser_is_said(draft):
    edit(draft, COUNTY, "identity.name, contact.phone", "identity.name")
    done = diff(draft, "--looser")

    assert (done.code, "Nothing becomes looser." in done.out) == (1, True)


CLINIC = "services/clinic.yaml"
UNSEEN = [
    ("partners/county-public-health.yaml", 'certificates: ["dns:', 'certificates: ["dns:evil.example", "dns:', "partner county-public-health"),
    (CLINIC, "accepts: [identity,", "accepts: [immigration, identity,", "route clinic:intake"),
    (CLINIC, " citizenshipCode: immigration.citizenship", " citizenshipCode: paging", "route clinic:patients"),
    ("city.yaml", "timezone: America/Chicago", "timezone: Pacific/Kiritimati", "city city"),
    (CLINIC, "page_size: 20", "page_size: 1", "route clinic:patients"),
    (CLINIC, "upstream: http://127.0.0.1:9101", "upstream: http://10.66.6.6:9101", "service clinic"),
]  # fmt: skip


@pytest.fixture(scope="module")
def now():
    return load_policies(POLICIES)


@pytest.mark.parametrize("unseen", UNSEEN)
def test_each_edit_that_no_answer_shows_is_to_be_looked_at(now, draft, unseen):
    *how, what = unseen
    edit(draft, *how)
    then = load_policies(draft)

    one, = edits(now.bundle, then.bundle, (now.texts, then.texts))  # fmt: skip
    assert (f"{one.kind} {one.id}", one.needs_a_look) == (what, True)


def test_what_no_answer_shows_is_told_and_ends_with_1(draft):
    for name, old, new, _ in UNSEEN:
        edit(draft, name, old, new)
    done = diff(draft, "--looser")

    assert done.code == 1
    told = done.out.split("a second person must look at this (5):")[1]
    assert all(f"{name}: the {what} was changed." in told for name, _, _, what in UNSEEN)
    assert "No answer that was tried becomes looser." in told


def test_whoever_may_now_carry_gains_and_is_named(draft):
    """Alone it is answered as before: only with a token that names the county does it get anything."""
    edit(draft, COUNTY, "through: []", "through: [harbor-collections]")
    done = diff(draft)

    assert done.code == 1
    assert "It now also lets `harbor-collections` carry it." in done.out
    assert "Nothing is decided otherwise" not in done.out
    assert " on behalf of County Public Health gains `contact.address`," in done.out
    assert "let through (200) instead of refused (404)" in done.out


def test_promises_that_are_gone_are_to_be_looked_at(draft):
    (draft / "promises.yaml").unlink()
    done = diff(draft, "--json")
    told = json.loads(done.out)

    assert done.code == 1
    assert {(one["kind"], one["change"]) for one in told["look_at"]} == {("promise", "removed")}
    assert told["looser"] == len(told["look_at"]) > 1
    assert not told["changes"]


def test_all_of_it_as_a_table(draft, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    edit(draft, COUNTY, "identity.name, contact.phone", "identity.name")
    done = diff(draft, "--full")

    assert "who" in done.out
    assert "loses `contact.phone`" in done.out


def test_json_names_everybody_and_everything(draft):
    edit(draft, COUNTY, "identity.name, contact.phone", "identity.name, language, contact.phone")
    told = json.loads(diff(draft, "--json").out)

    assert (len(told["changes"]), len(told["look_at"]), told["looser"]) == (1, 1, 2)
    assert told["edits"][0] | {"says": []} == {
        "file": COUNTY, "kind": "agreement", "id": "DSA-2026-014", "change": "changed", "says": [], "has_effect": True,
    }  # fmt: skip
    exactly = told["changes"][0]["exactly"][0]
    assert (exactly["requesters"], exactly["about"]) == (["county-public-health"], ["language"])
    assert (exactly["since"], exactly["until"]) == (None, "2030-12-31")


def test_an_edit_that_decides_nothing_is_said_to_do_so(draft):
    """Another rule closes the same for the same people, so that this one changes nothing."""
    law = draft / "laws" / "welcoming-city.yaml"
    again = law.read_text("utf-8").split("  - rule: no-contact-information")[0]
    one = again[again.index("  - rule: status-goes-to-counsel") : again.index("    tests:")]
    text = law.read_text("utf-8") + "\n" + one.replace("status-goes-to-counsel", "status-once-more")
    law.write_text(text, "utf-8")
    done = diff(draft)

    assert "the rule welcoming-city/status-once-more was added." in done.out
    assert done.code == 0


def test_a_draft_with_faults_is_no_difference(draft):
    edit(draft, COUNTY, "identity.name, contact.phone", "identity.nam")
    done = diff(draft)

    assert done.code == 2
    assert "identity.nam" in done.err


def test_a_day_is_written_as_a_day(draft):
    assert "write a day as" in command("policy", "diff", str(draft), str(draft), "--on", "soon").err


def test_a_bundle_is_held_against_a_folder(draft, tmp_path):
    path = tmp_path / "city.bundle"
    path.write_bytes(form.encoded(form.made("harbor-city", 3, read_policies(draft))))

    assert diff(path).code == 0


def test_a_draft_that_breaks_a_promise_is_told_to_do_so(draft):
    """The promise is that the county learns of what it has to follow up."""
    edit(draft, COUNTY, "contact.address, health.notifiable", "contact.address")
    done = diff(draft)

    assert done.code == 1
    assert "B breaks 1 promise, and would not be loaded." in done.out
