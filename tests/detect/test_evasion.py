"""
No spelling hides what the plain text shows: values x tables of Unicode x codes (threats D03 to D12).

A few of all combinations run in the suite, chosen by their number; `-m torture` runs all of them.
"""

import base64
import gzip
import json
import urllib.parse
import zlib
from collections import Counter
from functools import cache

import pytest

from firewall.detect.decode import views
from firewall.detect.fold import cluster, fold, place, unfold
from firewall.detect.lookalikes import SECOND_LOOKS
from firewall.detect.scan import Scanner
from firewall.detect.values import VALUES
from tests import corpora

UNICODE = corpora.folder("unicode", 2_900)
NUMBERS = corpora.folder("pii", 12_161) / "stdnum_numbers.jsonl"

OURS = (
    "A012345678", "A-012-345-678", "A 098 765 432", "a#204867533", "A204-867-533", "alien number 204867533",
    "IOE0912345678", "MSC-21-903-12345", "LIN2190123456", "EAC 22 123 50123", "N0012345678", "case N1234567890",
    "912-70-1234", "SSN 536-90-4399", "536 90 4399", "ssn: 536904399", "ITIN 912701234", "I-94 number 123456789A1",
    "I-94: 12345678901", "123456789B2", "visa foil no. A1234567", "(213) 555-0147", "+1 213-555-0147", "213.555.0147",
    "phone 2135550147", "+12135550147", "maria.lopez@example.org", "j_o'neil+x@clinic.example.gov", "EAD (C)(9)",
    "hearing of alien no. 204 867 533", "USCIS online account 012345678901",
)  # fmt: skip
WANTED_MODULES = 40
LIMIT = 0.999
CODES = (
    "plain",
    "percent",
    "entity",
    "escape",
    "base64",
    "percent percent",
    "base64 base64",
    "percent entity base64",
)


@cache
def scanner():
    return Scanner(VALUES)


def read(name):
    return json.loads((UNICODE / name).read_text(encoding="utf-8"))


def char(row):
    return chr(int(row.removeprefix("U+"), 16))


@cache
def numbers():
    """Valid numbers of many countries, one or two of a module, each under words that explain it."""
    rows = (json.loads(line) for line in NUMBERS.read_text(encoding="utf-8").splitlines())
    kept = {}
    for row in rows:
        if row["valid"] and len(kept.setdefault(row["module"], [])) < 3:
            kept[row["module"]].append(row["number"])
    tries = [
        template.format(number)
        for found in kept.values()
        for number in found
        for template in ("ssn {}", "alien number {}", "I-94 {}", "{}")
    ]
    plain = [text for text in tries if found_in(text, read_all=False)]
    return list({text.split()[-1]: text for text in plain}.values()), kept


@cache
def values():
    return [*OURS, *numbers()[0]]


def found_in(text, *, read_all=True):
    """Where something is found, under any reading, as places of the text itself."""
    origin = unfold(text)
    readings = [(fold(text), lambda start, end: place(origin, start, end))]
    if read_all:
        readings += [(view.text, view.place) for view in views(text)]
    hits = scanner().scan_texts([reading for reading, _ in readings])
    return [cluster(text, *readings[index][1](span.start, span.end)) for index, span, _ in hits]


# ---- the tables


@cache
def tables():
    """Name -> [(what stands instead of which character, or what is inserted)]."""
    code_points = read("evasion_codepoints.json")
    letters = {}
    for rows, table in (
        (read("confusables_of_ascii.json"), "confusables"),
        (read("nfkc_to_ascii.json"), "nfkc"),
    ):
        pairs = [(target, as_char(look)) for target, looks in rows.items() for look in looks]
        letters[table] = [(old, new) for old, new in pairs if len(old) == 1 and not new.isascii()]
    digits = {value: [row["char"] for row in rows] for value, rows in read("decimal_digits.json").items()}
    return {
        "digits": [(value, new) for value, news in digits.items() for new in news if not new.isascii()],
        "other digits": [(row["digit"], row["char"]) for row in read("other_digit_values.json")],
        "dashes": [("-", char(row["cp"])) for row in code_points["dash"] if row["cp"] != "U+002D"],
        "spaces": [
            (" ", char(row["cp"])) for row in code_points["white_space"] if ord(char(row["cp"])) > 0x7F
        ],
        "ignorable": [("", char(row["cp"])) for row in code_points["default_ignorable"]],
        "bidi": [("", char(row["cp"])) for row in code_points["bidi_control"]],
        "marks": [("", new) for new in "\u0301\u0300\u0336\u20e3\u20dd\ufe0f\u0338\u0489"],
        "case": [
            (old, char(row)) for rows in read("case_mapping_to_ascii.json").values() for row, old in rows
        ],
        **letters,
    }


def as_char(look):
    return char(look) if look.startswith("U+") else look


def spell(text, old, new):
    """Every occurrence is replaced; an inserted one stands between all characters."""
    if old:
        return text.replace(old, new)
    return new.join(text)


def percent(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def entity(text):
    return "".join(f"&#{ord(one)};" if ord(one) % 2 else f"&#x{ord(one):x};" for one in text)


def escape(text):
    units = text.encode("utf-16-be").hex()
    return "".join(f"\\u{units[index : index + 4]}" for index in range(0, len(units), 4))


def in_base64(text):
    return base64.b64encode(text.encode()).decode()


CODERS = {"percent": percent, "entity": entity, "escape": escape, "base64": in_base64}


def encode(text, codes):
    for code in () if codes == "plain" else codes.split():
        text = CODERS[code](text)
    return text


def combinations():
    for table, rows in tables().items():
        for old, new in rows:
            for text in values():
                if old and old not in text:
                    continue
                for codes in CODES:
                    yield table, codes, text, old, new


def recall(chosen):
    asked, missed, left = Counter(), [], []
    for table, codes, text, old, new in chosen:
        evading = encode(spell(text, old, new), codes)
        asked[table, codes] += 1
        found = found_in(evading)
        if not found:
            missed.append((table, codes, text, old, f"U+{ord(new[0]):04X}"))
        elif found_in(cut(evading, found)):
            left.append((table, codes, text, old, f"U+{ord(new[0]):04X}"))
    return asked, missed, left


def cut(text, places):
    kept = list(text)
    for start, end in places:
        kept[start:end] = [""] * (end - start)
    return "".join(kept)


def judge(chosen, codes):
    asked, missed, left = recall(chosen)

    assert len(asked) == len(tables()) * len(codes), "a table or a code was not tried"
    assert len(missed) <= (1 - LIMIT) * asked.total(), (asked.total(), len(missed), missed[:20])
    assert left == [], left[:20]


# ---- whole texts, written otherwise: each way alone


def behind(length):
    """The same out of step: base64 of a text has three other forms behind other texts."""
    return lambda text: in_base64("x" * length + " " + text)


def in_hex(text, between=""):
    return text.encode().hex(between) if between else text.encode().hex()


def quoted(text):
    return "".join(f"={byte:02X}" for byte in text.encode())


def soft(length, end):
    return lambda text: f"={end}".join(text[start : start + length] for start in range(0, len(text), length))


def tagged(tag):
    return lambda text: text[: len(text) // 2] + tag + text[len(text) // 2 :]


def tags(text):
    return "".join(chr(0xE0000 + ord(one)) for one in text)


def selectors(text):
    return "".join(chr((0xFE00 if byte < 16 else 0xE00F0) + byte) for byte in text.encode())


def apart(hide):
    """One hidden character behind each letter of a sentence that everybody sees."""
    return lambda text: "".join(f"x{hidden}" for hidden in hide(text))


def halves(text):
    return "".join(chr(0xFE00 + int(half, 16)) for half in text.encode().hex())


def in_numbers(way, between=" "):
    return lambda text: between.join(way.format(ord(one)) for one in text)


def in_utf(encoding, mark=b""):
    return lambda text: base64.b64encode(mark + text.encode(encoding)).decode()


def looks(ascii_, others):
    return lambda text: text.translate(str.maketrans(ascii_, others))


def url_safe(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


DIGITS = "0123456789"
WAYS = {
    "percent": percent,
    "percent in small letters": lambda text: percent(text).lower(),
    "percent where needed": urllib.parse.quote,
    "a form": urllib.parse.quote_plus,
    "a query": lambda text: f"https://example.org/p?a=1&n={urllib.parse.quote_plus(text)}&b=2",
    "a path": lambda text: f"https://example.org/p/{urllib.parse.quote(text)}/v",
    "percent three times": lambda text: percent(percent(percent(text))),
    "entities": entity,
    "entities with zeros": lambda text: "".join(f"&#{ord(one):07};" for one in text),
    "entities without an end": lambda text: "".join(f"&#{ord(one)}" for one in text),
    "large entities": lambda text: "".join(f"&#X{ord(one):X};" for one in text),
    "escapes": escape,
    "escaped escapes": lambda text: escape(text).replace("\\", "\\\\"),
    "escapes of bytes": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "octal escapes": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()),
    "long escapes": lambda text: "".join(f"\\U{ord(one):08x}" for one in text),
    "escapes in braces": lambda text: "".join(f"\\u{{{ord(one):x}}}" for one in text),
    "JSON in JSON": lambda text: json.dumps(json.dumps({"a": text})),
    "base64": in_base64,
    "base64 behind 2": behind(1),
    "base64 behind 3": behind(2),
    "base64 behind 4": behind(3),
    "base64 for URLs": url_safe,
    "base64 for URLs in a URL": lambda text: f"https://example.org/?q={url_safe(text)}&b=1",
    "base64 without padding": lambda text: in_base64(text).rstrip("="),
    "base64 in a sentence": lambda text: f"see {in_base64(text)} please",
    "base64 after one letter": lambda text: f"a{in_base64(text)}",
    "base64 after two letters": lambda text: f"ab{in_base64(text)}",
    "base64 after three letters": lambda text: f"abc{in_base64(text)}",
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "base64 of UTF-16 in the other order": in_utf("utf-16-be"),
    "base64 of UTF-16 with a mark": in_utf("utf-16-le", b"\xff\xfe"),
    "base64 of UTF-16 in the other order with a mark": in_utf("utf-16-be", b"\xfe\xff"),
    "base64 of UTF-8 with a mark": in_utf("utf-8-sig"),
    "base64 of UTF-32": in_utf("utf-32-le"),
    "base64 of UTF-32 in the other order": in_utf("utf-32-be"),
    "base64 of gzip": lambda text: base64.b64encode(gzip.compress(text.encode())).decode(),
    "base64 of two members of gzip": lambda text: base64.b64encode(
        gzip.compress(b"nothing here") + gzip.compress(b"; " + text.encode())
    ).decode(),
    "base64 of zlib": lambda text: base64.b64encode(zlib.compress(text.encode())).decode(),
    "hexadecimal of gzip": lambda text: gzip.compress(text.encode()).hex(),
    "hexadecimal of UTF-16 in the other order": lambda text: text.encode("utf-16-be").hex(),
    "hexadecimal of UTF-16 with a mark": lambda text: (b"\xff\xfe" + text.encode("utf-16-le")).hex(),
    "UTF-7": lambda text: f"+{in_utf('utf-16-be')(text).rstrip('=')}-",
    "decimal numbers": in_numbers("{}"),
    "decimal numbers in a list": in_numbers("{}", ", "),
    "decimal numbers in lines": in_numbers("{}", "\r\n"),
    "hexadecimal numbers": in_numbers("0x{:02x}"),
    "hexadecimal numbers in a list": in_numbers("0x{:02X}", ", "),
    "hexadecimal numbers with commas": in_numbers("{:02x}", ","),
    "hexadecimal numbers with dashes": in_numbers("{:02X}", "-"),
    "code points": in_numbers("U+{:04X}"),
    "code points without a gap": in_numbers("U+{:04X}", ""),
    "octal numbers": in_numbers("0{:o}"),
    "binary numbers": in_numbers("{:08b}"),
    "binary numbers without a gap": in_numbers("{:08b}", ""),
    "tags": tags,
    "tags behind a flag": lambda text: f"ok \U0001f3f4{tags(text)}\U000e007f fine",
    "tags apart": apart(tags),
    "selectors": lambda text: f"ok \U0001f642{selectors(text)} fine",
    "selectors apart": apart(selectors),
    "selectors from the first long one": lambda text: "".join(chr(0xE0100 + ord(one)) for one in text),
    "selectors as halves of bytes": halves,
    "selectors of base64": lambda text: selectors(in_base64(text)),
    "base64 of tags": lambda text: in_base64(tags(text)),
    "percent of tags": lambda text: percent(tags(text)),
    "base64 of JSON": lambda text: in_base64(json.dumps({"v": text})),
    "a data URL": lambda text: f"data:text/plain;base64,{in_base64(text)}",
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base32 without padding": lambda text: base64.b32encode(text.encode()).decode().rstrip("="),
    "hexadecimal": in_hex,
    "hexadecimal in capitals": lambda text: in_hex(text).upper(),
    "hexadecimal after 0x": lambda text: f"0x{in_hex(text)}",
    "hexadecimal with colons": lambda text: in_hex(text, ":"),
    "hexadecimal with blanks": lambda text: in_hex(text, " "),
    "quoted-printable": quoted,
    "quoted-printable in lines": soft(3, "\n"),
    "quoted-printable in lines of mail": soft(4, "\r\n"),
    "a header of mail": lambda text: f"=?utf-8?B?{in_base64(text)}?=",
    "percent of base64": lambda text: percent(in_base64(text)),
    "base64 of percent": lambda text: in_base64(percent(text)),
    "base64 three times": lambda text: in_base64(in_base64(in_base64(text))),
    "hexadecimal of base64": lambda text: in_hex(in_base64(text)),
    "base64 of hexadecimal": lambda text: in_base64(in_hex(text)),
    "entities of percent": lambda text: entity(urllib.parse.quote(text)),
    "quoted-printable of base64": lambda text: quoted(in_base64(text)),
    "a tag within": tagged("<b>"),
    "a tag with attributes within": tagged('<span class="x" lang="en">'),
    "a comment within": tagged("<!-- x -->"),
    "CDATA": lambda text: f"<![CDATA[{text}]]>",
    "backwards": lambda text: f"\u202e{text[::-1]}\u202c",
    "half backwards": lambda text: f"{text[:3]}\u202e{text[:2:-1]}\u202c",
    "isolated": lambda text: f"\u2067{text}\u2069",
    "full width": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    "bold digits": looks(DIGITS, "".join(chr(0x1D7CE + value) for value in range(10))),
    "circled digits": looks(DIGITS, "⓪①②③④⑤⑥⑦⑧⑨"),
    "raised digits": looks(DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "digits of four scripts": looks(DIGITS, "٠۱२３4٥۶७８9"),
    "Cyrillic": looks("ABCEHKMOPTXaceopx", "АВСЕНКМОРТХасеорх"),
    "Greek": looks("ABEHIKMNOPTXYZo", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖο"),
    "control characters": "\x01".join,
    "nothing visible": "\u200b\u2060".join,
}
ORDINARY = [
    *OURS[:-2],
    "passport no. X1234567",
    "NIE X1234567L",
    "codice fiscale HMDSRA90A41Z343B",
    "BSN 111222333",
]


# ---- what is claimed


def test_the_values_are_found_when_plain():
    assert [text for text in values() if not found_in(text, read_all=False)] == []


def test_there_are_numbers_of_many_countries():
    found, modules = numbers()

    known = {number: module for module, rows in modules.items() for number in rows}
    assert len({known[n] for n in known if any(text.endswith(n) for text in found)}) >= WANTED_MODULES


def test_no_spelling_hides_a_value():
    """About 120 of each table and each code, evenly chosen."""
    of_kind = {}
    for chosen in combinations():
        of_kind.setdefault(chosen[:2], []).append(chosen)

    judge([chosen for rows in of_kind.values() for chosen in rows[:: len(rows) // 120 + 1]], CODES)


def written(way, texts):
    """Return the values that a way to write hides, and those of which something is left after the cut."""
    hidden, left = [], []
    for text in texts:
        evading = WAYS[way](text)
        found = found_in(evading)
        if not found:
            hidden.append(text)
        elif found_in(cut(evading, found)):
            left.append(text)
    return hidden, left


@pytest.mark.parametrize("way", WAYS)
def test_no_way_to_write_hides_a_value(way):
    assert written(way, [text for text in ORDINARY if found_in(text, read_all=False)]) == ([], [])


@pytest.mark.torture
@pytest.mark.parametrize("way", WAYS)
def test_no_way_to_write_hides_a_number_of_any_country(way):
    texts = [text for text in values() if text.isascii() and "  " not in text]
    hidden, left = written(way, texts)

    assert len(texts) > 250
    assert len(hidden) <= (1 - LIMIT) * len(texts), hidden
    assert left == []


@pytest.mark.torture
@pytest.mark.parametrize("codes", CODES)
def test_no_spelling_at_all_hides_a_value(codes):
    judge([chosen for chosen in combinations() if chosen[1] == codes], [codes])


def test_every_row_of_every_table_is_met_once():
    """Each with a value of its own, as it is: the whole of Unicode's tables, in a second."""
    met = {}
    for number, chosen in enumerate(combinations()):
        if chosen[1] == "plain":
            key = (chosen[0], *chosen[3:])
            met.setdefault(key, []).append((number, chosen))
    one_each = [rows[index % len(rows)][1] for index, rows in enumerate(met.values())]
    _, missed, left = recall(one_each)

    assert len(one_each) > 2_900
    assert len(missed) <= (1 - LIMIT) * len(one_each), missed
    assert left == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ssn 5 3 6 - 9 0 - 4 3 9 9", "536-90-4399"),
        ("5 3 6  9 0  4 3 9 9", "536 90 4399"),
        ("5.3.6-9.0-4.3.9.9", "536-90-4399"),
        ("536.90.4399", "536-90-4399"),
        ("536/90/4399", "536-90-4399"),
        ("536_90_4399", "536-90-4399"),
        ("536 - 90 - 4399", "536-90-4399"),
        ("536-90-\n4399", "536-90-4399"),
        ("ssn: five three six nine zero four three nine nine", "536904399"),
        ("ssn: cinco tres seis, nueve cero, cuatro tres nueve nueve", "536904399"),
        ("ssn: cinq trois six neuf zéro quatre trois neuf neuf", "536904399"),
        ("ssn: fünf drei sechs neun null vier drei neun neun", "536904399"),
        ("ssn: cinque tre sei nove zero quattro tre nove nove", "536904399"),
        ("ssn: vijf drie zes negen nul vier drie negen negen", "536904399"),
        ("ssn: cinco três meia nove zero quatro três nove nove", "536904399"),
        ("five three six dash nine zero dash four three nine nine", "536-90-4399"),
        ("536-9O-4399", "536-90-4399"),
        ("A0I2345678", "A012345678"),
        ("A0l2345678", "A012345678"),
        ("\u202e9934-09-635\u202c", "536-90-4399"),
        ("A1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣", "A123456789"),
        ("A 0 1 2 3 4 5 6 7 8", "A012345678"),
        ("A01 2345 678", "A012345678"),
    ],
)  # fmt: skip
def test_what_a_reader_makes_of_it_is_found(written, read):
    found = found_in(written)

    assert any(read in reading for reading in (fold(written), *(view.text for view in views(written))))
    assert found
    assert not found_in(cut(written, found))


@pytest.mark.parametrize("look", sorted(SECOND_LOOKS))
def test_what_looks_like_ascii_second_is_read_so_too(look):
    text = "x" + look + "x"

    assert f"x{SECOND_LOOKS[look]}x" in {fold(text), *(view.text for view in views(text))}
