"""All recognizers of values together: the table of the domain reference, true prefilters, public numbers, no false alarms."""

import json
import re

import hyperscan
import pytest
import re2
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from firewall.detect.fold import fold
from firewall.detect.recognizer import TooManyError
from firewall.detect.values import VALUES
from firewall.detect.values.words import MOST_LOOKS
from tests.corpora import ROOT as CORPORA
from tests.helpers_values import PREFILTERS, found, is_found, spans

# ---- the canonical patterns of the domain reference, with the word that a medium or weak one needs

POSITIVE = [
    (["us.a-number"], "", ["A123456789", "A012345678", "A# 123-456-789", '"alien_no":"A087654321"']),
    (["us.a-number-short"], "alien ", ["A-12345678", "A 1234567", "a12-345-678"]),
    (
        ["us.a-number-context"],
        "",
        [
            "Alien Registration Number: 123456789",
            "USCIS# 123-456-789",
            "A-Number 12345678",
            "uscis no. 087654321",
        ],
    ),
    (
        ["us.uscis-receipt"],
        "",
        ["IOE0912345678", "EAC-22-123-45678", "WAC 11 012 50960", "lin2190012345", "MSC*2190012345"],
    ),
    (["us.i94"], "", ["123456789A1", "012345678f2"]),
    (["us.sevis"], "", ["N0012345678"]),
    (
        ["us.ead-category", "us.ead-code"],
        "EAD ",
        ["(c)(9)", "(C)(33)", "C09", "A12", "(a)(12)", "c08", "(c)(3)(B)", "C03B"],
    ),
    (["us.itin", "us.itin-bare"], "ITIN ", ["912-90-3456", "900701234", "999-88-1234", "950-50-0001"]),
    (["us.ssn", "us.ssn-bare"], "SSN ", ["536-90-4399", "536904399"]),
    (["es.nie"], "", ["X2482300W", "x-2482300w"]),
    (["it.codice-fiscale"], "", ["RCCMNL83S18D969H", "HMDSRA90A41Z343B"]),
    (["it.codice-fiscale-born-abroad"], "", ["HMDSRA90A41Z343B"]),
    (["it.stp"], "", ["STP0301230000123", "ENI 0301230000123"]),
    (["nl.bsn"], "BSN ", ["111222333"]),
    (["nl.onderwijsnummer"], "onderwijsnummer ", ["101222331"]),
    (["be.bis"], "", ["98.47.28-997.65"]),
    (["se.samordningsnummer"], "", ["701063-2391"]),
    (["no.d-number"], "D-nummer ", ["41018012345"]),
    (["fr.nir", "fr.nir-short"], "NIR ", ["1 85 05 99 351 123 45", "285059935112345", "7 85 05 99 351 123"]),
    (["de.azr"], "AZR ", ["160504012345"]),
    (
        ["de.section-of-residence-law"],
        "",
        [
            "§ 60a AufenthG",
            "§ 25 Abs. 5 AufenthG",
            "§25 (3) AufenthG",
            "§ 55 AsylG",
            "§ 60b AufenthG",
            "§ 23a Abs. 1 Satz 1 AufenthG",
        ],
    ),
    (["nl.residence-document"], "", ["III-V123AL568", "W2-V12345678", "IV-V12345678"]),
    (["uk.brp"], "BRP ", ["ZU1234567", "ZUX123456", "RF1234567"]),
    (["uk.share-code"], "share code ", ["W4B 9X7 K2Q", "R12-3AB-4CD", "S12345678"]),
    (["uk.home-office"], "Home Office ", ["B1234567", "X1234567/2"]),
    (["uk.uan"], "UAN ", ["3434-1234-5678-9012", "1212-0001-2345-6789/00"]),
    (["eu.eurodac"], "Eurodac ", ["DE1A23B4567", "IT20012345", "FR39900123456"]),
    (["mx.curp-born-abroad"], "", ["GOMC900101HNEXXX09"]),
]
NEGATIVE = [
    "BA123456789", "A1234567890", "A12345", "AAPL 123456789", "DIMMA1", "anummer 1234567890", "account number 123456789",
    "ABC2190012345", "IOE091234567", "SRC12345678901", "12345678901", "1234567890A", "N001234567", "EN0012345678", "CC09",
    "C99", "A00", "912-93-4567", "912-89-4567", "912-66-1234", "666-12-3456", "000-12-3456", "536-00-4399", "536-90-0000",
    "STP123", "VII-123", "ZU123456", "AZU1234567", "X4B 9X7 K2Q", "W4B9X7", "AB1234567", "3434 1234", "DEX1234", "UK112345",
    "123456789", "1234567890", "A1234567", "AZ1234567", "4111-1111-1111-1111", "C5 vertebra", "A4 paper", "Section 8 (a)(1)",
]  # fmt: skip


@pytest.mark.parametrize(
    ("shapes", "text"),
    [(shapes, word + number) for shapes, word, numbers in POSITIVE for number in numbers],
)
def test_the_identifiers_of_the_reference_are_found(shapes, text):
    assert any(is_found(shape, text) for shape in shapes)


@pytest.mark.parametrize("text", NEGATIVE)
def test_what_the_reference_excludes_is_not_found(text):
    assert found(text) == {}


# ---- hard negatives: what stands in the same records

HARMLESS = [
    "Invoice A012345678 is due on 01/15/2024",
    "Part number A123-456-789 is out of stock",
    "Memory module A12345678, DDR4-3200 16GB",
    "Parking permit no. 123456789",
    "The visa interview is on 20240115",
    "Paid by visa card 4111 1111 1111 1111",
    "docket 1:22-cv-01234-ABC, court file no. 22-123-456",
    "Tracking 1Z999AA10123456784",
    "parcel RR123456789US, tracking number 123456789012",
    "IBAN DE89 3704 0044 0532 0130 00",
    "IBAN ES91 2100 0418 4502 0005 1332",
    "IBAN FR14 2004 1010 0505 0001 3M02 606",
    "IBAN IT60 X054 2811 1010 0000 0123 456",
    "firmware 1.12.345.678, build 123456789",
    "version 10.0.19045.3803",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "37.7749295,-122.4194155",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "ISBN 978-0-306-40615-7",
    "IMEI 490154203237518",
    "VIN 1HGCM82633A004352",
    "meter reading 012345678",
    "DDR4-3200 16GB",
    "2024-01-15T10:22:33.123456Z",
    "1700000000",
    "NHS 111 helpline",
    "removal van order 12345678",
    "asylum seekers: 123,456,789 worldwide",
    "TPS: 12000 transactions per second",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_numbers_are_nothing(text):
    assert found(text) == {}


@given(st.dates())
def test_no_date_is_an_identifier(day):
    for pattern in ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%m-%d-%Y", "%d.%m.%Y"):
        assert found(day.strftime(pattern)) == {}


@given(
    st.dates(),
    st.sampled_from(["A-number", "visa number", "passport no.", "matricula consular", "AZR", "Home Office"]),
)
def test_no_date_becomes_one_beside_a_word(day, word):
    for pattern in ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y"):
        assert found(f"{word} issued {day.strftime(pattern)}") == {}


# ---- prefilters

TEXTS = [
    *(word + number for _, word, numbers in POSITIVE for number in numbers),
    *NEGATIVE,
    *HARMLESS,
]
GAPS = [" ", "-", "\t", "\n", "\v", "\f", "\u00a0", "\u2013", ".", "_", "/", ""]


@pytest.fixture(scope="module")
def database():
    """All prefilters in one Hyperscan database, as the engine compiles them."""
    database = hyperscan.Database()
    database.compile(
        expressions=[recognizer.prefilter.encode() for recognizer in VALUES],
        ids=list(range(len(VALUES))),
        flags=[hyperscan.HS_FLAG_MULTILINE] * len(VALUES),
    )
    return database


def hits(database, text):
    touched = set()
    database.scan(text.encode(), match_event_handler=lambda index, *_: touched.add(VALUES[index].id))
    return touched


@pytest.mark.parametrize("gap", GAPS)
def test_whatever_stands_between_the_parts_a_prefilter_finds_what_its_recognizer_finds(database, gap):
    for text in TEXTS:
        spelled = fold(re.sub("[- ]", gap, text))
        asked = hits(database, spelled)
        for recognizer in VALUES:
            if any(True for _ in recognizer.find(spelled)):
                assert PREFILTERS[recognizer.id].search(spelled), recognizer.id
                assert recognizer.id in asked


@pytest.mark.parametrize("recognizer", VALUES, ids=lambda recognizer: recognizer.id)
def test_whatever_a_pattern_can_match_both_engines_find(database, recognizer):
    words = getattr(recognizer, "words", None)
    near = [""] if words is None else ["", *EXAMPLES[recognizer.id]]

    @settings(max_examples=12, phases=[Phase.generate], deadline=None)
    @given(st.from_regex(plain(recognizer.pattern)), st.sampled_from(near), st.sampled_from(GAPS))
    def law(number, word, gap):
        text = fold(f"{word}{gap}{number}")
        if any(True for _ in recognizer.find(text)):
            assert PREFILTERS[recognizer.id].search(text)
            assert recognizer.id in hits(database, text)

    law()


def plain(pattern):
    """Hypothesis knows no flags inside of a pattern."""
    return re.compile(pattern.pattern.replace("(?-i:", "(?:"), pattern.flags)


def example(word):
    """A word without its expressions: the first alternative, nothing optional."""
    while "(" in word:
        word = re.sub(r"\(\?:([^()|]*)[^()]*\)(\?)?", lambda m: "" if m[2] else m[1], word, count=1)
    return re.sub(r"\[(.)[^\]]*\]|\\|\{[0-9,]+\}|[?*]", lambda m: m[1] or "", re.sub(r".\?", "", word))


EXAMPLES = {
    recognizer.id: [example(word.strip()) for word in recognizer.words._listed.split(";") if "{" not in word]
    for recognizer in VALUES
    if getattr(recognizer, "words", None) is not None
}


@pytest.mark.parametrize("recognizer", VALUES, ids=lambda recognizer: recognizer.id)
def test_every_word_is_seen_by_the_prefilter_made_of_it(recognizer):
    words = getattr(recognizer, "words", None)
    if words is None:
        return
    prefilter = re2.compile(f"(?m:{words.prefilter})")
    for word in EXAMPLES[recognizer.id]:
        for text in (word, word.upper(), word.replace(" ", "_"), f"({word})", f"x-{word}:"):
            if words.near(fold(text)).starts:
                assert prefilter.search(fold(text)), text


def test_an_ordinary_record_touches_almost_nothing(database):
    record = {
        "id": "c00001234",
        "created": "2024-01-15T10:22:33Z",
        "name": "Maria Lopez",
        "address": {"street": "1600 Pennsylvania Ave", "zip": "10001-1234"},
        "amount": 12345.67,
        "order": 12345678,
        "language": "es",
        "active": True,
        "note": "Came in for a follow-up visit; will call back next week about the appointment.",
    }

    assert hits(database, json.dumps(record)) == set()


# ---- evasion

SEPARATED = [
    ("us.a-number-spaced", "alien number {}", "A012345678"),
    ("us.a-number-spaced", "alien number {}", "012345678"),
    ("us.uscis-receipt-generic", "USCIS receipt {}", "IOE0912345678"),
    ("us.i94-spaced", "I-94 {}", "123456789A1"),
    ("us.i94-old", "I-94 {}", "12345678901"),
    ("us.sevis-spaced", "SEVIS {}", "N0012345678"),
    ("us.ssn-bare", "SSN {}", "536904399"),
    ("us.itin-bare", "ITIN {}", "912903456"),
    ("us.visa-foil", "visa number {}", "A1234567"),
    ("es.nie-spaced", "NIE {}", "X2482300W"),
    ("de.azr", "AZR {}", "160504012345"),
    ("de.steuer-id", "Steuer-ID {}", "36574261809"),
    ("fr.nir-short", "NIR {}", "295109912611193"),
    ("fr.agdref", "AGDREF {}", "7503123456"),
    ("it.stp", "{}", "STP0301230000123"),
    ("nl.bsn", "BSN {}", "111222333"),
    ("nl.v-number", "V-nummer {}", "1234567890"),
    ("be.bis-bare", "BIS-nummer {}", "98472899765"),
    ("uk.nino-spaced", "NINo {}", "AB123456C"),
    ("uk.nhs", "NHS {}", "9434765919"),
    ("uk.uan", "UAN {}", "3434123456789012"),
    ("uk.share-code-spaced", "share code {}", "W4B9X7K2Q"),
]


@pytest.mark.parametrize("separator", [" ", "-", ".", "/", "_", "\n", " - ".strip(), ". "])
@pytest.mark.parametrize(("shape", "frame", "number"), SEPARATED)
def test_a_separator_between_all_characters_hides_nothing(shape, frame, number, separator):
    assert is_found(shape, frame.format(separator.join(number)))


@pytest.mark.parametrize(("shape", "frame", "number"), SEPARATED)
def test_a_number_that_is_wrapped_over_two_lines_is_found(shape, frame, number):
    for place in range(4, len(number) - 1):
        text = frame.format(f"{number[:place]}\n{number[place:]}")
        assert any(value.replace("\n", "").endswith(number[1:]) for _, value, _ in spans(text)), text


# ---- public numbers

NAMES = {
    "stdnum.es.nie": "NIE", "stdnum.es.dni": "DNI", "stdnum.it.codicefiscale": "codice fiscale", "stdnum.fr.nir": "NIR",
    "stdnum.fr.nif": "numero fiscal", "stdnum.nl.bsn": "BSN", "stdnum.nl.onderwijsnummer": "onderwijsnummer",
    "stdnum.be.bis": "BIS-nummer", "stdnum.be.nn": "rijksregisternummer", "stdnum.be.ssn": "NISS",
    "stdnum.se.personnummer": "personnummer", "stdnum.no.fodselsnummer": "fødselsnummer", "stdnum.gb.nhs": "NHS number",
    "stdnum.pt.nif": "NIF", "stdnum.pt.cc": "cartão de cidadão", "stdnum.de.idnr": "Steuer-ID", "stdnum.mx.curp": "CURP",
    "stdnum.us.ssn": "SSN", "stdnum.us.itin": "ITIN",
}  # fmt: skip


def test_public_test_numbers_are_found_beside_their_names():
    path = CORPORA / "pii/stdnum_numbers.jsonl"
    if not path.exists():
        pytest.skip("1 corpus file is missing: pii/stdnum_numbers.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["module"] in NAMES and row["valid"]]

    assert {row["module"] for row in rows} == set(NAMES)
    for frame in ("{name} {number}", "{name}: {number}.", "the file says {number} ({name})"):
        texts = [frame.format(name=NAMES[row["module"]], number=row["number"]) for row in rows]
        assert [text for text in texts if not found(text)] == []


# ---- limits


def test_a_text_of_nothing_but_numbers_and_words_is_not_looked_at_for_ever():
    """Millions of words beside millions of numbers would take a minute."""
    with pytest.raises(TooManyError):
        found("I-94 12345678901 " * (MOST_LOOKS + 1))


def test_ids_are_unique_and_in_kebab_case():
    ids = [recognizer.id for recognizer in VALUES]

    assert len(set(ids)) == len(ids)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-") for name in ids)


@given(
    st.integers(0, 999_999_999),
    st.sampled_from(["A{:09}", "A-{:09}", "A#{:09}", "A {:09}", "alien no {:09}", "{:09} (A-number)"]),
)
def test_every_nine_digit_a_number_is_found(number, spelling):
    assert {"us.a-number", "us.a-number-context"} & set(found(spelling.format(number)))
