import html
import json
import quopri
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import escapes
from firewall.detect.decode import views
from firewall.detect.recognizer import TooMuchError
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


NEEDLESS = {
    "percent": "%41",
    "percent between blanks": "%41 ",
    "entity": "&#65;",
    "hexadecimal entity": "&#x30;",
    "escape": "\\u0041",
    "bytes": "\\x41",
    "one after another": "%41&#65;",
    "percent twice": "%2541",
}


@pytest.mark.parametrize("unit", NEEDLESS.values(), ids=NEEDLESS)
def test_letters_in_escapes_are_read_up_to_a_limit_and_then_refused(unit):
    enough = escapes.MOST_NEEDLESS

    assert "A" * 99 in views(unit * 99)[-1].text.replace(" ", "").replace("0", "A")
    with pytest.raises(TooMuchError):
        views(unit * (enough + 1))


def test_layers_of_the_sign_of_percent_are_refused_before_they_are_read(monkeypatch):
    read = []
    as_bytes = escapes._bytes
    monkeypatch.setattr(escapes, "_bytes", lambda run: read.append(run) or as_bytes(run))

    with pytest.raises(TooMuchError):
        views("%2525".join(["a"] * (escapes.MOST_NEEDLESS + 2)))

    assert read == []
    with pytest.raises(TooMuchError):
        views("a%2525%41" * (escapes.MOST_NEEDLESS // 2 + 1))
    assert set(read) == {"25", "41"}


PROSE = "Der Antrag auf Erh\u00f6hung wurde gepr\u00fcft; \u201eerledigt\u201c, sagt <b>Frau Ay\u015fe</b> & Sohn. \u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! 12 % von 1\u202f000.\n"
HONEST = {
    "a form": urllib.parse.quote_plus(PROSE * 3),
    "an address": urllib.parse.quote(PROSE * 3),
    "JSON in JSON": json.dumps(json.dumps(PROSE * 3)),
    "HTML in a form": urllib.parse.quote_plus(html.escape(PROSE * 3)),
    "HTML": html.escape(PROSE * 3).encode("ascii", "xmlcharrefreplace").decode(),
    "lines with values": "width=41;height=42;depth=43\n" * 9,
    "measured": "a=41&b=42&",
}


@pytest.mark.parametrize("unit", HONEST.values(), ids=HONEST)
def test_what_an_encoder_writes_is_read_however_long(unit):
    text = unit * ((1 << 20) // len(unit))

    assert views(text)


def test_lines_that_an_encoder_breaks_are_read_and_scraps_of_lines_are_refused():
    prose = quopri.encodestring((PROSE * 9).encode()).decode()

    assert views(prose * ((1 << 20) // len(prose)))
    for end in ("=\n", "=\r\n", "= \n"):
        with pytest.raises(TooMuchError):
            views(f"abc{end}" * (escapes.MOST_NEEDLESS + 1))
    assert views("abc=\n" * 99)[-1].text == "abc" * 99
