"""Where requesters come in and how they prove who they are, put together from what operators and lawyers wrote."""

from __future__ import annotations

import asyncio
import math
import ssl
import time
from collections.abc import Callable
from datetime import datetime

from firewall import partners
from firewall.books import Opened
from firewall.config import Config
from firewall.errors import PolicyError
from firewall.front.renewal import Renewal
from firewall.front.tls import Files
from firewall.identity.authorities import Authorities
from firewall.identity.certificates import Bindings
from firewall.identity.edge import Edge
from firewall.identity.introduce import Introducer, Issued
from firewall.identity.keyring import KeyRing
from firewall.identity.tokens import Tokens
from firewall.metrics import Metrics
from firewall.policy.rules import Bundle


class Doors:
    """
    What stays while policies come and go: TLS, the keys of issuers, what was verified.

    Raises ConfigError where a file of theirs cannot be used.
    """

    def __init__(
        self, settings: Config, books: Opened, clock: Callable[[], datetime], metrics: Metrics
    ) -> None:
        self._settings, self._books, self._clock, self._metrics = settings, books, clock, metrics
        files = _files(settings)
        self._renewal = None if files is None else Renewal(files, clock, metrics.tls_renewed)
        self._rings = [
            KeyRing(issuer, time.monotonic, metrics.token_keys_renewed) for issuer in settings.issuers
        ]
        self._tokens = Tokens(self._rings, books.spent)
        self._edge = Edge(settings.edge.certificates, self._authorities, settings.edge.ca)
        metrics.read(
            {
                "firewall_certificate_days_left": lambda: self._days(Renewal.days_left),
                "firewall_client_crl_days_left": lambda: self._days(Renewal.crl_days_left),
                "firewall_token_keys_age_seconds": lambda: max(ring.age_s for ring in self._rings),
            }
        )

    @property
    def tls(self) -> ssl.SSLContext | None:
        """What to listen with: it stays the same, and what is behind it changes."""
        return None if self._renewal is None else self._renewal.door

    @property
    def is_open(self) -> bool:
        """Whether new connections are let in."""
        return self._renewal is None or self._renewal.door.is_open

    def introducer(self, bundle: Bundle) -> Introducer:
        """Raise PolicyError where partner files name what ``firewall.toml`` does not."""
        issuers = [issuer.name for issuer in self._settings.issuers]
        if faults := tuple(partners.unknown_names(bundle, issuers, self._settings.client_cas)):
            raise PolicyError(faults)
        bindings = Bindings(partners.certificates(bundle), self._authorities, partners.authorities(bundle))
        return Introducer(
            partners.facts(bundle),
            self._books.keys,
            bindings,
            issued=Issued(tokens=self._tokens, subjects=partners.subjects(bundle)) if issuers else None,
            edge=self._edge,
            told=self._metrics.credential_refused,
        )

    def hurry(self) -> None:
        """Read the TLS files again within a second, for new connections."""
        if self._renewal is not None:
            self._renewal.hurry()

    async def keep(self) -> None:
        """Keep certificates and keys fresh for as long as this is not cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for ring in self._rings:
                tasks.create_task(ring.keep())
            if self._renewal is not None:
                tasks.create_task(self._renewal.keep())

    def _authorities(self) -> Authorities | None:
        return None if self._renewal is None else self._renewal.authorities()

    def _days(self, left: Callable[[Renewal], float | None]) -> float:
        found = None if self._renewal is None else left(self._renewal)
        return math.nan if found is None else found


def _files(settings: Config) -> Files | None:
    listen = settings.listen
    if listen.tls_certificate is None or listen.tls_key is None:
        return None
    return Files(
        certificate=listen.tls_certificate,
        key=listen.tls_key,
        client_ca=listen.client_ca,
        named_cas=settings.client_cas,
        client_crl=listen.client_crl,
    )
