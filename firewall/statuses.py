"""What the requester is told, in the numbers of HTTP (RFC 9110 section 15)."""

from __future__ import annotations

from firewall.model import Phase

SWITCHING = 101
OK = 200
ACCEPTED = 202
FORBIDDEN = 403
NOT_FOUND = 404
BAD_GATEWAY = 502
UNAVAILABLE = 503

PASSED_ON = {400: 400, 404: 404, 405: 405, 409: 409, 410: 404, 412: 412, 415: 415, 422: 422, 429: 429}
"""What a service's refusal is passed on as, without its words; any other is its failure."""

_TELLS_EXISTENCE = frozenset({409, 412})
"""A conflict or a failed condition says that there is something."""

SUCCESSES = frozenset({200, 201, 202, 204})
"""What a service's success may be: any other says more than that, or something that we do not do (RFC 9110
section 15.3; a 205 has no body, a 206 is a part), or has no name that could be written."""

REVIEW_FAILED, ENGINE_FAILED = "review-store-failed", "engine-failed"
_OURS = (REVIEW_FAILED, ENGINE_FAILED, "detector-failed", "inspection-timeout")
"""What went wrong here and not with the request: the requester sees what a failing service looks like."""

_OF_REQUESTS = {
    **dict.fromkeys(
        (
            "body-too-large",
            "too-many-fields",
            "too-many-findings",
            "text-too-long",
            "text-effort",
            "target-too-long",
            "coding-ratio",
        ),
        413,
    ),
    **dict.fromkeys(("unknown-media-type", "no-media-type", "malformed-media-type"), 415),
    **dict.fromkeys(("charset", "charset-ambiguous"), 415),
    **dict.fromkeys(("unknown-coding", "content-coding"), 415),
    "method": 405,
    "too-slow": 408,
    **dict.fromkeys(("over-budget", "policy-differs", "draining", "connection-over"), 503),
}
"""Why a request cannot be inspected, and what that is called; any other reason is 400."""


def of_service(status: int, *, is_protected: bool) -> int | None:
    """What a service's refusal becomes; None where it is no answer but a failure of the service."""
    passed_on = PASSED_ON.get(status)
    return NOT_FOUND if is_protected and passed_on in _TELLS_EXISTENCE else passed_on


def of_failure(why: str, phase: Phase) -> int:
    """What is told where a message could not be inspected; a service's answer is its failure, whatever it was."""
    return BAD_GATEWAY if phase is Phase.RESPONSE or why.startswith(_OURS) else _OF_REQUESTS.get(why, 400)
