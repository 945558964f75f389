"""Why a credential was not believed: short codes for the record, the log and the numbers, and never what was shown."""

from __future__ import annotations

REFUSALS = (
    "key", "scheme", "credentials-disagree", "credentials-fault", "partner-unknown", "chain-unknown",
    "certificate-unreadable", "certificate-unnamed", "certificate-ambiguous", "certificate-dates",
    "certificate-other-ca", "certificate-revoked", "certificate-no-crl",
    "client-cert-stranger", "client-cert-malformed", "client-cert-untrusted",
    "token-unexpected", "token-too-long", "token-malformed", "token-header", "token-algorithm",
    "token-issuer", "token-key", "token-keys-stale", "token-signature", "token-claims", "token-audience",
    "token-expired", "token-not-yet", "token-lives-too-long", "token-subject", "token-unbound",
    "token-certificate", "token-no-id", "token-replayed", "token-store",
)  # fmt: skip


class RefusedError(Exception):
    """A credential is not believed.  ``why`` is one of REFUSALS; it never leaves this package as an exception."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
