"""``firewall duty``: what rules and agreements oblige staff to do, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import DEFAULT_CONFIG, By, ConfigFile, Json, Why, actor, closing, opened, show

if TYPE_CHECKING:
    from datetime import datetime

    from firewall.policy.rules import Bundle
    from firewall.review.duties import Task

app = typer.Typer(help="What rules and agreements oblige staff to do: list, done.", no_args_is_help=True)

_MINUTE = "%Y-%m-%d %H:%M"


@app.command("list")
def list_(
    config: ConfigFile = DEFAULT_CONFIG,
    everything: Annotated[bool, typer.Option("--all", help="Those that were done, too.")] = False,
    as_json: Json = False,
) -> None:
    """
    List what is to be done, the one that is due first before all others.

    What stands all the time, such as passing nothing on, is no task: the policy says it.

    firewall duty list

    firewall duty list --all --json
    """
    from firewall.app import now

    with opened(config) as (compiled, books):
        found = books.persons.duties.list(everything=everything)
        rows = [_row(task, compiled.bundle, now()) for task in found]
    show(rows, as_json=as_json, empty="Nothing is to be done.", brief=_brief)


@app.command()
def done(
    id_: Annotated[str, typer.Argument(metavar="TASK", help="As the list shows it, such as D-7F3K-2M9Q.")],
    why: Why,
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """
    Say that a task was done; --why says what was done, and both go on record.

    firewall duty done D-7F3K-2M9Q --why "entered as 2026/118"
    """
    from firewall.app import now

    with closing(config) as books:
        task = books.persons.duties.done(id_, by=actor(by), why=why, at=now())
        facts: dict[str, str | int | list[str]] = {
            "why": why,
            "duty": task.duty,
            "by": task.by,
            "exchange": task.exchange,
            "overdue": int(task.due < now()),
        }
        index = books.staffed(now(), actor(by), "duty done", id_, facts)
    typer.echo(f"Done, recorded as {index}.")


def _row(task: Task, bundle: Bundle, now: datetime) -> dict[str, object]:
    word = bundle.vocabulary.duties.get(task.duty)  # a policy may have lost it since
    zone = bundle.city.zone
    state = "done" if task.done is not None else "overdue" if task.is_overdue(now) else "open"
    return {
        "task": task.id,
        "state": state,
        "duty": task.duty,
        "says": word.says.strip() if word is not None else "",
        "who": word.who if word is not None else "",
        "obliged by": task.by,
        "route": task.route,
        "decision": task.exchange,
        "since": task.since.astimezone(zone).strftime(_MINUTE),
        "due": task.due.astimezone(zone).strftime(_MINUTE),
        "done": task.done.astimezone(zone).strftime(_MINUTE) if task.done is not None else "",
        "done by": task.done_by,
        "why": task.why,
    }


def _brief(row: dict[str, object]) -> dict[str, object]:
    return {
        "task": row["task"],
        "state": row["state"],
        "duty": f"{row['duty']}\nby {row['obliged by']}",
        "who": row["who"],
        "route": row["route"],
        "due": row["due"],
    }
