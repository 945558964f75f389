"""How a test went, in sentences that say what was expected, what happened, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from firewall.policy.rules import Case
from firewall.rehearsal import Rehearsal


class State(Enum):
    """``GAP`` failed as it is known to; ``MENDED`` is a known gap that passes, and should not be called one."""

    PASSED = "passed"
    FAILED = "failed"
    GAP = "known gap"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Unmet:
    """
    One thing that a test expected and that is not so.

    ``is_of_test`` tells that the test itself is at fault, and says nothing about the policy.
    """

    says: str
    because: tuple[str, ...] = ()
    remedy: str = ""
    is_of_test: bool = False


MENDED = Unmet(
    "it passes, and stands as a known gap.",
    remedy="It is mended: take `known_gap:` away, so that it stays so.",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a test went.  ``unmet`` is told for a known gap, too."""

    case: Case
    unmet: tuple[Unmet, ...]
    played: Rehearsal = field(repr=False)

    @property
    def state(self) -> State:
        if any(one.is_of_test for one in self.unmet):
            return State.FAILED  # a test that says nothing is no gap of the policy
        if self.case.known_gap:
            return State.GAP if self.unmet else State.MENDED
        return State.FAILED if self.unmet else State.PASSED

    @property
    def is_good(self) -> bool:
        return self.state in (State.PASSED, State.GAP)

    @property
    def told(self) -> tuple[Unmet, ...]:
        """What has to be told, because something has to be done about it."""
        if self.is_good:
            return ()
        return (MENDED,) if self.state is State.MENDED else self.unmet

    @property
    def faults(self) -> tuple[str, ...]:
        """What has to be told, a sentence each."""
        return tuple(one.says for one in self.told)
