"""A breach in sentences: who, when, what for, with which paper, where, and by which files."""

from firewall.policy.faults.table import sentences as in_language
from firewall.proving.telling import fault_of, sentences
from tests.proving.cities import BIRTHDAY, breach


def told(name):
    return " ".join(sentences(*breach(name)))


def test_who_when_what_for_and_with_which_paper():
    says = told("status gives way to consent")

    assert says.startswith(
        "On 2026-01-01, ICE Enforcement and Removal Operations (immigration-enforcement.civil) asks "
    )
    assert " with a verified consent that covers immigration.citizenship and is for " in says
    assert " goes out with immigration.citizenship in it, as it is. It is opened by the consent. " in says
    assert "welcoming-city/status-goes-to-counsel is about it and yields to consent, judicial." in says


def test_which_agreement_opened_it_and_where_it_stands():
    says = told("a study gets the whole birthday")

    assert "State University, School of Public Health (research) asks school:students for research." in says
    assert "/items/*/BirthDate goes out with identity.dob in it, as it is." in says
    assert "opened by DUA-2026-021 (agreements/university-roster.yaml:2)." in says
    assert says.endswith("No rule that is in force there is about it.")


def test_the_day_between_two_dates():
    assert told("status rule ends before the agreement").startswith("On 2026-02-11, ")


def test_what_somebody_does_not_get_and_why():
    says = told("a new law cuts the county off")

    assert "/condition (health.notifiable) does not go out as promised: the member is removed." in says
    assert says.endswith("It is closed by health-status/status-is-medical.")
    assert told("the county may not ask by the record").endswith(
        "the request is refused. Nothing that is met opens it. No agreement, duty or paper is met."
    )


def test_that_a_request_is_answered():
    assert " The request is answered. It is opened by " in told("brokers at one service less")


def test_the_fault_stands_at_the_promise_and_says_what_to_do():
    fault = fault_of(*breach("a study gets the whole birthday"))

    assert str(fault).startswith("POL300 promises.yaml:")
    assert fault.remedy == "Run `firewall policy prove`, and change what lets it happen, or the promise."
    assert f"`{BIRTHDAY}`" in fault.says


def test_a_breach_is_told_in_spanish_too():
    bundle, found = breach("a study gets the whole birthday")

    says, remedy = in_language(fault_of(bundle, found), "es")

    assert says.startswith(f"La promesa `{BIRTHDAY}` no se cumple: El ")
    assert (
        "pide school:students para research. /items/*/BirthDate sale con identity.dob, tal como está." in says
    )
    assert "Lo abre DUA-2026-021 (agreements/university-roster.yaml:2)." in says
    assert remedy == "Ejecute `firewall policy prove`, y cambie lo que lo permite, o la promesa."
    assert [" ".join(sentences(bundle, found, "es"))] == [says.split(": ", 1)[1].removesuffix(".") + "."]
