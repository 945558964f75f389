"""Every name of the table, in every spelling: the promise that nothing under a sensitive name is missed."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.detect.spellings import more, twelve

HERE = Path(__file__).parent / "names"
TYPES = ("text", 1, True, None, ["list"])


@cache
def table():
    """(name, trees of which one must be told)"""
    groups = yaml.load((HERE / "table.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return [
        (name, language, frozenset(group["trees"]))
        for group in groups.values()
        for language, names in group.items()
        if language != "trees"
        for name in names
    ]


def standards():
    groups = yaml.load((HERE / "standards.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for standard, categories in groups.items():
        for category, names in categories.items():
            yield from (pytest.param(name, category, id=f"{standard} {name}") for name in names)


def trees(categories):
    return {category.split(".")[0] for category in categories}


def test_the_table_has_seven_languages_and_all_categories():
    assert len(table()) > 1200
    assert {language for _, language, _ in table()} == {"en", "es", "fr", "de", "it", "nl", "pt"}


def test_every_name_is_told_in_twelve_spellings(lexicon):
    missed = [
        (name, kind, spelled)
        for name, _, expected in table()
        for kind, spelled in twelve(name).items()
        if not expected & trees(lexicon.categories(spelled))
    ]

    assert missed == []


def test_every_name_is_told_in_paths_namespaces_header_cells_and_disguise(lexicon):
    missed = [
        (name, kind, spelled)
        for name, _, expected in table()
        for kind, spelled in more(name).items()
        if not expected & trees(lexicon.categories(spelled))
    ]

    assert missed == []


def test_every_name_of_several_words_is_told_in_the_plural(lexicon):
    missed = [
        name
        for name, language, expected in table()
        if language in {"en", "es", "fr", "pt"} and name.isascii() and len(name) > 4 and name[-1] in "aeortn"
        if not expected & trees(lexicon.categories(f"{name}s"))
    ]

    assert missed == []


@pytest.mark.parametrize(
    ("with_marks", "without"),
    [
        ("situación_migratoria", "situacion_migratoria"),
        ("país_de_nacimiento", "pais_de_nacimiento"),
        ("años_en_país", "anos_en_pais"),
        ("titre_de_séjour", "titre_de_sejour"),
        ("récépissé", "recepisse"),
        ("nationalité", "nationalite"),
        ("numéro_étranger", "numero_etranger"),
        ("cidadania", "cidadanía"),
        ("situação_migratória", "situacao_migratoria"),
        ("permesso_di_soggiorno", "permesso_dì_soggiorno"),
        ("nazionalità", "nazionalita"),
        ("raça_cor", "raca_cor"),
        ("nationaliteït", "nationaliteit"),
    ],
)
def test_accents_make_no_difference(lexicon, with_marks, without):
    assert lexicon.categories(with_marks) == lexicon.categories(without) != frozenset()


@pytest.mark.parametrize(
    "name",
    [
        "Staatsangehörigkeit", "Staatsbürgerschaft", "Einbürgerung", "Nationalität", "Ausländerzentralregisternummer", "Titel_gültig_bis",
        "Grenzübertrittsbescheinigung", "Flüchtling", "Volkszugehörigkeit", "Führerschein", "ungeklärt", "ausländerrechtlicher_Status",
        "Schüler_ID", "subsidiärer_Schutz", "Zählernummer", "Ausländerbehörde",
    ],
)  # fmt: skip
def test_an_umlaut_is_written_in_three_ways(lexicon, name):
    dotless = name.translate(str.maketrans("äöüÄÖÜ", "aouAOU"))
    spelled = name.translate(
        str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
    )
    found = lexicon.categories(name)

    assert found
    assert all(
        lexicon.categories(way) == found
        for way in (dotless, spelled, name.upper(), spelled.upper(), dotless.lower())
    )


@pytest.mark.parametrize(("name", "category"), list(standards()))
def test_element_names_of_standards_are_told(lexicon, name, category):
    told = lexicon.categories(name)

    assert any(
        found == category or found.startswith(f"{category}.") or category.startswith(f"{found}.")
        for found in told
    ), told


def wild():
    groups = yaml.load((HERE / "wild.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return [name for names in groups.values() for name in names]


def test_names_that_nobody_listed_are_told(lexicon):
    ours = {"immigration", "nationality", "country_of_birth", "place_of_birth", "previous_country"}

    assert len(wild()) > 900
    assert [name for name in wild() if not ours & trees(lexicon.categories(name))] == []


def nestings(key, value):
    """One member, in six places of a document."""
    return [
        {key: value},
        {"data": {key: value}},
        [{key: value}],
        {"rows": [[{key: value}]]},
        {"a": {"b": {"c": [{"d": {key: value}}]}}},
        {"field": key, "value": value},
    ]


def keys(tree):
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            if key == "field":
                yield value
            else:
                yield from keys(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from keys(item)


def test_twelve_spellings_of_five_types_in_six_nestings_are_all_told(lexicon):
    """The walk is the test's own: names do not depend on what stands under them, nor on where they stand."""
    asked = missed = 0
    for name, _, expected in table():
        for spelled in twelve(name).values():
            for value in TYPES:
                for document in nestings(spelled, value):
                    asked += 1
                    missed += not any(expected & trees(lexicon.categories(key)) for key in keys(document))

    assert asked == len(table()) * 12 * 5 * 6
    assert missed == 0
