import pytest

from firewall.detect.somebody import EVERYDAY, NAMES, among, is_code, is_telling, tells_of_health, turned
from firewall.model import Category

PLATE, PASSPORT = (Category("vehicle.plate"),), (Category("government_id.passport"),)
ADDRESS, USE = (Category("contact.address"),), (Category("service_usage"),)


@pytest.mark.parametrize(
    ("value", "categories"),
    [
        ("7ABC123", PLATE),
        ("ABC 1234", PLATE),
        ("AB-12-CD", PLATE),
        ("X12Y45", PASSPORT),
        ("14 Invented Ave", ADDRESS),
        ("Calle Luna 5", ADDRESS),
        ("Улица Мира 5", ADDRESS),
    ],
)
def test_letters_with_a_few_digits_tell_who_it_is(value, categories):
    assert is_code(value, categories)


@pytest.mark.parametrize(
    ("value", "categories"),
    [
        ("AB12", PLATE),
        ("123456", PLATE),
        ("ABCDEF", PLATE),
        ("AB1234567", PLATE),
        ("Floor 2", ADDRESS),
        ("Suite 500", ADDRESS),
        ("Section 8 voucher", USE),
        ("", PLATE),
        ("7ABC123", ()),
    ],
)
def test_what_is_short_or_a_number_or_of_many_is_no_code(value, categories):
    assert not is_code(value, categories)


def test_a_category_is_among_trees_by_itself_and_below_them():
    assert among((Category("family.guardian"),), NAMES)
    assert among((Category("family"),), NAMES)
    assert not among((Category("familiar"),), NAMES)
    assert not among((), NAMES)


def test_words_that_are_common_few_or_many_tell_nothing():
    assert is_telling(["honduras"], "honduras")
    assert is_telling([], "") is False
    assert is_telling(["hn"], "hn") is False
    assert is_telling(["united", "states"], "unitedstates") is False
    assert is_telling(list("abcdef"), "abcdef") is False


def test_an_ideograph_is_as_good_as_a_syllable():
    assert is_telling(["洪都"], "洪都")


def test_a_name_is_turned_round_and_shortened():
    assert {*turned(["maria", "elena", "lopez"])} == {
        "lopezmariaelena", "elenalopezmaria", "marialopez", "lopezmaria", "mlopez", "lopezm",
    }  # fmt: skip


def test_a_word_of_an_illness_tells_and_one_of_every_record_does_not():
    assert tells_of_health(["type", "diabetes"])
    assert not tells_of_health(["annual", "exam"])
    assert not tells_of_health([])


def test_names_that_are_words_are_written_small():
    assert "will" in EVERYDAY
    assert all(word.islower() for word in EVERYDAY)
