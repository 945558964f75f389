"""What a place of policies holds when it is read, and what every such place can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from firewall.errors import ConfigError, FirewallError
from firewall.folder import Look, look, read_policies
from firewall.signed.faults import SignedError
from firewall.signed.form import Bundle
from firewall.signed.glass import Glass
from firewall.signed.history import State
from firewall.signed.revocations import Revocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """
    What a source holds.  ``state`` is what the record has to say before it is in force; a folder has none.

    ``odd`` is why an emergency that lies beside the bundle is not among the files.
    """

    texts: Mapping[str, str]
    bundle: Bundle | None = None
    glass: Glass | None = None
    state: State | None = None
    odd: SignedError | None = None

    @property
    def ends(self) -> datetime | None:
        """When it is over by the clock alone."""
        return None if self.glass is None else self.glass.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    A source, read: what it holds, or what is wrong with it.

    ``revoked`` is what the record does not tell yet, and counts whatever is wrong; ``withdrawn`` tells that what is in
    force was taken back.
    """

    read: Read | None = None
    fault: Exception | None = None
    revoked: tuple[Revocation, ...] = ()
    withdrawn: bool = False


class Source(Protocol):
    @property
    def state(self) -> State:
        """What the record says already."""

    def look(self, at: datetime) -> Look:
        """Look without reading; never raises.  What differs has to be read."""

    def see(self, at: datetime) -> Seen:
        """Read it.  Never raises a FirewallError."""

    def recorded(self, state: State, bundle: Bundle | None = None, over: Glass | None = None) -> None:
        """Know that the record says this now, and that this bundle is in force, with an emergency over it or none."""

    def shelve(self, bundle: Bundle) -> None:
        """Keep what is in force, for a rollback.  Never raises, and may wait for a disk."""


class Folder:
    """A plain folder: whoever can write it makes the policies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.state = State()

    def look(self, _at: datetime) -> Look:
        return look(self._path)

    def see(self, _at: datetime) -> Seen:
        try:
            if self._path.is_file():
                raise ConfigError(
                    f"{self._path} is no folder. If people have signed it, name it as `bundle` under [policies]."
                )
            return Seen(read=Read(texts=read_policies(self._path)))
        except FirewallError as error:
            return Seen(fault=error)

    def recorded(self, state: State, bundle: Bundle | None = None, over: Glass | None = None) -> None:
        """Nothing: a folder has no versions."""

    def shelve(self, bundle: Bundle) -> None:
        """Nothing, as above."""
