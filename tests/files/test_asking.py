import pytest

from firewall.errors import ConfigError
from firewall.files.asking import Question, asked
from firewall.model import ProcessKind
from tests.files.office import policy
from tests.helpers import NOON

COUNTY = {"partner": "county-public-health", "purpose": "public-health", "service": "permits"}


def ask(**words):
    return asked(policy(), Question(**COUNTY | words), "f-1", NOON)


def test_the_exchange_is_the_partners_as_its_file_has_it():
    exchange, message = ask()

    assert exchange.requester.party.id == "county-public-health"
    assert exchange.requester.authenticated_by == "staff"
    assert (exchange.route, exchange.method, exchange.purpose) == ("permits:export", "GET", "public-health")
    assert message.path == ("permits", "export")


def test_a_route_about_one_thing_is_asked_by_its_target():
    exchange, message = ask(target="/permits/permits/77")

    assert exchange.route == "permits:one"
    assert message.path == ("permits", "permits", "77")


def test_what_a_letter_shows_is_a_claim():
    assert ask(process="judicial-warrant")[0].claims == {ProcessKind("judicial-warrant")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"service": "clinic"}, "several routes"),
        ({"service": "clinik"}, "is not a service"),
        ({"route": "one"}, "say which with --target /permits/permits/{id}"),
        ({"route": "two"}, "is not a route of permits"),
        ({"target": "/clinic/patients/77"}, "no such route"),
        ({"target": "//"}, "cannot be read|no such route"),
        ({"partner": "county"}, "is not a partner"),
        ({"purpose": "curiosity"}, "is not a purpose"),
    ],
)
def test_what_is_missing_is_said(words, said):
    with pytest.raises(ConfigError, match=said):
        ask(**words)
