import json

import pytest

from firewall.packs import shipped
from tests.system.town import command


def test_the_packs_are_listed_with_title_and_jurisdiction_and_a_word_on_advice():
    done = command("packs")

    assert done.code == 0
    assert all(pack.name in done.out for pack in shipped().values())
    assert "no legal advice" in done.out


def test_the_list_is_there_for_programs():
    rows = command("packs", "--json").json

    assert {row["pack"] for row in rows} == set(shipped())
    assert next(row for row in rows if row["pack"] == "us-il-chicago")["includes"] == ["us-il"]


@pytest.mark.parametrize("name", shipped())
def test_each_pack_is_shown_in_words(name):
    done = command("packs", "show", name)

    assert done.code == 0
    assert "no legal advice" in " ".join(done.out.split())
    assert all(choice in done.out for choice in shipped()[name].choices)


def test_what_included_packs_ask_counsel_is_shown_with_who_asks_it():
    done = command("packs", "show", "us-il-chicago")

    assert "Counsel chooses: chicago-status\n" in done.out
    assert "Counsel chooses: status-request (asked by us-federal, which it includes)" in done.out


def test_a_pack_is_shown_for_programs():
    shown = json.loads(command("packs", "show", "us-federal", "--json").out)

    assert set(shown["choices"]) == {
        "status-request",
        "status-numbers",
        "programme-reports",
        "federal-certification",
        "brokers",
    }
    assert all(rule["cite"] and rule["about"] for rule in shown["rules"])
    assert len(shown["duties"]) == 3


def test_a_name_that_no_pack_has_is_told_with_the_nearest():
    done = command("packs", "show", "us-il-chicgo")

    assert done.code == 2
    assert "us-il-chicago" in done.err
