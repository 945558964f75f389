"""Exceptions an operator can act on.  Data we cannot read is a Finding, not an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


class FirewallError(Exception):
    """Base of every error that this program raises on purpose."""


class ConfigError(FirewallError):
    """``firewall.toml``, a key file or the machine does not allow a start.  Says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a policy file, where it stands, and what to do about it."""

    file: str
    line: int
    column: int
    says: str
    remedy: str = ""
    why: str = ""
    """For the log, which has no place for sentences: why it is one though the files by themselves have no fault."""
    code: str = ""
    """Which of all faults it is, as ``POL041``: what it means stands in ``firewall explain POL041``."""
    words: tuple[tuple[str, str], ...] = ()
    """What its sentences name, so that they can be said in another language."""
    near: tuple[str, ...] = ()
    choice: tuple[str, ...] = ()
    """What may have been meant; where nothing is near, all that may stand there, if that is short."""
    shows: str = field(default="", compare=False)
    """The line of the file, as it stands."""

    def __str__(self) -> str:
        code = f"{self.code} " if self.code else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{code}{self.file}:{self.line}:{self.column}: {self.says}{remedy}"


class PolicyError(FirewallError):
    """The policy files cannot be used.  Carries every fault, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class AuditError(FirewallError):
    """The audit log did not take an entry, or does not verify.  Nothing may leave."""


class ReviewError(FirewallError):
    """A case, grant or process cannot be changed like that.  Says why."""


class KeepingError(FirewallError):
    """A backup, a restore, a migration or an archive cannot be made like that.  Says why, and what to do."""


class ShadowError(FirewallError):
    """The notes of a draft cannot be used.  Nothing else hangs on them."""


class UpstreamError(FirewallError):
    """The city service did not give a whole, clear answer.  ``why`` is a short stable code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
