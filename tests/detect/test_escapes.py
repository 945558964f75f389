from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import escapes
from firewall.detect.view import as_it_is

JSON_ESCAPES = [
    *(f"\\u{code:04x}" for code in (0, 8, 9, 10, 13, 0x22, 0x41, 0x5C, 0xE9, 0x200B, 0x4E2D)),
    *("\\ud83d\\ude00", '\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"),
]
OTHER_ESCAPES = ["\\'", "\\x41", "\\xc3\\xa9", "\\101", "%u0041", "\\u{41}", "\\U00000041", "\\ud83d"]


@given(
    st.lists(st.sampled_from(JSON_ESCAPES), min_size=1, max_size=8),
    st.lists(st.sampled_from(OTHER_ESCAPES), max_size=1),
)
def test_a_long_run_of_escapes_reads_as_its_parts_do(some, other):
    one = "".join([*some, *other, "\\u0041"])
    times = 5000 // len(one) + 1

    short, long = escapes._read_escapes(one), escapes._read_escapes(one * times)

    # The control characters that are written as such are left out a layer earlier.
    for control, instead in {"\b": "", "\f": " ", "\r": "\n", "\t": " "}.items():
        short, long = short.replace(control, instead), long.replace(control, instead)
    assert long == short * times


@given(
    st.lists(
        st.sampled_from(["&#65;", "&#65", "&#x41;", "&amp;", "&amp", "&lt;", "&nbsp", "&#133;", "&hyphen;"]),
        min_size=1,
    )
)
def test_a_run_of_entities_is_read_one_by_one(entities):
    def read(one):
        return escapes.ENTITY.read(as_it_is(one)).text

    assert read("".join(entities)) == "".join(map(read, entities))


NUMBERS = [f"&#{code};" for code in (32, 65, 48, 38, 59, 35, 126)]
OTHER_ENTITIES = [
    "&#065;",
    "&#65",
    "&#x41;",
    "&amp;",
    "&#0;",
    "&#127;",
    "&#150;",
    "&#233;",
    "&#20013;",
    "&#133;",
    "&lt",
]


@given(
    st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=8),
    st.lists(st.sampled_from(OTHER_ENTITIES), max_size=1),
)
def test_a_long_run_of_entities_reads_as_its_parts_do(some, other):
    one = "".join([*some, *other, "&#66;"])
    times = escapes._LONG // len(one) + 1

    assert escapes._entities(one * times) == escapes._entities(one) * times


def test_a_long_run_of_other_entities_is_no_run_of_numbers():
    assert escapes._as_numbers("&#65;" * 9) == "A" * 9
    for other in OTHER_ENTITIES:
        assert escapes._as_numbers(f"&#65;{other}&#65;") is None
        assert escapes._as_numbers(f"{other}&#65;") is None
        assert escapes._as_numbers(f"&#65;{other}") is None
