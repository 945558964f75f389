import base64
import gzip
import quopri
import random
import re
import time
import urllib.parse
from contextlib import suppress
from html import escape as html_escape

import hyperscan
import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import decode
from firewall.detect.by_re2 import compiled as of_bytes
from firewall.detect.decode import CODES, KINDS, TELLTALE, Budget, TooDeepError, views
from firewall.detect.fold import fold
from firewall.detect.lines import as_lines
from firewall.detect.matching import as_bytes
from firewall.detect.recognizer import TooManyError, TooMuchError
from firewall.detect.view import as_it_is

VALUE = "SSN 536-90-4399 and A012345678"
MIB = 1 << 20


def in_base64(text):
    return base64.b64encode(text.encode()).decode()


def percent(text):
    return "".join(f"%{byte:02x}" for byte in text.encode())


def texts(text):
    return [view.text for view in views(text)]


@pytest.mark.parametrize(
    "written",
    [
        percent(VALUE),
        percent(VALUE).upper(),
        urllib.parse.quote(VALUE),
        urllib.parse.quote(urllib.parse.quote(VALUE)),
        "".join(f"&#{ord(one)};" for one in VALUE),
        "".join(f"&#{ord(one)}" if one != " " else one for one in VALUE),
        "".join(f"&#x{ord(one):X};" for one in VALUE),
        "".join(f"&#x000000{ord(one):x};" for one in VALUE),
        VALUE.replace("-", "&hyphen;").replace(" ", "&nbsp;"),
        "".join(f"\\u{ord(one):04x}" for one in VALUE),
        "".join(f"\\u{{{ord(one):x}}}" for one in VALUE),
        "".join(f"\\U{ord(one):08x}" for one in VALUE),
        "".join(f"\\x{ord(one):02x}" for one in VALUE),
        "".join(f"\\{ord(one):03o}" for one in VALUE),
        "".join(f"%u{ord(one):04x}" for one in VALUE),
        "".join(f"={ord(one):02X}" for one in VALUE),
        quopri.encodestring(("é" * 20 + VALUE).encode()).decode(),
        VALUE.replace("4399", "4=\n399").replace("678", "=\r\n678"),
        in_base64(VALUE),
        in_base64(VALUE).rstrip("="),
        "id" + in_base64(VALUE),
        f"https://service.example/files/{in_base64(VALUE)}?page=1",
        base64.encodebytes((VALUE * 4).encode()).decode(),
        base64.urlsafe_b64encode(("~~~???" + VALUE).encode()).decode(),
        base64.b64encode(VALUE.encode("utf-16-le")).decode(),
        base64.b64encode(b"\xff" + VALUE.encode()).decode(),
        base64.b32encode(VALUE.encode()).decode(),
        VALUE.encode().hex(),
        "0x" + VALUE.encode().hex().upper(),
        VALUE.replace("5", "\x005").replace("2", "\x08\x7f2"),
        percent(in_base64(percent(VALUE))),
        in_base64(in_base64(in_base64(VALUE))),
        in_base64("".join(f"&#{ord(one)};" for one in percent(VALUE))),
        '{"note": "{\\"a\\": \\"' + percent(VALUE) + '\\"}"}',
        "ＳＳＮ ５３６-９０-%34399 and A０１２３４５６７８",
    ],
)
def test_what_a_code_hides_is_read(written):
    assert any(fold(VALUE) in reading for reading in texts(written))


def test_a_value_of_twelve_letters_is_seen_in_base64():
    for value in ("X1234567L", "536-90-4399", "A012345678"):
        for written in (in_base64(value), in_base64(value).rstrip("=")):
            assert value in texts(written)


def test_quotes_in_a_string_of_json_are_plain():
    assert texts('{\\"ssn\\": \\"536904399\\"}') == ['{"ssn": "536904399"}']


def test_halves_of_a_character_are_read_together_and_half_of_one_is_harmless():
    assert "A1" in texts("A\\ud835\\udfcf")  # U+1D7CF, a bold one
    assert "A\ufffd" in texts("A\\ud835")


def test_a_code_is_cut_out_whole():
    for written in (percent("A012345678"), in_base64("SSN 536-90-4399 ok"), "".join("\\u0041" * 3)):
        (view, *_) = views(f"x {written} y")
        start = 2
        assert view.place(start, start + 1) == (2, 2 + len(written))


def test_only_the_escape_is_cut_where_the_text_is_plain_beside_it():
    (view, *_) = views("call 213%2D555 now")

    assert view.text == "call 213-555 now"
    assert view.place(8, 9) == (8, 11)
    assert view.place(5, 12) == (5, 14)


# ---- budgets


def test_eight_layers_are_undone_and_nine_are_refused():
    written = VALUE.replace("5", "%35")
    for _ in range(7):
        written = written.replace("%", "%25")

    assert VALUE in texts(written)
    with pytest.raises(TooDeepError):
        views(written.replace("%", "%25"))


def test_too_deep_is_told_as_too_many_is():
    assert issubclass(TooDeepError, TooManyError)


def test_layers_do_not_grow_over_the_budget():
    with pytest.raises(TooDeepError):
        views("%2541" * 100, Budget(growth=0, spare=10))


@pytest.mark.parametrize(
    "ordinary",
    [
        "Appointment confirmed",
        "123e4567-e89b-12d3-a456-426614174000",
        "internationalization of appointments and responsibilities",
        "2024-01-15T10:30:00Z",
        "2024-01-15 10:30:00",
        "12.50",
        "1,234,567.89",
        "(213) 555-0147",
        "1990-02-02",
        "2024-01-15 10:30",
        "+1-312-555-0100",
        "312-555-0100",
        "536-90-4399",
        "02139-1234",
        "40.712776,-74.005974",
        "https://service.example/clinic/visits",
        "The room is 12.5 by 4 m; 100 % of it is used.",
        "d41d8cd98f00b204e9800998ecf8427e",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "one or two of three",
        "R&D, AT&T; a=b",
        "Señora Núñez, Straße 5",
        "Москва, улица Ленина",
        "الاسم محمد",
    ],
)
def test_ordinary_texts_have_no_other_reading(ordinary):
    assert texts(ordinary) == []


# ---- prefilters


@pytest.fixture(scope="module")
def compiled():
    return {kind.id: re2.compile(f"(?m:{kind.prefilter})") for kind in KINDS}


def pieces():
    codes = [
        VALUE,
        percent("5"),
        "&#53;",
        "&amp;",
        "\\u0035",
        "=35",
        "=\n",
        in_base64(VALUE),
        VALUE.encode().hex(),
    ]
    odd = [
        "5 3 6 9 0 4 3 9 9",
        "536.90.4399",
        "five six ",
        "one two ",
        "O",
        "l",
        "aIien",
        "\x01",
        "1\n2",
        "ivfn",
        "5-",
        "%",
        "\\",
    ]
    return st.lists(st.sampled_from(codes + odd) | st.text(max_size=6), max_size=6).map("".join)


@given(pieces())
def test_a_prefilter_matches_wherever_there_is_another_reading(compiled, text):
    folded = fold(text)
    for kind in KINDS:
        if kind.view(folded) is not None:
            assert compiled[kind.id].search(folded), kind.id


FOUND_BY = {kind.id: of_bytes(as_bytes(kind.prefilter)) for kind in KINDS}


@given(pieces())
def test_where_somebody_has_looked_for_the_kinds_all_is_read_alike(text):
    try:
        alone = views(text)
    except TooDeepError:
        return
    line = as_lines([fold(text)])
    found = {kind.id for kind in KINDS if FOUND_BY[kind.id].search(line, 0)}

    assert [(v.kind, v.text) for v in views(text, found=found)] == [(v.kind, v.text) for v in alone]


def test_of_one_line_only_the_kinds_are_read_that_were_found():
    assert views("%41%42 &lt;", found=["percent"])[0].text == "AB &lt;"
    assert views("%41%42\n&lt;", found=["percent"])[0].text == "AB\n<"
    assert views("%41%42 &lt; ü", found=["percent"])[0].text == "AB < u"


@given(pieces())
def test_the_way_back_of_every_view_never_falls_and_ends_with_the_original(text):
    try:
        found = views(text)
    except TooDeepError:
        return
    for view in found:
        view.text.encode()
        origin = list(view.origin)
        assert len(origin) == len(view.text) + 1
        assert origin == sorted(origin)
        assert origin[-1] == len(text)


CANARIES = st.sampled_from(["A012345678", "IOE0912345678", "maria@example.org", "536-90-4399"])
CODERS = st.lists(
    st.sampled_from(
        [
            percent,
            in_base64,
            lambda t: "".join(f"&#{ord(c)};" for c in t),
            lambda t: t.encode().hex(),
            urllib.parse.quote,
            html_escape,
        ]
    ),
    max_size=3,
)


@given(CANARIES, CODERS, st.text(max_size=8), st.text(max_size=8))
def test_what_is_cut_out_is_in_no_view_any_more(canary, coders, before, after):
    written = canary
    for coder in coders:
        written = coder(written)
    text = f"{before} {written} {after}"
    places = [
        view.place(start, start + len(canary))
        for view in views(text)
        if (start := view.text.find(canary)) >= 0
    ]  # fmt: skip
    if canary in text:
        places.append((text.index(canary), text.index(canary) + len(canary)))

    assert places
    left = list(text)
    for start, end in places:
        left[start:end] = [""] * (end - start)
    assert not any(canary in reading for reading in ("".join(left), *texts("".join(left))))


def test_prefilters_are_expressions_of_hyperscan_too():
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[kind.prefilter.encode() for kind in KINDS],
        ids=list(range(len(KINDS))),
        flags=[hyperscan.HS_FLAG_MULTILINE | hyperscan.HS_FLAG_SINGLEMATCH] * len(KINDS),
    )
    hits = []
    database.scan(percent(VALUE).encode(), match_event_handler=lambda index, *_: hits.append(index))

    assert [KINDS[index].id for index in hits] == ["percent"]


def test_one_expression_tells_of_all_kinds():
    telltale = re2.compile(f"(?m:{TELLTALE})")

    assert telltale.search(percent("5"))
    assert telltale.search("ivfn")
    assert not telltale.search("Appointment confirmed")
    assert len({kind.id for kind in KINDS}) == len(KINDS) > len(CODES)


# ---- linear time


HOSTILE = {
    "percent": "%41", "percent apart": "%41a", "percent twice": "%2541", "entity": "&#65;", "entity apart": "&#65;a",
    "ampersand": "&amp;", "A": "A", "0": "0", "escape": "\\u0041", "escape apart": "\\u0041a", "backslash": "\\",
    "bytes": "\\x41", "equals": "=41", "soft": "=\n", "hex": "41", "spaced": "1 2 ", "grouped": "12.34.",
    "words": "one two ", "swapped": "O0", "swapped words": "aIa0", "control": "\x01", "wrapped": "1\n",
    "backwards": "\u202e1", "looks": "৪1", "fullwidth": "１", "ampersands": "&", "names": "&" + "a" * 31,
    "tags": "\U000e0061", "tags apart": "x\U000e0061", "selectors": "\U000e0125", "low selectors": "\ufe05",
    "numbers of letters": "53 51 54 57 48 45 52 ", "small numbers": "35,33,", "codes": "0x35 ", "bits": "00110101",
    "packed": base64.b64encode(gzip.compress(b"word " * 2_000)).decode() + " ",
    "open": "\\u{", "letters": "aaaaaaaaaaaaaaaa ", "nested": in_base64(in_base64("hello ")),
    "many": in_base64(in_base64("hello ")) + " ",
    "noise": base64.b64encode(random.Random(1).randbytes(MIB // 4)).decode(),
}  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(unit):
    """Eight times the text takes at most about eight times as long: a quadratic reading would take 64 times."""

    def seconds(size):
        text = (unit * (size // len(unit) + 1))[:size]
        best = 10.0
        for _ in range(2):
            start = time.process_time()
            with suppress(TooManyError):
                views(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(1 << 17) <= 24 * max(seconds(1 << 14), 0.0005)


def test_a_set_that_did_not_read_to_the_end_is_an_error(monkeypatch):
    class Exhausted:
        def Match(self, _):
            return []

    monkeypatch.setattr(decode._OCCURRING._occurring, "_set", Exhausted())

    with pytest.raises(Exception, match="memory"):
        views("anything")


@given(
    st.lists(
        st.sampled_from(
            [
                "abcDEF12345",
                "+/",
                "_-",
                "=",
                "==",
                "\r\n",
                "\n",
                " ",
                "A" * 76,
                "A" * 101,
                "x",
                "QUJD" * 9,
                "b" * 10,
            ]
        ),
        max_size=9,
    ).map("".join)
)
def test_what_may_be_base64_is_found_where_its_expression_finds_it(text):
    tokens = [token.span() for token in decode._BASE64_TOKEN.finditer(text)]

    assert list(decode._base64_tokens(text)) == tokens


@given(
    st.lists(st.sampled_from(["1", "2" * 12, "34567", "a", "QUJD" * 9, ",", ", , ,", "é", "="])).map("".join)
)
def test_of_what_may_be_base64_only_rows_of_digits_are_left_out(text):
    tokens = [token.span() for token in decode._BASE64_TOKEN.finditer(text)]
    found = list(decode._base64_tokens(text))

    assert set(found) <= set(tokens)
    assert all(set(text[slice(*token)]) <= set("0123456789=") for token in set(tokens).difference(found))


@given(st.integers(0, 10**60), st.sampled_from(["", "=", "=="]))
def test_a_row_of_digits_is_mostly_beyond_ascii_in_base64(number, padding):
    meaning = decode._aligned(f"{number:011}{padding}")

    assert meaning is None or max(map(len, re.findall(r"[\x00-\x7f]+", meaning[1]))) <= 2


def test_of_a_list_of_numbers_none_is_asked_whether_it_is_base64(monkeypatch):
    asked = []
    aligned = decode._aligned
    monkeypatch.setattr(decode, "_aligned", lambda token: asked.append(token) or aligned(token))

    list(decode._base64("123456789012,234567890123;" * 10_000 + "aGVsbG8gd29ybGQ="))

    assert asked == ["aGVsbG8gd29ybGQ="]


def test_a_token_is_read_once_however_often_it_stands_there(monkeypatch):
    asked = []
    aligned = decode._aligned
    monkeypatch.setattr(decode, "_aligned", lambda token: asked.append(token) or aligned(token))

    edits = list(decode._base64("aGVsbG8gd29ybGQ= " * 1_000))

    assert len(edits) == 1_000
    assert edits[-1] == (999 * 17, 999 * 17 + 16, "hello world")
    assert len(asked) == 1


@given(
    st.binary(min_size=6, max_size=20),
    st.sampled_from(["", ":", " "]),
    st.sampled_from(["", "0x", "x", ", "]),
)
def test_hexadecimal_is_found_as_without_a_look_ahead(data, gap, before):
    slowly = decode._whole(decode._HEX_TOKEN.replace(decode._BEGINS_AS_HEX, ""), decode._from_hex)
    text = before + data.hex(gap) if gap else before + data.hex()

    assert decode.HEX.read(as_it_is(text)) is None or list(slowly(text))
    assert list(decode._whole(decode._HEX_TOKEN, decode._from_hex)(text)) == list(slowly(text))


@given(st.text(min_size=6, max_size=20), st.sampled_from(["utf-8", "utf-16-le"]), st.binary(max_size=1))
def test_text_in_hexadecimal_is_found_as_without_a_look_ahead(said, encoding, odd):
    slowly = decode._whole(decode._HEX_TOKEN.replace(decode._BEGINS_AS_HEX, ""), decode._from_hex)
    text = (odd + said.encode(encoding, "replace")).hex()

    assert list(decode._whole(decode._HEX_TOKEN, decode._from_hex)(text)) == list(slowly(text))


def _words(count, code):
    return [code(f"word number {number}".encode()) for number in range(count)]


IN_TOKENS = {
    "base64": lambda data: base64.b64encode(data).decode(),
    "hex": bytes.hex,
    "base32": lambda data: base64.b32encode(data).decode().rstrip("="),
}


@pytest.mark.parametrize("code", IN_TOKENS.values(), ids=IN_TOKENS)
def test_thousands_of_words_in_a_code_are_read_and_more_are_refused(code):
    most = decode.MOST_TOKENS

    assert "word number 7999" in views(", ".join(_words(8_000, code)))[0].text
    with pytest.raises(TooMuchError):
        views(", ".join(_words(most + 1, code)))


def test_what_only_looks_like_a_code_may_be_as_much_as_it_likes():
    random_ = random.Random(2)
    identifiers = [base64.urlsafe_b64encode(random_.randbytes(15)).decode() for _ in range(40_000)]
    numbers = [str(random_.randrange(10**15, 10**16)) for _ in range(60_000)]

    views(",".join(identifiers))
    views(",".join(numbers))
    views("\n".join(f"{random_.randrange(10**9)},{random_.randrange(10**5) / 100}" for _ in range(60_000)))
