"""How an exchange ended: for those who count, log and trace, none of whom can change it any more."""

from __future__ import annotations

from dataclasses import dataclass, field

from firewall.model import CaseId, Decision, Exchange, Ruling


@dataclass(frozen=True, slots=True)
class CutShort:
    """
    An answer that was let out and did not arrive whole: of ``of_bytes``, ``most_bytes`` at most did.

    At most, because a system that took bytes may not have brought them there.
    """

    decision: str
    most_bytes: int
    of_bytes: int

    @property
    def facts(self) -> dict[str, str | int]:
        return {"bytes_at_most": self.most_bytes, "bytes_of": self.of_bytes, "decision": self.decision}


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a requester was given of an answer record by record; ``why`` is empty where that is all there was."""

    records: int
    sent_bytes: int
    why: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """
    ``ruling`` is the last one; None where there was none: a page of ours, or a fault of ours.

    ``address`` is where the requester connected from, and goes nowhere but under a key.
    """

    asked: Exchange
    ruling: Ruling | None
    status: int
    seconds: float
    received_bytes: int
    sent_bytes: int
    address: str | None = field(default=None, repr=False)
    streamed: Streamed | None = None

    @property
    def exchange(self) -> Exchange:
        return self.asked if self.ruling is None else self.ruling.exchange

    @property
    def decision(self) -> Decision | None:
        return None if self.ruling is None else self.ruling.decision

    @property
    def case(self) -> CaseId | None:
        return None if self.ruling is None else self.ruling.case
