import re

import hyperscan
import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.detect import phrasebook
from firewall.detect.fold import fold
from firewall.detect.phrases import Phrases, compile_phrases
from firewall.detect.recognizer import Span, TooManyError
from firewall.errors import ConfigError
from firewall.model import Category
from tests.helpers_phrases import book_of


def texts(sources):
    return [text for path, text in sources.items() if path.startswith("phrases/")]


def found(phrases, text):
    """What callers act on: a guess does not count."""
    return {
        recognizer.category
        for recognizer in phrases
        if any(span.confidence >= 0.4 for span in recognizer.find(fold(text)))
    }


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Client is undocumented.", "immigration.status"),
        ("two unauthorized migrants", "immigration.status"),
        ("called him an illegal alien", "immigration.status"),
        ("is out of status since May", "immigration.status"),
        ("she has no papers", "immigration.status"),
        ("overstayed her visa", "immigration.status"),
        ("overstayed his student visa", "immigration.status"),
        ("Visa has expired", "immigration.status"),
        ("green card holder", "immigration.status"),
        ("green-card", "immigration.status"),
        ("a lawful permanent resident", "immigration.status"),
        ("mixed-status family", "immigration.status"),
        ("DACA recipient", "immigration.status"),
        ("his DACA ran out", "immigration.status"),
        ("TPS holder", "immigration.status"),
        ("she has TPS", "immigration.status"),
        ("mother is LPR", "immigration.status"),
        ("no recourse to public funds", "immigration.status"),
        ("Resident alien", "immigration.status"),
        ("EWI", "immigration.status"),
        ("not a US citizen", "immigration.citizenship"),
        ("is not a citizen", "immigration.citizenship"),
        ("U.S. citizen", "immigration.citizenship"),
        ("non-citizen parent", "immigration.citizenship"),
        ("naturalized in 2019", "immigration.citizenship"),
        ("crossed the border in March", "immigration.entry"),
        ("entered without inspection", "immigration.entry"),
        ("in removal proceedings", "immigration.proceedings"),
        ("has a removal order", "immigration.proceedings"),
        ("was deported", "immigration.proceedings"),
        ("ICE came to the building", "immigration.proceedings"),
        ("an ice detainer", "immigration.proceedings"),
        ("detained by ICE", "immigration.proceedings"),
        ("afraid of la migra", "immigration.proceedings"),
        ("immigration court on Tuesday", "immigration.proceedings"),
        ("wears an ankle monitor", "immigration.proceedings"),
        ("asylum case pending", "immigration.proceedings"),
        ("is seeking asylum", "immigration.proceedings"),
        ("asylum seeker", "immigration.protected_relief"),
        ("asylum_seeker", "immigration.protected_relief"),
        ("came as a refugee", "immigration.protected_relief"),
        ("U visa applicant", "immigration.protected_relief"),
        ("trafficking victim", "immigration.protected_relief"),
        ("H-1B visa", "immigration.document"),
        ("lost his work permit", "immigration.document"),
        ("filed Form I-589", "immigration.document"),
        ("unaccompanied minor", "child.unaccompanied"),
        ("no social security number", "government_id.tax"),
        ("has an ITIN", "government_id.tax"),
        ("showed a matricula consular", "government_id.consular"),
        ("FEDERAL LIMITS APPLY", "government_id.driver"),
        ("NON-DOMICILED", "government_id.driver"),
        ("is on parole", "criminal.custody"),
        # Spanish, as folded
        ("no tiene nada, esta sin papeles", "immigration.status"),
        ("es indocumentada", "immigration.status"),
        ("en situacion irregular", "immigration.status"),
        ("se le vencio la visa", "immigration.status"),
        ("permiso de residencia caducado", "immigration.status"),
        ("madre ilegal en el pais", "immigration.status"),
        ("no es ciudadana", "immigration.citizenship"),
        ("cruzo la frontera", "immigration.entry"),
        ("orden de deportacion", "immigration.proceedings"),
        ("su hermano fue deportado", "immigration.proceedings"),
        ("pidio asilo", "immigration.proceedings"),
        ("solicitante de asilo", "immigration.protected_relief"),
        ("familia refugiada", "immigration.protected_relief"),
        ("menor no acompanado", "child.unaccompanied"),
        ("permiso de trabajo", "immigration.document"),
    ],
)
def test_a_status_phrase_is_found(phrases, text, category):
    assert category in found(phrases, text)
    assert category in found(phrases, text.replace(" ", "  "))


@pytest.mark.parametrize(
    "text",
    [
        "is not undocumented",
        "no es indocumentado",
        "has never been deported",
        "if the client were undocumented",
        "denies being an asylum seeker",
        "Are you a US citizen? N",
    ],
)
def test_a_negation_a_question_and_a_supposition_say_as_much(phrases, text):
    assert found(phrases, text)


@pytest.mark.parametrize(
    "text",
    [
        "status: active", "Status = pending", "case status: closed", "account has no status",
        "visa card", "VISA ****1111", "pay by Visa", "Visa card expired", "visado colegial",
        "green card game", "green card insurance", "yellow or green card", "the referee showed a green card", "tarjeta roja al jugador",
        "removal of trees", "graffiti removal", "notice of removal", "furniture removal order", "order of removal of snow",
        "alien species", "the film Alien", "nonresident tax text",
        "parking permit", "residence permit parking zone", "building permit", "permiso de conducir", "permiso de obra",
        "citizen complaint", "concerned citizen", "no citizens attended", "not a citizen request", "senior citizen",
        "ice cream", "in case of emergency", "the ice came off the roof", "ICE train to Berlin", "internal combustion engine (ICE)",
        "TPS = 500", "500 TPS on the server", "the TPS limit", "DACA converter", "EAD drive", "DED 500",
        "F1 help key", "C5 vertebra", "A4 paper", "Wash, OR 97001",
        "immigrant history", "Alien Workshop skateboard", "Ms. Visa called", "Asylum Street 4",
        "undocumented feature", "undocumented API endpoint", "no papers were filed", "legal status of the company",
        "naturalized plants", "irregular heartbeat", "pavimento irregular", "estado irregular de la acera",
        "dreamers of the day", "well documented", "mena", "documented", "arrest the decay", "social media", "no social events",
    ],
)  # fmt: skip
def test_a_trap_is_nothing(phrases, text):
    assert found(phrases, text) == set()


def test_what_else_stands_beside_a_trap_still_counts(phrases):
    assert found(phrases, "the green card game, and she is undocumented") == {"immigration.status"}


def test_a_phrase_inside_a_trap_and_one_outside_are_told_apart(phrases):
    text = "green card game; lost her green card"
    spans = {span.start for recognizer in phrases for span in recognizer.find(text)}

    assert min(spans) > text.index(";")


def test_a_code_that_is_a_whole_value_counts_in_json_and_forms_too(phrases):
    assert found(phrases, '{"kind":"TPS"}') == {"immigration.status"}
    assert found(phrases, "kind=TPS&x=1") == {"immigration.status"}


def test_a_key_that_looks_like_a_code_is_no_value(phrases):
    assert found(phrases, '{"tps": 500, "ewi" : 1}') == set()


@pytest.mark.parametrize(
    "text",
    [
        "The museum shows how refugees lived",
        "City policy: staff shall not ask about immigration status",
        "Are you a US citizen? Y/N",
        "Are you a US citizen? [ ] Yes [ ] No",
        "Are you a permanent resident?",
        "¿Es usted ciudadano? [ ] sí [ ] no",
        "Staatsangehörigkeit deutsch? [ ] ja [ ] nein",
    ],
)
def test_what_speaks_of_nobody_is_a_guess_only(phrases, text):
    confidences = {span.confidence for recognizer in phrases for span in recognizer.find(fold(text))}

    assert confidences
    assert max(confidences) < 0.4


def test_an_exhibition_does_not_hide_the_person_beside_it(phrases):
    assert found(phrases, "She came to the museum as a refugee") == {"immigration.protected_relief"}


def test_a_person_in_another_sentence_explains_nothing(phrases):
    assert "immigration.status" in found(phrases, "He is out. His DACA ran out")
    assert found(phrases, "He left. The DACA unit hums") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Immigration status: ____________",
        "Immigration status: _____ Visa type: ______",
        "Immigration status: ..........",
        "Permanent resident? Yes No",
        "Visa expires on: ___ ___ ______",
    ],
)
def test_a_form_that_nobody_has_filled_in_says_nothing(phrases, text):
    assert found(phrases, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Immigration status: ___undocumented___",
        "Immigration status: ___ DACA",
        "Immigration status? Yes no idea",
        "Is she undocumented? yes no doubt",
    ],
)
def test_a_form_that_somebody_has_filled_in_says_something(phrases, text):
    assert "immigration.status" in found(phrases, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Permanent resident? No. Next.", "Permanent resident? No"),
        ("Nationalité française ? Non", "Nationalité française ? Non"),
    ],
)
def test_an_answer_is_found_with_its_question(phrases, text, told):
    plain = fold(text)
    spans = {plain[s.start : s.end] for r in phrases for s in r.find(plain) if s.confidence >= 0.4}

    assert fold(told) in spans


def test_a_phrase_that_names_its_person_is_about_somebody(phrases):
    text = "The museum shows his asylum claim"
    spans = {text[s.start : s.end] for r in phrases for s in r.find(text) if s.confidence >= 0.4}

    assert "his asylum claim" in spans


def test_many_places_are_not_read_to_their_end(sources):
    (recognizer,) = (
        r for r in compile_phrases(book_of(sources)) if r.id == "phrase.immigration.status.always.en"
    )

    with pytest.raises(TooManyError):
        list(recognizer.find("undocumented " * 20_001))


@pytest.mark.parametrize("broken", ["language: [en]", "words: {}", "language: en\nwords: {a: [b]}\nnear: x"])
def test_a_file_of_another_shape_stops_the_start(broken):
    with pytest.raises(ConfigError):
        phrasebook.write([broken])


def test_a_span_covers_the_phrase_and_nothing_else(phrases):
    text = "He is undocumented, they say."
    (span,) = {(s.start, s.end) for recognizer in phrases for s in recognizer.find(text)}

    assert text[slice(*span)] == "undocumented"


SENTENCES = [
    "Her visa expired and she has no papers, ICE came; he is on parole, born in Honduras, uses an ITIN.",
    "Está en situación irregular, pidió asilo y le caducó el NIE; cruzó la frontera sin NIE, nació en Perú.",
    "Débouté, sous OQTF, il n'a pas de titre de séjour, l'AME expire, née en Guinée, MNA, § 60a AufenthG.",
    "Er ist ausreisepflichtig (§60b), hat keine Duldung, Asylbewerberleistungen, kam illegal über die Grenze, UMA.",
    "È senza permesso, richiedente asilo, STP, MSNA, al CPR di Torino, entrato irregolarmente, apolide.",
    "Zij is ongedocumenteerd, heeft geen verblijfsrecht, zit in vreemdelingenbewaring, AMV, azc, V-nummer.",
    "Ela está sem papéis, pediu asilo, tem manifestação de interesse, foi deportada, veio de Angola, AIMA.",
]


def test_what_is_found_is_found_by_the_prefilters_of_both_engines(phrases):
    database = hyperscan.Database()
    database.compile(
        expressions=[recognizer.prefilter.encode() for recognizer in phrases],
        ids=list(range(len(phrases))),
        elements=len(phrases),
        flags=[hyperscan.HS_FLAG_MULTILINE] * len(phrases),
    )
    for text in (variant(fold(text)) for text in SENTENCES for variant in (str, str.upper, str.lower)):
        hits: set[int] = set()
        database.scan(text.encode(), match_event_handler=lambda number, *_, hits=hits: hits.add(number))
        finding = {number for number, recognizer in enumerate(phrases) if any(recognizer.find(text))}

        assert len(finding) > 2
        assert finding <= hits
        assert finding <= {n for n, r in enumerate(phrases) if re2.search(f"(?m:{r.prefilter})", text)}


TOLD_OR_NOT = [
    "Afraid to give an address, no papers on file. Social worker informed. Visit 1.",
    "she has no papers",
    "Do you have papers? No papers",
    "has a green card? yes",
    "undocumented_and no papers, undocumented",
    "illegal",
    "alien resident",
    "undocumented\0and no papers",
    "nothing",
    "",
    "ñandú undocumented 字",
]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(TOLD_OR_NOT), st.lists(st.integers(0, 90), max_size=2)),
        max_size=5,
    )
)
def test_many_texts_hold_what_each_of_them_holds(phrases, drawn):
    asked = [(text, [Span(start, start + 9, Category("x")) for start in starts]) for text, starts in drawn]

    for recognizer in (one for one in phrases if isinstance(one, Phrases) and ".en" in one.id):
        assert touching(recognizer.find_among(asked), asked) == touching(
            ((number, span) for number, (text, _) in enumerate(asked) for span in recognizer.find(text)),
            asked,
        )


def touching(found, asked):
    """What counts: all of a text without places, else what touches one of them."""
    return sorted(
        (number, span.start, span.end, span.confidence)
        for number, span in found
        if not asked[number][1]
        or any(span.start < place.end and place.start < span.end for place in asked[number][1])
    )


def test_no_phrase_minds_what_stands_before_or_behind_its_text(phrases):
    """Else it could not be looked for in joined texts: a boundary of words is the same there."""
    looked_for = [one.pattern._source for one in phrases if isinstance(one, Phrases)]

    left = [re.sub(r"\\b|\[[^\]]*\]|\\[^AzZBG]", "", source) for source in looked_for]
    assert looked_for
    assert not [source for source in left if re.search(r"[\^$\\]", source)]


def test_of_more_than_anybody_looks_at_each_text_is_looked_at_by_itself(phrases, monkeypatch):
    monkeypatch.setattr("firewall.detect.phrases.MOST_LOOKS", 3)
    asked = [("undocumented", ())] * 4
    one = next(one for one in phrases if list(one.find("undocumented")))

    assert [number for number, _ in one.find_among(asked)] == [0, 1, 2, 3]
    with pytest.raises(TooManyError):
        list(one.find_among([*asked, ("undocumented, " * 4, ())]))


def test_an_answer_belongs_to_the_phrase_that_is_asked_for(phrases):
    text = "Is he undocumented? Yes"
    found = [
        (one, span) for one in phrases if ".en" in one.id for span in one.find(text) if span.end == len(text)
    ]

    assert found
    for one, span in found:
        place = Span(len(text) - 2, len(text), Category("x"))
        assert list(one.find_among([("x", ()), (text, [place])])) == [(1, span)]
