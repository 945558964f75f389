"""``firewall demo``: how its rows are told.  That it plays is tested with its stage."""

import json

import pytest

from firewall.cli import common, demo
from firewall.demo import city
from firewall.demo.partners import Ask
from firewall.demo.stage import Row
from firewall.errors import ConfigError
from firewall.model import PartnerId


def row(**changed):
    ask = Ask(
        shows="", partner=PartnerId("ice-ero"), service="clinic", target="/patients/1", purpose="research"
    )
    usual = {
        "ask": ask, "on_behalf_of": (), "route": "clinic:patient", "outcome": "release", "status": 200, "removed": (),
        "cut": frozenset(), "rules": (), "reasons": (), "citation": "", "audit_index": 7, "seconds": 0.1,
    }  # fmt: skip
    return Row(**usual | changed)


def told(**changed):
    return dict(zip(demo.COLUMNS, demo.cells(row(**changed)), strict=True))


def test_the_reason_is_told_before_a_rule_that_only_closed_something():
    why = told(outcome="refuse", reasons=("nothing-opened",), rules=("law/rule",), citation="§ 1")[
        "rule and citation"
    ]

    assert why == "Nothing that was asked for is opened by anything."


def test_a_rule_that_decided_is_told_with_its_citation():
    assert told(outcome="refer", rules=("law/rule",), citation="§ 1")["rule and citation"] == "rule\n§ 1"


def test_a_record_that_is_not_there_is_not_found():
    assert told(status=404, reasons=("upstream-404",))["rule and citation"].startswith("Not found")


def test_what_no_rule_closed_was_shared_by_nobody():
    assert told(removed=("/language",))["rule and citation"] == "No agreement shares it."


def test_members_are_named_once_and_what_was_cut_is_told():
    removed = ("/items/*/name", "/items/*/text", "?")

    assert (
        told(removed=removed, cut=frozenset({"/items/*/text"}))["what was removed"]
        == "name text (part) undeclared"
    )


def test_what_was_not_released_was_not_removed_either():
    assert told(outcome="refer", removed=("/name",))["what was removed"] == ""


def test_the_vendor_is_told_with_whom_it_asks_for():
    assert told(on_behalf_of=("ice-ero",))["who, for whom"] == "ice-ero\nfor ice-ero"


def test_the_table_is_readable_in_120_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    from firewall.cli.common import table

    long = row(
        outcome="hold", status=202, rules=("law/administrative-subpoena-waits",), citation="8 U.S.C. § 1225(d)(4)",
        removed=("/LimitedEnglishProficiency",),
    )  # fmt: skip
    table(
        demo.COLUMNS, [demo.cells(long), demo.cells(row(removed=("/LimitedEnglishProficiency",)))], demo._MOST
    )
    lines = capsys.readouterr().out.splitlines()

    assert max(map(len, lines)) <= 120
    assert any("administrative-subpoena-waits" in line for line in lines)
    assert any("LimitedEnglishProficiency" in line for line in lines)


def test_the_object_of_a_row_has_just_the_promised_members():
    assert demo._object(row(ask=Ask(shows="", partner=PartnerId(""), service="clinic", target="/"))) == {
        "partner": "unknown", "on_behalf_of": [], "purpose": None, "route": "clinic:patient", "outcome": "release",
        "status": 200, "removed": [], "rules": [], "audit_index": 7,
    }  # fmt: skip
    assert json.dumps(demo._object(row()))


def test_the_policies_of_the_demo_come_with_the_program():
    found = demo.policies()

    assert (found / "city.yaml").is_file()
    assert found.parts[-2:] == ("demo", "policies")


async def test_the_city_alone_says_where_it_is_open(tmp_path, monkeypatch, capsys):
    async def at_once():
        return None

    monkeypatch.setattr(city, "USUAL_PORTS", city.Ports())
    monkeypatch.setattr(demo, "_interrupted", at_once)
    await demo._open_city(tmp_path, "127.0.0.1")

    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == [*city.NAMES]


def test_without_faker_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="pip install"):
        demo._check_names()


def test_the_lines_to_paste_name_a_program_that_is_there(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)

    assert common.program() != "firewall"
