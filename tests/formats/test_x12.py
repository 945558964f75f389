from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import format_of
from firewall.formats.base import Limits, Unreadable
from tests.formats.through import through

X12 = format_of("application/EDI-X12")
LIMITS = Limits()
CANARY = "CANARY-7c1f"
ISA = "ISA*00*          *00*          *ZZ*CITY           *ZZ*PAYER          *260615*1200*^*00501*000000905*0*P*:~"


def interchange(kind, *segments, isa=ISA):
    body = [f"ST*{kind}*0001*005010X279A1", *segments, f"SE*{len(segments) + 2}*0001"]
    return (
        isa
        + "GS*BE*S*R*20260615*1200*1*X*005010X279A1~"
        + "".join(s + "~" for s in body)
        + "GE*1*1~IEA*1*000000905~"
    ).encode()


ENROLMENT = interchange(
    "834",
    "BGN*00*1*20260615",
    "INS*Y*18*030",
    "REF*0F*123",
    f"NM1*IL*1*{CANARY}*AMINA",
    f"DMG*D8*19870309*F**C:RET:2106-3^:RET:2028-9*{CANARY}",
)
INQUIRY = interchange(
    "270", "BHT*0022*13*1*20260615*1200", "HL*1**20*1", "NM1*PR*2*PAYER*****PI*12345", f"TRN*1*{CANARY}*9"
)
RESPONSE = interchange("271", "BHT*0022*11*1*20260615*1200", "HL*1**20*1", "AAA*Y**42*C", f"MSG*{CANARY}")


@pytest.mark.parametrize("body", [ENROLMENT, INQUIRY, RESPONSE])
def test_what_we_write_is_the_same(body):
    assert X12.write(X12.parse(body, LIMITS)) == body


def test_elements_go_by_the_names_of_the_standard():
    tree = X12.parse(ENROLMENT, LIMITS)

    assert tree[0]["ISA06"] == "CITY"
    assert tree[6] == {"NM101": "IL", "NM102": "1", "NM103": CANARY, "NM104": "AMINA"}
    assert tree[7]["DMG05"] == [{"1": "C", "2": "RET", "3": "2106-3"}, {"2": "RET", "3": "2028-9"}]
    assert not any("ISA11" in segment or "SE01" in segment for segment in tree)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_line_ends_behind_segments_say_nothing(end):
    assert X12.write(X12.parse(ENROLMENT.replace(b"~", b"~" + end), LIMITS)) == ENROLMENT
    assert X12.write(X12.parse(ENROLMENT.replace(b"~", b"~" + end).removesuffix(end), LIMITS)) == ENROLMENT


def test_other_delimiters_are_read_and_the_usual_ones_written():
    other = ENROLMENT.decode().translate(str.maketrans("*^:~", "|`>'")).encode()

    assert X12.write(X12.parse(other, LIMITS)) == ENROLMENT


def test_a_delimiter_that_stands_in_a_text_is_not_used():
    other = ENROLMENT.decode().translate(str.maketrans("*^:~", "|`>'")).replace("AMINA", "A*M~N:A").encode()
    tree = X12.parse(other, LIMITS)

    assert X12.parse(X12.write(tree), LIMITS) == tree


def test_a_segment_taken_out_is_in_no_byte_and_the_counts_are_right():
    tree = [segment for segment in X12.parse(ENROLMENT, LIMITS) if "DMG02" not in segment]
    tree = [{k: v for k, v in segment.items() if k != "NM103"} for segment in tree]

    body = X12.write(tree)

    assert CANARY.encode() not in body
    segments = [segment.split("*") for segment in body.decode().split("~")]
    assert ["SE", "6", "0001"] in segments
    assert ["NM1", "IL", "1", "", "AMINA"] in segments
    assert X12.parse(body, LIMITS) == tree


def test_versions_before_repetition_say_so():
    isa = ISA.replace("*^*00501*", "*U*00401*")
    body = interchange("270", "NM1*IL*1*DOE^X", isa=isa)

    assert X12.parse(body, LIMITS)[3]["NM103"] == "DOE^X"
    assert b"*U*00401*" in X12.write(X12.parse(body, LIMITS))
    with pytest.raises(Unreadable, match=r"^not-x12$"):
        X12.write([{"ISA12": "00401"}, {"GS06": "1"}, {"ST02": "1", "ST03": ["a", "b"]}])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-x12"),
        (b"GS*BE~", "not-x12"),
        (ENROLMENT[:-1], "not-x12"),
        (ENROLMENT + b"X", "not-x12"),
        (ENROLMENT + ENROLMENT, "x12-envelope"),
        (ENROLMENT.replace(b"~GS", b"~\nGS"), "not-x12"),
        (ENROLMENT.replace(b"~NM1", b"~\nNM1"), "not-x12"),
        (ENROLMENT.replace(b"AMINA", b"AMI\nNA"), "not-x12"),
        (ENROLMENT.replace(b"ZZ*CITY ", b"ZZ*CITY"), "not-x12"),
        (ENROLMENT.replace(b"*P*:~", b"*P*^~"), "not-x12"),
        (ENROLMENT.replace(b"*P*:~", b"*P*A~"), "not-x12"),
        (ENROLMENT.replace(b"SE*7*", b"SE*8*"), "x12-envelope"),
        (ENROLMENT.replace(b"SE*7*0001", b"SE*7*0002"), "x12-envelope"),
        (ENROLMENT.replace(b"GE*1*1", b"GE*2*1"), "x12-envelope"),
        (ENROLMENT.replace(b"GE*1*1", b"GE*1*2"), "x12-envelope"),
        (ENROLMENT.replace(b"IEA*1*", b"IEA*2*"), "x12-envelope"),
        (ENROLMENT.replace(b"IEA*1*000000905", b"IEA*1*000000906"), "x12-envelope"),
        (ENROLMENT.replace(b"SE*7*0001~", b""), "x12-envelope"),
        (ENROLMENT.replace(b"GE*1*1~IEA*1*000000905~", b""), "x12-envelope"),
        (ENROLMENT.replace(b"ST*834*0001*005010X279A1~", b""), "x12-envelope"),
        (ENROLMENT.replace(b"INS*", b"ISA*"), "x12-envelope"),
        (ENROLMENT.replace(b"~GE*1*1", b"~NM1*X~GE*1*1"), "x12-envelope"),
        (ENROLMENT.replace(b"INS*", b"ins*"), "not-x12"),
        (ENROLMENT.replace(b"INS*Y*18*030", b"BIN*3*abc"), "binary-value"),
        (ENROLMENT.replace(b"INS*Y*18*030", b"INS" + b"*x" * 100), "not-x12"),
        (ENROLMENT.replace(b"AMINA", b"\x1c"), "control-character"),
        (ENROLMENT.replace(b"AMINA", b"\xff"), "not-utf-8"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        X12.parse(body, LIMITS)


@pytest.mark.parametrize("mark", [b"*", b"^", b":", b"~"])
def test_too_many_elements_are_refused_before_they_are_built(mark):
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        X12.parse(ENROLMENT.replace(b"AMINA", mark * 300_000), LIMITS)


@pytest.mark.parametrize(
    "tree",
    [
        None,
        {},
        [{"ISA06": "x" * 16}, {"GS06": "1"}],
        [{"ISA06": "x"}, "a"],
        [{"ISA06": "x"}, {"GS06": "1", "ST02": "2"}],
        [{"ISA06": "a\rb"}],
    ],
)
def test_no_other_tree_is_written(tree):
    with pytest.raises(Unreadable, match=r"^not-x12$"):
        X12.write(tree)


@pytest.mark.parametrize(
    "tree",
    [[], [{"NM103": "x"}], [{"ISA06": "x"}, {"NM103": "x"}], [{"ISA06": "x"}, {"GS06": "1"}, {"NM103": "x"}]],
)
def test_without_its_envelope_nothing_leaves(tree):
    with pytest.raises(Unreadable, match=r"^x12-envelope$"):
        X12.write(tree)


texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="*|!^`_:>;~'"), min_size=1, max_size=6
)
composites = st.dictionaries(st.sampled_from(["1", "3"]), texts, min_size=1).filter(
    lambda c: c.keys() != {"1"}
)
elements = texts | composites | st.lists(texts, min_size=2, max_size=3)


@given(st.lists(st.dictionaries(st.sampled_from(["NM103", "NM109"]), elements, min_size=1), max_size=3))
def test_what_we_write_reads_back_the_same(segments):
    tree = [*X12.parse(ENROLMENT, LIMITS)[:3], *segments]

    assert X12.parse(X12.write(tree), LIMITS) == tree


@given(st.text("NM1SEGIAT*^:~01", max_size=30))
def test_nothing_but_unreadable_is_raised(text):
    with suppress(Unreadable):
        tree = X12.parse(ENROLMENT.replace(b"AMINA", text.encode()), LIMITS)
        X12.write(tree)


def test_the_exit_check_looks_for_names_and_not_for_numbers():
    assert X12.spelt("NM103")[0] in X12.exposed(ENROLMENT, LIMITS)
    assert X12.spelt("1") == ()


ENVELOPE = {
    f"/*/{name}{n:02d}": "record.meta"
    for name, last in (("ISA", 15), ("GS", 8), ("ST", 3))
    for n in range(1, last + 1)
}


async def test_an_interchange_goes_through_without_what_is_not_shared():
    fields = ENVELOPE | {
        "/*/NM104": "identity.name",
        "/*/DMG06": "immigration.citizenship",
        "/*/REF02": "record.id",
    }

    ruling = await through(ENROLMENT, "application/EDI-X12", fields)

    assert ruling.outgoing is not None, ruling.decision
    assert CANARY.encode() not in ruling.outgoing.body
    assert ruling.outgoing.body.endswith(b"~REF**123~NM1****AMINA~SE*4*0001~GE*1*1~IEA*1*000000905~")


async def test_a_citizenship_does_not_leave_under_a_declaration_that_covers_it():
    """Data element 1066 says what it is, whatever somebody declared around it."""
    ruling = await through(
        ENROLMENT.replace(CANARY.encode(), b"1"), "application/EDI-X12", {"/*": "record.meta"}
    )

    assert ruling.outgoing is None or b"2028-9*1~" not in ruling.outgoing.body
