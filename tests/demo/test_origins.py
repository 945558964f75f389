import subprocess
import sys
import unicodedata

import pytest

from firewall.demo.origins import ORIGINS, names


@pytest.mark.parametrize("origin", ORIGINS, ids=lambda origin: f"{origin.country}-{origin.language}")
def test_every_origin_has_names_and_cities(origin):
    pool = names(origin, 7)

    assert len({*pool.given}) >= 6
    assert len({*pool.family}) >= 6
    assert origin.cities


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("ar", "ARABIC"), ("zh", "CJK"), ("hi", "DEVANAGARI"), ("uk", "CYRILLIC"), ("am", "ETHIOPIC"),
        ("ti", "ETHIOPIC"), ("bn", "BENGALI"), ("ko", "HANGUL"), ("vi", "LATIN"),
    ],
)  # fmt: skip
def test_names_are_in_the_script_of_the_language(language, script):
    [origin] = [origin for origin in ORIGINS if origin.language == language]

    letters = [letter for name in names(origin, 7).family for letter in name if letter.isalpha()]

    assert all(unicodedata.name(letter).startswith((script, "MODIFIER")) for letter in letters)


def test_same_seed_gives_same_names():
    origin = next(origin for origin in ORIGINS if origin.locale == "uk_UA")

    first = names.__wrapped__(origin, 7)

    assert names.__wrapped__(origin, 7) == first
    assert names.__wrapped__(origin, 8) != first


def test_faker_is_not_imported_before_a_name_is_needed():
    check = "import sys, firewall.demo.city, firewall.demo.partners; sys.exit('faker' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
