import base64
import gzip
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.echo import echoes, echoes_of
from firewall.model import Category

NAME = (Category("identity.name"),)
PASSPORT = (Category("government_id.passport"),)
A_NUMBER = (Category("immigration.identifier"),)
PHONE = (Category("contact.phone"),)
BIRTH = (Category("identity.dob"),)
COUNTRY = (Category("country_of_birth"),)
STATUS = (Category("immigration.status"),)


def found(values, text, *, is_free=True):
    return [text[span.start : span.end] for span in echoes(values).find(text, is_free=is_free)]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("passport AB1234567 was shown", "AB1234567"),
        ("AB-123 4567", "AB-123 4567"),
        ("ab1234567", "ab1234567"),
        ("https://example.org/files/AB1234567.pdf", "AB1234567"),
        ("CASE-2024-AB1234567-7", "AB1234567"),
        (
            "\uff21\uff22\uff11\uff12\uff13\uff14\uff15\uff16\uff17",
            "\uff21\uff22\uff11\uff12\uff13\uff14\uff15\uff16\uff17",
        ),
        ("A\u200bB1234\u200b567", "A\u200bB1234\u200b567"),
        ("xyzAB1234567xyz", "AB1234567"),
    ],
)
def test_a_number_is_met_again_in_any_spelling_and_as_a_part(text, stands):
    assert found([("AB1234567", PASSPORT)], text) == [stands]


@pytest.mark.parametrize("text", ["AB1234568", "123456", "1234568", "AB 123", "", "no number at all"])
def test_another_number_is_no_echo(text):
    assert found([("AB1234567", PASSPORT)], text) == []


@pytest.mark.parametrize("value", ["60601", "AB12", "12", "", "true"])
def test_what_is_too_short_to_be_somebodys_is_no_echo(value):
    assert not echoes([(value, PASSPORT)])


def test_a_date_is_somebodys_only_where_it_was_declared_as_theirs():
    assert found([("1990-02-02", BIRTH)], "born 1990-02-02") == ["1990-02-02"]
    assert found([("1990-02-02", BIRTH)], "born 1990/02/02") == ["1990/02/02"]
    assert found([("2026-11-02T10:00:00Z", (Category("service_usage"),))], "seen 2026-11-02T10:00:00Z") == []


@pytest.mark.parametrize(
    ("value", "categories", "text", "stands"),
    [
        ("A012345678", A_NUMBER, "A012-345-678", "A012-345-678"),
        ("A012345678", A_NUMBER, "no. 12345678 on file", "12345678"),
        ("A012345678", A_NUMBER, "a 012 345 678", "a 012 345 678"),
        ("012345678", A_NUMBER, "A12345678", "12345678"),
        ("12345678", A_NUMBER, "A012345678", "12345678"),
        ("IOE0912345678", A_NUMBER, "receipt 0912345678", "912345678"),
        ("ab 1234567", PASSPORT, "pasaporte 1.234.567", "1.234.567"),
        ("+1 (312) 555-0100", PHONE, "call 312.555.0100 today", "12.555.0100"),
        ("+49 170 1234567", PHONE, "0170 1234567", "70 1234567"),
        ("3125550100", PHONE, "+1 312 555 0100", "312 555 0100"),
    ],
)
def test_a_number_is_met_again_by_most_of_its_digits(value, categories, text, stands):
    assert found([(value, categories)], text) == [stands]


DAYS = (
    "1985-03-12", "1985/3/12", "19850312", "03/12/1985", "3/12/1985", "3/12/85", "12.03.1985", "12-03-85", "12031985", "12 March 1985",
    "12 Mar 85", "March 12, 1985", "Mar. 12th 1985", "12 de marzo de 1985", "12 mars 1985", "12. März 1985", "12. Maerz 1985",
    "12 marzo 1985", "12 maart 1985", "12 de março de 1985", "1985 Mar 12", "12-MAR-1985", "1985-03-12T00:00:00Z",
)  # fmt: skip


@pytest.mark.parametrize(
    "taken", ["1985-03-12", "03/12/1985", "12 March 1985", "19850312", "1985-03-12T00:00:00Z"]
)
def test_a_day_is_met_again_in_every_way_to_write_it(taken):
    assert [day for day in DAYS if not found([(taken, BIRTH)], f"born on {day}, here")] == []


@pytest.mark.parametrize(
    "text", ["1985-03-13", "tel. 312-198-5031", "in 1985", "3/13/85", "March 1985", "v3.12.86"]
)
def test_another_day_is_no_echo(text):
    assert found([("1985-03-12", BIRTH)], text) == []


@pytest.mark.parametrize(
    ("text", "is_free", "stands"),
    [
        ("LÓPEZ, María Elena", False, ["LÓPEZ, María Elena"]),
        ("María López", False, ["María López"]),
        ("Lopez-Maria.pdf", False, ["Lopez-Maria"]),
        ("mlopez@example.org", False, ["mlopez"]),
        ("maria.lopez@example.org", False, ["maria.lopez"]),
        ("/people/lopez-maria-elena", False, ["lopez-maria-elena"]),
        ("Maria's brother came, and lopez", True, ["Maria"]),
        ("She is called Elena.", True, ["Elena"]),
        ("Maria Street", False, []),
        ("mariana and elenax", True, []),
    ],
)
def test_a_name_is_met_again_turned_shortened_and_in_parts(text, is_free, stands):
    assert found([("María Elena López", NAME)], text, is_free=is_free) == stands


def test_a_part_of_a_name_that_is_a_word_needs_a_capital():
    assert found([("Grace Young", NAME)], "Grace is a young woman", is_free=True) == ["Grace"]


def test_a_name_that_is_a_word_like_any_other_needs_a_capital():
    assert found([("Will", NAME)], "Will will come, WILL he?") == ["Will", "WILL"]
    assert found([("Luna", NAME)], "luna called") == ["luna"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Олена Коваль", "звонила ОЛЕНА Коваль"),
        ("李小龙", "患者李小龙来了"),
        ("محمد الأحمد", "اتصل محمد الأحمد اليوم"),
        ("Nguyễn Văn An", "NGUYEN Van An"),
    ],
)
def test_names_of_all_scripts_are_met_again(value, text):
    assert found([(value, NAME)], text, is_free=True)
    assert echoes([(value, NAME)]).suspects(["x", text]) == [1]


@pytest.mark.parametrize(
    "write",
    [
        urllib.parse.quote,
        lambda text: urllib.parse.quote(urllib.parse.quote(text)),
        lambda text: "".join(f"&#{ord(char)};" for char in text),
        lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
        lambda text: base64.b64encode(text.encode()).decode(),
        lambda text: text.encode().hex(),
        lambda text: " ".join(str(ord(char)) for char in text.upper().replace("Í", "I").replace("Ó", "O")),
        lambda text: "".join(f"0x{ord(char):02x}" for char in text.replace("í", "i").replace("ó", "o")),
        lambda text: "".join(chr(0xE00F0 + byte) for byte in text.encode()),
        lambda text: "".join(
            f"x{chr(0xE00F0 + byte)}" for byte in text.replace("í", "i").replace("ó", "o").encode()
        ),
        lambda text: f"\u202e{text[::-1]}\u202c",
        lambda text: base64.b64encode(text.encode("utf-16-be")).decode(),
        lambda text: base64.b64encode(gzip.compress(text.encode())).decode(),
    ],
)
@pytest.mark.parametrize("value", ["María Elena López", "AB 1234567"])
def test_what_stands_in_codes_is_met_again(write, value):
    text = f"https://example.org/?q={write(value)}"

    assert found([(value, NAME)], text, is_free=False)
    assert echoes([(value, NAME)]).suspects(["x", text, "https://example.org/a%20b"]) == [1]


@pytest.mark.parametrize("before", ["", "nul \0 "])
def test_a_number_in_words_is_met_again(before):
    text = f"{before}it is cinco tres seis, nueve cero, cuatro tres nueve nueve"

    assert found([("536-90-4399", PASSPORT)], text) == [
        "cinco tres seis, nueve cero, cuatro tres nueve nueve"
    ]
    assert echoes([("536-90-4399", PASSPORT)]).suspects(["x", text]) == [1]


def test_a_number_in_numbers_of_its_letters_is_met_again():
    text = "see 53 51 54 57 48 52 51 57 57 please"

    assert found([("536-90-4399", PASSPORT)], text) == ["53 51 54 57 48 52 51 57 57"]
    assert echoes([("536-90-4399", PASSPORT)]).suspects(["x", text]) == [1]


@pytest.mark.parametrize(
    ("value", "categories"), [("AB1234567", PASSPORT), ("A012345678", A_NUMBER), ("536-90-4399", PASSPORT)]
)
def test_a_number_is_met_again_from_behind(value, categories):
    text = f"see {value[::-1]} now"
    known = echoes_of([([value], categories)], [text])

    assert known.suspects([text]) == [0]
    assert found([(value, categories)], text) == [value[::-1]]


def test_a_name_of_several_words_is_met_again_anywhere():
    text = "ask MARÍA LÓPEZ, please"

    assert found([("Maria Lopez", NAME)], text, is_free=False) == ["MARÍA LÓPEZ"]


@pytest.mark.parametrize(
    ("text", "is_free", "stands"),
    [
        ("Lopez called", True, ["Lopez"]),
        ("Lopez Street", False, []),
        ("lopez@example.org", False, ["lopez"]),
        ("https://example.org/people/lopez", False, ["lopez"]),
        ("Lopezanne called", True, []),
    ],
)
def test_one_word_is_met_again_where_people_write_and_in_addresses_of_the_web(text, is_free, stands):
    assert found([("Lopez", NAME)], text, is_free=is_free) == stands


def test_a_country_is_met_again_but_a_code_of_two_letters_is_not():
    assert found([("Honduras", COUNTRY)], "She left Honduras in June.") == ["Honduras"]
    assert not echoes([("HN", COUNTRY)])


@pytest.mark.parametrize("value", ["TPS-2023", "B1/B2", "CANARY-7c1f", "Q9Z8K", "C08 pending"])
def test_a_status_of_letters_and_a_few_digits_is_met_again(value):
    assert found([(value, STATUS)], f"see {value}, please", is_free=False) == [value]
    assert found([(value, STATUS)], value.lower().replace("-", " "), is_free=True)
    assert found([(value, STATUS)], f"see {value}x or y{value}") == []


@pytest.mark.parametrize("value", ["60601", "HN1", "2026", "unknown 1"])
def test_short_codes_and_bare_digits_of_a_status_are_no_echo(value):
    assert not echoes([(value, STATUS)])


@pytest.mark.parametrize("value", ["unknown", "United States", "None", "yes"])
def test_what_stands_in_many_records_is_no_echo(value):
    assert not echoes([(value, COUNTRY)])


def test_words_of_what_is_about_no_person_are_no_echo():
    assert not echoes([("Harbor Clinic", (Category("service_usage"),))])


def test_a_value_that_nobody_declared_is_no_echo():
    assert not echoes([("AB1234567", ())])


@given(
    st.text(max_size=40),
    st.sampled_from(["AB1234567", "A012345678", "536-90-4399", "Maria Lopez"]),
    st.text(max_size=40),
)
def test_what_stands_between_anything_is_met_again(before, value, after):
    text = f"{before} {value} {after}"

    assert any(value in stands or stands in value for stands in found([(value, NAME)], text))


def test_one_look_at_all_texts_tells_which_to_ask():
    texts = ["nothing", "", "nul \0 nul \0", "see AB-1234567", "\uff21B1234567", "Maria Lopez"]

    assert echoes([("AB1234567", PASSPORT)]).suspects(texts) == [3, 4]
    assert echoes([("AB1234567", PASSPORT), ("Maria Lopez", NAME)]).suspects(texts) == [3, 4, 5]
    assert echoes([]).suspects(texts) == []


@given(st.lists(st.text(alphabet="AB1234567-\0 \uff11é%=Ж", max_size=20), max_size=6))
def test_a_text_in_which_something_is_found_is_a_suspect(texts):
    known = echoes([("AB1234567", PASSPORT), ("123456", PASSPORT), ("7654321", PASSPORT)])
    found = {number for number, text in enumerate(texts) if list(known.find(text, is_free=True))}

    assert found <= set(known.suspects(texts))


PLATE = (Category("vehicle.plate"),)


@pytest.mark.parametrize(
    "value",
    [("7ABC123", PLATE), ("X12Y45", PASSPORT), ("14 Invented Ave", (Category("contact.address"),))],
)
@pytest.mark.parametrize("before", ["see ", "=", "", "\uff0d"])
def test_a_plate_a_passport_and_a_street_with_its_number_are_met_again(value, before):
    text = f"{before}{value[0].lower()} today"

    assert found([value], text, is_free=False) == [value[0].lower()]
    assert echoes_of([([value[0]], value[1])], [text]).suspects([text]) == [0]


def test_a_plate_in_a_word_is_no_echo():
    assert found([("7ABC123", PLATE), ("ABC 1234", PLATE)], "xyz7abc123 abc1234x labc 1234") == []
