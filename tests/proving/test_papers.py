"""Which papers somebody may hold."""

from dataclasses import replace

from firewall.model import Category, ProcessKind, Purpose
from firewall.policy.words import covered
from firewall.proving.papers import MANY, Papers, paper_of, sets_of
from tests.helpers_policy import REFUSE, VOCABULARY, agreement, bundle, needs, rule
from tests.proving.test_askers import promise

CARE = Purpose("health")


def covers_all(paper, words):
    return all(covered(word, paper.covers) for word in words)


def kinds(papers):
    return {paper.kind for paper in papers}


def test_one_paper_of_each_sort_covers_everything():
    held = Papers(bundle(), promise()).held(Category("identity"), [CARE])

    assert kinds(held) == {"warrant", "counsel-approval"}
    assert all(covers_all(paper, VOCABULARY.categories) and paper.purposes == {CARE} for paper in held)


def test_what_excuses_covers_everything_but_what_the_promise_is_about():
    held = Papers(bundle(), promise(unless=frozenset({"judicial"}))).held(Category("identity.name"), [CARE])
    by_kind = {paper.kind: paper for paper in held}
    left = {word for word in VOCABULARY.categories if not covered(word, by_kind["warrant"].covers)}

    assert left == {"identity", "identity.name"}
    assert covers_all(by_kind["counsel-approval"], VOCABULARY.categories)


def test_where_the_exchange_itself_is_promised_about_nobody_has_what_excuses():
    held = Papers(bundle(), promise(unless=frozenset({"judicial"}))).held(None, [CARE])

    assert kinds(held) == {"counsel-approval"}


def test_a_paper_that_only_meets_a_need_is_held_where_there_is_one():
    held = Papers(bundle(agreement("identity", needs=needs("admin-subpoena"))), promise()).held(None, [CARE])

    assert "admin-subpoena" in kinds(held)
    assert "statutory-request" not in kinds(held)


def test_kinds_that_nothing_tells_apart_are_held_once():
    words = VOCABULARY.processes | {ProcessKind("order"): VOCABULARY.processes[ProcessKind("warrant")]}
    vocabulary = replace(VOCABULARY, processes=words)

    assert "order" not in kinds(Papers(bundle(vocabulary=vocabulary), promise()).held(None, [CARE]))
    yields = rule(REFUSE, yields_to=frozenset({"order"}))
    assert "order" in kinds(Papers(bundle(yields, vocabulary=vocabulary), promise()).held(None, [CARE]))


def test_counsel_can_always_say_yes():
    """Granting a case makes such a paper, whether the vocabulary has a word for it or not."""
    words = {k: v for k, v in VOCABULARY.processes.items() if k != "counsel-approval"}
    policy = bundle(vocabulary=replace(VOCABULARY, processes=words))

    assert "counsel-approval" in kinds(Papers(policy, promise()).held(None, [CARE]))
    assert paper_of(policy, ProcessKind("counsel-approval"), frozenset(), frozenset()).bases == {"counsel"}


def test_all_sets_of_purposes_are_looked_at_the_smallest_first():
    few = [Purpose(p) for p in "abc"]
    many = [Purpose(str(p)) for p in range(MANY + 1)]

    assert [len(s) for s in sets_of(few)] == [1, 1, 1, 2, 2, 2, 3]
    assert max(len(s) for s in sets_of(many)) == 2
