"""What one look leaves out, nobody would have found."""

from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.detect.echo import echoes
from firewall.detect.glance import Glance

often = settings(max_examples=400, deadline=None, database=None)


def plain(texts):
    return ["".join(char for char in text.lower() if char.isalnum()) for text in texts]


def glance(*texts):
    return Glance(texts, plain)


def test_a_number_that_stands_in_no_text_is_left_out():
    assert glance("P-0001234", "call me").among(["415-555-0199", "1234567"], 9) == []


def test_a_number_may_stand_there_whole_or_without_its_beginning_or_by_its_end():
    assert glance("see A-012345678").among(["012345678", "x"], 9) == ["012345678"]
    assert glance("12345678").among(["A012345678"], 9) == ["A012345678"]
    assert glance("0155501990").among(["+49 155 501 990"], 9) == ["+49 155 501 990"]


def test_a_text_of_few_digits_holds_no_number():
    assert glance("12345", "ab").among(["12345"], 9) == []


def test_where_there_is_too_much_to_compare_everything_may_be_found():
    values = ["1" * length for length in range(6, 64)]

    assert glance("9" * 50_000).among([*values, "x"], 9) == [*values, "x"]


PIECES = (
    "415",
    "555",
    "0199",
    "1985",
    "03",
    "12",
    "-",
    " ",
    "(",
    ")",
    "A",
    "0",
    "\0",
    "\u0661",
    "Ana",
    "March",
    "%35",
    "x",
)
written = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
kinds = st.sampled_from(
    [
        ("contact.phone",),
        ("identity.dob",),
        ("record.meta",),
        ("identity.name",),
        ("immigration.alien_number",),
    ]
)


def met(known, texts, is_free):
    found = {number: list(known.find(texts[number], is_free=is_free)) for number in known.suspects(texts)}
    return {number: spans for number, spans in found.items() if spans}


@often
@given(
    st.lists(st.tuples(written, kinds), max_size=8), st.lists(written, min_size=1, max_size=5), st.booleans()
)
def test_what_is_met_again_is_the_same_with_a_look_at_the_texts_before(values, texts, is_free):
    assert met(echoes(values, texts), texts, is_free) == met(echoes(values), texts, is_free)


@often
@given(written, kinds, written, written)
def test_a_value_that_stands_in_a_text_is_met_there(value, kind, before, after):
    texts = [before, f"{before} {value} {after}"]

    assert met(echoes([(value, kind)], texts), texts, True) == met(echoes([(value, kind)]), texts, True)


def test_a_long_text_without_digits_is_looked_through_once():
    """Else this would take minutes; what is found is the whole text, from its beginning."""
    assert not Glance(["a" * 2_000_000, "b12345"], list)._long
    assert Glance(["ab", "x1y2z3456", "a" * 200_000 + "123456"], list)._long[0] == "x1y2z3456"
