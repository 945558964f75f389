import re
from random import Random
from re import _constants as kinds  # type: ignore[attr-defined]  # private, and only for tests
from re import _parser as parser  # type: ignore[attr-defined]

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.alike import Alike, of_any_digit
from firewall.detect.alternatives import alternatives, unwrapped
from firewall.detect.by_re2 import compiled
from firewall.detect.decoding import ALL
from firewall.detect.lines import ONE_DIGIT, Lines, as_lines
from firewall.detect.matching import as_bytes
from tests.detect.matching_trials import Trials, members

DIGITS = frozenset(b"0123456789")
NOTHING = [f"nothing at all to be found {number}" for number in range(10, 30)]


@pytest.mark.parametrize(
    ("expression", "wide"),
    [
        (b"cat", b"cat"),
        (rb"(?i)a[0-9]{8,9}\b", rb"(?i)a[0-9]{8,9}\b"),
        (rb"[^0-9a-z]\d\w[A-Z]{3}", rb"[^0-9a-z]\d\w[A-Z]{3}"),
        (b"i-94", b"i-[0-9][0-9]"),
        (b"[1-9][0-9]", b"(?:[1-9]|[0-9])[0-9]"),
        (b"[^0]x{2}", b"(?:[^0]|[0-9])x{2}"),
        (rb"[]1\]]|\[2\]", rb"(?:[]1\]]|[0-9])|\[[0-9]\]"),
        (rb"\x2d[\x30-\x32]", rb""),
        (rb"\x2d[a-z]1", rb"\x2d[a-z][0-9]"),
        (rb"\x31", b""),
        (rb"\Q1\E", b""),
        (rb"\p{Nd}", b""),
        (b"[[:digit:]]", b""),
        (b"(?P<v1>a)", b""),
    ],
)
def test_an_expression_is_made_to_tell_no_digit_from_another(expression, wide):
    assert of_any_digit(expression) == wide


PARTS = st.sampled_from(
    ["a", "1", "0", "94", "[0-9]", "[1-3a]", "[^12]", "[^0-9]", r"\d", "|", "(?:", ")", "{2}", "?", r"\b", "^", r"\x2d"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=8).map("".join), st.text("a0123459- ", max_size=8))
def test_what_an_expression_finds_is_found_with_a_nought_for_each_digit(expression, text):
    options = re2.Options()
    options.log_errors = False
    try:
        exact = re2.compile(expression.encode(), options)
    except re2.error:
        return
    wide = re2.compile(of_any_digit(expression.encode()), options)

    if exact.search(text.encode()):
        assert wide.search(text.encode())
        assert wide.search(re.sub("[0-9]", "0", text).encode())


def prefilters(detectors):
    scanner = detectors.scanner
    codes = [as_bytes(prefilter) for _, prefilter in ALL.prefilters]
    return [*scanner._asked.prefilters, *scanner._then.prefilters, *codes]


def blind(tree):
    """Write an expression as its tree says, with every digit where it takes one."""
    return b"".join(map(blind_part, tree))


def blind_part(part):
    kind, value = part
    match kind:
        case kinds.LITERAL | kinds.NOT_LITERAL | kinds.IN:
            return blind_class(characters(kind, value))
        case kinds.BRANCH:
            return b"(?:%s)" % b"|".join(dict.fromkeys(map(blind, value[1])))
        case kinds.SUBPATTERN:
            assert value[:2] == (None, 0)
            assert value[2] in (0, re.IGNORECASE)
            return b"(?%s:%s)" % (b"-i" if value[2] else b"", blind(value[-1]))
        case kinds.MAX_REPEAT | kinds.MIN_REPEAT:
            least, most, body = value
            bound = b"" if most is kinds.MAXREPEAT else b"%d" % most
            return b"(?:%s){%d,%s}%s" % (blind(body), least, bound, b"?" * (kind is kinds.MIN_REPEAT))
        case kinds.ANY:
            return b"."
        case kinds.AT:
            return {kinds.AT_BEGINNING: b"^", kinds.AT_END: b"$"}[value]
    raise ValueError(kind)


def blind_class(taken):
    codes = taken - DIGITS | (DIGITS if taken & DIGITS else frozenset())
    return b"[%s]" % b"".join(b"\\x%02x" % code for code in sorted(codes))


def characters(kind, value):
    if kind is kinds.LITERAL:
        return frozenset({value})
    return frozenset(range(256)) - {value} if kind is kinds.NOT_LITERAL else frozenset(members(value))


def wanted(expression):
    """Return the flags of an expression, and itself, read and written again by somebody else."""
    tree = parser.parse(expression, re.MULTILINE)
    before, written = None, blind(tree)
    while written != before:  # what begins alike is put together
        before, written = written, blind(parser.parse(written, re.MULTILINE))
    return tree.state.flags, written


def takes_one_digit(tree):
    return any(map(is_choosy, tree))


def is_choosy(part):
    kind, value = part
    match kind:
        case kinds.LITERAL | kinds.NOT_LITERAL | kinds.IN:
            return len(DIGITS & characters(kind, value)) not in (0, len(DIGITS))
        case kinds.BRANCH:
            return any(map(takes_one_digit, value[1]))
        case kinds.SUBPATTERN | kinds.MAX_REPEAT | kinds.MIN_REPEAT:
            return takes_one_digit(value[-1])
    return False


def leaves(expression):
    """Yield the alternatives of an expression, and where those tell digits apart, their own."""
    for piece in alternatives(expression):
        inside = unwrapped(piece)
        if inside is None or of_any_digit(piece) == piece:
            yield piece
        else:
            yield from leaves(inside)


def test_every_prefilter_of_the_product_is_made_to_tell_no_digit_from_another(detectors):
    """A proof, part by part, and no trial: texts may hold anything."""
    pieces = {piece for expression in prefilters(detectors) for piece in leaves(expression)}

    assert len(pieces) > 800
    for piece in pieces:
        wide = of_any_digit(piece)
        if wide == piece:
            assert not takes_one_digit(parser.parse(piece, re.MULTILINE)), piece
        else:
            assert wanted(wide) == wanted(piece), piece


@pytest.mark.parametrize(
    ("expression", "wide"), [(b"1a", b"2b"), (b"[1-3]a", b"[a-c]a"), (b"a{2}", b"a{3}"), (b"a|2", b"a")]
)
def test_what_is_not_wider_is_seen(expression, wide):
    assert wanted(expression) != wanted(wide)


def by_text(lines, size):
    """Return the line that stands for each text."""
    found = lines.by_text(dict(enumerate(lines.data.split(b"\n"))))
    return [found[number] for number in range(size)]


def test_what_occurs_in_a_line_occurs_in_its_texts_and_nothing_else(detectors):
    """Texts made of each prefilter of the product, and of others beside it."""
    random = Random(7)
    expressions = [(parser.parse(e, re.MULTILINE), compiled(e)) for e in prefilters(detectors)]
    maker, alike = Trials([], seed=7), detectors.scanner._alike
    shared = 0
    for tree, _ in expressions:
        made = re.sub("[\n\r]", " ", (b" x" + maker.text(tree)).decode("latin-1"))
        texts = [
            *NOTHING,
            *(re.sub("[0-9]", lambda _: random.choice("0123456789"), made) for _ in range(12)),
            made,
        ]
        lines = alike.lines(texts)
        shared += lines.texts is not None
        asked = [tree_and_one[1] for tree_and_one in random.sample(expressions, 8)] + [
            one for other, one in expressions if other is tree
        ]
        for text, line in zip(texts, by_text(lines, len(texts)), strict=True):
            exact = as_lines([text])
            assert [bool(e.search(exact, 0)) for e in asked] == [bool(e.search(line, 0)) for e in asked]
    assert shared > 300


def test_texts_that_differ_in_digits_share_a_line_where_no_expression_cares():
    lines = Alike([b"no 94", b"cat [0-9]"]).lines([*NOTHING, "no 94", "no 95", "cat 3", "cat 4", "no 9"])

    assert lines.data.split(b"\n") == [
        b"nothing at all to be found 00",
        b"cat 0",
        b"no 0",
        b"no 94",
        b"no 95",
    ]
    assert list(map(list, lines.texts)) == [list(range(20)), [22, 23], [24], [20], [21]]
    assert lines.without({*range(20), 21, 22}, []).data == b"cat 0\nno 0\nno 94"


def test_only_the_alternatives_count_that_tell_digits_apart():
    lines = Alike([b"(?i)(?:cat|(?:^|x)no 9|dog)"]).lines([*NOTHING, "a cat 7", "a cat 8", "No 7", "No 9"])

    assert lines.data.split(b"\n") == [b"nothing at all to be found 00", b"a cat 0", b"No 7", b"No 9"]


@pytest.mark.parametrize(
    ("more", "is_plain"),
    [
        ([], True),
        (["%41"], False),
        (["%3F", "cat 3"], False),
        (["cat 3"], True),
        (["%4"], True),
        (["x 7"], False),
    ],
)
def test_whether_a_code_may_stand_anywhere_is_known(more, is_plain):
    lines = Alike([b"cat 3"], [b"%[2-7][0-9A-F]", b"x [0-9]"]).lines([*NOTHING, *more])

    assert lines.is_plain is is_plain


def test_what_cannot_be_read_is_looked_for_in_every_text_as_it_stands():
    lines = Alike([rb"\x31"]).lines(NOTHING)

    assert lines.data == as_lines(NOTHING)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["a 1", "a 2"],
        [letter * 20 for letter in "abcdefghi"],  # nothing is alike
        list("0123456789"),  # all that is looked at is short
        ["".join(Random(1).choices("abc ", k=40_000))] * 3 + ["x"] * 9,  # too much of it
    ],
)
def test_where_it_does_not_pay_each_text_has_its_line(texts):
    assert Alike([b"cat"]).lines(texts) == Lines(as_lines(texts))


def test_digits_alone_become_one():
    assert bytes(range(256)).translate(ONE_DIGIT) == re.sub(rb"[0-9]", b"0", bytes(range(256)))


VALUES = (
    "A012345678", "A-012-345-678", "uscis# 123456789", "IOE0912345678", "ssn 536-90-4399", "itin 912-90-3456", "N0012345678",
    "536904399", "i-94", "i 551 card", "§ 60a AufenthG", "green card", "undocumented", "sin papeles", "+1-312-555-0100",
    "4111 1111 1111 1111", "NL91ABNA0417164300", "X2482300W", "the patient came back in 2 weeks", "QTAxMjM0NTY3OA==",
    "%41012345678", "A 0 1 2 3 4 5 6 7 8", "five year bar", "1980-01-01", "born 1980", "",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_what_is_found_is_what_is_found_in_each_text_as_it_stands(detectors, seed, monkeypatch):
    random = Random(seed)
    texts = []
    for _ in range(8):
        made = " ".join(random.sample(VALUES, random.randint(1, 3)))
        others = ("".join(str(random.randrange(10)) if c.isdigit() else c for c in made) for _ in range(4))
        texts += [made, *others, made]
    assert detectors.scanner._alike.lines(texts).texts is not None
    found = detectors.scanner.scan_texts(texts)
    monkeypatch.setattr("firewall.detect.alike._FEWEST", len(texts) + 1)

    assert set(found) == set(detectors.scanner.scan_texts(texts))
    assert found
