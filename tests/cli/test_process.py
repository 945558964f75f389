"""``firewall process``: the register of papers."""

import pytest

from tests.system.town import ICE

WARRANT = {
    "--kind": "judicial-warrant", "--partner": ICE, "--issuer": "Hon. M. Ruiz", "--issuer-kind": "judicial", "--court": "D.N.J.",
    "--docket": "26-mj-11", "--categories": "identity.name,contact.address", "--target": "/clinic/patients/1060",
    "--until": "2026-12-31", "--by": "A. Clerk",
}  # fmt: skip


def add(town, **changed):
    words = WARRANT | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    return town.firewall(
        "process", "add", *(word for name, value in words.items() if value for word in (name, value))
    )


def number_of(done):
    assert done.code == 0, done.err
    return done.out.split()[2].rstrip(",")


def row(town, number):
    return next(row for row in town.firewall("process", "list", "--json").json if row["process"] == number)


def test_a_paper_that_was_entered_opens_nothing_yet(town):
    done = add(town, target="/clinic/patients/1061")

    assert f"firewall process verify {number_of(done)}" in done.out
    assert row(town, number_of(done))["state"] == "claimed"
    assert town.ask(ICE, "/clinic/patients/1061").status == 202


def test_a_verified_warrant_opens_just_what_it_covers(town):
    number = number_of(add(town, target="/clinic/patients/1062"))
    done = town.firewall("process", "verify", number, "--by", "A. Reviewer")

    assert done.code == 0
    assert row(town, number)["state"] == "in force"
    assert town.ask(ICE, "/clinic/patients/1062").json.keys() == {"name", "address"}
    assert town.ask(ICE, "/clinic/patients/1063").status == 202


def test_a_revoked_warrant_opens_nothing(town, told):
    number = number_of(add(town, target="/clinic/patients/1064"))
    town.firewall("process", "verify", number)
    done = town.firewall("process", "revoke", number, "--why", "quashed", "--by", "A. Clerk")
    entry = told(done)

    assert (entry["act"], entry["by"], entry["facts"]) == ("process revoke", "A. Clerk", {"why": "quashed"})
    assert row(town, number)["state"] == "revoked"
    assert town.ask(ICE, "/clinic/patients/1064").status == 202


def test_a_warrant_ends_with_its_last_day(town):
    number = number_of(add(town, target="/clinic/patients/1065", until="2026-11-24"))
    town.firewall("process", "verify", number)
    answers = []
    for days in (2, 3):
        with town.clock.later(days=days):
            answers.append(town.ask(ICE, "/clinic/patients/1065").status)

    assert answers == [200, 202]
    assert row(town, number)["until"] == "2026-11-24"


def test_the_days_of_a_paper_are_those_of_the_city(town, told):
    facts = told(add(town, target="/clinic/patients/1066", **{"from": "2026-11-24"}))["facts"]

    assert (facts["from"], facts["until"]) == ("2026-11-24T06:00:00+00:00", "2027-01-01T06:00:00+00:00")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"form": "I-200"}, "form I-200 is an administrative form. No judge has signed it"),
        ({"issuer_kind": "administrative"}, ""),
        ({"court": ""}, "say which court issued it"),
    ],
)
def test_what_no_judge_signed_cannot_be_verified_as_judicial(town, changed, sentence):
    number = number_of(add(town, target="/clinic/patients/1066", **changed))
    done = town.firewall("process", "verify", number)

    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
    assert row(town, number)["state"] == "claimed"
    assert town.ask(ICE, "/clinic/patients/1066").status == 202


def test_an_administrative_form_changes_nothing_even_under_its_own_kind(town):
    number = number_of(
        add(
            town,
            kind="admin-warrant",
            issuer_kind="administrative",
            form="I-200",
            target="/clinic/patients/1067",
        )
    )
    town.firewall("process", "verify", number)

    assert town.ask(ICE, "/clinic/patients/1067", process="admin-warrant").status == 202


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "judicial-warant"}, "Did you mean `judicial-warrant`"),
        ({"partner": "ice-er"}, "Did you mean `ice-ero`"),
        ({"issuer_kind": "judical"}, "Did you mean `judicial`"),
        ({"categories": "identity.nam"}, "Did you mean `identity.name`"),
        ({"purposes": "public-helth"}, "Did you mean `public-health`"),
        ({"through": "acme"}, "is not a partner"),
        ({"target": "/nowhere/1"}, "No service has a route for that target"),
        ({"until": "2026-13-31"}, "write a day as 2026-12-31"),
        ({"since": ""} | {"from": "2027-06-01"}, "ends before it starts"),
    ],
)
def test_a_slip_enters_nothing(town, changed, sentence):
    before = len(town.firewall("process", "list", "--json").json)
    done = add(town, **changed)

    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
    assert len(town.firewall("process", "list", "--json").json) == before


def test_what_was_entered_and_verified_is_recorded_without_the_name_of_anybody(town, told):
    added = add(town, target="/clinic/patients?name=Grace+Mutua")
    entered = told(added)
    verified = told(town.firewall("process", "verify", number_of(added), "--by", "A. Reviewer"))

    assert [entry["act"] for entry in (entered, verified)] == ["process add", "process verify"]
    assert [entry["by"] for entry in (entered, verified)] == ["A. Clerk", "A. Reviewer"]
    assert entered["facts"]["categories"] == ["contact.address", "identity.name"]
    assert "Mutua" not in str((entered, verified))


@pytest.mark.parametrize("words", [("verify",), ("revoke", "--why", "x")])
def test_a_paper_that_does_not_exist_is_a_sentence(town, words):
    done = town.firewall("process", words[0], "P-0000-0000", *words[1:])

    assert (done.code, done.out) == (2, "")
    assert "there is no legal process with that id" in done.err


def test_a_revocation_needs_a_reason(town):
    number = number_of(add(town, target="/clinic/patients/1068"))

    assert town.firewall("process", "revoke", number, "--why", "").code == 2
    assert row(town, number)["state"] == "claimed"


def test_the_list_shows_number_and_state(town):
    number = number_of(add(town, target="/clinic/patients/1069"))
    done = town.firewall("process", "list")

    assert number in done.out
    assert "claimed" in done.out


@pytest.mark.parametrize("where", ["issuer", "court", "docket", "form"])
def test_a_paper_that_tells_of_a_person_is_not_entered(town, where):
    done = add(town, **{where: "A200300400"})

    assert (done.code, done.out) == (2, "")
    assert f"--{where}: this tells of a person (immigration.identifier)" in done.err
    assert "A200300400" not in done.err


@pytest.mark.parametrize("docket", ["1:26-cv-01234", "2:2026-mj-00011", "ESX-L-001234-26", "26 MC 00123"])
def test_numbers_of_dockets_are_entered(town, docket):
    assert add(town, docket=docket, target="/clinic/patients/1069").code == 0


def test_a_judge_is_named_by_office(town):
    done = add(
        town, issuer="Immigration Judge", issuer_kind="administrative", kind="administrative-warrant", court="Immigration Court"
    )  # fmt: skip

    assert "tells of a person" not in done.err


@pytest.mark.parametrize("form", ["I-200", "I-205", "I-247A", "I-589", "AO 93"])
def test_numbers_of_forms_are_nobodys(town, form):
    assert "tells of a person" not in add(town, form=form, target="/clinic/patients/1068").err
