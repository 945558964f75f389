"""``firewall case``: what waits for a person, from the list to the decision."""

import pytest

from tests.system.town import ICE, VENDOR, fetch

WANTED = "immigration.entry"


def student(number):
    return f"/school/students/{number}"


@pytest.fixture
def opened(town):
    """A case about somebody of one's own."""
    return lambda number: town.ask(ICE, student(number)).case


def test_a_list_shows_who_asks_for_whom_and_what_they_want(town):
    case = town.ask(VENDOR, "/clinic/patients/1040").case
    row = next(row for row in town.firewall("case", "list", "--json").json if row["case"] == case)

    assert (row["who"], row["for whom"], row["route"], row["state"]) == (
        VENDOR,
        ICE,
        "clinic:patient",
        "open",
    )
    assert "immigration.citizenship" in row["wants"]
    assert row["times"] == 1


def test_a_list_fits_a_terminal(town, opened, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    case = opened(500040)
    done = town.firewall("case", "list")

    assert case in done.out
    assert max(len(line.rstrip()) for line in done.out.splitlines()) <= 120


def test_closed_cases_are_listed_when_asked_for(town, opened):
    case = opened(500041)
    town.firewall("case", "deny", case, "--why", "no order")
    listed = [
        [row["case"] for row in town.firewall("case", "list", "--json", *more).json]
        for more in ((), ("--all",))
    ]

    assert [case in cases for cases in listed] == [False, True]


def test_a_case_is_shown_without_what_is_not_yet_known(town, opened):
    done = town.firewall("case", "show", opened(500042))

    assert done.code == 0
    assert "immigration-enforcement" in done.out
    assert "closed by" not in done.out


def test_a_letter_about_somebody_else_is_told_by_the_exit_code(town, opened):
    case = opened(500043)
    same = town.firewall("case", "match", case, "--target", student(500043))
    other = town.firewall("case", "match", case, "--target", student(500044))

    assert (same.code, same.out) == (0, "It is the same target.\n")
    assert (other.code, other.out) == (1, "It is another target.\n")


def test_a_letter_that_cannot_be_read_is_named(town, opened, tmp_path):
    done = town.firewall(
        "case", "match", opened(500045), "--target", student(500045), "--body", str(tmp_path / "no")
    )

    assert done.code == 2
    assert "cannot be read" in done.err


def test_a_grant_says_what_changed_and_what_comes_next(town, opened, told):
    case = opened(500046)
    done = town.grant(case, WANTED)
    entry = told(done)

    assert done.code == 0
    assert "Tell the requester to ask again." in done.out
    assert (entry["act"], entry["subject"], entry["by"]) == ("case grant", case, "C. Counsel")
    number = done.out.split()[2].rstrip(",")
    papers = town.firewall("process", "list", "--json").json
    assert [one["until"] for one in papers if one["process"] == number] == [
        "2026-12-31"
    ]  # the city's last day
    assert entry["facts"] == {
        "categories": [WANTED], "process": number, "until": "2026-12-31", "uses": 1,
        "why": "counsel read it",
    }  # fmt: skip


def test_a_grant_warns_of_what_a_law_closes_all_the_same(town):
    case = town.ask(ICE, "/clinic/patients/1077").case
    words = ("--why", "counsel", "--categories", "immigration.citizenship", "--until", "2026-12-31")
    done = town.firewall("case", "grant", case, *words)

    assert done.code == 0
    assert "warning: `immigration.citizenship` stays closed: health-status/status-is-medical" in done.err


def test_a_grant_that_opens_what_it_names_warns_of_nothing(town, opened):
    words = ("--why", "counsel", "--categories", WANTED, "--until", "2026-12-31")
    done = town.firewall("case", "grant", opened(500079), *words)

    assert done.code == 0
    assert "warning" not in done.err


def test_a_grant_lets_the_one_request_through(town, opened):
    town.grant(opened(500047), WANTED)

    assert town.ask(ICE, student(500047)).json.keys() == {"USInitialSchoolEntry"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--categories", "identity.name", "--until", "2026-12-31"), "did not ask for identity.name"),
        (("--categories", "immigration.entri", "--until", "2026-12-31"), "Did you mean `immigration.entry`"),
        (("--categories", WANTED, "--until", "soon"), "write a day as 2026-12-31"),
        (("--categories", WANTED, "--until", "2026-01-01"), ""),
        (("--categories", WANTED, "--until", "2026-12-31", "--uses", "0"), "at least one use"),
        (("--categories", "", "--until", "2026-12-31"), ""),
    ],
)
def test_a_grant_that_cannot_be_given_changes_nothing(town, opened, words, sentence):
    case = opened(500048)
    done = town.firewall("case", "grant", case, "--why", "read it", *words)

    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
    assert town.firewall("case", "show", case, "--json").json[0]["state"] == "open"
    assert town.ask(ICE, student(500048)).status == 202


def test_a_denial_is_recorded_with_its_reason(town, opened, told):
    case = opened(500049)
    done = town.firewall("case", "deny", case, "--why", "no order was shown", "--by", "C. Counsel")
    entry = told(done)

    assert (entry["act"], entry["subject"], entry["facts"]) == (
        "case deny",
        case,
        {"why": "no order was shown"},
    )


def test_a_denied_case_cannot_be_granted(town, opened):
    case = opened(500050)
    town.firewall("case", "deny", case, "--why", "no order")
    done = town.grant(case, WANTED)

    assert done.code == 2
    assert town.ask(ICE, student(500050)).status == 202


def test_a_case_expires_and_that_is_a_denial(town, opened):
    case = opened(500051)
    with town.clock.later(days=31):
        done = town.grant(case, WANTED, until="2027-01-31")

    assert done.code == 2
    assert "expired, which means denied" in done.err


@pytest.mark.parametrize(
    "words", [("show",), ("deny", "--why", "x"), ("match", "--target", "/school/students/1")]
)
def test_a_case_that_does_not_exist_is_a_sentence(town, words):
    done = town.firewall("case", words[0], "C-0000-0000", *words[1:])

    assert (done.code, done.out) == (2, "")
    assert "there is no case with that reference" in done.err


def test_the_requester_reads_the_decision_at_its_status_url(town):
    asked = town.ask(ICE, student(500052))
    town.firewall("case", "deny", asked.case, "--why", "no order")
    headers = [("Host", "city"), ("Authorization", f"Bearer {town.keys[ICE]}")]

    assert fetch(town.url, asked.json["status_url"], headers=headers).json["state"] == "denied"


def test_a_reason_that_tells_of_a_person_is_refused_and_nothing_is_done(town, opened):
    case = opened(500049)
    entries = len(town.entries())
    done = town.firewall("case", "deny", case, "--why", "Rosa Imaginaria, A200300400, has DACA")

    assert (done.code, done.out) == (2, "")
    assert "immigration.identifier, immigration.status" in done.err
    assert not [word for word in ("Rosa", "Imaginaria", "A200300400", "DACA") if word in done.err]
    assert len(town.entries()) == entries
    assert case in [row["case"] for row in town.firewall("case", "list", "--json").json]
