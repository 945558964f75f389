"""Who may sign, and whether enough different people did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from firewall.signed.exact import APPROVER, AUTHOR
from firewall.signed.faults import SignedError, Why
from firewall.signed.form import Signature
from firewall.signed.keys import key_id
from firewall.signed.statement import About, holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who may sign; after the day ``until``, nothing new."""

    name: str
    key: Ed25519PublicKey
    roles: frozenset[str]
    until: date | None = None

    @property
    def key_id(self) -> str:
        return key_id(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """The people, and how many of them have to sign in each role.  No person counts in both."""

    people: tuple[Person, ...]
    authors: int = 1
    approvers: int = 1

    def by_key(self, id: str) -> Person | None:  # noqa: A002 - the word of the files
        return next((person for person in self.people if person.key_id == id), None)

    @property
    def demand(self) -> str:
        """Say who has to sign."""
        return (
            f"{_counted(self.authors, AUTHOR)} and {_counted(self.approvers, APPROVER)}, all different people"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    What is known when signatures are judged.

    ``was_in_force`` tells that the record says so of this very content: a key that ended since was in force then.
    """

    day: date
    revoked_keys: Collection[str] = ()
    was_in_force: bool = False


def judged(
    about: About, signatures: Sequence[Signature], signers: Signers, standing: Standing, file: str
) -> tuple[Signature, ...]:
    """Return the signatures that count.  Raises SignedError where they are not enough, or one is false."""
    dropped: list[Why] = []
    counted: dict[str, list[str]] = {AUTHOR: [], APPROVER: []}
    good = []
    for signature in signatures:
        person = signers.by_key(signature.key)
        if person is None:
            continue  # somebody whom we do not ask
        if not holds(about, signature, person.key):
            says = f"The signature of {person.name} as {signature.role} is not over this."
            raise SignedError(file, Why.BAD_SIGNATURE, says)
        if why := _not_counted(person, signature.role, standing):
            dropped.append(why)
            continue
        counted[signature.role].append(person.name)
        good.append(signature)
    if not _is_enough(counted[AUTHOR], counted[APPROVER], signers):
        raise _lacking(counted, dropped, signers, file)
    return tuple(good)


def _not_counted(person: Person, role: str, standing: Standing) -> Why | None:
    if person.key_id in standing.revoked_keys:
        return Why.KEY_REVOKED
    if role not in person.roles:
        return Why.UNSIGNED
    if person.until is not None and standing.day > person.until and not standing.was_in_force:
        return Why.KEY_ENDED
    return None


def _is_enough(authors: Iterable[str], approvers: Iterable[str], signers: Signers) -> bool:
    """Whether each role can be filled without anybody counting twice."""
    first, second = set(authors), set(approvers)
    together = len(first | second) >= signers.authors + signers.approvers
    return together and len(first) >= signers.authors and len(second) >= signers.approvers


def _lacking(
    counted: dict[str, list[str]], dropped: Sequence[Why], signers: Signers, file: str
) -> SignedError:
    why = next((one for one in (Why.KEY_REVOKED, Why.KEY_ENDED) if one in dropped), Why.UNSIGNED)
    because = {
        Why.KEY_REVOKED: " A signature does not count, because its key was revoked.",
        Why.KEY_ENDED: " A signature does not count, because its key has ended.",
    }.get(why, "")
    found = " and ".join(
        f"as {role}: {', '.join(names) if names else 'nobody'}" for role, names in counted.items()
    )
    return SignedError(file, why, f"It has to be signed by {signers.demand}. Signed {found}.{because}")


def _counted(number: int, role: str) -> str:
    return f"{number} {role}" if number == 1 else f"{number} {role}s"
