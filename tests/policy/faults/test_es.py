import re

from firewall.policy.faults import en, es
from firewall.policy.faults.table import entries


def slots(text):
    return set(re.findall(r"\{\w+\}", text.replace("{What}", "{what}")))


def test_every_fault_is_said_in_spanish_too():
    codes = [line.split(" |")[0] for line in es.TABLE.splitlines() if line]

    assert sorted(codes) == sorted(line.split(" |")[0] for line in en.TABLE.splitlines() if line)
    assert all(line.count(" |") == 2 for line in es.TABLE.splitlines() if line)


def test_both_languages_name_the_same_words():
    for code, entry in entries("es").items():
        english = entries()[code]
        assert slots(entry.says) == slots(english.says), code
        assert slots(entry.remedy) == slots(english.remedy), code
        assert bool(entry.remedy) == bool(english.remedy), code


def test_the_phrases_around_an_offer_are_there_in_both():
    assert set(en.PHRASES) <= set(es.PHRASES)
