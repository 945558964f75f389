"""What is asked of the workers, what is remembered, and what is believed."""

import msgspec
import pytest

from firewall.detect import Span
from firewall.inspection import Failure
from firewall.model import Category
from firewall.names import reader
from firewall.names.reader import NamesReader
from firewall.workers import NotAnsweredError

CANARY = "Zqcanary Ruiz"


class Answering:
    """Workers that say what they are told to, and count."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def ask(self, question):
        self.asked.append(msgspec.json.decode(question))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, bytes) else msgspec.json.encode(answer)


def reading(*answers):
    workers = Answering(*answers)
    return workers, NamesReader(workers, b"k" * 32)


async def test_people_and_places_are_found():
    _, names = reading([[[0, 3, "person"], [7, 12, "place"]], []])

    found = await names.find(["Ana in Cairo", "nothing"])

    assert found == {
        "Ana in Cairo": (Span(0, 3, Category("identity.name")), Span(7, 12, Category("contact.address"))),
        "nothing": (),
    }


async def test_a_text_is_asked_for_once():
    workers, names = reading([[], []], [[[0, 1, "person"]]])

    await names.find(["a", "b", "a"])
    await names.find(["b"])
    found = await names.find(["b", "c"])

    assert workers.asked == [["a", "b"], ["c"]]
    assert [*found] == ["b", "c"]


async def test_the_memory_is_bounded_and_forgets_what_was_not_asked_for_longest(monkeypatch):
    monkeypatch.setattr(reader, "REMEMBERED", 2)
    workers, names = reading([[], []], [[]], [[]])

    await names.find(["a", "b"])
    await names.find(["a"])
    await names.find(["c"])
    await names.find(["a"])
    await names.find(["b"])

    assert workers.asked == [["a", "b"], ["c"], ["b"]]
    assert len(names._known) == 2


async def test_more_texts_than_are_remembered_are_all_answered(monkeypatch):
    monkeypatch.setattr(reader, "REMEMBERED", 2)
    _, names = reading([[], [], []])

    assert [*await names.find(["a", "b", "c"])] == ["a", "b", "c"]


async def test_no_text_is_remembered():
    _, names = reading([[[0, 8, "person"]]])

    await names.find([CANARY])

    assert CANARY not in repr(vars(names))
    assert all(isinstance(mark, bytes) and len(mark) == 16 for mark in names._known)
    assert names._mark(CANARY) != NamesReader(Answering(), b"other" * 4)._mark(CANARY)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (NotAnsweredError(late=True), "names-late"),
        (NotAnsweredError(late=False), "names-failed"),
        ([], "names-failed"),
        ([[], []], "names-failed"),
        ([[[0, 99, "person"]]], "names-failed"),
        ([[[-1, 2, "person"]]], "names-failed"),
        ([[[2, 2, "person"]]], "names-failed"),
        ([[[0, 2, "immigration.status"]]], "names-failed"),
        ([[["0", 2, "person"]]], "names-failed"),
        ({"a": 1}, "names-failed"),
        (b"\x80no json", "names-failed"),
    ],
)
async def test_what_cannot_be_believed_is_a_failure_and_not_remembered(answer, why):
    _, names = reading(answer)

    with pytest.raises(Failure, match=f"^{why}$"):
        await names.find(["Ana called"])

    assert not names._known


async def test_a_text_that_cannot_be_written_down_is_a_failure():
    _, names = reading()

    with pytest.raises(Failure, match="names-failed"):
        await names.find(["\ud800"])


async def test_more_than_is_read_in_time_is_not_asked_for(monkeypatch):
    monkeypatch.setattr(reader, "MOST_CHARACTERS", 10)
    workers, names = reading([[], []])

    with pytest.raises(Failure, match="names-too-much"):
        await names.find(["123456", "78901"])
    await names.find(["123456", "7890"])

    assert workers.asked == [["123456", "7890"]]
