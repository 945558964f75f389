import json

from firewall.cli.findings import printed, sarif
from firewall.policy.faults.table import made
from firewall.policy.faults.telling import shown

FAULT = shown(
    made("laws/a b.yaml", 2, 9, "POL054", ["refer"], word="reffer"), {"laws/a b.yaml": "x:\n  then: reffer"}
)
WARNING = made("agreements/a.yaml", 1, 1, "POL420", word="DSA-1", day="2026-01-01")


def test_text_is_for_people():
    assert printed([FAULT], "text", "policies", "en") == (
        "POL054 laws/a b.yaml:2:9: `reffer` is not an outcome of a rule.\n"
        "    2 |   then: reffer\n"
        "      |         ^^^^^^\n"
        "    Did you mean `refer`?"
    )


def test_json_has_the_level_and_the_language():
    first, second = json.loads(printed([FAULT, WARNING], "json", "policies", "es"))

    assert first == {
        "code": "POL054",
        "level": "fault",
        "file": "laws/a b.yaml",
        "line": 2,
        "column": 9,
        "says": "`reffer` no es un resultado de una regla.",
        "remedy": "¿Quiso decir `refer`?",
    }
    assert second["level"] == "warning"


def test_github_gets_one_line_a_fault_with_what_would_end_it_escaped():
    odd = made("laws/a,b:c.yaml", 3, 1, "POL041", word="50%\nx")

    assert printed([WARNING], "github", "policies", "en") == (
        "::warning file=policies/agreements/a.yaml,line=1,col=1,title=POL420::"
        "`DSA-1` ended on 2026-01-01, and opens nothing. Renew it, or delete the file."
    )
    assert printed([odd], "github", "p", "en") == (
        "::error file=p/laws/a%2Cb%3Ac.yaml,line=3,col=1,title=POL041::`50%25%0Ax` is not a category."
    )


def test_sarif_has_what_its_schema_requires():
    log = sarif([FAULT, WARNING], "policies", "en")
    (run,) = log["runs"]
    driver, first = run["tool"]["driver"], run["results"][0]

    assert (log["version"], log["$schema"].endswith("sarif-schema-2.1.0.json")) == ("2.1.0", True)
    assert (driver["name"], bool(driver["version"])) == ("data-sharing-firewall", True)
    assert [rule["id"] for rule in driver["rules"]] == ["POL054", "POL420"]
    assert [driver["rules"][r["ruleIndex"]]["id"] for r in run["results"]] == [
        r["ruleId"] for r in run["results"]
    ]
    assert [r["level"] for r in run["results"]] == ["error", "warning"]
    assert first["message"]["text"] == "`reffer` is not an outcome of a rule. Did you mean `refer`?"
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "policies/laws/a%20b.yaml"},
                "region": {"startLine": 2, "startColumn": 9, "snippet": {"text": "  then: reffer"}},
            }
        }
    ]
    assert "{" not in driver["rules"][0]["shortDescription"]["text"]


def test_nothing_found_is_an_empty_run():
    (run,) = sarif([], "policies", "en")["runs"]

    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert printed([], "text", "policies", "en") == ""
