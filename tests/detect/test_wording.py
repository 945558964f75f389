import hyperscan
import pytest
import re2

from firewall.detect import wording
from firewall.errors import ConfigError

WORDS = wording.parse_words({"be": ["is", "was"], "person": ["he", "she {be}"]})


def phrase(entry):
    return wording.parse(entry, WORDS)


def finds(entry, text):
    return [
        text[slice(*found.span())]
        for found in wording.Compiled(wording.pattern([phrase(entry)])).finditer(text)
    ]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("no papers", "no papers"),
        ("no papers", "NO \n papers"),
        ("no papers", "no-papers"),
        ("green~card", "greencard"),
        ("green~card", "green card"),
        ("visa ... expired", "visa expired"),
        ("visa ... expired", "visa of the man has expired"),
        ("*duldung*", "Ausbildungsduldungsinhaber"),
        ("refugee(s|d)?", "refugees"),
        ("mojad[oa]s?", "mojadas"),
        ("(a |the )*man", "a the a man"),
        ("{person} deported", "she was deported"),
        ("<ICE> came", "ICE CAME"),
        ("§ ?60a", "§60a"),
        ("Flüchtling", "Fluchtling"),
        ("Flüchtling", "Fluechtling"),
        ("récépissé", "recepisse"),
        ("l'asile", "l asile"),
        ("u.s. citizen", "US citizen"),
        ("u.s. citizen", "U. S. citizen"),
        ("status:tps", "status = tps"),
        ("card ##", "card x9"),
        ("undocumented!", "undocumentd"),
        ("undocumented!", "undocumetned"),
        ("undocumented!", "undoccumented"),
        ("undocumented!", "undocumenzed"),
    ],
)
def test_a_phrase_is_found_as_people_write_it(entry, text):
    assert finds(entry, f"{text}") == [text]
    assert finds(entry, f"so: {text}, yes") == [text]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("no papers", "no papersx"),
        ("no papers", "casino papers"),
        ("no papers", "no      papers"),
        ("green card", "greencard"),
        ("<ICE> came", "ice came"),
        ("visa ... expired", "visa one two three four five expired"),
        ("visa ... expired", "visa. The milk expired"),
        ("undocumented!", "documented"),
        ("undocumented!", "inundocumented"),
    ],
)
def test_other_words_are_left_alone(entry, text):
    assert finds(entry, text) == []


@pytest.mark.parametrize(
    "entry", ["a(b", "a)b", "a|b)", "(a)?", "a?", "x+", "a{2}", "{nobody} came", "a\\b", "(a )*", ""]
)
def test_what_is_not_of_the_language_stops_the_start(entry):
    with pytest.raises(ConfigError):
        phrase(entry)


def test_the_longest_of_several_phrases_is_found():
    pattern = wording.Compiled(wording.pattern([phrase("asylum"), phrase("asylum seeker")]))

    assert [found.span() for found in pattern.finditer("an asylum seeker")] == [(3, 16)]


def test_a_prefilter_is_made_of_the_literals_that_are_always_there():
    assert wording.prefilter([phrase("undocumented (man|woman)")]) == "(?i)(?:undocumented)"
    assert wording.prefilter([phrase("(is |was )*deported")]) == "(?i)(?:deported)"
    assert wording.prefilter([phrase("tps")]) == "(?i)(?:(?:^|[^a-z0-9])(?:tps)(?:$|[^a-z0-9]))"
    assert wording.prefilter([phrase("by <SCHENGEN>")]) == "(?i)(?:(?-i:SCHENGEN))"


@pytest.mark.parametrize(
    "entry", ["(has |had )*no papers?", "<TPS> (from|until)", "came here", "family reunion"]
)
def test_a_phrase_of_everyday_words_is_looked_for_itself(entry):
    expression = wording.prefilter([phrase(entry)])

    assert re2.search(
        expression, entry.replace("(has |had )*", "").translate(str.maketrans("(|<>?", " " * 5))
    )
    assert not re2.search(expression, "papers from here")


def test_a_list_that_is_too_long_for_one_expression_is_parted():
    phrases = [phrase(f"undocumented word{letter} {'x' * 300}") for letter in "abcdefghij" * 10]
    parts = list(wording.parts(phrases))

    assert len(parts) > 1
    assert [one for part in parts for one in part] == phrases
    assert all(len(wording.prefilter(part)) < 16_000 for part in parts)


def test_a_phrase_without_a_telling_literal_is_looked_for_itself():
    expression = wording.prefilter([phrase("i~94")])

    assert re2.search(expression, "an I-94")
    assert not re2.search(expression, "is it 94")


def test_capitals_outside_of_an_exact_word_are_not_meant():
    assert finds("UASC", "uasc") == ["uasc"]
    assert re2.search(wording.prefilter([phrase("UASC child")]), "uasc CHILD")


def test_a_prefilter_compiles_in_hyperscan():
    expression = wording.prefilter([phrase("<ICE> hold"), phrase("undocumented!"), phrase("Flüchtling*")])
    hyperscan.Database().compile(
        expressions=[expression.encode()], ids=[0], elements=1, flags=[hyperscan.HS_FLAG_MULTILINE]
    )
