"""``firewall duty``: what is to be done, and who did it."""

import pytest

from tests.system.town import ICE


@pytest.fixture
def owed(town):
    """The tasks that one refused question brings."""

    def ask(number):
        path = f"/school/students/{number}"
        town.ask(ICE, path)
        return [
            row for row in town.firewall("duty", "list", "--json").json if row["route"] == "school:student"
        ]

    return ask


def test_a_list_says_what_is_to_be_done_by_whom_and_who_obliges_to_it(town, owed):
    row = next(row for row in owed(500140) if row["duty"] == "record-request")

    assert (row["state"], row["who"]) == ("open", "records-officer")
    assert row["says"].startswith("Enter the request")
    assert row["obliged by"] in {"welcoming-city", "trust-act"}
    assert town.firewall("audit", "show", row["decision"]).code == 0
    assert row["task"] in town.firewall("duty", "list").out


def test_a_task_is_done_with_a_reason_and_recorded(town, owed, told):
    row = next(row for row in owed(500141) if row["duty"] == "record-request")
    done = town.firewall("duty", "done", row["task"], "--why", "entered as 2026/118", "--by", "R. Records")
    entry = told(done)

    assert (entry["act"], entry["subject"], entry["by"]) == ("duty done", row["task"], "R. Records")
    assert entry["facts"] == {
        "why": "entered as 2026/118",
        "duty": "record-request",
        "by": row["obliged by"],
        "exchange": row["decision"],
        "overdue": 0,
    }
    assert row["task"] not in [row["task"] for row in town.firewall("duty", "list", "--json").json]
    everything = town.firewall("duty", "list", "--all", "--json").json
    assert next(one for one in everything if one["task"] == row["task"])["state"] == "done"


def test_a_task_is_not_done_without_a_reason_or_twice(town, owed):
    task = owed(500142)[-1]["task"]

    assert town.firewall("duty", "done", task, "--why", "").code == 2
    assert town.firewall("duty", "done", task, "--why", "entered").code == 0
    again = town.firewall("duty", "done", task, "--why", "entered")
    assert (again.code, again.out) == (2, "")
    assert "it was done on" in again.err


def test_what_is_no_task_is_said_so(town):
    done = town.firewall("duty", "done", "D-0000-0000", "--why", "x")

    assert (done.code, done.out) == (2, "")
    assert "there is no such task" in done.err
