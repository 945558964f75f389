"""Everything for which a signed file is not used: a code for the log, and a sentence for whoever has to mend it."""

from __future__ import annotations

from enum import Enum

from firewall.errors import Fault, PolicyError


class Why(Enum):
    """The code, and what to do."""

    DAMAGED = ("POL320", "Build it again with `firewall policy build`, or take the copy that was signed.")
    OTHER_CITY = ("POL321", "Use a bundle that was built and signed for this city.")
    UNSIGNED = ("POL322", "Have it signed: firewall policy sign BUNDLE --key FILE --as author (or approver).")
    BAD_SIGNATURE = ("POL323", "It was changed after it was signed: take the signed copy, or sign it again.")
    KEY_ENDED = (
        "POL324",
        "Have it signed with a key that is in force, or set a later `until` in firewall.toml.",
    )
    KEY_REVOKED = ("POL325", "Have it signed by somebody whose key was not revoked.")
    REVOKED = (
        "POL326",
        "It was revoked and cannot come back. Correct the policies, and build a newer bundle.",
    )
    OLDER = ("POL327", "To go back, use `firewall policy rollback`, which two people sign.")
    SAME_NUMBER = ("POL328", "Build it again with a higher --version.")
    BEFORE = ("POL329", "Use a newer bundle, or lower not_before_version in firewall.toml.")
    NOT_A_BUNDLE = (
        "POL330",
        "Build it with `firewall policy build`, and name it as `bundle` in firewall.toml.",
    )
    REVOCATIONS = ("POL331", "Put the file of revocations right, or take back what was changed in it.")
    BREAK_GLASS = ("POL332", "Take the file away, or make it again with `firewall policy break-glass`.")
    KEY_FILE = ("POL333", "Put the key files of [policies.signers] right.")

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def remedy(self) -> str:
        return self.value[1]


class SignedError(PolicyError):
    """A signed file is not used.  ``why`` says for which of the reasons."""

    def __init__(self, file: str, why: Why, says: str) -> None:
        super().__init__([Fault(file, 1, 1, says, why.remedy, why.code)])
        self.why = why
