"""What of a unit goes behind those before it."""

from firewall.files.joining import Joined, joined
from firewall.files.progress import State
from firewall.files.screening import Seen
from firewall.files.units import Cut, Unit
from firewall.files.wrapped import Parts
from firewall.formats import Limits
from firewall.model import Exchange
from tests.helpers import NOON

PARTS = Parts(b"<ps a='1'>", b"<p/>", b"<t/></ps>", b"<ps>", b"</ps>", has_records=True)
ENCLOSED = Cut(of_records=True, is_enclosed=True, place=("ps", "p"))
EXCHANGE = Exchange(id="f-1", at=NOON, requester=None, method="GET", route=None, purpose=None)


def state(**at):
    return State(about="", exchange=EXCHANGE, **at)


def of(before, parts, *, closes=False, cut=ENCLOSED, **seen):
    unit = Unit(b"", 0, closes=closes)
    return joined(
        before,
        cut,
        unit,
        Seen(b"", b"", frozenset(), None, parts, **seen),
        media_type="text/xml",
        limits=Limits(),
    )


def test_what_stands_around_the_records_leaves_once():
    first = of(state(), PARTS)
    later = state(written=len(first.body), head=first.head, entry=b"x")

    assert first.body == b"<ps a='1'><p/>"
    assert of(later, PARTS).body == b"<p/>"
    assert of(later, PARTS, closes=True).body == b"<p/><t/></ps>"


def test_where_it_is_not_the_same_in_all_units_none_of_it_leaves():
    first = of(state(), PARTS)
    later = state(written=len(first.body), head=first.head)

    other = of(later, PARTS._replace(before=b"<ps>"))

    assert (other.body, other.is_bare) == (None, True)
    bare = of(state(is_bare=True), PARTS)
    assert bare.body == b"<ps><p/>"
    goes_on = state(is_bare=True, written=len(bare.body), head=bare.head)
    assert of(goes_on, PARTS._replace(before=b"<ps b='2'>"), closes=True).body == b"<p/></ps>"


def test_a_unit_of_which_no_record_is_left_says_nothing_of_what_stands_around_them():
    none = PARTS._replace(records=b"", has_records=False)

    assert of(state(), none).body == b""
    assert of(state(), none, closes=True).body == b"<ps a='1'><t/></ps>"
    first = of(state(), PARTS)
    later = state(written=len(first.body), head=first.head)
    assert of(later, none).body == b""
    assert of(later, none).head == first.head
    assert of(later, none, closes=True).body == b"<t/></ps>"


def test_what_could_not_be_taken_apart_has_a_reason():
    found = of(state(), None, why="between-records")

    assert (found.body, found.why) == (None, "between-records")


PLAIN, ARRAY = Cut(of_records=True), Cut(of_records=True, is_array=True)
TABLE = Cut(of_records=True, has_quotes=True, repeats_first_line=True)


def row(before, cut, body, *, media_type="text/csv", closes=False):
    seen = Seen(body, b"", frozenset(), None)
    return joined(before, cut, Unit(b"", 0, closes=closes), seen, media_type=media_type, limits=Limits())


def test_lines_go_behind_one_another():
    assert row(state(written=5, entry=b"x"), PLAIN, b'{"a":1}\n').body == b'{"a":1}\n'
    assert row(state(), PLAIN, None).body == b""


def test_the_first_line_of_a_table_leaves_once():
    first = row(state(), TABLE, b"a,b\r\n1,2\r\n")
    later = state(written=10, head=first.head, entry=b"x")

    assert (first.body, first.head) == (b"a,b\r\n1,2\r\n", b"a,b\r\n")
    assert row(later, TABLE, b"a,b\r\n3,4\r\n") == Joined(b"3,4\r\n", b"a,b\r\n")
    assert row(later, TABLE, b'"a","b"\r\n3,4\r\n').body is not None


def test_a_table_without_a_column_keeps_the_names_that_stand_there():
    later = state(written=10, head=b"a,b\r\n", entry=b"x")
    fewer = row(later, TABLE, b"b\r\n4\r\n")
    other = row(later, TABLE, b"b,c\r\n4,5\r\n")

    assert (fewer.body, fewer.head) == (b",4\r\n", b"a,b\r\n")
    assert (other.body, other.why, other.head) == (None, "columns-differ", b"a,b\r\n")


def test_a_first_unit_of_which_nothing_left_says_nothing_of_names():
    """As long as nothing is on record nothing was written, and what comes is the first."""
    assert row(state(head=b"a\r\n"), TABLE, b"a,b\r\n1,2\r\n").body == b"a,b\r\n1,2\r\n"


def test_the_brackets_of_an_array_leave_once():
    assert row(state(), ARRAY, b"[1,2]").body == b"[1,2"
    assert row(state(written=4), ARRAY, b"[3]", closes=True).body == b",3]"
    assert row(state(written=4), ARRAY, b"[]", closes=True).body == b"]"
    assert row(state(written=1), ARRAY, b"[3]").body == b"3"
    assert (row(state(), ARRAY, b"{}").body, row(state(), ARRAY, b"{}").why) == (None, "not-a-list")


def test_between_records_of_two_units_stands_what_stands_between_two():
    parts = PARTS._replace(separator=b",", records=b"{}", before=b'{"ps":[', behind=b"]}")
    first = of(state(), parts)
    later = state(written=len(first.body), head=first.head)

    assert (first.body, of(later, parts).body) == (b'{"ps":[{}', b",{}")
    none = parts._replace(records=b"", has_records=False)
    assert of(later, none, closes=True).body == b"]}"
    assert of(later, parts._replace(records=b""), closes=True).body == b"]}"
