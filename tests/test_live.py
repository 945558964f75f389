"""One policy and all that follows from it, and the assignment that changes it."""

import secrets
from contextlib import contextmanager
from dataclasses import replace

import pytest

from firewall import books
from firewall.errors import PolicyError
from firewall.formats.records import ENCLOSED, STREAMED
from firewall.identity.introduce import Credentials
from firewall.live import Live, Prepares
from firewall.means import Keys, Means
from firewall.model import UNKNOWN, Exchange, Message, Outcome, Phase
from firewall.policy.compiled import Compiled
from tests.helpers import CLINIC, LIMITS, NOON, compiled, detectors
from tests.test_streams import EXPORT


@contextmanager
def made(directory, first, **options):
    """What prepares policies over real stores, and what it counted."""
    seen = []
    with books.opened(directory, first.bundle, NOON, create=True) as kept:
        means = Means(
            detectors=detectors(),
            record=kept.record,
            waiting=kept.persons,
            keys=Keys(digest=kept.house.digest, pseudonym=kept.house.pseudonym),
            limits=LIMITS,
        )
        yield Prepares(kept, means, seen.append, **options), kept


def ask(rules, path=("clinic", "patients", "77"), **changes):
    match = rules.match("GET", path)
    given = {"id": books.new_id(), "at": NOON, "requester": UNKNOWN, "method": "GET"}
    exchange = Exchange(**given | {"route": match and match.route} | changes)
    return rules.screen.screen(exchange, Message(Phase.REQUEST, path=path))


async def test_all_that_an_exchange_needs_follows_from_its_policy(tmp_path):
    one = compiled()
    two = compiled(**{"services/clinic.yaml": CLINIC.replace(":9101", ":9999"), "partners/county.yaml": None, "agreements/county.yaml": None, "agreements/parks.yaml": None})  # fmt: skip
    with made(tmp_path, one) as (prepares, kept):
        key = kept.keys.add("county-public-health", by="t", at=NOON, entropy=secrets.token_bytes).text
        old, new = prepares.ready(one), prepares.successor(one, two, NOON)
        shown = Credentials(api_key=key)
        bases = [each.rules.match("GET", ("clinic", "patients", "77")).base for each in (old, new)]
        known = [(await each.rules.introduce(shown, NOON)).party.id for each in (old, new)]
        policies = [(await ask(each.rules)).decision.policy for each in (old, new)]

    assert bases == ["http://127.0.0.1:9101", "http://127.0.0.1:9999"]
    assert known == ["county-public-health", ""]
    assert policies == [one.bundle.digest, two.bundle.digest]


async def test_rules_are_traced_whether_they_are_open_or_closed(tmp_path):
    def traced(rules):
        return replace(rules, contact=f"traced {rules.closed}")

    with made(tmp_path, compiled(), traced=traced) as (prepares, _):
        ready = prepares.ready(compiled())

    assert (ready.rules.contact, ready.closed.contact) == ("traced ", "traced policy-differs")


async def test_while_it_is_closed_nobody_is_let_in_and_the_record_says_why(tmp_path):
    with made(tmp_path, compiled()) as (prepares, _):
        live = Live(prepares.ready(compiled()))
        open_ = live.rules()
        live.is_closed = True
        ruling = await ask(live.rules())

    assert (open_.closed, live.rules().closed) == ("", "policy-differs")
    assert (ruling.status, ruling.decision.outcome, ruling.receipt is not None) == (503, Outcome.REFUSE, True)
    assert ruling.decision.reasons == ("policy-differs",)
    assert ruling.decision.policy == compiled().bundle.digest


def test_there_is_no_route_where_no_service_declares_one(tmp_path):
    with made(tmp_path, compiled()) as (prepares, _):
        match = prepares.ready(compiled()).rules.match

    assert match("GET", ("clinic", "nowhere")) is None
    assert match("GET", ("parks", "permits", "9")).existence_protected is False
    assert match("GET", ("clinic", "patients", "9")).existence_protected is True


def test_a_stream_takes_what_it_can_be_read_from(tmp_path):
    in_list = EXPORT.replace("stream: records", "stream: records\n    records: /items").replace(
        "/*/", "/items/*/"
    )
    found = []
    for number, text in enumerate((EXPORT, in_list)):
        policy = compiled(**{"services/clinic.yaml": CLINIC + text})
        (tmp_path / str(number)).mkdir()
        with made(tmp_path / str(number), policy) as (prepares, _):
            found.append(prepares.ready(policy).rules.match("GET", ("clinic", "export")))

    assert [(match.is_stream, match.takes) for match in found] == [(True, STREAMED), (True, ENCLOSED)]


RENAMED = """
city: shelbyville
title: City of Shelbyville
contact: {office: Law Department, email: law@shelbyville.example}
languages: [en]
"""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"laws/welcoming.yaml": None}, r"laws:1:1: No law is left.*stop the firewall"),
        ({"city.yaml": RENAMED}, r"city\.yaml:1:1: The city has another name"),
    ],
)
def test_some_policies_may_not_follow_another_while_it_runs(tmp_path, changes, says):
    known, to = compiled(), compiled(**changes)
    with made(tmp_path, known) as (prepares, _):
        with pytest.raises(PolicyError, match=says):
            prepares.successor(known, to, NOON)
        assert prepares.ready(to).digest == to.bundle.digest  # by itself it is one


def test_a_policy_that_lets_in_somebody_unknown_without_an_agreement_does_not_follow(tmp_path, monkeypatch):
    monkeypatch.setattr("firewall.canary.is_closed", lambda compiled, exchange: False)
    with made(tmp_path, compiled()) as (prepares, _), pytest.raises(PolicyError, match="Somebody unknown"):
        prepares.successor(compiled(), compiled(), NOON)


async def test_a_kind_of_process_is_what_the_policy_of_the_exchange_says_it_is(tmp_path):
    """A warrant of a kind that left the vocabulary opens nothing from then on."""
    one = compiled()
    with made(tmp_path, one) as (_, kept):
        words = dict(one.bundle.vocabulary.processes)
        kind = next(name for name, word in words.items() if word.basis == "judicial")
        gone = {name: word for name, word in words.items() if name != kind}
        before, after = kept.persons.under(words).register, kept.persons.under(gone).register

        assert kind in before._kinds
        assert kind not in after._kinds
        assert kept.persons.under(words).cases is kept.persons.cases


def test_the_register_that_an_exchange_is_asked_of_follows_its_policy(tmp_path):
    one = compiled()
    words = one.bundle.vocabulary
    gone = {name: word for name, word in words.processes.items() if word.basis != "judicial"}
    two = Compiled(replace(one.bundle, digest="2", vocabulary=replace(words, processes=gone)))
    with made(tmp_path, one) as (prepares, _):
        old, new = (prepares.ready(each).engine._means.waiting.register._kinds for each in (one, two))

    assert old.keys() - new.keys() == words.processes.keys() - gone.keys() != set()
