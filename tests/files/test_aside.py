import asyncio

from firewall.files.aside import Aside
from firewall.model import Category, Outcome, RouteId
from tests.helpers import NOON


def test_nothing_is_done_and_all_of_it_is_kept():
    aside = Aside(frozenset({"/a"}))

    asyncio.run(aside.append(b"{}"))
    aside.latch(None, frozenset({"/a", "/b", "?"}), NOON)
    aside.owe(None, [("owed", "word")])
    case = aside.open_case(None, Outcome.REFER, frozenset({Category("immigration")}))

    assert aside.entry == b"{}"
    assert aside.caught == {"/b"}
    assert aside.latched(RouteId("a:b")) == {"/a", "/b"}
    assert aside.tasks == [("owed", "word")]
    assert (case, aside.wants) == ("", {"immigration"})


def test_no_paper_is_found_or_spent_twice():
    aside = Aside(frozenset())

    assert aside.processes(None, NOON) == ()
    assert not aside.fits(None, None)
    assert not aside.spend("P-1", NOON)
    assert aside.reserve("DSA-1", NOON, 10, 1)
