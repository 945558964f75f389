import pytest

from firewall.detect.weighing import Weigher
from training.examples import Example
from training.learn import Model, features, unseen

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


@pytest.fixture(scope="module")
def model(some):
    return Model(some)


def test_the_product_weighs_as_what_was_learned_does(some, model):
    weights = model.weights(some)
    open_to_all = Weigher(
        type(weights)(
            **{name: getattr(weights, name) for name in weights.__struct_fields__} | {"possible": -99.0}
        )
    )
    texts = [*TELLING, *OTHERS, "his visa and her papers", "visa visa", "an unknown sentence", "Their VISA?"]

    for text, odds in zip(texts, model.odds(texts), strict=True):
        assert open_to_all.weigh(text, {}) == pytest.approx(float(odds), abs=0.1)


def test_it_tells_what_it_learned_apart(model):
    assert min(model.odds(TELLING)) > max(model.odds(OTHERS))


def test_what_weighs_least_is_left_out(some):
    small = Model(some, kept=60)
    weights = small.weights(some)

    assert len(weights.parts) + len(weights.pairs) == 60
    assert min(small.odds(TELLING)) > max(small.odds(OTHERS))


def test_learning_twice_gives_the_same(some, model):
    again = Model(some)

    assert again.weights(some) == model.weights(some)


def test_each_word_and_each_pair_counts_as_often_as_it_stands():
    counted = features("no visa no visa")

    assert counted[False, "visa "] == 2
    assert counted[True, "no visa"] == 2
    assert counted[True, "visa no"] == 1


def test_the_odds_of_an_example_are_of_a_model_that_has_not_seen_it(some):
    swapped = [
        Example("en", "written", one.text, tells=not one.tells) if number == 0 else one
        for number, one in enumerate(some)
    ]

    assert unseen(swapped, folds=10)[0] == pytest.approx(unseen(some, folds=10)[0])


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
