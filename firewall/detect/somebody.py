"""What of a value is somebody's, so that it is looked for where it may stand again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from firewall.detect.scripts import FIRST_IDEOGRAPH
from firewall.model import Category

OF_A_PERSON = (
    "identity.name", "identity.alias", "family", "nationality", "country_of_birth", "place_of_birth",
    "previous_country", "religion", "ethnicity", "immigration",
)  # fmt: skip
"""Categories whose words are looked for elsewhere; numbers are, of every category."""

HEALTH = ("health.record", "health.notifiable")
"""Categories whose words tell of what somebody has; a visit or a cover is told in words that are everybody's."""

NAMES = ("identity.name", "identity.alias", "family")
"""Categories whose words are names: turned round, shortened and in parts they are the same."""

_CODED = (
    "vehicle.plate", "vehicle.registration", "government_id", "contact", "device.id", "financial.account",
    "utility.account",
)  # fmt: skip
"""Categories of which letters and digits together tell who it is, however few the digits are."""
_ADDRESSES = ("contact.address", "contact.work")

LEAST_LETTERS = 4
_MOST_WORDS = 5
_SHORTEST_CODE = 6
"""Letters and digits of a plate; shorter ones stand in many texts that mean something else."""
_LEAST_OF_AN_ADDRESS = 3
"""Words and numbers: a street with its number.  `Floor 2` is in many houses."""
_MOST_DIGITS = 5
"""With more of them it is a number."""
_HAS_BOTH = re.compile(r"(?=.*\d).*[^\W\d_]", re.DOTALL)
_PIECE = re.compile(r"[^\W_]+")

COMMON = frozenset(
    """
    unknown other none null test true false pending active inactive yes withheld refused declined person
    united states america north south east west street avenue name miss herr frau senor senora doctor junior
    official usual family given
    """.split()  # noqa: SIM905  # words to be read
)
"""What stands in many records, and says nothing about one of them."""
EVERYDAY = frozenset(
    """
    will mark grace hope faith grant joy dawn rich frank chase page price bell cook baker king young long brown white
    black green gray summer april june august wood woods hill rivers stone banks rose case days pace best love drew
    """.split()  # noqa: SIM905  # words to be read
)
"""Names that are words like any other where they are written small."""
_OF_HEALTH = COMMON | frozenset(
    """
    normal abnormal stable negative positive routine annual follow up followup visit checkup check exam examination
    physical well healthy good fair poor better worse mild moderate severe acute chronic general medical medicine
    clinic doctor nurse patient hospital emergency urgent primary care treatment therapy consult consultation referral
    referred screening test tests result results screen vaccine vaccination completed complete scheduled open closed
    new old discharged admitted history record records note notes prescription dose left right first second third type
    with without and for the high low health report reported reportable confirmed suspected probable case cases
    """.split()  # noqa: SIM905  # words to be read
)
"""What stands in many medical records, and is no illness."""


@lru_cache(maxsize=1024)
def among(categories: tuple[Category, ...], trees: tuple[str, ...]) -> bool:
    return any(
        category == tree or category.startswith(f"{tree}.") for category in categories for tree in trees
    )


def is_telling(words: Sequence[str], compact: str) -> bool:
    """Whether a value is more than a word like any other; ``compact`` are its letters and digits."""
    # An ideograph is as good as a syllable.
    count = len(compact) * (1 + (compact >= FIRST_IDEOGRAPH))
    return count >= LEAST_LETTERS and len(words) <= _MOST_WORDS and not COMMON.issuperset(words)


def tells_of_health(words: Sequence[str]) -> bool:
    """Whether there is a word among them that is said of some people only."""
    return not _OF_HEALTH.issuperset(words)


def is_code(plain: str, categories: tuple[Category, ...]) -> bool:
    """Whether it is letters with a few digits that tell who it is: a plate, a passport, a street and number."""
    if not among(categories, _CODED) or _HAS_BOTH.match(plain) is None:
        return False
    pieces = _PIECE.findall(plain)
    letters = "".join(pieces)
    if len(letters) < _SHORTEST_CODE or sum(map(str.isdigit, letters)) > _MOST_DIGITS:
        return False
    return not among(categories, _ADDRESSES) or len(pieces) >= _LEAST_OF_AN_ADDRESS


def turned(words: Sequence[str]) -> Iterator[str]:
    """Yield other ways to write a name: the last one first, without those between, with an initial."""
    first, *_, last = words
    yield last + "".join(words[:-1])
    yield "".join(words[1:]) + first
    yield first + last
    yield last + first
    if len(last) >= LEAST_LETTERS:
        yield first[0] + last
        yield last + first[0]
