import json
import os
import re
from pathlib import Path

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import values
from firewall.detect.fold import fold
from firewall.detect.recognizer import TooManyError
from firewall.detect.values import MOST_LOOKS, VALUES

CORPORA = Path(os.environ.get("CORPORA", Path(__file__).parents[3] / "shared/corpora"))


def found(text):
    return {
        recognizer.id: text[span.start : span.end] for recognizer in VALUES for span in recognizer.find(text)
    }


IDENTIFIERS = [
    # A-numbers, as printed and as typed
    ("us.a-number", "A123456789"),
    ("us.a-number", "A012345678"),
    ("us.a-number", "A# 123-456-789"),
    ("us.a-number", "A012 345 678"),
    ("us.a-number", "a123456789"),
    ("us.a-number", '"alien_no":"A087654321"'),
    ("us.a-number-short", "alien A-12345678"),
    ("us.a-number-short", "A 1234567, alien file"),
    ("us.a-number-short", "green card a12-345-678"),
    ("us.a-number-context", "Alien Registration Number: 123456789"),
    ("us.a-number-context", "USCIS# 123-456-789"),
    ("us.a-number-context", "A-Number 12345678"),
    ("us.a-number-context", "uscis no. 087654321"),
    ("us.a-number-context", "registro de extranjero 012345678"),
    ("us.a-number-context", "alien_number 012345678"),
    ("us.eoir", "EOIR case 012-345-678"),
    ("us.eoir", "master hearing for 012 345 678"),
    # receipts
    ("us.uscis-receipt", "IOE0912345678"),
    ("us.uscis-receipt", "EAC-22-123-45678"),
    ("us.uscis-receipt", "WAC 11 012 50960"),
    ("us.uscis-receipt", "lin2190012345"),
    ("us.uscis-receipt", "MSC*2190012345"),
    ("us.uscis-receipt-generic", "I-589 receipt ZLA2190012345"),
    ("us.uscis-online-account", "myUSCIS account 012345678901"),
    # admission and study
    ("us.i94", "123456789A1"),
    ("us.i94", "012345678f2"),
    ("us.i94-old", "I-94 number 12345678901"),
    ("us.sevis", "N0012345678"),
    ("us.visa-foil", "visa no. 12345678"),
    ("us.visa-foil", "visa foil A1234567"),
    ("us.visa-foil", "número de visa 12345678".replace("ú", "u")),
    ("us.ead-category", "EAD category (c)(9)"),
    ("us.ead-category", "work permit C33"),
    ("us.ead-category", "I-765 under (a)(12)"),
    ("us.ead-category", "EAD (c)(3)(B)"),
    # tax
    ("us.itin", "912-90-3456"),
    ("us.itin", "999-88-1234"),
    ("us.itin", "950-50-0001"),
    ("us.itin-bare", "ITIN 900701234"),
    ("us.ssn", "536-90-4399"),
    ("us.ssn", "536 90 4399"),
    ("us.ssn-bare", "SSN 536904399"),
    ("us.ssn-bare", "ssn: 000-00-0000"),
    ("us.ssn-bare", "seguro social 999999999"),
    # contact
    ("contact.phone", "+1 718 555 0144"),
    ("contact.phone", "(718) 555-0144"),
    ("contact.phone", "718.555.0144"),
    ("contact.phone", "+17185550144"),
    ("contact.phone-bare", "call 7185550144"),
    ("contact.email", "maria.o'neil+x@mail.example.org"),
]


@pytest.mark.parametrize(("shape", "text"), IDENTIFIERS)
def test_an_identifier_is_found(shape, text):
    assert shape in found(text)


@pytest.mark.parametrize("gap", [" ", "-", "\t", "\n", "\v", "\f", "\u00a0", "\u2013"])
@pytest.mark.parametrize(("shape", "text"), IDENTIFIERS)
def test_whatever_stands_between_the_parts_it_is_found_with_its_prefilter_or_not_at_all(shape, text, gap):
    spelled = fold(re.sub("[- ]", gap, text))
    recognizer = next(recognizer for recognizer in VALUES if recognizer.id == shape)

    if any(True for _ in recognizer.find(spelled)):
        assert re2.search(f"(?m:{recognizer.prefilter})", spelled)


@pytest.mark.parametrize(
    "text",
    [
        "BA123456789", "A1234567890", "A12345", "AAPL 123456789", "DIMMA1", "DIMM A1234567", "order A1234567", "licence A1234567",
        "anummer 1234567890", "account number 123456789", "Casa no. 1234567", "llamar a 612 345 678",
        "ABC2190012345", "parcel ABC1234567890", "IOE091234567", "SRC12345678901",
        "12345678901", "1234567890A", "EN0012345678", "N001234567",
        "20240115", "2024-01-15", "01/15/2024", "visa issued 20240115", "tin foil 20240115", "VISA ****1111", "4111-1111-1111-1111",
        "C5 vertebra", "A4 paper", "Section 8 (a)(1)", "F1 help key", "C09", "(c)(9)",
        "912-93-4567", "912-89-4567", "912-66-1234", "666-12-3456", "000-12-3456", "536-00-4399", "536-90-0000", "536904399", "900701234",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "37.7749295,-122.4194155", "1700000000", "7185550144", "012-345-678", "10.0.0.1",
        "2024-01-15T10:22:33.123456Z", "DDR4-3200 16GB", "user@localhost", "@handle", "9780306406157",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_a_word_near_it_raises_the_confidence():
    (alone,) = values.SEVIS.find("N0012345678")
    (explained,) = values.SEVIS.find("SEVIS N0012345678")

    assert alone.confidence < explained.confidence


def test_a_weak_one_needs_its_word_within_forty_characters():
    assert "us.i94-old" in found("I-94 " + "." * 30 + " 12345678901")
    assert "us.i94-old" not in found("I-94 " + "." * 60 + " 12345678901")


def test_a_text_of_nothing_but_numbers_is_not_looked_at_for_ever():
    """None of them is a finding without its word, and to look for it millions of times takes a minute."""
    with pytest.raises(TooManyError):
        found("12345678901 " * (MOST_LOOKS + 1))


def test_a_word_in_another_json_member_explains_nothing():
    assert "us.i94-old" not in found('{"form":"I-94","order":12345678901}')


def test_a_span_covers_the_identifier_and_nothing_else():
    text = "her alien number is A012-345-678, and"

    assert found(text)["us.a-number"] == "A012-345-678"


def test_every_identifier_in_a_text_is_found():
    assert len(list(values.RECEIPT.find("IOE0912345678, EAC2212345678 and WAC1101250960"))) == 3


def test_ids_are_unique_and_in_kebab_case():
    ids = [recognizer.id for recognizer in VALUES]

    assert len(set(ids)) == len(ids)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-") for name in ids)


@given(
    st.integers(0, 999_999_999),
    st.sampled_from(["A{:09}", "A-{:09}", "A#{:09}", "A {:09}", "alien no {:09}"]),
)
def test_every_nine_digit_a_number_is_found(number, spelling):
    assert {"us.a-number", "us.a-number-context"} & set(found(spelling.format(number)))


@given(st.dates())
def test_no_date_is_an_identifier(day):
    for text in (
        day.isoformat(),
        day.strftime("%Y%m%d"),
        day.strftime("%m/%d/%Y"),
        day.strftime("%m-%d-%Y"),
        day.strftime("%d.%m.%Y"),
    ):
        assert found(text) == {}


@pytest.mark.parametrize("kind", ["ssn", "itin"])
def test_public_test_numbers_are_found(kind):
    path = CORPORA / "pii/stdnum_numbers.jsonl"
    if not path.exists():
        pytest.skip("1 corpus file is missing: pii/stdnum_numbers.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["module"].endswith(f"us.{kind}") and row["valid"]]

    assert rows
    assert [
        row for row in rows if not {f"us.{kind}", f"us.{kind}-bare"} & set(found(f"{kind} {row['number']}"))
    ] == []
