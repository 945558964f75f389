import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from firewall.app import detector_data
from firewall.detect import telling
from firewall.detect.recognizer import ACTS
from firewall.detect.sentence import scraps_of, sentences, stops_of, windows_of
from firewall.detect.told import MOST_SENTENCES, MOST_STRANGERS, TOLD, _first_scraps

IN_LETTERS = str.maketrans("0123456789", "abcdefghij")
CATEGORIES = {"immigration.status", "immigration.document", "immigration.protected_relief"}


@pytest.fixture(scope="module")
def told():
    return telling(detector_data())


def sure(told, text):
    return [text[span.start : span.end] for span in told.find(text) if span.confidence >= ACTS]


def test_the_sentence_that_tells_is_found_and_no_other(told):
    text = "Came for a check-up of his knee. His visa ran out and he fears to be deported. Next visit in two weeks."

    assert sure(told, text) == ["His visa ran out and he fears to be deported."]


def test_an_everyday_note_is_not_even_possible(told):
    text = "Follow-up visit; the patient was well and will come back in two weeks for bandages."

    assert list(told.find(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "The fence fell on the playground last night. {} Nobody was hurt there.",
        "{} The fence fell again last night.",
    ],
)
@pytest.mark.parametrize(
    "scrap", ["Undocumented.", "No green card.", "Asylum denied.", "She is undocumented."]
)
def test_what_is_said_in_two_words_beside_a_long_sentence_is_read_closely(told, text, scrap):
    """With that sentence together it weighs nothing, and what nobody thinks possible no list is asked about."""
    found = list(told.find(text.format(scrap)))

    assert any(text.format(scrap)[span.start : span.end] == scrap for span in found)


@pytest.mark.parametrize("text", ["undocumented", "no papers", "asylum seeker, TPS"])
def test_a_text_of_few_words_is_left_to_the_lists(told, detectors, text):
    assert text.count(" ") < told.fewest_blanks
    assert {span.category for _, span, _ in detectors.scanner.scan_texts([text], least=ACTS)} <= CATEGORIES
    assert detectors.scanner.scan_texts([text], least=ACTS)


@pytest.mark.parametrize(
    "text",
    [
        "The milk is in the kitchen as always. " * (MOST_SENTENCES + 1),
        " ".join(f"xy{n}z" for n in range(MOST_STRANGERS * 2)).translate(IN_LETTERS),
    ],
    ids=["sentences", "strangers"],
)
def test_of_a_text_with_more_than_anybody_would_weigh_all_counts(told, text):
    assert (0, len(text)) in [(span.start, span.end) for span in told.find(text) if span.confidence >= ACTS]


def test_a_sentence_that_never_ends_is_weighed_in_parts(told):
    text = (
        "milk and bread, " * 40
        + "his visa ran out and he fears to be deported to Honduras, "
        + "milk and bread, " * 40
    )
    found = [span for span in told.find(text) if span.confidence >= ACTS]

    assert found
    assert all(span.end - span.start <= 400 for span in found)
    assert any("deported" in text[span.start : span.end] for span in found)


def test_it_stands_above_all_that_is_read_closely(detectors):
    ids = detectors.scanner.ids

    assert ids[TOLD] == "immigration"
    assert all(
        category.startswith("immigration.") for name, category in ids.items() if name in closely(detectors)
    )


def closely(detectors):
    return {recognizer.id for recognizer in detectors.scanner._then.recognizers}


@pytest.mark.parametrize(
    "text",
    [
        "He has a green card.",
        "She lives here without papers and has a lawyer.",
        "Vater ist geduldet und darf nicht arbeiten.",
        "No tiene papeles desde hace diez años.",
    ],
)
def test_both_together_find_what_everybody_would(detectors, text):
    hits = detectors.scanner.scan_texts([text], least=ACTS)

    assert any(span.category.startswith("immigration") for _, span, _ in hits)


@pytest.mark.parametrize(
    "locale", ["en_US", "en_GB", "es_ES", "es_MX", "de_DE", "fr_FR", "it_IT", "nl_NL", "pt_PT"]
)
def test_what_stands_in_records_beside_sentences_tells_of_no_status(told, locale):
    """Addresses, names and companies that nobody learned from: of a false finding a whole member is taken out for all."""
    faker = Faker(locale)
    faker.seed_instance(1)
    values = [
        value
        for _ in range(200)
        for value in (
            faker.address().replace("\n", ", "),
            f"{faker.name()} {faker.last_name()}",
            faker.company(),
        )
    ]
    found = [value for value in values if sure(told, value)]

    assert len(found) <= len(values) * 0.01, found


IN_PASSING = "the meeting about the budget was held and the rooms were cleaned and the bus came late and"
SENTENCES = (
    "His visa ran out and he fears to be deported. ",
    "Follow-up visit; the patient was well and will come back. ",
    "Has he papers? ",
    "No. ",
    'He\nsaid: "I have no papers", and left.\n\n',
    "Er lebt seit Jahren ohne gültige Papiere in der Straße. ",
    "ok, ok, ok, ok, " * 30,
    "",
    "Entered on 2019-03-04 with a B2 visa. ",
    "Entered on 1987-11-30 with a B1 visa. ",
    "The I-94 ran out in 2022. ",
    "The I-20 ran out in 2004. ",
    "Seen on 2026-01-05; next check in 14 days, room 12. ",
    "Seen on 2029-10-15; next check in 30 days, room 400. ",
    "Form 589, box 2: none. ",
    "Form 123, box 7: none. ",
    "a\0b is no note at all. ",
    f"{IN_PASSING} she is undocumented and has no papers",
    f"{IN_PASSING} her visa ran out in 2019 and she stayed on {IN_PASSING} ",
    f"{IN_PASSING} nothing more was said on 2026-01-05",
)
TEXTS = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=4).map("".join), max_size=8)


@given(TEXTS)
def test_many_texts_at_once_say_what_each_of_them_says(told, texts):
    each = [(number, span) for number, text in enumerate(texts) for span in told.find(text)]

    assert in_order(told.find_all(enumerate(texts))) == in_order(each)


@given(TEXTS, st.integers(1, 9))
def test_other_digits_and_another_line_break_change_nothing(told, texts, more):
    """So one of such texts is shown for all of them (``First``)."""
    other = str.maketrans({str(digit): str((digit + more) % 10) for digit in range(10)} | {"\n": "\r"})
    changed = [text.translate(other) for text in texts]

    assert in_order(told.find_all(enumerate(changed))) == in_order(told.find_all(enumerate(texts)))


def in_order(found):
    return sorted(found, key=lambda one: (one[0], one[1].start, one[1].end))


def one_by_one(told, text):
    """As it was written first, a sentence at a time: whoever makes it faster must not find anything else."""
    found, is_light = [], False
    for start, end in sentences(text):
        sentence = text[start:end]
        if sentence.count(" ") < told.fewest_blanks:
            is_light = True
        elif (odds := told.judge.weigh(sentence, {})) >= told.possible:
            found.append((start, start + len(sentence.rstrip()), odds >= told.sure))
        for first, last in windows_of(text, start, end):
            part = text[first:last]
            if (
                part.count(" ") >= told.fewest_blanks
                and (odds := told.judge.weigh(part, {})) >= told.possible
            ):
                found.append((first, first + len(part.rstrip()), odds >= told.sure))
    for start, end in scraps_of(text, sentences(text), stops_of(text)):
        if told.judge.weigh(text[start:end], {}) >= told.possible:
            found.append((start, start + len(text[start:end].rstrip()), False))
    return [*found, (0, len(text), False)] if is_light else found


@given(TEXTS)
def test_each_sentence_counts_as_if_it_were_weighed_by_itself(told, texts):
    expected = sorted((number, *one) for number, text in enumerate(texts) for one in one_by_one(told, text))

    found = told.find_all(enumerate(texts))
    assert sorted((n, span.start, span.end, span.confidence >= ACTS) for n, span in found) == expected


@given(
    st.lists(
        st.sampled_from(["No. ", "Ok; ", "a\n\n", "word " * 9, "x" * 300]), min_size=15, max_size=60
    ).map("".join)
)
def test_of_the_scraps_of_a_long_text_the_first_are_those_of_all(text):
    whole = list(sentences(text))
    every = scraps_of(text, whole, stops_of(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("firewall.detect.told._MANY_STOPS", 9)
        patch.setattr("firewall.detect.told.MOST_SENTENCES", 3)
        first = _first_scraps(text, whole)

    assert first[:4] == every[:4]
    assert first == every[: len(first)]


def test_texts_that_go_by_one_number_are_all_read(told):
    texts = [(0, "His visa ran out and he fears to be deported."), (0, "Er lebt seit Jahren ohne Papiere.")]

    assert [number for number, span in told.find_all(texts) if span.confidence >= ACTS] == [0, 0]


@pytest.mark.parametrize(
    "said", ["she is undocumented and has no papers", "her visa ran out and she stayed on"]
)
@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("after", [0, 3])
def test_what_is_said_in_passing_is_no_less_said(told, said, before, after):
    """People write case notes without a full stop, and others could leave them out on purpose."""
    text = f"{IN_PASSING} " * before + said + f" {IN_PASSING}" * after

    at = text.index(said) + len(said) // 2
    assert [span for span in told.find(text) if span.start <= at < span.end]


def test_what_says_nothing_in_a_long_sentence_says_nothing_in_its_parts(told):
    assert list(told.find(f"{IN_PASSING} " * 12)) == []
