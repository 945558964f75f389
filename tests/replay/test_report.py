"""What a draft would have done, in counts."""

from firewall.replay.deciding import PROCESS, Replaying, Verdict
from firewall.replay.report import CHANGES, is_looser, made, plain
from tests.helpers import compiled
from tests.replay.helpers import COUNTY, OFFICER, TODAY, again, past, recorded
from tests.shadow.helpers import closed, looser


async def test_totals_reconcile_with_the_record():
    told = plain(again(await recorded(COUNTY, COUNTY, OFFICER), closed()))

    assert told["exchanges"] == sum(told["totals"].values()) == 3
    assert set(told["totals"]) == set(CHANGES)
    assert told["totals"]["newly-refused"] == 2


async def test_a_difference_says_who_where_and_which_members():
    first, *_ = plain(again(await recorded(COUNTY, COUNTY, OFFICER), closed()))["differences"]

    assert (first["requester"], first["route"], first["exchanges"]) == (
        "county-public-health",
        "clinic:patient",
        2,
    )
    assert (first["before"], first["after"]) == ("release", "refuse")
    assert "/name" in first["gone"]


async def test_each_kind_of_exchange_is_decided_once():
    found = past(await recorded(*[COUNTY] * 5))
    asked = []

    class Counting(Replaying):
        def verdict(self, one):
            asked.append(one)
            return super().verdict(one)

    made(found, Counting(compiled(), compiled(), TODAY))

    assert (len(asked), found.total()) == (1, 5)


async def test_what_cannot_be_said_is_said_with_why():
    found = past(await recorded(COUNTY))
    report = made(
        {one._replace(has_process=True): 4 for one in found}, Replaying(compiled(), compiled(), TODAY)
    )
    told = plain(report)["cannot_be_said"]

    assert [(one["exchanges"], "verified process" in one["why"]) for one in told] == [(4, True)]
    assert report.why == {PROCESS: 4}


async def test_looser_is_an_answer_that_is_less_of_a_refusal_or_more_members():
    rows = plain(again(await recorded(OFFICER), looser()))["differences"]
    base = {"change": "members", "come": [], "otherwise": [], "before": "release", "after": "release"}

    assert [is_looser(row) for row in rows] == [True]
    assert is_looser(base | {"come": ["/a"]})
    assert not is_looser(base | {"gone": ["/a"]})
    assert not is_looser(base | {"change": "newly-refused", "after": "refuse"})
    assert is_looser(base | {"change": "newly-held", "before": "refuse", "after": "hold"})


async def test_a_kind_is_named_as_one():
    found = past(await recorded(OFFICER))
    nobody = {one._replace(who=one.who._replace(id="")): n for one, n in found.items()}

    class Changing(Replaying):
        def verdict(self, one):
            return Verdict("newly-refused")

    row, = plain(made(nobody, Changing(compiled(), compiled(), TODAY)))["differences"]  # fmt: skip
    assert row["requester"] == "kind immigration-enforcement.civil"
