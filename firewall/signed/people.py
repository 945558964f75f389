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
    dropped: list[tuple[Why, str]] = []
    counted: dict[str, list[str]] = {AUTHOR: [], APPROVER: []}
    good = []
    for signature in signatures:
        person = signers.by_key(signature.key)
        if person is None:
            continue  # somebody whom we do not ask
        if not holds(about, signature, person.key):
            raise SignedError(file, Why.BAD_SIGNATURE, person=person.name, role=signature.role)
        if why := _not_counted(person, signature.role, standing):
            dropped.append((why, person.name))
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
    counted: dict[str, list[str]], dropped: Sequence[tuple[Why, str]], signers: Signers, file: str
) -> SignedError:
    for why in (Why.KEY_REVOKED, Why.KEY_ENDED):
        names = [name for because, name in dropped if because is why]
        if names:
            return SignedError(file, why, person=names[0])
    signed = "; ".join(f"{role} {', '.join(names) or '-'}" for role, names in counted.items())
    return SignedError(
        file, Why.UNSIGNED, authors=signers.authors, approvers=signers.approvers, signed=signed
    )
