"""What a page says first of a signed policy: which version it is, how many people signed it, and an emergency."""

from __future__ import annotations

from firewall.pages.document import Items, Line, Section
from firewall.pages.words import Say
from firewall.sources.published import Published


def section(say: Say, told: Published) -> Section:
    """No name of anybody: a public page says that people signed, and the record says who."""
    lines = [
        say("signed version", version=told["version"], people=len({one["key"] for one in told["signed"]}))
    ]
    if told["restores"]:
        lines.append(say("signed back", version=told["restores"], reason=told["reason"]))
    over = told["emergency"]
    if over is not None:
        lines.append(
            say(
                "emergency on",
                title=over["title"] or over["agreement"],
                since=over["from"],
                until=over["until"],
                reason=over["reason"],
            )
        )
    return Section(say("signed"), (Items(tuple(Line(line) for line in lines)),))
