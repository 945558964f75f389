"""
A person who has never seen the project adds an agreement and a rule with two tests from the documentation alone.

The files of the page are put into the example city as they stand there, then broken in ordinary ways: each time the
text of the error says where it is and what to do.
"""

import re
from unittest.mock import patch

import pytest

from firewall.folder import read_policies
from firewall.policy.compiled import Compiled
from firewall.policy.faults.table import is_warning
from firewall.policy.faults.telling import told
from firewall.policy.lint import warnings
from firewall.policy.load import examine
from firewall.rehearsing.running import run
from tests.helpers import NOON, detectors
from tests.helpers_policy import ROOT, parse_once
from tests.system.town import POLICIES

PAGE = (ROOT / "docs/first-rule.md").read_text("utf-8")
WRITTEN = {
    re.match(r"# (\S+)\n", block)[1]: block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
}
CITY = read_policies(POLICIES)
PARTNER, AGREEMENT, LAW = (
    "partners/tenant-board.yaml",
    "agreements/tenant-board.yaml",
    "laws/housing-records.yaml",
)
TODAY = NOON.date()


def checked(files):
    with patch("firewall.policy.load.parse", parse_once):
        return examine(files)


def test_the_page_shows_a_partner_an_agreement_and_a_rule():
    assert set(WRITTEN) == {PARTNER, AGREEMENT, LAW}


def test_what_the_page_says_is_without_fault_and_one_warning_remains():
    files = CITY | WRITTEN
    bundle, faults = checked(files)
    ours = [one for one in warnings(bundle, files, TODAY) if one.file in WRITTEN]

    assert faults == ()
    assert [one.code for one in ours] == ["POL401"]
    assert all(map(is_warning, ours))


async def test_the_two_tests_of_the_page_pass():
    files = CITY | WRITTEN
    bundle, _ = checked(files)
    cases = [case for case in bundle.cases if case.rule == "housing-records/income-stays-here"]
    verdicts = [await run(Compiled(bundle), detectors(), case, TODAY) for case in cases]

    assert len(cases) == 2
    assert [verdict.faults for verdict in verdicts] == [(), ()]


async def test_the_rule_is_what_the_first_test_is_about():
    files = (
        CITY | WRITTEN | {LAW: WRITTEN[LAW].replace("data: [financial.income]", "data: [financial.account]")}
    )
    bundle, _ = checked(files)
    case = next(case for case in bundle.cases if case.rule == "housing-records/income-stays-here")
    verdict = await run(Compiled(bundle), detectors(), case, TODAY)

    assert verdict.faults == ("`/income` is not removed.",)


RULE = WRITTEN[LAW][WRITTEN[LAW].index("  - rule:") : WRITTEN[LAW].index("    tests:")]

MISTAKES = {
    "a misspelt category": (
        AGREEMENT, "identity.name", "identity.nam",
        ("POL041 agreements/tenant-board.yaml:11:23: `identity.nam` is not a category.\n"
        "    11 |   - data: [record.id, identity.nam, housing, financial.income]\n"
        "       |                       ^^^^^^^^^^^^\n"
        "    Did you mean `identity.name` or `identity.age` or `identity`?"),
    ),
    "a tab": (
        LAW, "    to: [peer-local]", "\tto: [peer-local]",
        ("POL004 laws/housing-records.yaml:13:1: A tab stands here.\n"
        "    13 |  to: [peer-local]\n"
        "       | ^\n"
        "    Use spaces."),
    ),
    "a wrong indent": (
        LAW, "    at: [housing]", "   at: [housing]",
        ("POL005 laws/housing-records.yaml:14:4: This line does not stand under the lines it belongs to.\n"
        "    14 |    at: [housing]\n"
        "       |    ^\n"
        "    Give lines that belong together the same number of spaces in front."),
    ),
    "a date as one writes it at home": (
        AGREEMENT, "until: 2030-12-31", "until: 31.12.2026",
        ("POL049 agreements/tenant-board.yaml:16:8: `until` must be a day of the calendar.\n"
        "    16 | until: 31.12.2026\n"
        "       |        ^\n"
        "    Write it as 2026-02-01."),
    ),
    "no quotation marks around a colon": (
        AGREEMENT, '"Hearings: who lives in a flat, and since when"', "Hearings: who lives in a flat",
        ("POL003 agreements/tenant-board.yaml:3:16: A second colon stands in this line, as if another key began.\n"
        "    3 | title: Hearings: who lives in a flat\n"
        "      |                ^\n"
        "    Put text that holds a colon into quotation marks; begin each key on a line of its own."),
    ),
    "a partner that has no file": (
        AGREEMENT, "with: tenant-board", "with: tenants-board",
        ("POL042 agreements/tenant-board.yaml:5:7: `tenants-board` is not a partner or a kind of requester.\n"
        "    5 | with: tenants-board\n"
        "      |       ^^^^^^^^^^^^^\n"
        "    Did you mean `tenant-board`?"),
    ),
    "no yields_to": (
        LAW, "    yields_to: [judicial, consent]\n", "",
        ("POL030 laws/housing-records.yaml:7:5: A rule needs `yields_to:`.\n"
        "    7 |   - rule: income-stays-here\n"
        "      |     ^\n"
        "    Add a line for it, indented like those beside it."),
    ),
    "until before from": (
        AGREEMENT, "until: 2030-12-31", "until: 2025-12-31",
        ("POL110 agreements/tenant-board.yaml:16:8: The agreement ends before it begins.\n"
        "    16 | until: 2025-12-31\n"
        "       |        ^\n"
        "    Look at the two dates."),
    ),
    "the same rule twice": (
        LAW, RULE, RULE + RULE,
        ("POL070 laws/housing-records.yaml:18:5: The rule `housing-records/income-stays-here` is given twice.\n"
        "    18 |   - rule: income-stays-here\n"
        "       |     ^\n"
        "    Rename one; the other stands in laws/housing-records.yaml:7."),
    ),
    "a sample that is missing": (
        LAW, "samples/tenant.json", "samples/tenants.json",
        ("POL056 laws/housing-records.yaml:19:9: `samples/tenants.json` is not a file of the policies folder.\n"
        "    19 |       - name: the board learns who lives there, and not what they earn\n"
        "       |         ^\n"
        "    Did you mean `samples/tenant.json` or `samples/students.json` or `samples/student.json`?"),
    ),
    "an outcome of one's own": (
        LAW, "then: remove", "then: delete",
        ("POL054 laws/housing-records.yaml:16:11: `delete` is not an outcome of a rule.\n"
        "    16 |     then: delete\n"
        "       |           ^^^^^^\n"
        "    Use one of: hold, refer, refuse, remove."),
    ),
    "a word instead of a list": (
        LAW, "to: [peer-local]", "to: peer-local",
        ("POL035 laws/housing-records.yaml:13:9: `to` must be a list.\n"
        "    13 |     to: peer-local\n"
        "       |         ^^^^^^^^^^\n"
        "    Write `[peer-local]`."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_an_ordinary_mistake_says_where_and_what_to_do(mistake):
    file, was, becomes, says = MISTAKES[mistake]
    assert was in WRITTEN[file]
    bundle, faults = checked(CITY | WRITTEN | {file: WRITTEN[file].replace(was, becomes, 1)})

    assert bundle is None
    assert [told(fault) for fault in faults] == [says]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_it_says_so_in_spanish_as_well(mistake):
    file, was, becomes, says = MISTAKES[mistake]
    _, (fault,) = checked(CITY | WRITTEN | {file: WRITTEN[file].replace(was, becomes, 1)})
    spanish = told(fault, "es")

    assert spanish.splitlines()[0].split(": ")[0] == says.splitlines()[0].split(": ")[0]
    assert spanish.splitlines()[1:3] == says.splitlines()[1:3]
    assert spanish.splitlines()[-1] != says.splitlines()[-1]


def test_all_mistakes_of_one_day_are_told_at_once():
    files = CITY | {
        AGREEMENT: WRITTEN[AGREEMENT]
        .replace("identity.name", "identity.nam")
        .replace("2030-12-31", "31.12.2026"),
        LAW: WRITTEN[LAW].replace("then: remove", "then: delete").replace("tenant.json", "tenants.json"),
        PARTNER: WRITTEN[PARTNER].replace("kind: peer-local", "kind: peer"),
    }
    _, faults = checked(files)

    assert {"POL041", "POL047", "POL049", "POL054", "POL056"} == {fault.code for fault in faults}


def test_the_table_of_the_page_names_codes_that_there_are():
    from firewall.policy.faults.table import entries

    for code, says in re.findall(r"^\| `(POL\d{3}) (?:\.\.\. )?([^`]*?)(?: \.\.\.)?` \|", PAGE, re.MULTILINE):
        sentence = (
            entries()[code].says.replace("`", "").replace("{What}", "A rule").replace("{key}:", "yields_to")
        )
        assert all(part.strip() in sentence for part in says.split("...")), code
