"""A unit, and what it is looked at with: what a process beside has to be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from firewall.files.units import Unit
from firewall.means import Keys
from firewall.model import Exchange, Message, Path, Phase

_OK = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    The exchange, what is latched for all of the file, our keys.

    ``place`` is where its records stand, if they stand in something; ``elsewhere`` names what was taken out in the
    whole file.
    """

    exchange: Exchange
    media_type: str
    unit: Unit = field(repr=False)
    latched: frozenset[str]
    keys: Keys
    place: Path = ()
    elsewhere: int = 0

    def answer(self) -> Message:
        """Return the unit as the service's answer."""
        return Message(
            Phase.RESPONSE,
            media_type=self.media_type if self.unit.body else "",
            body=self.unit.body,
            status=_OK,
            failure=self.unit.failure,
        )
