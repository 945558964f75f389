"""
All that a log line or a span may say: each event, its keys, and the kind of their values.

What does not stand here is not told.  No kind takes a free text: a value that somebody sent has no place to go.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto


class Kind(Enum):
    CLASS = auto()
    """The name of an exception's class, never its text."""
    CODE = auto()
    """One of our own closed codes."""
    CODES = auto()
    WORD = auto()
    """An id or a word of the policy in force: route, partner, kind, purpose, rule, declared member."""
    WORDS = auto()
    ID = auto()
    """A decision id of ours."""
    CASE = auto()
    PLACE = auto()
    """A file of the policy folder and a line in it."""
    DIGEST = auto()
    """Hexadecimal, of something keyed or public."""
    COUNT = auto()
    SECONDS = auto()


Keys = Mapping[str, Kind]

_ERROR: Keys = {"error": Kind.CLASS}
_NOTHING: Keys = {}

EVENTS: Mapping[str, Keys] = {
    # One line an exchange, and the attributes of its span.
    "exchange": {
        "decision": Kind.ID, "route": Kind.WORD, "method": Kind.CODE, "status": Kind.COUNT, "outcome": Kind.CODE,
        "reasons": Kind.CODES, "rules": Kind.WORDS, "partner": Kind.WORD, "kind": Kind.WORD, "proof": Kind.CODE,
        "purpose": Kind.WORD, "case": Kind.CASE, "ms": Kind.SECONDS, "received_bytes": Kind.COUNT,
        "sent_bytes": Kind.COUNT, "withheld": Kind.COUNT, "policy": Kind.DIGEST, "address": Kind.DIGEST,
        "records": Kind.COUNT, "cut": Kind.CODES,
    },
    # The children of an exchange's span; nothing else is said of them.
    "introduce": _NOTHING, "inspect-request": _NOTHING, "service": {"status": Kind.COUNT, "reasons": Kind.CODES},
    "inspect-answer": _NOTHING, "record": _NOTHING,
    # Requests.
    "unparsed": {"reasons": Kind.CODES, "decision": Kind.ID, "times": Kind.COUNT},
    "uninspectable": {"route": Kind.WORD, "reasons": Kind.CODES, "decision": Kind.ID},
    "latched": {"route": Kind.WORD, "member": Kind.WORD, "decision": Kind.ID},
    "not-recorded": _ERROR,
    "exchange-fault": _ERROR,
    "body-fault": _ERROR,
    "upstream-fault": _ERROR,
    "wire-fault": _ERROR,
    "spool-fault": _ERROR,
    "introduce-fault": _ERROR,
    # The house.
    "canary-not-blocked": _NOTHING,
    "canary-not-recorded": _NOTHING,
    "stop-not-recorded": _NOTHING,
    "record-halted": {"why": Kind.CODE},
    "record-goes-on": _NOTHING,
    "old-cases-kept": _ERROR,
    "clock-jumped": {"seconds": Kind.SECONDS},
    "jump-not-recorded": _NOTHING,
    "loop-fault": _ERROR,
    "telling-fault": _ERROR,
    "detectors-not-warm": _NOTHING,
    "worker-replaced": _NOTHING,
    "worker-not-started": _ERROR,
    "process-replaced": {"why": Kind.CODE, "lived_s": Kind.SECONDS, "at_once": Kind.COUNT},
    "process-not-started": _ERROR,
    "nursery-ended": _NOTHING,
    "policy-not-prepared": _ERROR,
    "library": {"source": Kind.CODE, "error": Kind.CLASS, "line": Kind.COUNT},
    # The policy.
    "policy-reloaded": {"policy": Kind.DIGEST},
    "policy-not-loaded": {"faults": Kind.COUNT, "where": Kind.PLACE, "why": Kind.CODE, **_ERROR},
    "policy-put-right": {"policy": Kind.DIGEST},
    "policy-watch-fault": _ERROR,
    "policy-refusal-begins": {"after_s": Kind.COUNT},
    "policy-refusal-ends": _NOTHING,
    "rule-review-due": {"rule": Kind.WORD, "days": Kind.COUNT},
    "policy-refusal-not-recorded": _NOTHING,
    "policy-revoked": _NOTHING,
    "break-glass-begins": _NOTHING,
    "break-glass-ends": _NOTHING,
    "break-glass-not-used": {"faults": Kind.COUNT, "where": Kind.PLACE, "why": Kind.CODE, **_ERROR},
    "bundle-not-kept": _ERROR,
    # Certificates and keys.
    "certificate-unreadable": _ERROR,
    "tls-renewed": {"days": Kind.COUNT},
    "tls-kept": {"setting": Kind.CODE},
    "tls-certificate-ended": _NOTHING,
    "tls-open": _NOTHING,
    "client-crl-not-in-force": {"authorities": Kind.COUNT},
    "token-keys-kept": {"issuer": Kind.WORD, "why": Kind.CODE},
    # A draft beside the policy, and a mirror.
    "draft-fault": _ERROR,
    "draft-not-compared": {"times": Kind.COUNT},
    "draft-not-noted": _NOTHING,
    "mirror-fault": _ERROR,
    "mirror-not-recorded": _NOTHING,
    # The log itself.
    "lines-dropped": {"times": Kind.COUNT},
    "unlisted": _NOTHING,
}  # fmt: skip
"""Event -> key -> kind.  A test walks the product's code and finds every line that it logs here."""

UNLISTED = "unlisted"
"""What an event that stands nowhere is called, so that it is seen and says nothing."""

LIBRARIES = ("aiohttp", "asyncio", "opentelemetry", "urllib3")
"""Libraries that log in our process; they quote what they choke on, so only where and of which class is told."""
