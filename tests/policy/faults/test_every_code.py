"""The table and the source agree, and each code is seen once: no code says nothing, and none says what nothing finds."""

import ast
import re
from datetime import date
from unittest.mock import patch

import pytest

from firewall.errors import ConfigError
from firewall.policy.faults.explained import shown, whys
from firewall.policy.faults.table import entries
from firewall.policy.lint import warnings
from firewall.policy.load import examine
from firewall.recognizers import write
from tests.helpers_policy import FOLDER, ROOT, folder, parse_once

CODE = re.compile(r"POL\d{3}")
TABLES = {"en.py", "es.py", "examples.py", "why_en.py", "why_es.py"}
OTHERS = frozenset(f"POL{number}" for number in range(200, 400))
"""Codes of signed policies, packs, promises and tests: their own tests bring them."""


def used():
    found = set()
    for path in (ROOT / "firewall").rglob("*.py"):
        if path.parent.name != "faults" or path.name not in TABLES:
            found |= {
                node.value
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and CODE.fullmatch(node.value)
            }
    return found


def test_each_code_of_the_source_stands_in_the_table_and_the_other_way_round():
    assert used() == set(entries())


def test_each_code_is_explained_in_both_languages():
    assert set(entries()) - set(whys("en")) - OTHERS == set()


# ---- each is seen

CLINIC, COUNTY, ICE, AGREEMENT, LAW = (
    "services/clinic.yaml", "partners/county.yaml", "partners/ice.yaml", "agreements/county.yaml",
    "laws/welcoming.yaml",
)  # fmt: skip
WORDS = {name: text for name, text in folder().items() if name.startswith("vocabulary/")}
RULE = FOLDER[LAW][FOLDER[LAW].index("  - rule:") : FOLDER[LAW].index("    tests:")]
AGAIN = RULE.replace("status-goes-to-counsel", "again")


def changed(name, was, becomes):
    text = FOLDER.get(name, WORDS.get(name, ""))
    assert was in text
    return {name: text.replace(was, becomes, 1)}


TABLE = "table: {rows: /rows, by: [dob, name], counts: [n]}"


def statistical(table):
    """The clinic's patient as a table of statistics, which may be asked for by a day of birth."""
    declared = "    fields:\n      /rows/*/dob: identity.dob\n      /rows/*/name: identity.name\n      /rows/*/n: record.meta\n"
    text = FOLDER[CLINIC].replace("    fields:\n", declared, 1)
    match = "match: GET /patients/{id}"
    assert match in text
    text = text.replace("query: {fields: selection}", "query: {fields: selection, dob: identity.dob}", 1)
    return {CLINIC: text.replace(match, f"{match}\n    statistical: yes\n    {table}", 1)}


def suppressing(profile, asks="record.id"):
    text = FOLDER[AGREEMENT].replace("{coarsen: year}", f"{{suppress: {profile}}}")
    asked = text.index("asks_by:")
    text = text[:asked] + f"asks_by: [{asks}]" + text[text.index("\n", asked) :]
    return {AGREEMENT: text.replace("services: [clinic]", 'services: ["clinic:patient"]')}


FILES = {
    "POL001": {LAW: "#" * (1 << 18) + "\n" + FOLDER[LAW]},
    "POL002": {"laws/empty.yaml": "# nothing\n"},
    "POL010": changed(LAW, "Status is", "Status \x07 is"),
    "POL011": changed(LAW, "says: Status is not handed over by a machine.", 'says: "\\U00110000"'),
    "POL013": {"laws/other.yaml": "%YAML 1.1\n---\nlaw: x\n"},
    "POL014": {"laws/other.yaml": "law: " + "[" * 13 + "]" * 13},
    "POL018": changed(LAW, "says: Status is not handed over by a machine.", 'says: "\\ud800"'),
    "POL057": {"laws/other.yaml.txt": FOLDER[LAW]},
    "POL060": {"notes/todo.yaml": "a: b"},
    "POL061": {"vocabulary/word.yaml": "a: b"},
    "POL062": {"vocabulary/data.yaml": None},
    "POL063": {"city.yaml": None},
    "POL065": {"partners/again.yaml": FOLDER[ICE]},
    "POL067": changed(ICE, "kind:", 'credentials: {certificates: ["dns:health.county.example"]}\nkind:'),
    "POL068": changed(ICE, "kind:", 'credentials: {tokens: ["a#b"]}\nkind:')
    | changed(COUNTY, "api_keys: yes", 'tokens: ["a#b"]'),
    "POL069": {"services/again.yaml": FOLDER[CLINIC]},
    "POL070": changed(LAW, RULE, RULE + RULE),
    "POL076": changed("vocabulary/data.yaml", "categories:\n", "categories:\n  paging: {says: x}\n"),
    "POL077": changed("vocabulary/data.yaml", "categories:\n", "categories:\n  a.b: {says: x}\n"),
    "POL078": changed("vocabulary/processes.yaml", "issuer: judicial", "issuer: administrative"),
    "POL084": changed(CLINIC, "/name: identity.name", "name: identity.name\n      other: identity.name"),
    "POL088": changed(CLINIC, "    path: {id: record.id}\n", ""),
    "POL091": changed(CLINIC, "accepts:", "body: {/x: [selection, identity.name]}\n    accepts:"),
    "POL094": changed(CLINIC, "    fields:\n", "    markers: {/name: [text]}\n    fields:\n"),
    "POL096": changed(CLINIC, "match: POST /patients", "match: GET /patients/{other}\n    path: {other: record.id}"),
    "POL115": changed(CLINIC, "    fields:\n", "    markers: {/name: number}\n    fields:\n")
    | changed(AGREEMENT, "- data: [identity.name]", "- data: [identity.name]\n    as: pseudonymize"),
    "POL116": changed(CLINIC, "match: POST /patients", "match: GET /patients")
    | changed(CLINIC, "    accepts: [identity, contact]\n    otherwise: remove", "    fields: {/items/*/name: identity.name}"),
    "POL117": {"agreements/again.yaml": FOLDER[AGREEMENT]},
    "POL118": {
        "agreements/again.yaml": FOLDER[AGREEMENT].replace("014", "015").replace("coarsen: year", "mask: last-4")
    },
    "POL149": changed(AGREEMENT, "{records_per_request: 50", "{k_anonymity: 5, records_per_request: 50")
    | changed(CLINIC, "    fields:\n", "    stream: records\n    fields:\n      /*/name: identity.name\n"),
    "POL475": changed(AGREEMENT, "{records_per_request: 50", "{k_anonymity: 5, records_per_request: 50"),
    "POL140": changed(AGREEMENT, "{coarsen: year}", "{suppress: cms}"),
    "POL400": {LAW: None},
    "POL142": changed(CLINIC, "match: GET /patients/{id}", f"match: GET /patients/{{id}}\n    {TABLE}"),
    "POL143": statistical(TABLE[:-1] + ", totals_by: [dob, name]}"),
    "POL144": statistical(TABLE.replace("counts: [n]", "counts: [m]")),
    "POL145": statistical(TABLE.replace("counts: [n]", "counts: [n, dob]")),
    "POL146": changed(CLINIC, "    accepts: [identity, contact]", "    exactly: yes\n    accepts: [identity, contact]"),
    "POL474": changed(CLINIC, "match: POST /patients", "match: PUT /patients"),
    "POL450": statistical(TABLE) | suppressing("uk_dwp"),
    "POL470": statistical("") | suppressing("cms"),
    "POL471": statistical(TABLE) | suppressing("cms", asks="identity.dob"),
    "POL472": changed(CLINIC, "    accepts: [identity, contact]\n    otherwise: remove", "    fields: {/x: record.id}"),
    "POL473": statistical(TABLE) | suppressing("high_risk"),
    "POL401": {"samples/x.json": "{}"},
    "POL407": changed(LAW, RULE, RULE + AGAIN.replace("immigration-enforcement]", "peer-local]").replace("data: [immigration]", "data: [identity]")),
    "POL411": {"agreements/again.yaml": FOLDER[AGREEMENT].replace("014", "015")},
    "POL412": changed(LAW, RULE, RULE + AGAIN),
    "POL413": changed(LAW, RULE, RULE + AGAIN.replace("data: [immigration]", "data: [immigration.status]")),
    "POL417": {"packs/ours/pack.yaml": "pack: ours\ntitle: O\njurisdiction: x\nsays: O.\nadvice: O.\nsources: [O]\n"},
    "POL430": {LAW: FOLDER[LAW][: FOLDER[LAW].index("    tests:")]},
    "POL431": {"samples/x.json": "{}"},
    "POL432": {"samples/x.json": "{}"},
    "POL440": {
        "vocabulary/processes.yaml": re.sub(r"(admin-warrant:.*?opens: )no", r"\1yes", WORDS["vocabulary/processes.yaml"], flags=re.DOTALL)
    },
}  # fmt: skip
"""What brings a code for which a fragment of one file would show too little."""

RECOGNIZER = {"name": "Badge", "supported_entity": "B", "category": "record.id", "deny_list": "[abc]"}
RECOGNIZERS = {
    "POL160": [{}, {}],
    "POL161": [{"type": "predefined"}],
    "POL162": [{"deny_list": None}],
    "POL163": [{"name": "'...'"}],
    "POL164": [{"patterns": "[{name: a, score: 1, regex: 'r\"a\"'}]"}],
    "POL165": [{"patterns": "[{name: a, score: 1, regex: '('}]"}],
    "POL166": [{"patterns": "[{name: a, score: 1, regex: 'a*'}]"}],
    "POL167": [{"deny_list_score": "7"}],
    "POL168": [{"examples": "[xyz]"}],
    "POL169": [{"deny_list_score": "0.1", "examples": "[abc]"}],
    "POL170": [{"counter_examples": "[abc]"}],
}

ELSEWHERE = {
    "POL064": "tests/test_folder.py",
    "POL105": "tests/test_partners.py",
    "POL106": "tests/test_partners.py",
    "POL150": "tests/test_live.py",
    "POL151": "tests/test_live.py",
    "POL152": "tests/test_live.py",
    "POL153": "tests/test_several.py",
    **dict.fromkeys(("POL384", "POL385", "POL386", "POL387", "POL388"), "tests/policy/files/test_graphs.py"),
    **dict.fromkeys(("POL389", "POL390", "POL391"), "tests/policy/files/test_dialects.py"),
    **dict.fromkeys(("POL392", "POL393"), "tests/policy/files/test_counting.py"),
    "POL415": "tests/policy/lint/test_days.py",
    "POL416": "tests/policy/lint/test_days.py",
}
"""What no folder by itself can bring: which test does."""


@pytest.mark.parametrize("code", FILES)
def test_a_folder_brings_the_code(code):
    files = folder(**FILES[code])
    with patch("firewall.policy.load.parse", parse_once):
        bundle, faults = examine(files)
    found = faults if bundle is None else warnings(bundle, files, date(2026, 6, 15))

    assert code in {one.code for one in found}


@pytest.mark.parametrize("code", RECOGNIZERS)
def test_a_file_of_recognizers_brings_the_code(code):
    text = "recognizers:\n"
    for changes in RECOGNIZERS[code]:
        written = {key: value for key, value in (RECOGNIZER | changes).items() if value is not None}
        text += "  - " + "\n    ".join(f"{key}: {value}" for key, value in written.items()) + "\n"
    with pytest.raises(ConfigError, match=code):
        write("recognizers.yaml", text, ("record.id",), guesses=False)


def test_every_code_is_seen_somewhere():
    seen = set(shown()) | set(FILES) | set(RECOGNIZERS) | set(ELSEWHERE)

    assert set(entries()) - OTHERS - seen == set()
    assert all((ROOT / path).exists() for path in ELSEWHERE.values())
