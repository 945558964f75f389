import asyncio
import json

import pytest

from firewall.errors import ShadowError
from firewall.model import UNINSPECTABLE, Count, Outcome
from firewall.shadow import watching
from tests.shadow.helpers import DAY, closed, enforced, exchange, ruling, shadow, stricter


class Broken:
    """A draft that breaks at every exchange but those of researchers."""

    def __init__(self, draft):
        self.bundle = draft.bundle
        self._draft = draft

    def plan(self, exchange):
        if exchange.purpose == "research":
            return self._draft.plan(exchange)
        raise ValueError("zqcanary in a plan")

    def answer_view(self, *about):
        return self._draft.answer_view(*about)


def test_exchanges_are_counted_by_what_would_change(tmp_path):
    with shadow(tmp_path, stricter()) as (watched, notes):
        for _ in range(3):
            watched.note(enforced(), ruling())
        watched.note(enforced(), ruling(exchange(purpose="research"), outcome=Outcome.REFUSE, status=403))
        changes = watched.settle()
        kept = notes.all()

    assert changes == {"members": 3, "unchanged": 1}
    assert sorted((note.change, note.requester, note.purpose, times) for note, times in kept.items()) == [
        ("members", "county-public-health", "public-health", 3),
        ("unchanged", "county-public-health", "research", 1),
    ]
    assert {note.day for note in kept} == {DAY}


@pytest.mark.parametrize(
    "left_out",
    [
        ruling(status=0),
        ruling(exchange(route=None)),
        ruling(counts=(Count("", UNINSPECTABLE, Outcome.REFUSE, 1),)),
        ruling(policy="another"),
    ],
    ids=["only-let-in", "no-route", "uninspectable", "other-policy"],
)
def test_what_no_plan_decided_is_not_compared(tmp_path, left_out):
    with shadow(tmp_path, closed()) as (watched, notes):
        watched.note(enforced(), left_out)

        assert not watched.settle()
        assert not notes.all()


def test_after_its_last_day_nothing_is_compared(tmp_path):
    with shadow(tmp_path, closed(), last=DAY.replace(year=DAY.year - 1)) as (watched, notes):
        watched.note(enforced(), ruling())

        assert not watched.settle()
        assert not notes.all()


def test_a_faulty_draft_is_told_of_by_its_class_and_goes_no_further(tmp_path, capfd):
    with shadow(tmp_path, closed()) as (watched, notes):
        watched._comparing._draft = Broken(closed())
        watched.note(enforced(), ruling())
        watched.note(enforced(), ruling(exchange(purpose="research"), outcome=Outcome.REFUSE, status=403))

        assert watched.settle() == {"unchanged": 1}
        assert [note.purpose for note in notes.all()] == ["research"]
    assert "zqcanary" not in "".join(capfd.readouterr())


def test_what_could_not_be_written_is_written_with_the_next(tmp_path, monkeypatch):
    with shadow(tmp_path, closed()) as (watched, notes):

        def full(_counted):
            raise ShadowError("disk full")

        watched.note(enforced(), ruling())
        with monkeypatch.context() as disk:
            disk.setattr(type(notes), "add", lambda self, counted: full(counted))
            watched.settle()
        watched.note(enforced(), ruling())
        watched.settle()

        assert [*notes.all().values()] == [2]


def test_more_than_it_can_hold_costs_memory_no_more(tmp_path, monkeypatch):
    with shadow(tmp_path, closed()) as (watched, _):
        for _ in range(watching.MOST + 5):
            watched.note(enforced(), ruling())

        assert len(watched._seen) == watching.MOST


async def test_it_tells_the_numbers_and_settles_at_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(watching, "EVERY_S", 0.01)
    told = {}
    with shadow(tmp_path, closed()) as (watched, notes):
        task = asyncio.ensure_future(watched.watch(lambda change, times: told.update({change: times})))
        watched.note(enforced(), ruling())
        async with asyncio.timeout(10):
            while not told:
                await asyncio.sleep(0.01)
        monkeypatch.setattr(watching, "EVERY_S", 60.0)
        await asyncio.sleep(0.05)
        watched.note(enforced(), ruling())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        assert told == {"newly-refused": 1}
        assert [*notes.all().values()] == [2]


def test_what_is_noted_are_words_and_no_values(tmp_path):
    with shadow(tmp_path, stricter()) as (watched, notes):
        watched.note(enforced(), ruling(exchange(target="ab12")))
        watched.settle()
        said = json.dumps([[*map(str, (n.route, n.requester, n.gone, n.rules))] for n in notes.all()])

    assert "ab12" not in said
