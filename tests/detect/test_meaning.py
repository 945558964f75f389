import math

import msgspec
import pytest

from firewall.app import detector_data
from firewall.detect import meaning, senses, telling, weighing
from firewall.detect.meaning import Judge
from firewall.detect.weighing import SHORTENED, STEPS, Learned, Line, in_small_letters
from firewall.errors import ConfigError

LISTED = ["her her POS\nvisa visa IMP\ncard card PPR\nborder border LOC", "su her POS\nfrontera border LOC"]
LETTERS = {"visa ": (6.0, 4), "her ": (-1.0, 9)}
MEANINGS = {"visa": (3.0, 4), "IMP PPR": (-9.0, 16), "visa & PPR": (-2.0, 5), "LOC": (5.0, 9)}


def lines(weights):
    return [Line(name, round(added * STEPS), square) for name, (added, square) in weights.items()]


def written(weights=MEANINGS, **changed):
    head = {"bias": 0.5, "sure": 1.0, "possible": -2.0, "learned_from": "nothing", "features": len(weights)}
    return b"\n".join(map(msgspec.json.encode, [Learned(**head | changed), *lines(weights)])) + b"\n"


def judge(possible=-2.0, sure=9.0):
    given = {"learned_from": "nothing", "bias": -1.0, "possible": possible, "sure": sure}
    head = weighing.Head(**given, features=len(LETTERS), words="her visa")
    return Judge(weighing.gathered(head, lines(LETTERS)), senses.read(LISTED), meaning.read(written()))


def share(added, square):
    return added / square**SHORTENED


@pytest.mark.parametrize(
    ("sentence", "by_letters", "by_meaning"),
    [
        ("visa", share(6.0, 4), share(3.0, 4)),
        ("her visa", share(5.0, 13), share(3.0, 4)),
        ("VISA card", share(6.0, 4), share(3.0 - 9.0 - 2.0, 25)),
        ("frontera", 0.0, share(5.0, 9)),
        ("xyzzy", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_letters_and_what_words_mean_have_an_equal_say(sentence, by_letters, by_meaning):
    expected = (-1.0 + by_letters + 0.5 + by_meaning) / 2

    assert judge().weigh(sentence, {}) == pytest.approx(expected)


def test_of_what_letters_rule_out_no_meaning_is_asked():
    strict = judge(possible=0.0)

    assert strict.weigh("frontera", {}) == -math.inf
    assert strict.heavy(["frontera"], -99.0, {}) == {}
    assert strict.weigh("visa", {}) > 0


def test_of_what_letters_are_sure_no_meaning_is_asked():
    sure = judge(sure=0.0)

    assert sure.weigh("visa card", {}) == pytest.approx(-1.0 + share(6.0, 4))
    assert sure.heavy(["visa card"], -99.0, {}) == {"visa card": sure.weigh("visa card", {})}
    assert sure.weigh("frontera", {}) == judge().weigh("frontera", {})


def test_many_sentences_weigh_what_each_of_them_does():
    texts = ["visa", "her visa", "visa card", "frontera", "xyzzy", "su visa?", "her ## cards"]
    alone = {text: judge().weigh(text, {}) for text in texts}

    for least in (-99.0, 0.0, 1.0, 2.0, 99.0):
        assert judge().heavy([in_small_letters(text.replace("#", "1")) for text in texts], least, {}) == {
            text: odds for text, odds in alone.items() if odds >= least
        }


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", written()[:-12], written(features=3), written({"a": (9e9, 1)})]
)
def test_what_are_no_weights_is_refused(text):
    with pytest.raises(ConfigError, match="Install the package again"):
        meaning.read(text)


def test_weights_can_be_written_and_read():
    read = meaning.read(written())

    assert len(read) == read.head.features == 4
    assert set(read.added) == {"visa", "LOC", ("IMP", "PPR"), ("visa", "&", "PPR")}


@pytest.fixture(scope="module")
def learned():
    return telling(detector_data()).judge


@pytest.mark.parametrize(
    ("telling_", "other"),
    [
        ("her residence permit expired in may", "her parking permit expired in may"),
        ("ihr aufenthaltstitel ist abgelaufen", "ihr parkausweis ist abgelaufen"),
        ("le pidieron la visa en la frontera", "le pidieron la visa en la caja del supermercado"),
        ("sa demande de titre de sejour a ete refusee", "sa demande de carte de bus a ete refusee"),
        ("il permesso di soggiorno gli e stato negato", "il permesso di parcheggio gli e stato negato"),
        ("zijn verblijfsvergunning is ingetrokken", "zijn visvergunning is ingetrokken"),
        ("a autorizacao de residencia caducou", "a garantia da bicicleta caducou"),
    ],
)
def test_meanings_alone_tell_twins_apart(learned, telling_, other):
    assert learned.meaning(telling_.split()) > learned.meaning(other.split()) + 1.0
