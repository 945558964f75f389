import math
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.app import DETECTOR_DATA
from firewall.detect import weighing
from firewall.detect.weighing import (
    SHORTENED,
    STEPS,
    Head,
    Line,
    Weigher,
    gathered,
    in_small_letters,
    parts,
    words,
)
from firewall.errors import ConfigError

LETTERS = "ab cd ef gh"


def weights(**changed):
    return gathered(*written(**changed))


def written(words="red visa", parts=None, pairs=None, **changed) -> tuple[Head, list[Line]]:
    parts = {"visa ": (6.0, 4), "^vi": (2.0, 5), "red ": (-3.0, 9)} if parts is None else parts
    pairs = {"red visa": (9.0, 7)} if pairs is None else pairs
    lines = [Line(name, round(added * STEPS), square) for name, (added, square) in (parts | pairs).items()]
    given = {"bias": -1.0, "sure": 9.0, "possible": -2.0, "learned_from": "nothing", "features": len(lines)}
    return Head(words=words, **given | changed), lines


def bytes_of(head, lines):
    return b"\n".join(map(msgspec.json.encode, [head, *lines])) + b"\n"


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


def test_only_words_that_were_learned_from_are_remembered():
    weigher, strangers = Weigher(weights()), {}
    weigher.weigh("visa of Mrs. Secretname red", strangers)

    assert set(weigher._known) == {"visa", "red"}
    assert set(strangers) == {"of", "mrs", "secretname"}


def test_of_a_number_nothing_counts_but_how_long_it_is():
    weigher, strangers = Weigher(weights(parts={"### ": (6.0, 9)}, words="###")), {}

    alone = pytest.approx(-1.0 + 6.0 / 9.0**SHORTENED)
    assert weigher.weigh("form 589", strangers) == alone
    assert weigher.weigh("123 59012 a1", strangers) == alone
    assert weigher.weigh("niño ٣٤٥", {}) == alone
    assert set(weigher._known) == {"###"}
    assert set(strangers) == {"form", "#####", "a#"}


@given(
    st.lists(
        st.sampled_from(["visa", "red", "2019", "94", "7", "i94", "7b", "niño", "on", "?"]), max_size=8
    ).map(" ".join),
    st.lists(st.tuples(st.integers(-90, 90), st.integers(5, 150)), min_size=6, max_size=6),
    st.integers(0, 9),
)
def test_sentences_that_differ_in_digits_alone_weigh_the_same(sentence, given_, digit):
    """So they are weighed once, and the number of nobody is remembered."""
    features = ["#### ", "## ", "^i##$", "^i#", "visa ", "^re"]
    pairs = {"red ####": (40, 60), "## #": (-30, 70), "visa ##": (25, 10)}
    learned = weights(parts=dict(zip(features, given_, strict=True)), pairs=pairs, possible=-99.0)
    weigher = Weigher(learned)
    odds = weigher.weigh(sentence, {})

    assert weigher.weigh(re.sub("[0-9]", str(digit), sentence), {}) == odds
    if sentence.isascii():
        assert list(weigher.heavy([in_small_letters(sentence)], -math.inf, {}).values()) == [odds]


def test_a_word_that_no_known_one_comes_near_is_weighed_by_its_parts():
    weigher = Weigher(weights())

    assert weigher.heavy(["visa vice", "visa"], -math.inf, {}) == {
        text: weigher.weigh(text, {}) for text in ("visa vice", "visa")
    }


@given(
    st.lists(
        st.lists(st.sampled_from(["visa", "red", "card", "x", "?"]), max_size=4).map(" ".join), unique=True
    ),
    st.lists(st.tuples(st.integers(-90, 90), st.integers(5, 150)), min_size=5, max_size=5),
    st.integers(-3, 3),
    st.floats(-5, 5),
)
def test_of_many_sentences_those_are_returned_that_weigh_enough(sentences, given_, bias, least):
    features = ["visa ", "^vi", "red ", "^ca", "^x$"]
    pairs = {"visa red": (40, 60), "red visa": (-30, 70)}
    weigher = Weigher(weights(parts=dict(zip(features, given_, strict=True)), pairs=pairs, bias=float(bias)))
    weighed = {sentence: weigher.weigh(sentence, {}) for sentence in sentences}

    found = Weigher(weights(parts=dict(zip(features, given_, strict=True)), pairs=pairs, bias=float(bias)))
    assert found.heavy(sentences, least, {}) == {one: odds for one, odds in weighed.items() if odds >= least}


@pytest.mark.parametrize("weight", [(20_001.0, 1), (-20_001.0, 1), (1.0, 20_001), (1.0, -1), (1.0, 0)])
def test_a_weight_too_large_to_be_added_is_refused(weight):
    with pytest.raises(ConfigError, match="Install the package again"):
        weighing.read(bytes_of(*written(parts={"visa ": weight})))


def test_the_words_of_a_sentence():
    assert words("Has he an I-94? e_f, niño #2019 ٣") == [
        "has",
        "he",
        "an",
        "i",
        "##",
        "e",
        "f",
        "niño",
        "####",
        "#",
        "?",
    ]
    assert words("#1 a#b Has he an I-94? 2nd") == ["#", "a", "b", "has", "he", "an", "i", "##", "#nd", "?"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a", {"a ", "^a$"}),
        ("ab", {"ab ", "^ab", "ab$", "^ab$"}),
        ("###", {"### "}),
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
    assert all(weighing.SHORTEST_PART <= len(part) <= weighing.LONGEST_PART for part in parts(word) - {whole})


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"not json", bytes_of(*written())[:-8], bytes_of(*written())[:-20]]
)
def test_what_are_no_weights_is_refused(text):
    with pytest.raises(ConfigError, match="Install the package again"):
        weighing.read(text)


def test_a_file_without_all_its_lines_is_refused():
    head, lines = written()

    with pytest.raises(ConfigError, match="Install the package again"):
        weighing.read(bytes_of(head, lines[:-1]))


def test_weights_can_be_written_and_read():
    assert weighing.read(bytes_of(*written())) == weights()


@pytest.fixture(scope="module")
def learned():
    return Weigher(weighing.read((DETECTOR_DATA / "weights" / "letters.jsonl").read_bytes()))


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
