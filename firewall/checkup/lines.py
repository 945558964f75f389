"""One thing that was looked at, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Line:
    """``remedy`` is what to do; empty where nothing is."""

    about: str
    state: State
    says: str
    remedy: str = ""


def ok(about: str, says: str) -> Line:
    return Line(about, State.OK, says)


def warning(about: str, says: str, remedy: str) -> Line:
    return Line(about, State.WARNING, says, remedy)


def fault(about: str, says: str, remedy: str) -> Line:
    return Line(about, State.FAULT, says, remedy)


def told(about: str, error: Exception) -> Line:
    """Make a line of an error for operators: its last sentence is what to do."""
    says, dot, remedy = str(error).strip().rpartition(". ")
    return fault(about, f"{says}{dot}".strip() or remedy, remedy if says else "")
