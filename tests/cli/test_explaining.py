import pytest

from firewall.cli.explaining import _told
from firewall.policy.faults.explained import explanation
from firewall.policy.faults.table import entries
from tests.system.town import command


def test_a_code_is_explained_with_an_example():
    done = command("explain", "POL041", "--lang", "en")

    assert done.code == 0
    assert done.out.startswith("POL041 unknown-category (a fault: nothing of the folder is loaded")
    assert "`...` is not a category." in done.out
    assert "Why it matters: Categories stand in vocabulary/data.yaml." in done.out
    assert "Wrong, in agreements/county.yaml:\n    - data: [identity.nam]\n" in done.out
    assert "Mended:\n    - data: [identity.name]\n" in done.out


def test_it_is_explained_in_spanish():
    done = command("explain", "POL443", "--lang", "es")

    assert "POL443 status-not-referred (un aviso: " in done.out
    assert "Por qué importa: 8 U.S.C. 1373 dice" in done.out
    assert "Qué hacer: Escriba `then: refer`" in done.out


@pytest.mark.parametrize("written", ["POL041", "pol041", "41", "pol-41", "unknown-category"])
def test_a_code_is_read_as_people_write_it(written):
    assert command("explain", written).out.startswith("POL041 ")


def test_a_tab_can_be_seen():
    assert "    →" in command("explain", "POL004").out


@pytest.mark.parametrize(
    ("written", "offers"),
    [
        ("POL0411", "`POL041`"),
        ("unknown-categry", "`unknown-category`"),
        ("xyz", "`firewall explain` alone lists all"),
    ],
)
def test_a_code_that_is_not_there_offers_the_nearest(written, offers):
    done = command("explain", written)

    assert (done.code, done.out) == (2, "")
    assert offers in done.err


def test_all_are_listed():
    done = command("explain", "--json")

    assert [row["code"] for row in done.json] == list(entries())
    assert "{word}" not in done.out


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", list(entries()))
def test_every_code_is_explained(code, language):
    assert _told(explanation(code, language), language).startswith(f"{code} ")


def test_as_json_it_has_its_parts():
    done = command("explain", "POL420", "--json").json

    assert done.keys() == {"code", "name", "level", "says", "why", "remedy", "example"}
    assert (done["level"], done["example"]["before"]) == ("warning", "until: 2026-05-31")
