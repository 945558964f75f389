"""
Whether a draft is shadowed at all: it loads, and its days are not over.

A draft that cannot be used is a warning and never a reason not to start: the policies in force are whole without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

from firewall.config import Draft
from firewall.errors import FirewallError, PolicyError
from firewall.folder import load_policies
from firewall.policy.compiled import Compiled
from firewall.shadow import store
from firewall.shadow.watching import Shadow

MOST_DAYS = 90
"""DESIGN section 5: what is shadowed for longer has become an observe-only mode."""


@contextmanager
def shadowed(
    draft: Draft | None, data: Path, today: date, warn: Callable[[str], None]
) -> Iterator[Shadow | None]:
    """The draft's shadow while the block runs; None, and a sentence to ``warn``, where it cannot have one."""
    with ExitStack() as stack:
        yield None if draft is None else _started(stack, draft, data, today, warn)


def _started(
    stack: ExitStack, draft: Draft, data: Path, today: date, warn: Callable[[str], None]
) -> Shadow | None:
    try:
        compiled = _loaded(draft)
        notes = stack.enter_context(store.opened(data, draft.directory))
        last = last_day(draft, notes.first_day(today))
    except FirewallError as error:
        warn(f"The draft {draft.directory.name} is not shadowed: {error}")
        return None
    if last < draft.until:
        warn(
            f"The draft {draft.directory.name} is shadowed until {last}, {MOST_DAYS} days after its first start, "
            f"and not until {draft.until}. Set policies.draft_until to that day."
        )
    if today > last:
        warn(
            f"The draft {draft.directory.name} ended on {last} and is dropped. "
            "Take policies.draft out of firewall.toml, or put the draft in force."
        )
        return None
    return Shadow(compiled, notes, last)


def _loaded(draft: Draft) -> Compiled:
    try:
        return load_policies(draft.directory, proves=False)
    except PolicyError as error:
        raise FirewallError(f"{len(error.faults)} faults, the first: {error.faults[0]}") from None


def last_day(draft: Draft, first: date) -> date:
    return min(draft.until, first + timedelta(days=MOST_DAYS))
