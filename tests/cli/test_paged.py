"""``firewall policy explain``: the policy as a page."""

import re
from urllib.parse import urlsplit

import pytest

from tests.pages.helpers import parsed, text_of
from tests.system.town import COUNTY, POLICIES, command


def explain(*words):
    return command("policy", "explain", str(POLICIES), "--on", "2026-06-15", *map(str, words))


def test_a_service_as_markdown_on_the_terminal():
    done = explain("--service", "clinic", "--format", "md")

    assert done.code == 0
    assert done.out.startswith("# Data sharing policy: City of Harbor City\n")
    assert "| County Public Health | public-health |" in done.out


def test_a_public_page_in_spanish_into_a_file(tmp_path):
    path = tmp_path / "politica.html"
    done = explain("--service", "clinic", "--public", "--language", "es", "-o", path)

    assert (done.code, done.out) == (0, "")
    page = parsed(path.read_text("utf-8"))
    assert page.get("lang") == "es"
    assert "127.0.0.1" not in text_of(page)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--partner", "ice-er"), "`ice-er` is not a partner or a kind of requester. Did you mean `ice-ero`"),
        (("--service", "clinics"), "Did you mean `clinic`"),
        (("--category", "immigration.statu"), "Did you mean `immigration.status`"),
        (("--on", "soon"), "write a day as 2026-12-31"),
        (("--decision", "x", "--public"), "A decision is not for a public page."),
    ],
)
def test_a_wrong_word_is_told_with_the_right_one(words, says):
    done = explain(*words)

    assert done.code == 2
    assert says in " ".join(done.err.split())


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    done = explain("--service", "clinic", "-o", tmp_path / "no" / "page.html")

    assert done.code == 2
    assert "cannot be written" in done.err


def test_a_decision_of_the_record(town):
    answer = town.ask(COUNTY, "/clinic/patients/1001")
    done = town.firewall("policy", "explain", str(town.directory / "policies"), "--decision", answer.decision)
    none = town.firewall("policy", "explain", str(town.directory / "policies"), "--decision", "nothing")

    assert "County Public Health" in done.out
    assert "The same policy is in force: the same." in done.out
    assert (none.code, "no decision of this id" in none.err) == (1, True)


def as_it_listens(town):
    """The city's configuration with the ports that it got."""
    ports = iter(urlsplit(url).port for url in (town.url, town.admin_url))
    text = (town.directory / "firewall.toml").read_text()
    path = town.directory / "listening.toml"
    path.write_text(re.sub(r"^port = \d+", lambda _: f"port = {next(ports)}", text, flags=re.MULTILINE))
    return path


def test_what_is_seen_of_a_running_firewall_stands_on_the_page(town):
    words = ["policy", "explain", str(town.directory / "policies"), "--service", "clinic", "--format", "md"]
    by_file = command(*words, "--probe", str(as_it_listens(town)))
    by_address = command(*words, "--probe", town.url)

    public = command(*words, "--public", "--probe", str(as_it_listens(town)))

    assert ": yes." in by_file.out
    assert "In force on City of Harbor City at" in public.out
    assert "127.0.0.1" not in public.out
    assert "127.0.0.1" not in command(*words, "--public", "--probe", town.url).out
    assert "Somebody unknown asked clinic and was refused (404)." in by_file.out
    assert "Only its operators are told" in by_address.out
