"""Questions in GraphQL that others wrote, and those that others were broken with."""

import json
import re
from hashlib import sha256

import pytest

from tests.corpora import folder
from tests.helpers_graph import ask, asking, reason, world

GRAPHQL = folder("graphql", 26)
BLOCKS = [
    json.loads(line)["code"] for line in (GRAPHQL / "patt_graphql_blocks.jsonl").read_text().splitlines()
]
SINK = (GRAPHQL / "graphql_core_kitchen_sink.graphql").read_text()
BYPASSES = json.loads((GRAPHQL / "alias_bypass_cases.json").read_text())


def questions(text):
    """What of a block of text could be sent as a question: the whole, and the parts in braces."""
    yield text
    yield from re.findall(r"(?s)\{.*\}", text)
    yield from re.findall(r'"query": *"((?:[^"\\]|\\.)*)"', text)


@pytest.mark.parametrize(
    "text", [SINK, *BLOCKS, *(case["bypass"] for case in BYPASSES)], ids=lambda text: text[:24]
)
async def test_nothing_of_them_goes_to_a_service_with_another_schema(text):
    w = world()
    for question in questions(text):
        ruling = await ask(w, question)

        assert ruling.outgoing is None
        assert reason(ruling).startswith("graphql-")


@pytest.mark.parametrize(
    "text", [SINK, *BLOCKS, *(case["bypass"] for case in BYPASSES)], ids=lambda text: text[:24]
)
async def test_nor_several_at_once_in_an_address_or_with_a_digest(text):
    w = world()
    good = asking("{ patient(id: 7) { name } }")
    for question in questions(text):
        digest = {"persistedQuery": {"version": 1, "sha256Hash": sha256(question.encode()).hexdigest()}}
        several = await w.ask(route="clinic:graph", body=[good, asking(question)])
        known = await w.ask(route="clinic:graph", body={"query": question, "extensions": digest})
        by_digest = await w.ask(route="clinic:graph", body={"extensions": digest})
        by_address = await w.ask(route="clinic:graphs", query=[("query", question)])

        rulings = (several, known, by_digest, by_address)
        assert [ruling.outgoing for ruling in rulings] == [None] * 4
        assert all(reason(ruling).startswith("graphql-") for ruling in rulings)


async def test_the_field_that_another_gateway_forgot_to_check_under_an_alias_is_checked():
    """wundergraph/cosmo#1815: `user1: user(id: ...)` was let through where `user(id: ...)` was not."""
    w = world()
    plain = await ask(w, "{ patient(id: 7) { citizenshipCode } }")
    called = await ask(w, "{ user1: patient(id: 7) { ok: citizenshipCode } }")

    assert (
        (plain.outgoing, plain.decision.reasons)
        == (called.outgoing, called.decision.reasons)
        == (None, ("nothing-opened",))
    )
