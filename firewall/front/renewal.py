"""
Keeps the certificate and its companions fresh: changed files are used for new connections, unusable ones are not.

What was good stays in force, and it is said in the log and the numbers that it was.  When our own
certificate has ended, new connections are turned away: nobody should learn to click a warning away.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import datetime

import structlog

from firewall.front.door import Door
from firewall.front.tls import Files, FilesError, Papers, read
from firewall.identity.authorities import Authorities

LOOKED_AT_S = 1.0
_TRIED_AGAIN_S = 60.0
"""What could not be used may be usable later though nothing was written: a certificate that begins tomorrow."""

_log = structlog.get_logger()


class Renewal:
    """``told`` hears of each renewal whether the new files are in use."""

    def __init__(
        self,
        files: Files,
        clock: Callable[[], datetime],
        told: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """Read the files.  Raises ConfigError where they cannot be used."""
        self._files, self._clock, self._told = files, clock, told
        self._stamp = files.stamp()
        self.papers = read(files, clock())
        self.door = Door(self.papers.context)
        self._one_at_a_time = asyncio.Lock()
        self._tried_again_in_s = float("inf")
        self._has_told_of_lists = False
        self._tell_of_lists()

    def authorities(self) -> Authorities:
        return self.papers.authorities

    def days_left(self) -> float:
        return self.papers.days_left(self._clock())

    def crl_days_left(self) -> float | None:
        return self.papers.crl_days_left(self._clock())

    def hurry(self) -> None:
        """Read the files again at the next look, changed or not."""
        self._tried_again_in_s = 0.0

    async def reload(self) -> bool:
        """Read the files again, and use them for new connections; whether they are in use."""
        async with self._one_at_a_time:
            self._stamp = self._files.stamp()
            try:
                papers = await asyncio.to_thread(self._read)
            except FilesError as error:
                _log.error("tls-kept", setting=error.setting)
                self._tried_again_in_s = _TRIED_AGAIN_S
                self._told(False)  # noqa: FBT003 - whether it was done
                return False
            all_believed = papers.authorities.has_all_of(self.papers.authorities)
            self.papers = papers
            self.door.renew(papers.context, all_believed=all_believed)
            self._tried_again_in_s = float("inf")
            self._has_told_of_lists = False
            self._tell_of_lists()
            _log.info("tls-renewed", days=math.floor(papers.days_left(self._clock())))
            self._told(True)  # noqa: FBT003 - as above
            return True

    def _read(self) -> Papers:
        now = self._clock()
        papers = read(self._files, now)
        left, left_before = papers.crl_days_left(now), self.papers.crl_days_left(now)
        if left is not None and left <= 0 and left_before is not None and left_before > 0:
            raise FilesError(
                "listen.client_crl", "a list in it has ended. Fetch a new one from its authority."
            )
        return papers

    async def keep(self) -> None:
        """Look after the files for as long as this is not cancelled."""
        while True:
            await asyncio.sleep(LOOKED_AT_S)
            await self.look_after()

    async def look_after(self) -> None:
        """One look: at the files, and at the clock."""
        self._tried_again_in_s -= LOOKED_AT_S
        if self._tried_again_in_s <= 0 or await asyncio.to_thread(self._files.stamp) != self._stamp:
            await self.reload()
        self._tell_of_lists()
        self._open_or_shut()

    def _open_or_shut(self) -> None:
        """Turn new connections away while our certificate is not in force, and let them in when it is."""
        should_be_open = self.papers.are_in_force(self._clock())
        if should_be_open and not self.door.is_open:
            self.door.renew(self.papers.context)
            _log.warning("tls-open")
        if not should_be_open and self.door.is_open:
            self.door.shut()
            _log.error("tls-certificate-ended")

    def _tell_of_lists(self) -> None:
        """Say once that certificates of some authority are refused as a whole."""
        left = self.papers.crl_days_left(self._clock())
        missing = self.authorities().without_list()
        if (missing or (left is not None and left <= 0)) and not self._has_told_of_lists:
            self._has_told_of_lists = True
            _log.error("client-crl-not-in-force", authorities=missing)
