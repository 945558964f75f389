import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.app import DETECTOR_DATA
from firewall.detect import weighing
from firewall.detect.weighing import SHORTENED, Weigher, Weights, in_small_letters, parts, words
from firewall.errors import ConfigError

LETTERS = "ab cd ef gh"


def weights(**changed):
    given = {
        "bias": -1.0,
        "sure": 1.0,
        "possible": -2.0,
        "learned_from": "nothing",
        "words": ("visa", "red"),
        "parts": {"visa ": (6.0, 4.0), "^vi": (2.0, 5.0), "red ": (-3.0, 9.0)},
        "pairs": {"red visa": (9.0, 7.0)},
    }
    return Weights(**given | changed)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("", -1.0),
        ("nothing known", -1.0),
        ("visa", -1.0 + 8.0 / 9.0**SHORTENED),
        ("VISA.", -1.0 + 8.0 / 9.0**SHORTENED),
        ("vice", -1.0 + 2.0 / 5.0**SHORTENED),
        ("red", -1.0 - 3.0 / 9.0**SHORTENED),
        ("red visa", -1.0 + (8.0 - 3.0 + 9.0) / (9.0 + 9.0 + 7.0) ** SHORTENED),
        ("visa red", -1.0 + (8.0 - 3.0) / (9.0 + 9.0) ** SHORTENED),
        ("visa visa", -1.0 + 16.0 / 18.0**SHORTENED),
    ],
)
def test_a_sentence_weighs_what_its_words_parts_and_pairs_do(sentence, expected):
    assert Weigher(weights()).weigh(sentence, {}) == pytest.approx(expected)


def test_pairs_are_not_asked_where_words_say_so_much_less_than_is_possible():
    hopeless = weights(possible=2.0)

    assert Weigher(hopeless).weigh("red visa", {}) > 0
    assert Weigher(weights(possible=4.7)).weigh("red visa", {}) == pytest.approx(-1.0 + 5.0 / 18.0**SHORTENED)


def test_only_words_that_were_learned_from_are_remembered():
    weigher, strangers = Weigher(weights()), {}
    weigher.weigh("visa of Mrs. Secretname red", strangers)

    assert set(weigher._known) == {"visa", "red"}
    assert set(strangers) == {"of", "mrs", "secretname"}


def test_numbers_weigh_and_none_is_remembered_that_could_be_somebodys():
    weigher, strangers = Weigher(weights(parts={"589 ": (6.0, 9.0)})), {}

    alone = pytest.approx(-1.0 + 6.0 / 9.0**SHORTENED)
    assert weigher.weigh("form 589", strangers) == alone
    assert weigher.weigh("589 59012 ٣٤٥", {}) == alone
    assert set(weigher._known) == {"589"}
    assert set(strangers) == {"form"}


@given(
    st.lists(st.sampled_from(["visa", "red", "2019", "94", "7", "i94", "on", "?"]), max_size=8).map(" ".join),
    st.lists(st.tuples(st.integers(-90, 90), st.integers(5, 150)), min_size=6, max_size=6),
    st.integers(-40, 40),
)
def test_no_sentence_with_these_digits_weighs_more_than_is_said_of_all(sentence, given_, possible):
    """What may tell is told of its kind, whatever the weights are."""
    features = ["2019 ", "94 ", "^i94$", "7 ", "visa ", "^re"]
    pairs = {"red 2019": (40.0, 60.0), "94 7": (-30.0, 70.0), "visa 94": (25.0, 10.0)}
    learned = weights(parts=dict(zip(features, given_, strict=True)), pairs=pairs, possible=possible / 10)
    weigher = Weigher(learned)
    kind = in_small_letters(re.sub("[0-9]", "0", sentence), with_any_digits=True)
    odds = weigher.weigh(sentence, {})

    assert list(weigher.weigh_all([in_small_letters(sentence)], {})) == [odds]
    assert odds < learned.possible or next(weigher.weigh_at_most([kind], {})) >= learned.possible


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("visa ##", -1.0 + (2.0 + 6.0 + 7.0) / 3.0),
        ("visa red ##", -1.0 + (2.0 - 3.0 + 6.0) / math.sqrt(18.0)),
        ("visa red", -1.0 + (2.0 - 3.0) / math.sqrt(18.0)),
        ("visa i##", math.inf),
        ("visa ##a", math.inf),
        ("##", math.inf),
    ],
)
def test_a_kind_of_sentences_weighs_what_it_can_at_most(kind, expected):
    learned = weights(
        parts={"visa ": (2.0, 9.0), "red ": (-3.0, 9.0), "94 ": (6.0, 9.0), "20 ": (4.0, 9.0)},
        pairs={"visa 94": (5.0, 4.0), "visa 20": (7.0, 4.0)},
        possible=1.5,
    )

    assert list(Weigher(learned).weigh_at_most([kind], {})) == [pytest.approx(expected)]


def test_where_what_is_possible_is_less_than_nothing_at_all_numbers_are_weighed_each():
    assert list(Weigher(weights(possible=-2.0)).weigh_at_most(["visa ##", "visa"], {})) == [
        math.inf,
        pytest.approx(-1.0 + 8.0 / 3.0),
    ]


def test_where_pairs_are_asked_below_the_bias_numbers_are_weighed_each():
    learned = weights(
        bias=0.0,
        possible=1.0,
        parts={"visa ": (-5.0, 1.0), "94 ": (-1.0, 100.0)},
        pairs={"visa 94": (40.0, 1.0)},
    )
    weigher = Weigher(learned)

    assert weigher.weigh("visa 94", {}) >= learned.possible
    assert list(weigher.weigh_at_most(["visa ##"], {})) == [math.inf]


def test_a_word_that_no_known_one_comes_near_is_weighed_by_its_parts():
    weigher = Weigher(weights())

    assert list(weigher.weigh_all(["visa vice", "visa"], {})) == [
        weigher.weigh(text, {}) for text in ("visa vice", "visa")
    ]


def test_a_weight_too_large_to_be_added_is_refused():
    for weight in ((20_001.0, 1.0), (-20_001.0, 1.0), (1.0, 20_001.0), (1.0, -0.1)):
        with pytest.raises(ConfigError, match="Install the package again"):
            weighing.read(msgspec.json.encode(weights(parts={"visa ": weight})))


def test_the_words_of_a_sentence():
    assert words("Has he an I-94? e_f, niño 2019") == [
        "has",
        "he",
        "an",
        "i",
        "94",
        "e",
        "f",
        "niño",
        "2019",
        "?",
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a", {"a ", "^a$"}),
        ("ab", {"ab ", "^ab", "ab$", "^ab$"}),
        ("485", {"485 "}),
        (
            "a" * 100 + "b" * 100,
            parts("a" * 24 + "b" * 24) - {"a" * 24 + "b" * 24 + " "} | {"a" * 100 + "b" * 100 + " "},
        ),
    ],
)
def test_the_parts_of_a_word(word, expected):
    assert parts(word) == expected


@given(st.text("abcdef", min_size=1, max_size=30))
def test_no_part_is_longer_than_said_and_the_word_is_one(word):
    whole = f"{word} "

    assert whole in parts(word)
    assert all(weighing.SHORTEST <= len(part) <= weighing.LONGEST for part in parts(word) - {whole})


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"not json"])
def test_what_are_no_weights_is_refused(text):
    with pytest.raises(ConfigError, match="Install the package again"):
        weighing.read(text)


def test_weights_can_be_written_and_read():
    assert weighing.read(msgspec.json.encode(weights())) == weights()


@pytest.fixture(scope="module")
def learned():
    return Weigher(weighing.read((DETECTOR_DATA / "weights" / "status.json").read_bytes()))


@pytest.mark.parametrize(
    ("telling", "other"),
    [
        ("Her permission to stay ran out in May and she never left.", "Her gym membership ran out in May and she never went."),
        ("Mother is afraid that they will be deported to Honduras.", "Mother is afraid that the invoice will be late."),
        ("Die Klientin lebt seit Jahren ohne Papiere in der Stadt.", "Die Klientin lebt seit Jahren mit zwei Katzen in der Stadt."),
        ("El padre entró sin visa y tiene miedo de la migra.", "El padre entró sin llaves y tiene miedo de la altura."),
        ("Sa demande d'asile a été rejetée par l'OFPRA.", "Sa demande de logement a été rejetée par le bailleur."),
        ("Il permesso di soggiorno del signore è scaduto a marzo.", "Il permesso di sosta del signore è scaduto a marzo."),
        ("De asielaanvraag van mevrouw is door de IND afgewezen.", "De aanvraag van mevrouw voor een parkeerplek is afgewezen."),
        ("O marido está indocumentado e tem medo da deportação.", "O marido está constipado e tem medo da vacina."),
    ],
)  # fmt: skip
def test_what_was_learned_tells_twins_apart(learned, telling, other):
    assert learned.weigh(telling, {}) > learned.weigh(other, {}) + 1.0
