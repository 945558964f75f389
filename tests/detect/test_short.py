import pytest

from firewall.detect.echo import echoes
from firewall.detect.elsewhere import Elsewhere, telling
from firewall.detect.short import NONE, shorts_of
from firewall.model import Category

NAME = (Category("identity.name"),)
SOCIAL = (Category("contact.social"),)
ID = (Category("record.id"),)
HEALTH = (Category("health.record"),)


def found(value, categories, text, *, is_free=True):
    known = echoes([(value, categories)])
    stands = [text[span.start : span.end] for span in known.find(text, is_free=is_free)]
    assert not stands or known.suspects(["x", text, "y"]) == [1]
    return stands


@pytest.mark.parametrize(
    ("value", "text", "stands"),
    [
        ("Zoë", "Zoe came, and Zoë's mother", ["Zoe", "Zoë"]),
        ("Li", "ask Li. Li knows", ["Li", "Li"]),
        ("Zoë Li", "Frau Li came", ["Li"]),
        ("ЛЯ Ким", "звонила Ким", ["Ким"]),
        ("Li", "MS LI CALLED", ["LI"]),
        ("An Vu", "An appointment. Ask An, please", ["An"]),
        ("May Le", "seen in May, May 5, 5 May and next May; ask May", ["May"]),
        ("Jan", "Jan called on Jan 5", ["Jan"]),
        ("No Un", 'she said "No" and he said No', ["No"]),
    ],
)
def test_a_short_name_is_met_again_where_it_is_written_as_one(value, text, stands):
    assert found(value, NAME, text) == stands


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Li", "li, LI in a text, Lisa, O-Lic and Li2"),
        ("Zoë", "zoe"),
        ("Ma", "Boston, MA"),
        ("Juan de la Cruz", "De la casa, La Cruzada"),
        ("Al Dr. Ed-Mr", "Dr. Mr."),
        ("AN", "AN APPOINTMENT"),
    ],
)
def test_a_word_like_any_other_is_no_short_name(value, text):
    assert found(value, NAME, text) == []


def test_a_short_name_is_looked_for_only_where_people_write():
    assert found("Zoë", NAME, "Zoë Street", is_free=False) == []
    assert not echoes([("Li", ID)])


@pytest.mark.parametrize("value", ["@maria", "maria", "@María"])
def test_a_handle_is_met_again_behind_its_sign_or_a_slash(value):
    text = "maria writes as @maria. See https://t.me/Maria/ and x@maria.example"

    assert found(value, SOCIAL, text, is_free=False) == ["maria", "Maria"]


@pytest.mark.parametrize(
    "text",
    [
        "case 4711 is open",
        "Case no. 4711.",
        "patient id: 4711",
        "caso 4711, expediente",
        "Akte Nr. 04711",
        "#4711",
        "https://x.example/patients/4711",
        "?id=4711&a=b",
    ],
)
def test_an_id_of_few_digits_is_met_again_where_something_says_what_it_is(text):
    assert found("4711", ID, text, is_free=False) == ["4711"]
    assert found("004711", ID, text, is_free=False) == ["4711"]


@pytest.mark.parametrize(
    "text", ["room 4711", "47110", "case 47112", "case 4711.50", "312-4711", "tel. 4711", "3/4711", "4711"]
)
def test_a_number_that_nothing_explains_is_no_id(text):
    assert found("4711", ID, text) == []


@pytest.mark.parametrize(
    "link",
    [
        "/patients?page=2&count=4711", "/p?limit=4711", "?offset=4711&limit=04711", "/p?per_page=4711", "/p?a=b&pageSize=4711", "/p?_count=4711", "/p?$top=5&$skip=4711",
        "/p?%24skip=4711", "/p?page[number]=4711", "/p?page%5Bsize%5D=4711", "/p?a=b&amp;page=4711",
    ],
)  # fmt: skip
def test_how_many_a_page_has_is_no_id(link):
    """Otherwise somebody with that id takes the links to the next page from everybody."""
    assert found("4711", ID, link, is_free=False) == []


@pytest.mark.parametrize(
    "link",
    ["/p?account=4711", "/p?number=4711", "/p?after=4711", "/p?cursor=4711", "/p?page[after]=4711", "/p?start=4711", "/page/4711", "/p?q=limit&x=4711"],
)  # fmt: skip
def test_behind_which_record_a_page_begins_is_an_id(link):
    assert found("4711", ID, link, is_free=False) == ["4711"]


def test_of_a_link_to_pages_the_rest_is_read():
    assert found("4711", ID, "/p/4711?limit=4711&id=4711", is_free=False) == ["4711", "4711"]


def test_an_id_of_a_letter_and_a_few_digits_is_met_again_as_a_word():
    assert found("P-17", ID, "p17, see P-17 and P-170, XP-17", is_free=False) == ["p17", "P-17"]


@pytest.mark.parametrize("value", ["12", "2024", "7", "C", "123456789"])
def test_what_could_be_anything_is_no_short_id(value):
    assert not shorts_of([([value], ID)])


def test_an_illness_in_capitals_is_met_again_in_capitals():
    assert found("HIV", HEALTH, "HIV+, hiv") == ["HIV"]
    assert found("HIV", HEALTH, "HIV", is_free=False) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("asthma", "Asthma since May"),
        ("Type 2 diabetes", "has type 2 diabetes"),
        ("E11.9", "coded E11.9 today"),
    ],
)
def test_an_illness_is_met_again_in_a_note(value, text):
    assert found(value, HEALTH, text)


@pytest.mark.parametrize("value", ["Follow-up visit", "normal", "Stable", "acute", "General medicine"])
def test_what_stands_in_every_medical_record_is_no_illness(value):
    assert found(value, HEALTH, f"it was {value} again") == []


def test_a_visit_is_told_in_words_that_are_everybodys():
    assert not echoes([("Cardiology", (Category("health.visit"),))])


@pytest.mark.parametrize("write", [lambda text: "".join(f"&#{ord(one)};" for one in text)])
def test_what_is_short_is_met_again_in_codes(write):
    assert found("Zoë", NAME, f"see {write('Zoe')}")


def test_what_is_short_is_not_looked_for_in_the_rest_of_a_file():
    known = {categories: {value} for value, categories in telling([(["Li"], NAME), (["4711"], ID)])}

    assert not Elsewhere(known)


def test_nothing_is_found_of_nothing():
    assert not NONE
    assert NONE.suspects("Li") == []
    assert not shorts_of([(["Li"], ())])
