import pytest
import typer

from firewall.cli.languages import chosen


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "es"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "est_EE"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "es_ES", "LC_MESSAGES": "en_US"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "", "LC_ALL": "es_US"}, "es"),
    ],
)
def test_the_terminals_language_counts_where_it_is_known(environment, language):
    assert chosen("", environment) == language


def test_what_is_named_counts_before_it():
    assert chosen("en", {"LANG": "es_MX"}) == "en"


def test_one_that_is_not_known_is_told():
    with pytest.raises(typer.BadParameter, match="en, es"):
        chosen("fr", {})
