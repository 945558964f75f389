from collections import Counter
from dataclasses import replace
from datetime import timedelta

from firewall.model import Outcome
from firewall.shadow.report import SAYS, plain
from tests.shadow.helpers import DAY
from tests.shadow.test_store import NOTE

SAME = replace(NOTE, change="unchanged", drafted=Outcome.RELEASE, gone=(), rules=())


def test_days_are_summed_and_the_most_frequent_stands_first():
    later = replace(NOTE, day=DAY + timedelta(days=1))
    looser = replace(
        NOTE, change="newly-released", enforced=Outcome.REFUSE, drafted=Outcome.RELEASE, gone=(), come=("/x",)
    )
    told = plain(Counter({NOTE: 2, later: 3, SAME: 10, looser: 1}))

    assert (told["since"], told["until"], told["exchanges"]) == (DAY.isoformat(), later.day.isoformat(), 16)
    assert {change: times for change, times in told["totals"].items() if times} == {
        "unchanged": 10, "newly-refused": 5, "newly-released": 1,
    }  # fmt: skip
    assert told["differences"] == [
        {"change": "newly-refused", "route": "clinic:patient", "requester": "county", "purpose": "(none stated)",
         "enforced": "release", "drafted": "refuse", "gone": ["/a b", "/é"], "come": [], "otherwise": [],
         "rules": ["law/rule"], "exchanges": 5},
        {"change": "newly-released", "route": "clinic:patient", "requester": "county", "purpose": "(none stated)",
         "enforced": "refuse", "drafted": "release", "gone": [], "come": ["/x"], "otherwise": [], "rules": ["law/rule"],
         "exchanges": 1},
    ]  # fmt: skip


def test_nothing_is_reported_as_nothing():
    assert plain(Counter())["exchanges"] == 0


def test_every_change_but_none_has_words():
    assert {*SAYS} == {*plain(Counter())["totals"]} - {"unchanged"}
