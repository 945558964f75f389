"""Who can ask: partners with their chains, somebody of each kind, and those behind others."""

from dataclasses import replace
from datetime import date

from firewall.model import Kind, PartnerId
from firewall.policy.rules import Partner
from firewall.proving.askers import Askers, bits, chained, facts_of, least
from tests.helpers_policy import HERE, REFUSE, agreement, bundle, rule
from tests.proving.worlds import REMOVE, Promise, Says


def partner(name, kind, **changes):
    return Partner(id=PartnerId(name), title=name, kind=Kind(kind), at=HERE, **changes)


PARTNERS = {
    PartnerId(p.id): p
    for p in (
        partner("county", "agency.health"),
        partner("front", "vendor", on_behalf_of=(PartnerId("ice"),)),
        partner("ice", "enforcement.civil"),
        partner("pool", "agency", onward=("enforcement",)),
    )
}


def policy(*parts):
    return replace(bundle(*parts), partners=PARTNERS)


def promise(**changes):
    given = {
        "id": "p",
        "says": "",
        "what": Says.NEVER_RECEIVES,
        "bound": REMOVE,
        "starts": date(2026, 1, 1),
        "at": HERE,
    }
    return Promise(**given | changes)


def words(askers):
    return {(asker.word, *asker.behind) for asker in askers}


def test_everybody_asks_alone_and_somebody_of_each_kind():
    found = words(Askers(policy()).all)

    assert {("county",), ("front",), ("ice",), ("pool",), ("unknown",), ("agency",)} <= found


def test_a_partner_comes_with_those_behind_and_after_it():
    found = {asker.word: asker.requester for asker in Askers(policy()).all if not asker.behind}

    assert [party.id for party in found["front"].chain] == ["front", "ice"]
    assert [party.kind for party in found["pool"].onward] == ["enforcement"]


def test_whom_an_agreement_lets_carry_stands_before_whom_it_is_with():
    with_agent = agreement("identity", principal="county", through=("vendor",))

    assert ("vendor", "county") in words(Askers(policy(with_agent)).all)


def test_a_promise_is_about_whoever_has_such_a_member_anywhere_in_the_chain():
    about = {asker.word for asker in Askers(policy()).about(promise(to=("enforcement",))) if not asker.behind}

    assert {"ice", "front", "pool", "enforcement", "enforcement.civil"} <= about
    assert not about & {"county", "agency", "vendor"}


def test_whoever_is_excepted_does_not_count_and_the_others_in_the_chain_do():
    about = words(Askers(policy()).about(promise(except_to=("vendor", "agency", "subject", "unknown"))))

    assert ("front",) in about
    assert ("county",) not in about


def test_somebody_of_a_kind_counts_for_themselves_only_where_there_is_no_such_partner():
    def themselves(*to):
        return words(Askers(policy()).themselves(promise(to=to)))

    assert themselves("agency") == {("county",), ("pool",)}
    assert themselves("subject") == {("subject",)}


def test_the_bits_say_which_rules_and_agreements_a_chain_has_to_do_with():
    parts = (
        rule(REFUSE, to=("enforcement",)),
        rule(REFUSE, to=("agency",)),
        agreement("identity", principal="county"),
    )
    found = {asker.word: asker for asker in Askers(policy(*parts)).all if not asker.behind}

    assert (found["front"].rules, found["county"].rules, found["pool"].rules) == (0b01, 0b10, 0b11)
    assert (found["county"].agreements, found["ice"].agreements) == (1, 0)


def test_whoever_another_one_stands_for_is_left_out():
    parts = rule(REFUSE, to=("enforcement",)), rule(REFUSE, to=("agency",))
    few = least(Askers(policy(*parts)).all)

    assert sorted((asker.rules, asker.may_have_papers) for asker in few) == [(0, False), (1, True), (2, True)]


def test_somebody_of_a_kind_has_papers_only_before_a_partner():
    askers = [asker for asker in Askers(policy()).all if asker.word == "vendor"]

    assert {bool(asker.behind) for asker in askers} == {True, False}
    assert all(asker.may_have_papers is bool(asker.behind) for asker in askers)


def test_chains_are_those_that_tokens_make():
    found = chained(facts_of(policy()), ("pool", "front"))

    assert [party.id for party in found.chain] == ["pool", "front", "ice", ""]


def test_bits_are_written_from_the_lowest():
    assert bits([True, False, True]) == 0b101
