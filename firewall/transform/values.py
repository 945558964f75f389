"""Coarsening, masking and pseudonyms: what is left of one value."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from firewall.model import Outcome, Treatment, Tree
from firewall.standing import without_faces

Pseudonymize = Callable[[str], str]

PSEUDONYM = "psn_"
MASK = "*"
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})(-[0-9]{2}([T ].*)?)?", re.DOTALL)
_DATE_IN_DIGITS = re.compile(
    r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{4}(?:[0-9]{2}(?:\.[0-9]+)?)?(?:[+-][0-9]{4})?)?"
)
"""As HL7 and X12 have it.  Day, month and year in another order never read so: no month is the nineteenth."""
_ZIP = re.compile(r"([0-9]{3})[0-9]{2}(-[0-9]{4})?")
_KILOMETRE = Decimal("0.01")
"""A hundredth of a degree of latitude is 1.1 km."""


def treated(  # noqa: PLR0911  # one return a case
    value: Tree, treatment: Treatment, pseudonymize: Pseudonymize
) -> Tree:
    """
    Return what is left of ``value``; all of a list's or object's leaves are treated.

    What cannot be coarsened becomes null, whatever it was: an odd value must not slip through whole.
    """
    if isinstance(value, dict):
        return {key: treated(member, treatment, pseudonymize) for key, member in value.items()}
    if isinstance(value, list):
        return [treated(item, treatment, pseudonymize) for item in value]
    if value is None or isinstance(value, bool):
        return None
    match treatment.outcome:
        case Outcome.RELEASE:
            return value
        case Outcome.COARSEN:
            return _coarse(value, treatment.parameter)
        case Outcome.PSEUDONYMIZE:
            return pseudonymize(str(value))
        case Outcome.MASK:
            return _masked(str(value), treatment.parameter)
        case Outcome.REMOVE | Outcome.REFER | Outcome.HOLD | Outcome.REFUSE:
            return None


def _coarse(value: str | float | Decimal, parameter: str) -> Tree:
    text = str(value)
    if parameter == "faces":
        return without_faces(text)
    if parameter in ("year", "month"):
        date = _DATE.fullmatch(text) or _DATE_IN_DIGITS.fullmatch(text)
        return None if date is None else date[1] if parameter == "year" else f"{date[1]}-{date[2]}"
    if parameter == "zip3":
        code = _ZIP.fullmatch(text)
        return None if code is None else code[1]
    return _kilometre(text)


def _kilometre(text: str) -> Tree:
    try:
        degrees = Decimal(text)
        return degrees.quantize(_KILOMETRE) if -180 <= degrees <= 180 else None  # noqa: PLR2004  # degrees
    except InvalidOperation:
        return None


def _masked(text: str, parameter: str) -> str:
    """Keep the last n characters, never more than half: of a short value "the last four" is all of it."""
    kept = min(int(parameter.removeprefix("last-")), len(text) // 2)
    return MASK * 8 + (text[-kept:] if kept else "")


@lru_cache(maxsize=256)
def pseudonyms(key: bytes, recipient: str, period: str) -> Pseudonymize:
    """
    Make the pseudonyms of one recipient in one period: same value, same name; no key, no way back.

    HMAC-SHA-256 cut to 130 bits.  Two recipients, or one in two periods, cannot join what they got.
    """
    own = hmac.digest(key, f"{len(recipient)}:{recipient}{period}".encode(), "sha256")

    def pseudonymize(value: str) -> str:
        mac = hmac.digest(own, value.encode(), "sha256")
        return PSEUDONYM + base64.b32encode(mac).decode()[:26].lower()

    return pseudonymize
