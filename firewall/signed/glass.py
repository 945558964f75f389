"""
Break-glass: one emergency agreement more, for some hours, on top of one bundle.

It opens nothing by itself.  Its agreement is read by the same language, under the same laws and promises as any
other, and it needs what every emergency needs: a paper that a person verifies, or an approval.  What it saves is the
time in which everybody who signs a bundle looks at a whole one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

import msgspec

from firewall.policy.yaml import Block, Faults, Text, parse
from firewall.signed.exact import Digest, Instant, Name, Words, canonical, read
from firewall.signed.faults import SignedError, Why
from firewall.signed.form import Signature, is_ordered
from firewall.signed.statement import About, moment

FORMAT = "data-sharing-firewall/break-glass/1"
ENDING = ".break-glass"
MOST_BYTES = 2**19
_FEWEST_LETTERS = 10


class Glass(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``base`` is the digest of the bundle that it lies on: with another one it ends."""

    agreement: str
    base: Digest
    begins: Instant
    city: Name
    ends: Instant
    format: str
    name: Name
    reason: Words
    signatures: tuple[Signature, ...]

    @property
    def file(self) -> str:
        """Under which name the agreement stands among the policies."""
        return f"agreements/break-glass-{self.name}.yaml"

    @property
    def digest(self) -> str:
        return sha256(canonical(msgspec.structs.replace(self, signatures=()))).hexdigest()

    @property
    def until(self) -> datetime:
        return moment(self.ends)

    def is_on(self, at: datetime) -> bool:
        return moment(self.begins) <= at < moment(self.ends)


def of_glass(glass: Glass) -> About:
    return About(
        kind="break-glass",
        city=glass.city,
        digest=glass.digest,
        begins=glass.begins,
        ends=glass.ends,
        why=glass.reason,
    )


def decoded(raw: bytes, file: str) -> Glass:
    """Read it, whoever signed it.  Raises SignedError, and says what is wrong with ``file``."""
    if len(raw) > MOST_BYTES:
        raise SignedError(file, Why.TOO_LARGE)
    glass = read(raw, Glass, file)
    if glass.format != FORMAT or not is_ordered(glass.signatures):
        raise SignedError(file, Why.DAMAGED)
    return glass


def check(glass: Glass, longest: timedelta, file: str) -> None:
    """Raise SignedError where it says more than a break-glass may, whoever signed it."""
    hours = longest // timedelta(hours=1)
    try:
        begins, ends = moment(glass.begins), moment(glass.ends)
    except ValueError:
        raise SignedError(file, Why.TOO_LONG, hours=hours) from None
    if not begins < ends <= begins + longest:
        raise SignedError(file, Why.TOO_LONG, hours=hours)
    if len(glass.reason.strip()) < _FEWEST_LETTERS:
        raise SignedError(file, Why.NO_REASON)
    until = last_day(glass.agreement)
    if _said(glass, "basis") != "emergency" or until is None or until > ends.date():
        raise SignedError(file, Why.NO_EMERGENCY, day=ends.date())


def laid_over(glass: Glass, files: Mapping[str, str], file: str) -> dict[str, str]:
    """Return the files with the agreement among them.  Raises SignedError where one has its name."""
    if glass.file in files:
        raise SignedError(file, Why.UNFIT, problem=f"there is {glass.file} already")
    return {**files, glass.file: glass.agreement}


def published(glass: Glass) -> dict[str, str]:
    """What the public page tells of it: that there is one, why, and how long.  Nothing of it is internal."""
    return {
        "agreement": glass.name,
        "title": _said(glass, "title") or "",
        "with": _said(glass, "with") or "",
        "reason": glass.reason,
        "from": glass.begins,
        "until": glass.ends,
        "digest": glass.digest,
    }


def name_of(agreement: str) -> str:
    """Return the id that an agreement gives itself; empty where it gives none."""
    return _word(agreement, "agreement") or ""


def last_day(agreement: str) -> date | None:
    word = _word(agreement, "until")
    try:
        return None if word is None else date.fromisoformat(word)
    except ValueError:
        return None


def _said(glass: Glass, key: str) -> str | None:
    return _word(glass.agreement, key)


def _word(agreement: str, key: str) -> str | None:
    """What stands behind a key of the agreement; None where it is no text, or the agreement cannot be read."""
    faults = Faults()
    node = parse("agreement.yaml", agreement, faults)
    value = node.members.get(key) if isinstance(node, Block) and not faults.found else None
    return value.value if isinstance(value, Text) else None
