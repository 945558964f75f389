"""Synthetic residents: one seed, one city, and nobody in it exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from random import Random

from firewall.demo.origins import HOME, ORIGINS, Origin, names

SEED = 20260201
CITY_DAY = date(2026, 11, 1)
"""Ages and arrivals are counted back from a fixed day: a city that ages is a different city."""
CITY = "Harbor City"

_STREETS = (
    "Alder Street",
    "Canal Street",
    "Dock Road",
    "Elm Avenue",
    "Foundry Lane",
    "Grant Avenue",
    "Mill Road",
)
# ZIP codes begin at 00501: these belong to nobody, and ZIP3 still means something.
_POSTAL_CODES = tuple(f"004{n:02}" for n in range(1, 25))
# 555-0100 to 555-0199 are kept for fiction (NANPA); a dozen area codes give room for a thousand people.
_AREA_CODES = ("202", "206", "212", "213", "216", "303", "305", "312", "404", "415", "512", "617")
_DAYS_A_YEAR = 365
_SINCE = date(1985, 1, 1)


class Standing(Enum):
    """Where somebody stands in the eyes of immigration law; the city rarely knows."""

    CITIZEN = "citizen"
    NATURALIZED = "naturalized"
    PERMANENT = "permanent"
    ASYLUM_PENDING = "asylum-pending"
    TEMPORARY = "temporary"
    UNDOCUMENTED = "undocumented"


_BORN_ABROAD = (
    Standing.NATURALIZED,
    Standing.PERMANENT,
    Standing.ASYLUM_PENDING,
    Standing.TEMPORARY,
    Standing.UNDOCUMENTED,
)
_SHARES = (30, 28, 14, 10, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    given: str
    family: str
    full_name: str
    born: date
    birth_city: str
    birth_country: str
    language: str
    phone: str
    line: str
    postal_code: str
    standing: Standing
    alien_number: str | None
    arrived: date | None


def chance(part: str, seed: int = SEED) -> Random:
    """Randomness of its own for each part of the city: changing one leaves the others as they were."""
    return Random(f"{seed}:{part}")  # noqa: S311 - made-up people, and the same ones each time; no secret


def residents(rng: Random, number: int, *, seed: int, ages: tuple[int, int] = (0, 95)) -> list[Resident]:
    origins = rng.choices(ORIGINS, weights=[origin.share for origin in ORIGINS], k=number)
    return [_resident(rng, origin, seed, ages) for origin in origins]


def _resident(rng: Random, origin: Origin, seed: int, ages: tuple[int, int]) -> Resident:
    pool = names(origin, seed)
    given, family = rng.choice(pool.given), rng.choice(pool.family)
    born = CITY_DAY - timedelta(days=rng.randrange(ages[0] * _DAYS_A_YEAR, ages[1] * _DAYS_A_YEAR))
    standing = Standing.CITIZEN if origin.country == HOME else rng.choices(_BORN_ABROAD, _SHARES)[0]
    return Resident(
        given=given,
        family=family,
        full_name=origin.order.format(given=given, family=family),
        born=born,
        birth_city=rng.choice(origin.cities),
        birth_country=origin.country,
        language=origin.language,
        phone=phone(rng),
        line=address_line(rng),
        postal_code=rng.choice(_POSTAL_CODES),
        standing=standing,
        alien_number=_alien_number(rng, standing),
        arrived=None if origin.country == HOME else _day_between(rng, max(born, _SINCE), CITY_DAY),
    )


def phone(rng: Random) -> str:
    return f"+1-{rng.choice(_AREA_CODES)}-555-01{rng.randrange(100):02}"


def address_line(rng: Random) -> str:
    return f"{rng.randrange(1, 980)} {rng.choice(_STREETS)}"


def _alien_number(rng: Random, standing: Standing) -> str | None:
    """Everyone with a file has one; who never met the agency has none, and citizens by birth neither."""
    if standing in {Standing.CITIZEN, Standing.UNDOCUMENTED}:
        return None
    return made_up_alien_number(rng)


def made_up_alien_number(rng: Random) -> str:
    # Numbers began at A1000000 in 1940 (USCIS, Alien Registration Forms on Microfilm): nobody has one below.
    return f"A000{rng.randrange(100_000, 1_000_000)}"


def _day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange(max(1, (last - first).days)))
