"""What of a unit goes behind those before it."""

from firewall.files.joining import joined
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
