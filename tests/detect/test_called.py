import pytest

from firewall.detect.called import CalledIndex, compile_called, words_of
from firewall.errors import ConfigError
from firewall.model import Category

VISA = compile_called(
    {"names": ["class_of_admission", "coa"], "whole": ["visa"], "categories": ["immigration"]}
)


def index():
    return CalledIndex([("visa", VISA), ("other", compile_called({"names": ["admission"]}))])


@pytest.mark.parametrize(
    "name",
    [
        "coa",
        "COA",
        "coa_code",
        "nonCitCoaCode",
        "class_of_admission",
        "classOfAdmission",
        "ClassAdmission",
        "classofadmission",
        "scr:ClassOfAdmissionCode",
        "visa",
        "Visa",
    ],
)
def test_a_name_is_found_in_every_spelling(name):
    assert "visa" in index().by_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "coal",
        "coat_of_arms",
        "scoa",
        "cocoa",
        "visa_card",
        "visage",
        "class",
        "of",
        "",
        "_",
        "class_in_admission",
    ],
)
def test_a_name_is_never_found_letter_by_letter(name):
    assert "visa" not in index().by_name(name)


def test_several_may_mean_one_name():
    assert index().by_name("class_of_admission") == {"visa", "other"}


def test_a_category_is_meant_whatever_the_name():
    assert index().by_category([Category("immigration"), Category("photo")]) == {"visa"}
    assert index().by_category([Category("immigration.status")]) == set()


def test_words_without_meaning_do_not_count():
    assert words_of("fecha_de_la_entrada") == words_of("fechaLaEntrada")


def test_a_name_too_long_to_be_remembered_is_understood():
    assert "visa" in index().by_name("x_" * 100 + "coa")


def test_something_else_than_words_stops_the_start():
    with pytest.raises(ConfigError):
        compile_called({"names": "coa"})


def test_a_longer_name_outranks_the_shorter_ones_in_it_where_that_is_asked_for():
    called = [
        ("number", compile_called({"names": ["ssn"]})),
        ("quality", compile_called({"names": ["ssn_data_quality"]})),
    ]

    assert CalledIndex(called).by_name("SSNDataQuality") == {"number", "quality"}
    assert CalledIndex(called, outranks=True).by_name("SSNDataQuality") == {"quality"}
    assert CalledIndex(called, outranks=True).by_name("ssn_or_ssn_data_quality") == {"number", "quality"}
