import pytest

from firewall.detect.recognizer import TooManyError
from firewall.detect.values.words import MOST_LOOKS, Words

VISA = Words("visa; visa number; immigra*; v ?#")


def explains(text, before=80, after=40):
    start = text.index("123")
    return VISA.near(text).explain(start, start + 3, before, after)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("visa 123", True),
        ("VISA: 123", True),
        ("visa_number=123", True),
        ("visaNumber 123", True),
        ("visaNo 123", True),
        ("V# 123", True),
        ("immigration 123", True),
        ("visas 123", False),
        ("advisa 123", False),
        ("123 (visa)", True),
        ("123 is the visa number", True),
        ("nothing 123", False),
        ("visa" + " " * 80 + "123", True),
        ("visa" + " " * 81 + "123", False),
        ("123" + " " * 40 + "visa", True),
        ("123" + " " * 41 + "visa", False),
        ('{"a":"visa","b":"123"}', False),
        ('{"a": "visa", "b": 123, "c": "visa"}', False),
        ('{"visa": "123"}', True),
        ('{"visa": 123}', True),
        ('{"b": 123, "visa": 5}', False),
        ('{"a":"visa number 123"}', True),
        ('{"label": "visa", "value": "123"}', True),
        ('{"etiqueta": "visa, casa", "valor": 123}', True),
        ('{"label": "visa no.", "type": "text", "value": "123"}', True),
        ('{"value": "123", "label": "visa"}', True),
        ('{"value": "123", "label": "the visa"}', True),
        ('{"value": "123", "note": "visa"}', False),
        ('{"label": "visa"}, {"value": "123"}', False),
        ('{"label": "visa", "value": "no", "order": "123"}', False),
        ("<td>visa</td><td>123</td>", True),
        ("<tr><th>visa</th>\n <td class='n'>123</td></tr>", True),
        ("<td>visa</td><td>invoice</td><td>123</td>", False),
        ("label: visa\nvalue: 123", True),
        ("Without a visa number nothing can be done. Update 3/4/2021: 123", True),
        ("Without a visa number nothing can be done. Update 3/4/2021, bus 123", False),
        ("the visa number is 123 (library)", False),
        ("the visa number is 123 (her passport is old)", True),
        ('he said "visa" 123', True),
        ("visa: yes\norder: 123", False),
        ("visa\nnumber: 123", True),
        ("visa\n123", True),
        ("visa\n\n123", False),
        ("visa, invoice 123", False),
        ("invoice 5, visa 123", True),
        ("visa of invoice 77 and the number 123", True),
        ("visa phone 123", False),
        ("visa serial number: 123", True),
        ("immigration docket no. 123", True),
        ("visa, docket no. 123", False),
        ("123 (phone), visa 55", False),
        ("123, visa 55", False),
        ("She has had her visa for years now. Some other thing happened 123", False),
        ("She has her visa. It is 123", True),
        ("Call 123. Visa to follow", False),
        ("No visa yet. Sample 123", False),
        ("The visa is missing. Boiler type 123", False),
        ("The visa is missing. It is 123", True),
        ("The visa is still missing. 123", True),
        ("Das Visum fehlt. Visa 123", True),
        ("No visa yet. Entry of 1.3.2024: 123", True),
        ("She has a visa. Sample 123", True),
        ("Ohne Visa geht es hier leider nicht weiter. Nachtrag vom 1. Juni 2024: 123", True),
        ("Sans visa rien ne bouge dans ce dossier. Mise a jour du 1 mars 2021 : 123", True),
        ("Sans visa rien ne bouge dans ce dossier. Facture du 1 mars 2021 : 123", False),
        ("(123). Visa to follow", False),
        ("123, visa to follow", True),
        ("The visa number given over the phone was 123", True),
        ("visa, facilitado por telefono: 123", True),
        ("visa, phone: 123", False),
        ("add 123 (n. visa) to it", True),
        ("123 (a copy. And a visa", True),
    ],
)
def test_a_word_explains_what_it_introduces_or_follows(text, near):
    assert explains(text) is near


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("permit 123", True),
        ("parking permit 123", False),
        ("permit for stalls 123", True),
        ("a parking permit and the permit 123", True),
        ("permits 123", False),
    ],
)
def test_longer_words_mean_something_else(text, near):
    permit = Words("permit", but="parking permit; parking permission*")

    assert permit.near(text).explain(text.index("123"), len(text), 80, 40) is near
    assert (permit + VISA).near(text).explain(text.index("123"), len(text), 80, 40) is near


def test_an_underscore_separates_words():
    assert VISA.near("my_visa_is").starts == [3]


def test_places_are_the_same_behind_what_is_not_ascii():
    assert VISA.near("\u65e5\u672c visa").starts == [3]


def test_words_can_be_joined():
    assert (VISA + Words("pass")).near("pass visa").starts == [0, 5]


def test_a_word_with_any_ending_is_no_shorter_than_it_is():
    near = Words("visa; visa account*").near("visa accounts")

    assert near.ends == [len("visa account")]


def test_the_longest_word_counts():
    near = VISA.near("visa number")

    assert (near.starts, near.ends) == ([0], [11])


def test_windows_reach_around_words_and_join():
    near = VISA.near("visa" + " " * 6 + "visa" + " " * 86 + "visa")

    assert list(near.windows(5, 10)) == [(0, 24), (95, 114)]


def test_the_words_can_be_blanked():
    assert VISA.near("a visa 1").blanked() == "a      1"


def test_too_many_words_are_not_looked_at():
    with pytest.raises(TooManyError):
        VISA.near("visa " * (MOST_LOOKS + 1))
