import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.app import detector_data
from firewall.detect import senses
from firewall.detect.senses import NEAR, Senses, features
from firewall.detect.weighing import words
from firewall.errors import ConfigError

ENGLISH = "border border LOC\nher her POS\nvisa visa IMP\ncard card PPR\ncross cross MOV\nthe the FUN\nparking park TRA"
SPANISH = "frontera border LOC\nsu her POS\nvisa visa IMP\ncruzo cross MOV\nla the FUN"
LISTS = {name: text for name, text in detector_data().items() if name.startswith("senses/")}
KINDS = {
    *(
        "ABS",
        "ACT",
        "ANI",
        "APP",
        "CLO",
        "COU",
        "DES",
        "EDU",
        "EXP",
        "FEE",
        "FOO",
        "FUN",
        "GET",
        "GRP",
        "HAV",
        "HEA",
        "HOM",
    ),
    *(
        "IMP",
        "JOB",
        "KIN",
        "LAW",
        "LOC",
        "MED",
        "MON",
        "MOV",
        "NAT",
        "NEG",
        "OFF",
        "PER",
        "POS",
        "PPR",
        "PRO",
        "QTY",
        "REF",
    ),
    *("SAY", "SPO", "TEC", "TIM", "TRA", "WAI", "WEA"),
}


@pytest.fixture
def both():
    return senses.read([ENGLISH, SPANISH])


@pytest.fixture(scope="module")
def listed():
    return senses.read([text for _, text in sorted(LISTS.items())])


def test_the_same_is_meant_in_two_languages(both):
    said = both.of(words("Cruzó la frontera".replace("ó", "o")))

    assert said == [("cross", "MOV"), ("the", "FUN"), ("border", "LOC")]
    assert both.of(["cross", "the", "border"]) == said


def test_the_language_that_knows_most_words_is_the_one_that_is_read():
    both = senses.read(["die die EXP\nin in FUN\ntown city LOC", "die the FUN\nin in FUN\nstadt city LOC"])

    assert both.of(["die", "in", "town"])[0] == ("die", "EXP")
    assert both.of(["die", "in", "stadt"])[0] == ("the", "FUN")


def test_a_word_that_no_list_has_means_nothing_and_a_number_is_one(both):
    assert both.of(["her", "xyzzy", "##", "#a", "?"]) == [("her", "POS"), ("##", "")]


def test_no_words_mean_nothing(both):
    assert both.of([]) == []
    assert features([]) == set()


def test_what_is_weighed_of_a_sentence():
    cross, the, border = ("cross", "MOV"), ("the", "FUN"), ("border", "LOC")

    assert features([cross, the, border, ("##", "")]) == {
        *("cross", "MOV", "the", "FUN", "border", "LOC", "##"),
        *(("cross", "border"), ("MOV", "LOC"), ("cross", "LOC"), ("MOV", "border")),
        ("cross", NEAR, "LOC"),
    }


def test_three_kinds_that_follow_one_another_are_weighed_and_what_is_near_on_both_sides():
    found = features([("park", "TRA"), ("visa", "IMP"), ("dog", "ANI")])

    assert ("TRA", "IMP", "ANI") in found
    assert {one for one in found if NEAR in one} == {("visa", NEAR, "TRA"), ("visa", NEAR, "ANI")}


def test_what_is_far_away_is_not_near():
    dogs = [("dog", "ANI")] * 6
    far = features([("visa", "IMP"), *dogs, ("park", "TRA")])

    assert ("visa", NEAR, "ANI") in far
    assert ("visa", NEAR, "TRA") not in far
    assert ("visa", NEAR, "TRA") in features([("visa", "IMP"), *dogs[1:], ("park", "TRA")])


@given(st.lists(st.sampled_from([("visa", "IMP"), ("dog", "ANI"), ("the", "FUN"), ("##", "")]), max_size=60))
def test_a_sentence_has_no_more_features_than_the_sums_have_room_for(said):
    """As ``weighing`` says: 240 characters, so no more than sixty words that mean something."""
    assert len(features(said)) <= 20 * max(len(said), 1)


@pytest.mark.parametrize(
    "text",
    [
        "visa",
        "visa visa",
        "visa visa imp",
        "visa visa IMP more",
        " visa IMP",
        "a b IMP\na c IMP",
        "a b IMP\n\nc d IMP",
    ],
)
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ConfigError, match="Install the package again"):
        senses.read([text])


def test_there_is_a_list_a_language():
    assert sorted(LISTS) == [
        f"senses/{language}.txt" for language in ("de", "en", "es", "fr", "it", "nl", "pt")
    ]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_has_words_as_sentences_have_them(name):
    lines = LISTS[name].splitlines()

    assert lines == sorted(lines)
    for line in lines:
        word, concept, kind = line.split()
        assert words(word) == [word], line
        assert re.fullmatch("[a-z0-9_]+", concept), line
        assert kind in KINDS, line


@pytest.mark.parametrize(
    "said",
    [
        "der Antrag auf Asyl wurde abgelehnt",
        "the application for asylum was refused",
        "la solicitud de asilo fue rechazada",
        "la demande d'asile a ete refusee",
        "la domanda di asilo e stata rifiutata",
        "de aanvraag voor asiel is afgewezen",
        "o pedido de asilo foi recusado",
    ],
)
def test_an_idea_has_one_concept_in_all_languages(listed, said):
    meant = dict(listed.of(words(said)))

    assert "asylum" in meant
    assert "REF" in meant.values()
    assert {"APP", "ABS"} & {*meant.values()}


def test_lists_are_read_in_any_order_of_words():
    backwards = "\n".join(reversed(ENGLISH.split("\n")))
    asked = words("her visa card is at the border")

    assert senses.read([backwards]).of(asked) == senses.read([ENGLISH]).of(asked)
    assert isinstance(senses.read([ENGLISH]), Senses)
