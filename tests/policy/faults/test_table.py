import pytest

from firewall.policy.faults.table import (
    ENGLISH,
    LANGUAGES,
    UNKNOWN,
    entries,
    filled,
    made,
    nearest,
    sentences,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_says_something(language):
    for code, entry in entries(language).items():
        assert entry.code == code
        assert entry.says.endswith((".", "?")), code
        assert not entry.remedy or entry.remedy.endswith((".", "?", "firewall try --as unknown")), code


def test_codes_and_names_are_used_once():
    names = [entry.name for entry in entries().values()]

    assert len(set(names)) == len(names)


def test_every_word_that_can_be_unknown_has_its_code_and_says_so():
    for what, code in UNKNOWN.items():
        assert entries()[code].says == f"`{{word}}` is not {what}."


def test_a_fault_is_made_of_its_code_and_its_words():
    fault = made("laws/a.yaml", 7, 11, "POL041", ["identity", "identity.name"], word="identity.nam")

    assert str(fault) == (
        "POL041 laws/a.yaml:7:11: `identity.nam` is not a category. Did you mean `identity.name` or `identity`?"
    )
    assert (fault.near, fault.choice) == (("identity.name", "identity"), ())


def test_it_is_said_in_spanish_from_the_same_fault():
    fault = made("a.yaml", 1, 1, "POL041", ["identity"], word="identiti")
    needs = made("a.yaml", 1, 1, "POL030", what="an agreement", key="until")

    assert sentences(fault, "es") == ("`identiti` no es una categoría.", "¿Quiso decir `identity`?")
    assert sentences(needs, "es") == (
        "Falta `until:` en un acuerdo.",
        "Añada una línea para ello, con la misma sangría que las de al lado.",
    )


def test_a_short_choice_is_told_whole():
    fault = made("a.yaml", 1, 1, "POL040", ["b", "a"], word="xyz", what="a direction")

    assert fault.remedy == "Use one of: a, b."
    assert sentences(fault, "es")[1] == "Use uno de: a, b."


def test_braces_in_a_word_are_not_filled():
    assert filled("`{word}` {id}", [("word", "{what}"), ("what", "a rule")], ENGLISH) == "`{what}` {id}"


def test_what_is_near_is_told_alone():
    assert nearest("reffer", ["refer", "hold"]) == (("refer",), ())
    assert nearest("zzz", ["refer", "hold"]) == ((), ("hold", "refer"))
    assert nearest("zzz", map(str, range(13))) == ((), ())
