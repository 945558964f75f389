import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import Span, scan
from firewall.detect.decode import KINDS
from firewall.detect.decoding import ALL
from firewall.detect.recognizer import ACTS, TooManyError, TooMuchError
from firewall.detect.scan import MOST, Closely, Scanner, _between_quotes
from firewall.errors import ConfigError
from firewall.model import Category, Field

THING = Category("photo")


class Word:
    """Finds one word, and remembers which texts it was shown."""

    def __init__(self, word, prefilter=None, name=None):
        self.word = word
        self.id = name or word
        self.prefilter = word if prefilter is None else prefilter
        self.shown = []

    def find(self, text):
        self.shown.append(text)
        start = -1
        while (start := text.find(self.word, start + 1)) >= 0:
            yield Span(start, start + len(self.word), THING)


def fields(*texts):
    return [Field("f", text) for text in texts]


def where(hits):
    return [(index, span.start, span.end, name) for index, span, name in hits]


def test_a_hit_says_which_field_where_and_by_whom():
    scanner = Scanner([Word("cat"), Word("dog")])

    assert where(scanner.scan(fields("a dog", "nothing", "cat, dog"))) == [
        (2, 0, 3, "cat"),
        (0, 2, 5, "dog"),
        (2, 5, 8, "dog"),
    ]


def test_a_recognizer_sees_only_the_texts_in_which_its_prefilter_occurs():
    cat, dog = Word("cat"), Word("dog")
    Scanner([cat, dog]).scan(fields("one cat", "nothing", "another cat"))

    assert cat.shown == ["one cat", "another cat"]
    assert dog.shown == []


def test_a_recognizer_without_prefilter_sees_every_text():
    always = Word("cat", prefilter="")
    Scanner([always]).scan(fields("a", "", "b"))

    assert always.shown == ["a", "", "b"]


def test_nothing_is_found_across_two_texts():
    assert Scanner([Word("catdog", prefilter="cat[\\s]*dog")]).scan(fields("cat", "dog")) == []


def test_a_match_across_two_texts_does_not_hide_the_one_inside_the_second():
    scanner = Scanner([Word("bb", prefilter="a\\s*b|bb")])

    assert where(scanner.scan(fields("a", "bb"))) == [(1, 0, 2, "bb")]


@pytest.mark.parametrize("prefilter", ["^cat$", "(?:^|x)cat(?:$|x)"])
def test_line_ends_in_a_prefilter_mean_the_ends_of_a_text(prefilter):
    assert where(Scanner([Word("cat", prefilter)]).scan(fields("dog", "cat", "dog"))) == [(1, 0, 3, "cat")]


@pytest.mark.parametrize(
    "text",
    ["c\u200bat", "ｃａｔ", "ca\u0301t", "сat", "c\u00ada\u2060t"],
    ids=["zero-width", "full-width", "accent", "cyrillic", "soft-hyphen"],
)
def test_a_disguise_is_seen_through_and_the_place_is_that_of_the_original(text):
    original = f"é {text} é"
    ((index, span, _),) = Scanner([Word("cat")]).scan(fields("plain", original))

    assert index == 1
    assert original[span.start : span.end] == text


def test_plain_texts_keep_their_places_beside_disguised_ones():
    assert where(Scanner([Word("cat")]).scan(fields("a cat", "é", "two cat", "c\u200bat"))) == [
        (0, 2, 5, "cat"),
        (2, 4, 7, "cat"),
        (3, 0, 4, "cat"),
    ]


def test_what_a_recognizer_raises_is_passed_on():
    class Broken(Word):
        def find(self, text):
            raise ValueError

    with pytest.raises(ValueError):
        Scanner([Broken("cat")]).scan(fields("cat"))
    with pytest.raises(ValueError):
        Scanner([Broken("cat")]).present("cat")


def test_what_is_present_is_what_is_truly_found():
    assert Scanner([Word("cat"), Word("dog", prefilter="d")]).present(b'{"a":"cat","b":"d"}') == {"cat"}


@pytest.mark.parametrize(
    "text", ["c\u200bat", "c\u200bat".encode(), b"c\xffat", "ｃａｔ".encode(), "\ud800cat"]
)
def test_what_is_present_in_disguise_or_among_broken_bytes_is_present(text):
    assert Scanner([Word("cat")]).present(text) == {"cat"}


def test_only_those_asked_about_are_present():
    cat = Word("cat")

    assert Scanner([cat, Word("dog")]).present("cat dog", among=frozenset({"dog"})) == {"dog"}
    assert cat.shown == []


def test_a_recognizer_without_prefilter_is_asked_what_is_present():
    assert Scanner([Word("cat", prefilter="")]).present("a cat") == {"cat"}


def test_a_prefilter_that_is_not_regular_stops_the_start():
    with pytest.raises(ConfigError, match="cat"):
        Scanner([Word("cat", prefilter="(?<!a)cat")])


def test_two_recognizers_with_one_id_stop_the_start():
    with pytest.raises(ConfigError):
        Scanner([Word("cat"), Word("dog", name="cat")])


TEXTS = st.lists(st.text("abé\u200b\n", max_size=6), max_size=8)


@given(TEXTS)
def test_scanning_together_finds_what_scanning_one_by_one_finds(texts):
    together = Scanner([Word("ab"), Word("ba", prefilter="b\\s*a"), Word("aa", prefilter="")])
    one_by_one = [
        (index, *hit) for index, text in enumerate(texts) for _, *hit in where(together.scan(fields(text)))
    ]

    assert sorted(where(together.scan(fields(*texts)))) == sorted(one_by_one)


@given(TEXTS)
def test_what_is_found_in_a_text_is_present_in_it(texts):
    scanner = Scanner([Word("ab"), Word("ba")])

    for text in texts:
        assert {name for *_, name in scanner.scan(fields(text))} == scanner.present(text)


def test_more_findings_than_anybody_would_look_at_are_not_all_looked_for(detectors):
    """The bytes of one request would occupy a processor for half a minute."""
    with pytest.raises(TooManyError):
        detectors.scanner.scan(fields("A012345678 " * 10 * MOST))


def test_a_long_text_that_is_full_of_something_counts_as_a_whole(detectors):
    text = "A012345678 " * 1000

    assert (0, Span(0, len(text), "immigration.identifier"), "us.a-number") in detectors.scanner.scan(
        fields(text)
    )


def test_more_findings_than_anybody_would_look_at_are_too_many_in_many_texts_as_well(detectors):
    with pytest.raises(TooManyError):
        detectors.scanner.scan(fields(*["A012345678"] * (MOST + 1)))


def test_what_is_welcome_is_not_counted(detectors):
    texts = fields(*["A012345678"] * (MOST + 1))

    assert detectors.scanner.scan(texts, lambda _field, _recognizer: True) == []


HOSTILE = [
    "A1",
    "a ",
    "alien ",
    "ssn 123456789 ",
    "a@a.",
    "no ",
    "overstayed a b visa ",
    "ead (c)(9) ",
    "the referee ",
    '"tps" ',
    "é9",
    "\n",
    "-",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_is_read_to_its_end(detectors, unit):
    """Quadratic work over a quarter of a mebibyte would not end within anybody's patience."""
    text = unit * min((1 << 18) // len(unit), MOST // 32) + " IOE0912345678"

    assert "us.uscis-receipt" in {name for *_, name in detectors.scanner.scan(fields(text))}


class Sure:
    """Says `sure` and `perhaps` of those words."""

    id = "first"
    category = Category("immigration")
    fewest_blanks = 1

    def __init__(self):
        self.shown = []

    def find_all(self, texts):
        for number, text in texts:
            self.shown.append(text)
            for word, confidence in (("sure", 0.8), ("perhaps", 0.3)):
                if word in text:
                    start = text.index(word)
                    end = start + len(text[start:].partition(",")[0])
                    yield number, Span(start, end, self.category, confidence)


def test_what_is_possible_is_read_closely_and_what_is_not_is_not():
    then = Word("cat")
    scanner = Scanner([], closely=Closely(Sure, [then]))

    hits = scanner.scan(fields("a cat", "perhaps a cat", "sure a cat", "perhaps so"))

    assert then.shown == ["perhaps a cat"]
    assert where(hits) == [(2, 0, 10, "first"), (1, 10, 13, "cat")]


def test_what_is_found_closely_has_to_stand_where_it_is_possible():
    scanner = Scanner([], closely=Closely(Sure, [Word("cat")]))

    assert where(scanner.scan(fields("cat perhaps cat"))) == [(0, 12, 15, "cat")]


def test_what_is_possible_is_no_finding_itself():
    assert Scanner([], closely=Closely(Sure, [])).scan(fields("perhaps so")) == []


def test_who_reads_closely_may_be_skipped_by_itself():
    scanner = Scanner([], closely=Closely(Sure, [Word("cat"), Word("dog")]))
    hits = scanner.scan(fields("x", "perhaps cat dog"), skip=lambda index, name: (index, name) == (1, "cat"))

    assert where(hits) == [(1, 12, 15, "dog")]


def test_short_texts_are_read_closely_without_asking_the_first():
    first = Sure()
    scanner = Scanner([], closely=Closely(lambda: first, [Word("cat")]))

    assert where(scanner.scan(fields("no thing", "is sure", "shortcat"))) == [
        (1, 3, 7, "first"),
        (2, 5, 8, "cat"),
    ]
    assert first.shown == ["no thing", "is sure"]


ALIKE = [f"is sure on day {number} of this long year" for number in range(9)]


@pytest.mark.parametrize(("skipped", "shown"), [(None, 0), (0, 1), (4, 0)])
def test_texts_that_differ_in_digits_alone_are_shown_once_and_found_in_all_of_them(skipped, shown):
    first, then = Sure(), Word("year")
    scanner = Scanner([], closely=Closely(lambda: first, [then]))
    skip = None if skipped is None else lambda index, name: (index, name) == (skipped, "first")

    hits = scanner.scan(fields(*ALIKE), skip=skip)

    assert first.shown == [ALIKE[shown]]
    assert {hit[0] for hit in hits if hit[2] == "first"} == set(range(9)) - {skipped}
    assert then.shown == ([] if skipped is None else [ALIKE[skipped]])


def test_texts_alike_that_may_tell_are_each_read_closely():
    scanner = Scanner([], closely=Closely(Sure, [Word("year")]))
    beside, inside = (
        [text.replace("is sure", said) for text in ALIKE] for said in ("perhaps so, that", "perhaps so that")
    )

    assert scanner.scan(fields(*beside)) == []
    assert [index for index, _, _ in scanner.scan(fields(*inside))] == list(range(9))


def test_the_exit_check_reads_closely_too():
    scanner = Scanner([], closely=Closely(Sure, [Word("cat")]))

    assert scanner.present(b"perhaps a cat", frozenset({"cat"})) == {"cat"}
    # In what is about to leave nobody rules a place out.
    assert scanner.present(b"a cat") == {"cat"}
    assert scanner.present(b'{"a":"sure","b":"dog"}') == frozenset()
    assert scanner.present(b'{"a":"is sure","b":"dog"}') == {"first"}
    assert scanner.present(b"is sure", frozenset({"cat"})) == frozenset()
    assert scanner.present(b"is sure") == {"first"}


def test_nobody_has_the_id_of_somebody_who_reads_closely():
    with pytest.raises(ConfigError, match="same id"):
        Scanner([Word("cat")], closely=Closely(Sure, [Word("cat")]))


def test_where_what_the_first_finds_is_welcome_the_others_are_asked_all_the_same():
    scanner = Scanner([], closely=Closely(Sure, [Word("cat")]))

    assert where(scanner.scan(fields("is sure cat"), skip=lambda _, name: name == "first")) == [
        (0, 8, 11, "cat")
    ]


@given(st.text('" ab', max_size=60), st.integers(0, 4))
def test_what_stands_between_quotes_and_is_a_sentence_is_shown_whole(plain, blanks):
    expected = [text for text in plain.split('"') if text.count(" ") >= blanks]

    assert list(_between_quotes(plain, blanks)) == expected


def test_many_texts_are_looked_at_in_parts_and_found_in_as_together(monkeypatch):
    texts = [f"text {number} " + "cat dog "[: number % 9] for number in range(40)]
    together = where(Scanner([Word("cat"), Word("dog")]).scan(fields(*texts)))
    monkeypatch.setattr(scan, "_PART", 50)
    asked = []

    def skip(index, name):
        asked.append((index, name))
        return False

    apart = where(Scanner([Word("cat"), Word("dog")]).scan(fields(*texts), skip))

    assert sorted(apart) == sorted(together)
    assert len(together) > 20
    assert {index for index, _ in asked} == {index for index, *_ in together}


def test_what_is_behind_the_end_of_patience_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(scan, "_PART", 50)
    cat = Word("cat")
    texts = [f"{number} cat " + "%41" * 200_000 for number in range(12)]

    with pytest.raises(TooMuchError):
        Scanner([cat], ALL).scan(fields(*texts))
    assert len({text[:4] for text in cat.shown}) < 8


@given(st.lists(st.text("a ", max_size=30), max_size=20))
def test_the_parts_of_texts_are_all_of_them(texts):
    parts = list(scan._parts(texts))

    assert parts[0][0] == 0
    assert parts[-1][1] == len(texts)
    assert all(one[1] == two[0] for one, two in pairwise(parts))


CODES = [re.compile(kind.prefilter, re.MULTILINE) for kind in KINDS]


@pytest.mark.parametrize(
    "text",
    [
        "ssn 536-90-\r\n4399",
        "ssn 536-90-\n> 4399",
        "A0123\r\n45678",
        "A0123\n  45678",
        "A0123 \n 45678",
        "A0123=\r\n45678",
        "A0123=\n45678",
        "ssn five\nthree\nsix\nnine\nzero\nfour\nthree\nnine\nnine",
        "ssn five\r\nthree\r\nsix\r\nnine\r\nzero\r\nfour\r\nthree\r\nnine\r\nnine",
    ],
)
def test_a_number_that_goes_on_in_the_next_line_of_its_text_is_found(detectors, text):
    """The lines of a text are one line to who looks for codes."""
    hits = detectors.scanner.scan_texts(["a note", text, *(f"another {number}" for number in range(20))])

    assert {index for index, span, _ in hits if span.confidence >= ACTS} == {1}
    assert len(text) in {span.end for _, span, _ in hits}


@given(st.lists(st.text("A19- =\t\r\n>)", max_size=8), min_size=1, max_size=3))
def test_what_is_a_code_in_a_text_is_one_among_others(texts):
    shown = []

    def pays(text, _):
        shown.append(text)
        return False

    Scanner([Word("cat")], replace(ALL, pays=pays)).scan_texts(texts)

    assert {text for text in texts if any(code.search(text) for code in CODES)} <= set(shown)


@pytest.mark.parametrize("line", ["5\r\n    ", "- Sodium 140\r\n    "])
def test_ends_of_lines_are_charged_by_their_number_however_they_are_written(line):
    """A list in each of many notes is nothing to be refused."""
    assert Scanner([Word("cat")], ALL).scan_texts([f"1{line * 60_000}5 cats"])
