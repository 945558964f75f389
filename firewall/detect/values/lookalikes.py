"""Numbers that are a day, or a telephone: what many identifiers look like, and are not."""

from __future__ import annotations

import re

_YEAR, _MONTH, _DAY = r"(?:19|20)[0-9]{2}", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12][0-9]|3[01])"
_BETWEEN = r"[ ./_-]{1,2}"
_DATE = re.compile(
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    rf"|{_YEAR}{_BETWEEN}{_MONTH}{_BETWEEN}{_DAY}"
    rf"|{_MONTH}{_BETWEEN}{_DAY}{_BETWEEN}{_YEAR}"
    rf"|{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}{_YEAR}"
    rf"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){_YEAR}|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2]){_YEAR}"
)
# North America: (718) 555-0144, 1-800-375-5283. The groups tell, not the digits.
_AMERICAN = re.compile(r"(?:1[-. ])?[2-9][0-9]{2}[-. ]{1,2}[0-9]{3}[-. ][0-9]{4}|[0-9]{3}[-. ][0-9]{4}")
# Europe: a leading zero, and pairs, or an area and a number.
_EUROPEAN = re.compile(
    r"0[0-9](?:[-. ][0-9]{2}){3,5}|0[0-9]{1,4}[-/. ]{1,2}[0-9]{3,8}(?:[-. ][0-9]{2,5}){0,3}"
)


def is_date(value: str) -> bool:
    """Tell whether it reads as a day of the twentieth or twenty-first century, in any usual order."""
    return _DATE.fullmatch(value) is not None


def is_phone(value: str) -> bool:
    """Tell whether it is grouped as telephone numbers are."""
    return is_american_phone(value) or _EUROPEAN.fullmatch(value) is not None


def is_american_phone(value: str) -> bool:
    """Tell whether it is grouped as telephone numbers of the United States are."""
    return _AMERICAN.fullmatch(value) is not None


def is_neither(value: str) -> bool:
    """Tell whether it reads neither as a day nor as a telephone number."""
    return not is_date(value) and not is_phone(value)


def is_plain(value: str) -> bool:
    """Neither a day nor an American telephone: many A-numbers begin with a zero, as European telephones do."""
    return not is_date(value) and not is_american_phone(value)
