"""What a context means, and whether a change of it is looser or stricter."""

import pytest

from firewall.model import Outcome, Purpose, Treatment
from firewall.policy.diff.contexts import BARE, Side
from firewall.policy.diff.facets import NOTHING, Answer, Facets, Form, Meaning, Verdict, changes
from firewall.policy.diff.tables import Context, Numbers, Table
from tests.helpers_diff import REQUESTERS, TODAY, city
from tests.helpers_policy import PATIENT, REFER, REFUSE, RELEASE, YEAR, agreement, route, rule

WHOLE, BY_YEAR, CUT = Form(RELEASE), Form(YEAR), Form(RELEASE, cuts=True)
MASKED = Form(Treatment(Outcome.MASK, "last-4"))


def meaning(*parts, asker="county", of=PATIENT, **changes):
    table = Table(Side(city(*parts, **changes), REQUESTERS), Numbers())
    return Meaning(table).of(Context(asker, of, TODAY, Purpose("health"), BARE))


def facets(**changed):
    given = {
        "answer": Answer(Outcome.RELEASE, 200),
        "leaves": {},
        "notice": "",
        "duties": frozenset(),
        "limits": {},
        "said": frozenset(),
    }
    return Facets(**given | changed)  # fmt: skip


def verdicts(before, after):
    return [(change.facet, change.about, change.verdict) for change in changes(before, after)]


def test_it_tells_what_leaves_who_is_told_what_and_what_is_owed():
    found = meaning(
        agreement("identity.name", duties=("review",), records_per_day=9),
        rule(REFER, "immigration", duties=("record",), notice="Referred."),
    )

    assert found.answer == Answer(Outcome.RELEASE, 200)
    assert found.leaves == {("identity.name",): WHOLE}
    assert found.duties == {"review", "record"}
    assert found.limits == {"DSA-1": (None, 9)}
    assert found.notice == ""  # what is let through is told nothing
    assert found.said == {"DSA-1", "law/rule"}


def test_what_is_not_let_through_leaves_nothing_and_is_told_the_notice():
    found = meaning(rule(REFER, "immigration", notice="Referred."), asker="ice")

    assert (found.answer, found.leaves, found.notice) == (Answer(Outcome.REFER, 202), {}, "Referred.")


def test_what_a_request_could_select_leaves_although_all_of_it_does_not():
    """A rule that refuses all of it refuses nobody who does not ask for that part."""
    parts = agreement("identity.name"), rule(REFUSE, "immigration")
    selecting = route("clinic:patient", "identity.name", "immigration.status", query={"fields": "selection"})

    assert meaning(*parts).leaves == {}
    assert meaning(*parts, of=selecting, routes=(selecting,)).leaves == {("identity.name",): WHOLE}


def test_a_route_that_is_not_there_means_nothing():
    assert meaning(of=route("school:student")) is NOTHING


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (None, WHOLE, Verdict.LOOSER),
        (WHOLE, None, Verdict.STRICTER),
        (BY_YEAR, WHOLE, Verdict.LOOSER),
        (WHOLE, BY_YEAR, Verdict.STRICTER),
        (Form(Treatment(Outcome.COARSEN, "month")), BY_YEAR, Verdict.STRICTER),
        (BY_YEAR, Form(Treatment(Outcome.COARSEN, "month")), Verdict.LOOSER),
        (WHOLE, CUT, Verdict.STRICTER),
        (CUT, WHOLE, Verdict.LOOSER),
        (BY_YEAR, MASKED, Verdict.LOOSER),  # nobody can say: so a second person looks
        (MASKED, BY_YEAR, Verdict.LOOSER),
        (BY_YEAR, Form(Treatment(Outcome.COARSEN, "zip3")), Verdict.LOOSER),
    ],
)
def test_a_form_is_stricter_only_where_it_surely_is(before, after, verdict):
    def leaving(form):
        return {} if form is None else {("identity.dob",): form}

    said = verdicts(facets(leaves=leaving(before)), facets(leaves=leaving(after)))

    assert said == [("data", "identity.dob", verdict)]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((Outcome.RELEASE, 200), (Outcome.REFUSE, 403), Verdict.STRICTER),
        ((Outcome.REFUSE, 403), (Outcome.REFER, 202), Verdict.LOOSER),
        ((Outcome.REFER, 202), (Outcome.HOLD, 202), Verdict.STRICTER),
        ((Outcome.REFUSE, 403), (Outcome.REFUSE, 404), Verdict.STRICTER),
        ((Outcome.REFUSE, 404), (Outcome.REFUSE, 403), Verdict.LOOSER),
    ],
)
def test_an_answer_is_looser_where_more_is_let_through_or_told(before, after, verdict):
    said = verdicts(facets(answer=Answer(*before)), facets(answer=Answer(*after)))

    assert said == [("answer", "", verdict)]


def test_a_route_that_comes_is_another_answer_and_no_looser_one_by_itself():
    said = verdicts(NOTHING, facets(answer=Answer(Outcome.REFUSE, 404)))

    assert said == [("answer", "", Verdict.OTHER)]


def test_a_duty_less_is_looser_and_a_notice_is_neither():
    before, after = facets(duties=frozenset({"record"}), notice="a"), facets(duties=frozenset({"review"}))

    assert verdicts(before, after) == [
        ("notice", "", Verdict.OTHER),
        ("duty", "record", Verdict.LOOSER),
        ("duty", "review", Verdict.STRICTER),
    ]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((50, 100), (50, 200), Verdict.LOOSER),
        ((50, 100), (None, 100), Verdict.LOOSER),
        ((50, 100), (50, 10), Verdict.STRICTER),
        ((None, None), (1, None), Verdict.STRICTER),
        ((50, 100), (10, 200), Verdict.LOOSER),
    ],
)
def test_more_records_are_looser(before, after, verdict):
    assert verdicts(facets(limits={"D": before}), facets(limits={"D": after})) == [("limit", "D", verdict)]


def test_fewer_that_must_look_alike_are_looser():
    assert verdicts(facets(alike=5), facets(alike=3)) == [("alike", "", Verdict.LOOSER)]
    assert verdicts(facets(), facets(alike=5)) == [("alike", "", Verdict.STRICTER)]
