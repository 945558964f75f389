"""
Where the city's people come from, and what people from there are called.

Faker knows names for most of these places; where it has none, or only a handful, the
names stand here.  Cities stand here in every case: Faker makes towns up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

NAMES_A_POOL = 60
"""Enough for a thousand people to look like a thousand people; drawing more costs start-up time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One country of birth; ``order`` says how a full name is written there."""

    country: str
    language: str
    share: int
    cities: tuple[str, ...]
    locale: str = ""
    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    order: str = "{given} {family}"


@dataclass(frozen=True, slots=True)
class Names:
    given: tuple[str, ...]
    family: tuple[str, ...]


HOME = "US"

# Countries are ISO 3166-1 alpha-2, languages ISO 639-1; shares are parts of their sum.
ORIGINS = (
    Origin(country=HOME, language="en", share=38, locale="en_US", cities=("Chicago", "Houston", "Baltimore")),
    Origin(country=HOME, language="es", share=6, locale="es_MX", cities=("El Paso", "San Juan", "Laredo")),
    Origin(country="MX", language="es", share=9, locale="es_MX", cities=("Puebla", "Morelia", "Oaxaca")),
    Origin(country="GT", language="es", share=5, locale="es_MX", cities=("Huehuetenango", "Quetzaltenango")),
    Origin(country="HN", language="es", share=4, locale="es_MX", cities=("San Pedro Sula", "Tegucigalpa")),
    Origin(country="VE", language="es", share=4, locale="es_CO", cities=("Maracaibo", "Mérida")),
    Origin(country="BR", language="pt", share=3, locale="pt_BR", cities=("Governador Valadares", "Goiânia")),
    Origin(country="CI", language="fr", share=2, locale="fr_FR", cities=("Abidjan", "Bouaké")),
    Origin(country="SY", language="ar", share=3, locale="ar_AA", cities=("حلب", "حمص")),
    Origin(country="AF", language="fa", share=2, locale="fa_IR", cities=("هرات", "کابل")),
    Origin(country="UA", language="uk", share=3, locale="uk_UA", cities=("Харків", "Маріуполь")),
    Origin(country="PL", language="pl", share=2, locale="pl_PL", cities=("Łódź", "Gdańsk")),
    Origin(country="IN", language="hi", share=3, locale="hi_IN", cities=("इंदौर", "पटना")),
    Origin(country="NP", language="ne", share=1, locale="ne_NP", cities=("पोखरा", "विराटनगर")),
    Origin(country="BD", language="bn", share=1, locale="bn_BD", cities=("সিলেট", "খুলনা")),
    Origin(country="NG", language="ha", share=1, locale="ha_NG", cities=("Kano", "Jos")),
    Origin(country="KE", language="sw", share=1, locale="sw", cities=("Mombasa", "Kisumu")),
    Origin(
        country="CN",
        language="zh",
        share=3,
        locale="zh_CN",
        cities=("福州", "长乐"),
        order="{family}{given}",
    ),
    Origin(
        country="KR",
        language="ko",
        share=1,
        locale="ko_KR",
        cities=("인천", "대구"),
        order="{family}{given}",
    ),
    Origin(
        country="VN",
        language="vi",
        share=3,
        cities=("Đà Nẵng", "Cần Thơ"),
        given=("Anh", "Bích", "Châu", "Dũng", "Giang", "Hạnh", "Hùng", "Lan", "Minh", "Ngọc", "Phúc", "Thảo"),
        family=("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ"),
        order="{family} {given}",
    ),
    Origin(
        country="ET",
        language="am",
        share=2,
        cities=("አዲስ አበባ", "ጎንደር"),
        given=("አበበ", "ሰላም", "ሙሉጌታ", "ትዕግስት", "ዳዊት", "ሄለን", "ብርሃኑ", "ማርታ", "ተስፋዬ", "አልማዝ"),
        family=("ከበደ", "ተስፋዬ", "ወልደማርያም", "ግርማ", "በቀለ", "አለሙ", "ኃይሉ", "መኮንን"),
    ),
    Origin(
        country="ER",
        language="ti",
        share=1,
        cities=("ኣስመራ", "ከረን"),
        given=("ክብሮም", "ሰምሃር", "ዮናስ", "ሚካኤል", "ርግበ", "ፍረወይኒ", "ተኽለ", "ናትናኤል"),
        family=("ገብረመድህን", "ተወልደ", "ሃይለ", "ኣብርሃ", "ወልደሚካኤል", "ክፍለ"),
    ),
    Origin(
        country="HT",
        language="ht",
        share=2,
        cities=("Okap", "Jakmèl"),
        given=("Wideline", "Jean-Robert", "Mirlande", "Evens", "Guerline", "Dieuseul", "Fabiola", "Wilner"),
        family=("Pierre", "Toussaint", "Charles", "Saint-Fleur", "Désir", "Jean-Baptiste", "Louissaint"),
    ),
    Origin(
        country="SO",
        language="so",
        share=1,
        cities=("Muqdisho", "Kismaayo"),
        given=("Hodan", "Cabdi", "Faadumo", "Maxamed", "Sahra", "Xasan", "Ayaan", "Cali"),
        family=("Warsame", "Cabdullahi", "Jaamac", "Nuur", "Faarax", "Xuseen"),
    ),
)


@cache
def names(origin: Origin, seed: int) -> Names:
    """The pool of an origin; the same seed gives the same pool."""
    if not origin.locale:
        return Names(origin.given, origin.family)
    from faker import Faker  # noqa: PLC0415 - slow to import, and `firewall run` has no use for it

    faker = Faker(origin.locale, providers=["faker.providers.person"])
    faker.seed_instance(seed)
    return Names(
        tuple(faker.first_name() for _ in range(NAMES_A_POOL)),
        tuple(faker.last_name() for _ in range(NAMES_A_POOL)),
    )
