"""An export of permits as a city has them, of any size: invented people, each row another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

MEDIA_TYPES = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "json": "application/json",
    "xml": "application/xml",
}
NAMES = ("id", "name", "birthDate", "phone", "remark", "citizenshipCode", "address", "fee", "updated")

FIELDS = """      /*/id: record.id
      /*/name: identity.name
      /*/birthDate: identity.dob
      /*/phone: contact.phone
      /*/remark: record.meta
      /*/citizenshipCode: immigration.citizenship
      /*/fee: record.meta
"""
"""What a route declares of it; ``address`` and ``updated`` nobody does."""

DROPPED = ("birthDate", "phone", "citizenshipCode", "address", "updated")
"""What does not leave to who gets a number, a name, a remark and a fee."""

_GIVEN = (
    "Maria", "Jose", "Ahmed", "Fatima", "Wei", "Anna", "Oleksandr", "Precious", "Thomas", "Aisha", "Carlos", "Linh",
    "Samuel", "Grace", "Ivan", "Noor", "Chidi", "Elena", "David", "Rosa", "Miguel", "Sofia", "Kofi", "Yusuf",
    "Leila", "Thi", "Amina", "Pedro", "Olga",
)  # fmt: skip
_FAMILY = (
    "Garcia", "Okafor", "Nguyen", "Haddad", "Kovalenko", "Smith", "Chen", "Rodriguez", "Mensah", "Johnson", "Silva",
    "Petrov", "Ali", "Martinez", "Diallo", "Kim", "Lopez", "Davis", "Osei", "Hernandez", "Novak", "Cohen", "Tran",
    "Wright", "Castillo", "Abdi", "Moreau",
)  # fmt: skip
_REMARKS = (
    "on file", "renewed at the counter", "paid in full", "inspection passed", "waiting for the second signature",
    "moved to window 4", "", "sent by mail", "photo attached", "fee waived for seniors",
)  # fmt: skip
_COUNTRIES = ("HN", "MX", "SV", "GT", "US", "NG", "VN", "SY", "UA", "CN", "BR")
_SERIES = "PQRSTUVWXYZ"
_STREETS = ("Oak", "Elm", "Main", "Lake", "Hill", "Park", "River", "Cedar", "Maple")

Row = tuple[str, ...]


def rows() -> Iterator[Row]:
    """Without an end.  Each row follows from its number, so that everybody measures the same."""
    for n in count():
        m = n * 2_654_435_761 % 4_294_967_296  # spreads the numbers
        yield (
            f"{_SERIES[n // 10_000_000]}-{n % 10_000_000:07}",  # eight digits may be a day, and somebody's
            f"{_GIVEN[m % 29]} {_FAMILY[m // 29 % 27]}",
            f"{1940 + m % 73}-{1 + m // 73 % 12:02}-{1 + m // 876 % 28:02}",
            f"({200 + m % 789}) 555-{m // 789 % 10_000:04}",
            _REMARKS[m // 7 % 10],
            _COUNTRIES[m // 13 % 11],
            f"{1 + m % 9999} {_STREETS[m // 17 % 9]} St",
            f"{10 + m % 890}.{m // 890 % 100:02}",
            f"2026-{1 + m % 12:02}-{1 + m // 12 % 28:02}T09:30:00Z",
        )


def blocks(kind: str, size: int) -> Iterator[bytes]:
    """Yield an export of ``size`` bytes and a little more."""
    yield {"csv": f"{','.join(NAMES)}\r\n", "json": "[", "xml": "<permits>", "ndjson": ""}[kind].encode()
    done, each = 0, rows()
    while done < size:
        block = "".join(_written(kind, next(each)) for _ in range(1000)).encode()
        yield block[1:] if kind == "json" and not done else block
        done += len(block)
    yield {"json": b"]", "xml": b"</permits>"}.get(kind, b"")


def _written(kind: str, row: Row) -> str:
    if kind == "csv":
        return ",".join(row) + "\r\n"
    if kind == "xml":
        return f"<permit>{''.join(f'<{n}>{v}</{n}>' for n, v in zip(NAMES, row, strict=True))}</permit>"
    members = ",".join(f'"{n}":{v if n == "fee" else _quoted(v)}' for n, v in zip(NAMES, row, strict=True))
    return f",{{{members}}}" if kind == "json" else f"{{{members}}}\n"


def _quoted(text: str) -> str:
    return f'"{text}"'  # no text of ours holds a quote


def write(path: Path, kind: str, size: int) -> None:
    with path.open("wb") as file:
        file.writelines(blocks(kind, size))
