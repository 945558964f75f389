"""Exceptions an operator can act on.  Data we cannot read is a Finding, not an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
    code: str = ""
    """For the log, which has no place for sentences: why it is one though the files by themselves have no fault."""

    def __str__(self) -> str:
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}:{self.column}: {self.says}{remedy}"


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
