import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from firewall.detect import meaning, weighing
from firewall.detect.meaning import Judge
from firewall.detect.senses import read
from firewall.detect.weighing import parts, words
from training import learn
from training.examples import Example, digest
from training.learn import BY_LETTERS, Both, Model, letters, meanings, one_sided, unseen

TELLING = [
    "her visa ran out",
    "his visa ran out in May",
    "he has no papers",
    "she has no papers at all",
    "they lost their asylum case",
]
OTHERS = [
    "her milk ran out",
    "his battery ran out in May",
    "he has no shoes",
    "she has no time at all",
    "they lost their suit case",
]


@pytest.fixture(scope="module")
def some():
    return [Example("en", "written", text, tells=text in TELLING) for text in TELLING + OTHERS]


SENSES = read(
    [
        """\
asylum asylum IMP
battery battery TEC
has have HAV
her her POS
his his POS
lost lose EXP
milk milk FOO
no no NEG
out out DES
papers paper PPR
ran run ACT
shoes shoe CLO
suit suit CLO
they they POS
time time TIM
visa visa IMP
"""
    ]
)
TEXTS = [*TELLING, *OTHERS, "his visa and her papers", "visa visa", "an unknown sentence", "Their VISA?"]


@pytest.fixture(scope="module")
def model(some):
    return Model(some)


@pytest.fixture(scope="module")
def both(some):
    return Both(some, SENSES)


def product(both, some):
    letters, meanings = both.heads(some, ["the list"])
    weights = meaning.gathered(meanings, both.meanings.lines())
    return Judge(weighing.gathered(letters, both.letters.lines()), SENSES, weights)


def test_the_product_weighs_as_what_was_learned_does(some, both):
    judge = product(both, some)

    for text, odds in zip(TEXTS, both.odds(TEXTS), strict=True):
        assert judge.weigh(text, {}) == pytest.approx(float(odds), abs=0.3)  # squares are rounded


def test_it_weighs_meanings_alone_as_what_was_learned_does(some, both):
    judge = product(both, some)

    for text, odds in zip(TEXTS, both.meanings.odds(TEXTS), strict=True):
        assert judge.meaning(words(text)) == pytest.approx(float(odds), abs=0.3)
    assert min(both.meanings.odds(TELLING)) > max(both.meanings.odds(OTHERS))


def test_what_letters_rule_out_weighs_nothing(both, monkeypatch):
    by_letters = float(both.letters.odds(["he has no shoes"])[0])
    monkeypatch.setattr(learn, "WORTH_ASKING", 1 / (1 + np.exp(-by_letters - 0.1)))

    assert both.odds(["he has no shoes"])[0] == -np.inf
    assert min(both.odds(TELLING)) > -np.inf


def test_of_what_letters_are_sure_they_alone_say_how_much(both, monkeypatch):
    by_letters = both.letters.odds(TELLING)
    assert (both.odds(TELLING) != by_letters).all()
    monkeypatch.setattr(learn, "SURE_BY_LETTERS", 1 / (1 + np.exp(-min(by_letters) + 0.1)))

    assert (both.odds(TELLING) == by_letters).all()


def test_what_was_learned_knows_of_what(some, both):
    letters, meanings = both.heads(some, ["the list"])

    assert letters.learned_from == digest(some)
    assert meanings.learned_from == digest(some, ["the list"]) != digest(some, ["another"])
    assert letters.features == len(both.letters.lines())
    assert meanings.features == len(both.meanings.lines())
    assert meanings.possible < meanings.sure


def test_it_tells_what_it_learned_apart(model):
    assert min(model.odds(TELLING)) > max(model.odds(OTHERS))


def test_what_weighs_least_is_left_out(some):
    small = Model(some, replace(BY_LETTERS, kept=60))

    assert len(small.lines()) == 60
    assert min(small.odds(TELLING)) > max(small.odds(OTHERS))


def test_learning_twice_gives_the_same(some, model):
    again = Model(some)

    assert (again.bias, again.lines()) == (model.bias, model.lines())


def test_each_word_and_each_pair_counts_as_often_as_it_stands():
    found = letters(["no", "no visa no visa"])
    times = dict(zip(found.features, found.times.toarray()[1].tolist(), strict=True))

    assert times["visa "] == 2
    assert times["^vi"] == 2
    assert times["no visa"] == 2
    assert times["visa no"] == 1


def test_of_what_words_mean_each_thing_counts_once():
    found = meanings(SENSES)(["visa", "no visa no visa"])
    times = dict(zip(found.features, found.times.toarray()[1].tolist(), strict=True))

    assert times["visa"] == times["NEG IMP"] == times["visa & NEG"] == times["NEG IMP NEG"] == 1


def test_the_odds_of_an_example_are_of_a_model_that_has_not_seen_it(some):
    swapped = [
        Example("en", "written", one.text, tells=not one.tells) if number == 0 else one
        for number, one in enumerate(some)
    ]

    assert unseen(swapped, Model, folds=10)[0] == pytest.approx(unseen(some, Model, folds=10)[0])


def test_a_sentence_of_the_examination_counts_for_more_than_one_that_was_written_to_learn_from(some):
    asked = ["his shoes are at the door"]
    ways = [
        Model([*some, Example("en", source, "her shoes are at the door", tells=True)])
        for source in ("written", "en-second")
    ]

    assert ways[1].odds(asked)[0] > ways[0].odds(asked)[0]


def test_what_was_not_learned_weighs_nothing(model):
    assert model.odds(["visa xyzzyx"])[0] == pytest.approx(model.odds(["visa"])[0], abs=0.5)
    assert model.odds(["xyzzyx"])[0] == pytest.approx(model.odds([""])[0])


@given(
    st.lists(st.lists(st.sampled_from(["visa", "vise", "no", "2019", "i94", "?"]), max_size=5).map(" ".join))
)
def test_features_are_counted_as_if_each_word_were_taken_apart_where_it_stands(texts):
    found = letters(texts)

    for text, row in zip(texts, found.times.toarray(), strict=True):
        listed = words(text)
        expected = Counter(part for word in listed for part in parts(word))
        expected.update(" ".join(pair) for pair in pairwise(listed))
        assert {
            feature: times for feature, times in zip(found.features, row, strict=True) if times
        } == expected


def test_what_stands_on_both_sides_alike_is_on_none():
    times = csr_matrix([[1, 2, 0], [1, 0, 1]])
    sides = one_sided(times, np.array([True, False]), np.array([1.0, 1.0]))

    assert sides[0] < min(sides[1:])


def test_no_number_is_learned_from(some):
    dated = [
        Example("en", "written", f"{one.text} on 4 May {2000 + n}, room i{n}", one.tells)
        for n, one in enumerate(some)
    ]
    both = Both(dated, SENSES)
    head, _ = both.heads(dated, [])

    assert not re.search("[0-9]", head.words)
    for model in (both.letters, both.meanings):
        assert not [line.feature for line in model.lines() if re.search("[0-9]", line.feature)]
    assert "i#" in head.words
