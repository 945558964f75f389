"""People with keys, and files that they signed: a test says only what is wrong."""

from datetime import UTC, datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit.checkpoint import verifier_of
from firewall.config import Signer, Signing
from firewall.signed import form, glass, keys, revocations, statement
from firewall.signed.exact import canonical
from firewall.signed.people import Person, Signers
from tests import helpers_policy

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
MARIA, JOSE, ANA = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
NAMES = {"maria": MARIA, "jose": JOSE, "ana": ANA}
ROLES = {"maria": ("author",), "jose": ("approver",), "ana": ("author", "approver")}


def key_id(key):
    return keys.key_id(key.public_key())


def person(name, key=None, roles=None, until=None):
    key = key or NAMES[name]
    return Person(name=name, key=key.public_key(), roles=frozenset(roles or ROLES[name]), until=until)


def signers(*people, authors=1, approvers=1):
    return Signers(people=people or tuple(map(person, NAMES)), authors=authors, approvers=approvers)


def built(version=1, restores=0, **changes):
    files = helpers_policy.folder(**changes)
    return form.made("springfield", version, files, restores, "It broke." if restores else "")


def sign(thing, key, role, *, about=None, at=NOW, reason=""):
    """Sign a bundle or an emergency, as this key and in this role."""
    about = about or (glass.of_glass(thing) if isinstance(thing, glass.Glass) else statement.of_bundle(thing))
    made = statement.signed(about, key, key_id(key), role, at, reason)
    return msgspec.structs.replace(thing, signatures=form.ordered((*thing.signatures, made)))


def signed(thing):
    """Sign as Maria, the author, and José, the approver."""
    return sign(sign(thing, MARIA, "author"), JOSE, "approver")


AGREEMENT = """
agreement: flood-2026
title: The flood of June
basis: emergency
with: county-public-health
services: [clinic]
purposes: [public-health]
asks_by: [record.id]
shares:
  - data: [contact.phone]
needs: {approval: data-protection-officer}
signed: {by: Mayor, on: 2026-06-14}
from: 2026-06-14
until: 2026-06-16
"""


def flood(until):
    """The agreement of an emergency in the demo's city, with its last day."""
    return f"""
agreement: flood-2026
title: The flood
basis: emergency
with: state-le
services: ["clinic:patient"]
purposes: [emergency]
asks_by: [record.id]
shares:
  - data: [contact.address]
needs: {{process: [exigency]}}
limits: {{records_per_request: 1}}
signed: {{by: Mayor, on: 2001-01-01}}
from: 2001-01-01
until: {until:%Y-%m-%d}
"""


def emergency(base, *, begins=NOW - timedelta(hours=1), hours=24, agreement=AGREEMENT, **changes):
    made = glass.Glass(
        agreement=agreement,
        base=base.digest,
        begins=statement.instant(begins),
        city=base.city,
        ends=statement.instant(begins + timedelta(hours=hours)),
        format=glass.FORMAT,
        name="flood-2026",
        reason="The river is over the dam.",
        signatures=(),
    )
    return msgspec.structs.replace(made, **changes)


def revoked(kind, which, key=JOSE, name="jose", reason="lost"):
    return revocations.line(revocations.made(kind, which, key, person(name, key), NOW, reason))


class Desk:
    """A directory with a bundle, the files beside it, and the public keys of everybody."""

    def __init__(self, directory):
        self.directory = directory
        self.bundle = directory / "city.bundle"
        self.data = directory / "data"
        self.data.mkdir(exist_ok=True)
        for name, key in NAMES.items():
            (directory / f"{name}.pub").write_text(f"{verifier_of(name, key)}\n")

    def signing(self, **changes):
        people = tuple(
            Signer(name=name, key=self.directory / f"{name}.pub", roles=ROLES[name]) for name in NAMES
        )
        return Signing(**({"signers": people} | changes))

    def put(self, bundle):
        self.bundle.write_bytes(form.encoded(bundle))
        return bundle

    def lay(self, found):
        self.bundle.with_name("city.bundle.break-glass").write_bytes(canonical(found))
        return found

    def revoke(self, *lines):
        self.bundle.with_name("city.bundle.revoked").write_bytes(b"".join(lines))
