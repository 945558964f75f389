"""What a worker and the supervisor say to each other; anything else ends the conversation."""

from __future__ import annotations

import msgspec

Sample = tuple[str, tuple[tuple[str, str], ...], float]
"""Name, labels and value of one number."""


class Family(msgspec.Struct, array_like=True, frozen=True):
    """The numbers under one name, as ``prometheus_client`` collects them."""

    name: str
    says: str
    kind: str
    samples: tuple[Sample, ...]


# ---- a worker says


class Append(msgspec.Struct, array_like=True, frozen=True, tag="append"):
    """Entries for the record, numbered from ``first`` on: their worker waits for a receipt of each."""

    first: int
    entries: list[bytes]


class Serving(msgspec.Struct, array_like=True, frozen=True, tag="serving"):
    """It listens, and a canary was blocked and recorded."""

    policy: str


class NotServing(msgspec.Struct, array_like=True, frozen=True, tag="not-serving"):
    """It cannot serve, for a reason that an operator can do something about."""

    why: str


class Numbers(msgspec.Struct, array_like=True, frozen=True, tag="numbers"):
    """The answer to ``Ask``: it is alive, and has counted so much."""

    is_ready: bool
    families: tuple[Family, ...]


class Prepared(msgspec.Struct, array_like=True, frozen=True, tag="prepared"):
    """It has read the policy of this digest, and waits for the word; empty where it could not."""

    policy: str


# ---- the supervisor says


class Welcome(msgspec.Struct, array_like=True, frozen=True, tag="welcome"):
    """What a new worker needs and cannot find out by itself: ``texts`` is the policy in force, by file."""

    digest_key: bytes
    pseudonym_key: bytes
    policy: str
    texts: dict[str, str]
    is_closed: bool


class Receipts(msgspec.Struct, array_like=True, frozen=True, tag="receipts"):
    """These entries are durable: the number of each, and its index in the record."""

    durable: list[tuple[int, int]]


class Refused(msgspec.Struct, array_like=True, frozen=True, tag="refused"):
    """These entries are not recorded, so nothing may leave."""

    numbers: list[int]
    why: str


class Ask(msgspec.Struct, array_like=True, frozen=True, tag="ask"):
    """Are you alive, and what have you counted?  While ``is_closed``, let nobody in."""

    is_closed: bool


class Prepare(msgspec.Struct, array_like=True, frozen=True, tag="prepare"):
    """Read this policy, and go on deciding by the old one."""

    texts: dict[str, str]


class Swap(msgspec.Struct, array_like=True, frozen=True, tag="swap"):
    """Decide by the prepared policy of this digest from now on."""

    policy: str


class Drain(msgspec.Struct, array_like=True, frozen=True, tag="drain"):
    """Take nothing new, finish what is in flight, and end."""


class Hurry(msgspec.Struct, array_like=True, frozen=True, tag="hurry"):
    """Refuse what still waits for somebody."""


class Renew(msgspec.Struct, array_like=True, frozen=True, tag="renew"):
    """Look at the TLS files at once."""


FromWorker = Append | Serving | NotServing | Numbers | Prepared
FromSupervisor = Welcome | Receipts | Refused | Ask | Prepare | Swap | Drain | Hurry | Renew
