from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import format_of
from firewall.formats.base import Limits, Unreadable
from firewall.ordered import Numbered
from tests.formats.through import through

TYPE = "x-application/hl7-v2+er7"
HL7 = format_of(TYPE)
LIMITS = Limits()
CANARY = "CANARY-7c1f"
HEAD = "MSH|^~\\&|ADT|CITY|||202606151200||ADT^A01|1|P|2.5.1\r"
PID = f"PID|1||77^^^CITY^MR~99^^^X&1.2&ISO^SS||Haddad^Amina||19870309|F{'|' * 18}{CANARY}^Honduras\r"


def message(*segments):
    return "".join((HEAD, *segments)).encode()


def test_fields_go_by_the_names_of_the_standard():
    head, patient, note = HL7.parse(message(PID, "NTE|1||a\\T\\b\\S\\c\\E\\d\\.br\\e\r"), LIMITS)

    assert head["MSH-9"] == {"1": "ADT", "2": "A01"}
    assert patient["PID-3"][1] == {"1": "99", "4": {"1": "X", "2": "1.2", "3": "ISO"}, "5": "SS"}
    assert patient["PID-5"] == {"1": "Haddad", "2": "Amina"}
    assert patient["PID-26"] == {"1": CANARY, "2": "Honduras"}
    assert note["NTE-3"] == {"1": "a&b^c\\d\ne"}


def test_what_we_write_is_the_same_with_the_usual_delimiters():
    body = message(PID, "NTE|1||a\\E\\b\\.br\\c\r").replace(b"\\E\\", b"/")
    other = body.decode().translate(str.maketrans("|^~\\&", "#*@!+")).encode()

    assert HL7.write(HL7.parse(body, LIMITS)) == body
    assert HL7.write(HL7.parse(other, LIMITS)) == body


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_other_line_ends_are_read_and_not_written(end):
    assert HL7.write(HL7.parse(message(PID).replace(b"\r", end), LIMITS)) == message(PID)


def test_a_field_taken_out_is_in_no_byte_and_the_others_keep_their_places():
    tree = HL7.parse(message(PID), LIMITS)
    del tree[1]["PID-26"], tree[1]["PID-3"]

    body = HL7.write(tree)

    assert CANARY.encode() not in body
    assert body.decode().split("\r")[1].split("|")[5] == "Haddad^Amina"


def test_a_message_without_its_head_gets_an_empty_one():
    assert HL7.write([{"PID-5": {"1": "Haddad"}}, {}]) == b"MSH|^~\\&\rPID|||||Haddad\r"
    assert HL7.write([]) == b"MSH|^~\\&\r"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-hl7"),
        (b"PID|1\r", "not-hl7"),
        (b"FHS|^~\\&\r", "not-hl7"),
        (b"MSH|^~\\\r", "not-hl7"),
        (b"MSH|^^\\&|\r", "not-hl7"),
        (b"MSH|^~\\|&\r", "not-hl7"),
        (b"MSHA^~\\&|\r", "not-hl7"),
        (b"MSH|^~\\&#|\r", "not-hl7"),
        (message("pid|1\r"), "not-hl7"),
        (message("P|1\r"), "not-hl7"),
        (message("\r"), "not-hl7"),
        (message(HEAD), "not-hl7"),
        (message("BTS|1\r"), "not-hl7"),
        (message("BHS|1\r"), "not-hl7"),
        (message("FHS|1\r"), "not-hl7"),
        (message("FTS|1\r"), "not-hl7"),
        (message("PID|1\n"), "line-ends"),
        (message("PID|1\r\n"), "line-ends"),
        (b"MSH|^~\\&|\r\nNTE|a\nPID|1\r\n", "line-ends"),
        (b"MSH|^~\\&|\r\nNTE|a\rPID|1\r\n", "line-ends"),
        (message("NTE|1||\\X0D\\\r"), "hl7-escape"),
        (message("NTE|1||\\H\\x\\N\\\r"), "hl7-escape"),
        (message("NTE|1||a\\b\r"), "hl7-escape"),
        (b"\x0b" + message(PID) + b"\x1c\r", "control-character"),
        (message("NTE|\x00\r"), "control-character"),
        (b"MSH|^~\\&" + b"|" * 16 + b"8859/1\r", "charset"),
        (b"MSH|^~\\&" + b"|" * 16 + b"ASCII\rNTE|\xc3\xb3\r", "charset"),
        (b"MSH|^~\\&" + b"|" * 16 + b"ASCII~UNICODE\r", "charset"),
        (b"MSH|^~\\&|\xff\r", "not-utf-8"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        HL7.parse(body, LIMITS)


@pytest.mark.parametrize("charset", ["", "ASCII", "UNICODE UTF-8"])
def test_character_sets_that_are_read_as_they_are(charset):
    body = b"MSH|^~\\&" + b"|" * 16 + charset.encode() + b"\rNTE|a\r"

    assert HL7.parse(body, LIMITS)[1] == {"NTE-1": {"1": "a"}}


def test_letters_beyond_ascii_need_no_word_about_them():
    assert HL7.parse(message("NTE|ó\r"), LIMITS)[1] == {"NTE-1": {"1": "ó"}}


@pytest.mark.parametrize("mark", [b"|", b"^", b"~", b"&", b"\r", b"\n"])
def test_too_many_fields_are_refused_before_they_are_built(mark):
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        HL7.parse(HEAD.encode() + b"NTE|" + mark * 300_000, LIMITS)


@pytest.mark.parametrize(
    "tree",
    [
        None,
        {},
        ["a"],
        [{"PID-1": "a", "PV1-2": "b"}],
        [{"name": "a"}],
        [{"MSH-1": "|"}],
        [{"PID-1": "a"}, {"MSH-3": "b"}],
        [{"PID-1": "a\rb"}],
        [{"PID-1": "a", "name": "b"}],
        ["PID-1"],
    ],
)
def test_no_other_tree_is_written(tree):
    with pytest.raises(Unreadable, match=r"^not-hl7$"):
        HL7.write(tree)


texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], include_characters="|^~\\&\n"), min_size=1, max_size=6
)
subs = texts | st.dictionaries(st.sampled_from(["2", "3"]), texts, min_size=1)
components = st.dictionaries(st.sampled_from(["1", "2", "5"]), subs, min_size=1, max_size=3)
fields = components | st.lists(components, min_size=2, max_size=3)


@given(
    st.lists(st.dictionaries(st.sampled_from(["PID-3", "PID-5", "PID-26"]), fields, min_size=1), max_size=3)
)
def test_what_we_write_reads_back_the_same(segments):
    tree = [{"MSH-9": {"1": "ADT"}}, *segments]

    assert HL7.parse(HL7.write(tree), LIMITS) == tree


@given(st.text("PIDMSH|^~\\&\r.1", max_size=30))
def test_nothing_but_unreadable_is_raised(text):
    with suppress(Unreadable):
        tree = HL7.parse(HEAD.encode() + text.encode(), LIMITS)
        assert HL7.parse(HL7.write(tree), LIMITS) == [segment for segment in tree if segment]


def test_the_exit_check_looks_for_names_and_not_for_numbers():
    assert HL7.spelt("PID-26")[0] in HL7.exposed(message(PID), LIMITS)
    assert HL7.spelt("1") == ()


FIELDS = {
    "/*/MSH-9": "record.meta",
    "/*/PID-3": "record.id",
    "/*/PID-5": "identity.name",
    "/*/PID-26": "immigration.citizenship",
}


async def test_a_message_goes_through_without_what_is_not_shared():
    ruling = await through(message(PID), TYPE, FIELDS)

    assert ruling.outgoing.media_type == TYPE
    assert CANARY.encode() not in ruling.outgoing.body
    assert ruling.outgoing.body == (
        b"MSH|^~\\&|||||||ADT^A01\rPID|||77^^^CITY^MR~99^^^X&1.2&ISO^SS||Haddad^Amina\r"
    )


@pytest.mark.parametrize("place", ["PID-26", "NK1-19", "GT1-35", "IN2-33"])
async def test_a_citizenship_does_not_leave_under_a_declaration_that_covers_it(place):
    """The place says what it is, whatever somebody declared around it."""
    segment, _, number = place.partition("-")
    body = message(f"{segment}{'|' * int(number)}HN\r")

    ruling = await through(body, TYPE, {"/*": "record.meta"})

    assert ruling.outgoing is None or b"HN" not in ruling.outgoing.body


def test_places_of_what_is_treated_are_not_undeclared_members():
    (_, pid) = HL7.parse(message("PID|1||77^^^CITY~9&x\r"), LIMITS)

    assert [type(each) for each in pid["PID-3"]] == [Numbered, Numbered]
    assert type(pid["PID-3"][1]["1"]) is Numbered
