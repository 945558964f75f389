"""Where the policies come from, and who has to have signed them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from firewall.config.reading import Reading
from firewall.config.settings import Config, Signer, Signing

ROLES = ("author", "approver")
_MOST_PEOPLE = 20
_MOST_HOURS = 168
_MOST_VERSION = 10**12 - 1


def policies(read: Reading) -> Path | None:
    """Return the folder or the bundle; None where nothing is said."""
    folder, bundle = read.place("policies", "directory"), read.place("policies", "bundle")
    if folder is not None and bundle is not None:
        read.faults.append(
            "policies.bundle and policies.directory are both set. With a bundle, take policies.directory out."
        )
    return bundle or folder


def signing(read: Reading) -> Signing | None:
    signers = read.within("policies", "signers")
    require = read.within("policies", "require")
    people = tuple(_signer(read, signers, name) for name in read.inner(signers))
    found = Signing(
        signers=people,
        authors=read.count(require, "author", 1, most=_MOST_PEOPLE),
        approvers=read.count(require, "approver", 1, most=_MOST_PEOPLE),
        not_before_version=read.count("policies", "not_before_version", 1, most=_MOST_VERSION),
        break_glass_hours=read.count("policies", "break_glass_hours", 24, most=_MOST_HOURS),
    )
    has_bundle = read.has("policies", "bundle")
    if people and not has_bundle:
        read.faults.append(
            "policies.signers is set, so a plain folder is not taken. Set policies.bundle to the file that they sign."
        )
    if has_bundle and not people:
        read.faults.append(
            "policies.bundle is set, and nobody has to sign it. Name the people under [policies.signers.NAME]."
        )
    return found if people or has_bundle else None


def _signer(read: Reading, signers: str, name: str) -> Signer:
    table = f"{signers}.{name}"
    key = read.place(table, "key")
    roles = read.names(table, "roles")
    if key is None and not read.has(table, "key"):
        read.faults.append(f'{table}.key is missing. Write it like "keys/{name}.pub".')
    if not roles or set(roles) - set(ROLES):
        read.faults.append(f'{table}.roles is not a list of roles. Take from ["author", "approver"].')
    return Signer(name=name, key=key or Path(), roles=roles, until=read.day(table, "until"))


def contradictions(config: Config) -> Iterable[str]:
    """Whether enough different people are named for what is demanded."""
    if config.signing is None or not config.signing.signers:
        return
    authors, approvers = ({s.name for s in config.signing.signers if role in s.roles} for role in ROLES)
    needs = config.signing
    together = len(authors | approvers) >= needs.authors + needs.approvers
    if not (together and len(authors) >= needs.authors and len(approvers) >= needs.approvers):
        yield (
            f"policies.require asks for {needs.authors} author and {needs.approvers} approver, all different people, "
            "and policies.signers has not so many. Nothing could ever be signed."
        )
