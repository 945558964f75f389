"""Everything for which a signed file is not used; what each of it says stands in the table of all faults."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from firewall.errors import PolicyError
from firewall.policy.faults.table import entries, made


class Why(Enum):
    DAMAGED = "POL320"
    OTHER_CITY = "POL321"
    UNSIGNED = "POL322"
    BAD_SIGNATURE = "POL323"
    KEY_ENDED = "POL324"
    KEY_REVOKED = "POL325"
    REVOKED = "POL326"
    OLDER = "POL327"
    SAME_NUMBER = "POL328"
    BEFORE = "POL329"
    NO_FILE = "POL330"
    REVOCATIONS = "POL331"
    TOO_LONG = "POL332"
    NO_REASON = "POL333"
    NO_EMERGENCY = "POL334"
    OTHER_BASE = "POL335"
    UNFIT = "POL336"
    ENDED = "POL337"
    FILE_NAME = "POL338"
    TOO_LARGE = "POL339"


class SignedError(PolicyError):
    """A signed file is not used.  ``why`` says for which of the reasons, and ``words`` fill its sentence."""

    def __init__(self, file: str, why: Why, **words: object) -> None:
        fault = made(file, 1, 1, why.value, **words)
        # The log has no place for sentences, but for the name of one.
        super().__init__([replace(fault, why=entries()[why.value].name)])
        self.why = why
