import json
import logging
import random
import socket
import time

import hyperscan
import pytest
import re2

from benchmarks.presidio_engine import engine
from evaluation import presidio as evaluation
from firewall.detect import Scanner
from firewall.detect.fold import fold
from firewall.detect.lines import as_lines
from firewall.detect.matching import as_bytes
from firewall.detect.presidio import ACTED_ON
from firewall.errors import ConfigError
from firewall.model import Field
from firewall.recognizers import take
from firewall.recognizers.catalogue import ENTRIES, ON_DEMAND
from tests import corpora

PII = corpora.folder("pii", cases=1684)
LATIN1 = re2.Options()
LATIN1.encoding = re2.Options.Encoding.LATIN1


@pytest.fixture(scope="module")
def reported(description):
    return {one.id: one for one in take(description, guesses=True)}


@pytest.fixture(scope="module")
def acting(description):
    return {one.id: one for one in take(description, guesses=False)}


@pytest.fixture(scope="module")
def tally():
    return evaluation.compare()


def found(recognizers, text):
    return {
        (name, text[span.start : span.end]): span.confidence
        for name, one in recognizers.items()
        for span in one.find(text)
    }


# ---- the same as Presidio


def test_it_finds_what_presidios_engine_finds_and_each_difference_has_its_reason(tally):
    assert evaluation.faults(tally) == []
    assert tally.places > 3000
    assert (
        len(tally.only_theirs) + len(tally.only_ours) <= 24
    )  # may only shrink; 16 are licences of two characters


def test_the_government_ids_of_presidios_own_tests_are_found(tally):
    government = evaluation.GOVERNMENT
    wanted = sum(tally.positives[entity] for entity in government)

    assert wanted > 390
    assert sum(tally.found[entity] for entity in government) >= 0.99 * wanted
    assert sum(tally.named[entity] for entity in government) >= 0.99 * wanted


def test_the_list_of_government_ids_is_that_of_the_categories():
    told = {entry.entity for entry in ENTRIES if entry.category.startswith(evaluation.IDENTIFYING)}

    assert told == evaluation.GOVERNMENT
    assert {entry.entity for entry in ENTRIES} == evaluation.GOVERNMENT.union(*evaluation.OTHERS.values())


def test_no_more_is_found_in_its_negatives_than_presidio_finds(tally):
    assert tally.wrong == tally.theirs_wrong


def test_the_table_is_of_this_version(tally):
    assert evaluation.TABLE.read_text("utf-8") == evaluation.table(tally)


def test_a_missing_recognizer_would_be_seen(description):
    """The comparison means something: a find that is lost is a difference without a reason."""
    ours = evaluation.Ours(one for one in take(description, guesses=True) if one.id != "presidio.us-ssn")

    assert ("US_SSN", 0, 11) not in {place for place, _ in ours.find("078-05-1123")}
    assert ("US_SSN", 0, 11) in {
        place for place, _ in evaluation.Ours(take(description, guesses=True)).find("078-05-1123")
    }


# ---- prefilters


@pytest.mark.parametrize("level", ["reported", "acting"])
def test_the_prefilters_compile_together_in_both_machines(level, request):
    recognizers = request.getfixturevalue(level)
    prefilters = [one.prefilter for one in recognizers.values()]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    start = time.perf_counter()
    database.compile(
        [as_bytes(prefilter) for prefilter in prefilters],
        list(range(len(prefilters))),
        len(prefilters),
        [hyperscan.HS_FLAG_MULTILINE] * len(prefilters),
    )
    print(f"{level}: {len(prefilters)} prefilters, {time.perf_counter() - start:.1f} s in Hyperscan")
    together = re2.Set.SearchSet(LATIN1)
    for prefilter in prefilters:
        together.Add(as_bytes(f"(?m:{prefilter})"))
    together.Compile()

    assert all(prefilters)
    assert not together.Match(b"no one is here")


def test_a_prefilter_matches_in_every_text_in_which_something_is_found(reported, acting):
    lines = (PII / "presidio_recognizer_tests.jsonl").read_text("utf-8").splitlines()
    texts = [fold(json.loads(line)["text"]) for line in lines]
    texts += [f"{word} {text}" for text in texts[::7] for word in ("passport", "steuer-id", "npi")]
    missed = []
    for recognizers in (reported, acting):
        for one in recognizers.values():
            prefilter = re2.compile(as_bytes(f"(?m:{one.prefilter})"), LATIN1)
            missed += [
                (one.id, text)
                for text in texts
                if not prefilter.search(as_lines([text])) and next(iter(one.find(text)), None) is not None
            ]

    assert missed == []


def test_a_scanner_takes_them(acting):
    hits = Scanner(list(acting.values())).scan(
        [Field("", "pay to DE89 3704 0044 0532 0130 00"), Field("", "none")]
    )

    assert [(index, span.category, name) for index, span, name in hits] == [
        (0, "financial.account", "presidio.iban-code")
    ]


# ---- what is acted on


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("4012 8888 8888 1881", "presidio.credit-card"),
        ("IBAN GB82WEST12345698765432", "presidio.iban-code"),
        ("from 10.1.2.3 today", "presidio.ip-address"),
        ("2001:db8::1", "presidio.ip-address"),
        ("00:1B:44:11:3A:B7", "presidio.mac-address"),
        ("16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ", "presidio.crypto"),
        ("+49 30 1234567", "presidio.phone-number"),
        ("dni 12345678Z", "presidio.es-nif"),
        ("X9613851N", "presidio.es-nie"),
        ("AB 12 34 56 C", "presidio.uk-nino"),
        ("1EG4-TE5-MK73", "presidio.us-mbi"),
        ("passport no. 123456789", "presidio.us-passport"),
        ("his driving license is H12234567", "presidio.us-driver-license"),
        ("reisepass C01234565", "presidio.de-passport"),
        ("bank account 945456787654", "presidio.us-bank-number"),
        ("NHS 401-023-2137", "presidio.uk-nhs"),
    ],
)
def test_these_are_acted_on(acting, text, name):
    assert any(who == name and confidence >= ACTED_ON for (who, _), confidence in found(acting, text).items())


def test_numbers_without_a_word_are_not_acted_on_whatever_their_check_digits_say(acting):
    """Of a thousand numbers of each length, but for those of cards: Presidio gives many of them its best score."""
    numbers = random.Random(20261122)
    hits = {
        (name, value)
        for digits in (5, 7, 8, 9, 10, 11)
        for _ in range(1000)
        for name, value in found(acting, f"no. {numbers.randrange(10 ** (digits - 1), 10**digits)}.")
    }

    assert hits == set()


def test_everyday_words_explain_nothing(acting):
    for text in (
        "call us: 123456789",
        "ID 123456789",
        "sin 123 456 782",
        "check number 123456789",
        "car AB12345",
    ):
        assert found(acting, text) == {}


def test_our_own_detectors_stand_before_presidios(acting, reported):
    assert not {"presidio.us-ssn", "presidio.us-itin", "presidio.email-address"} & acting.keys()
    assert {"presidio.us-ssn", "presidio.us-itin"} <= reported.keys()


def test_guesses_are_told_to_who_wants_them(reported):
    told = found(reported, "123456789")

    assert told["presidio.us-passport", "123456789"] == 0.05
    assert max(told.values()) < ACTED_ON


# ---- chosen by a city


def test_a_city_takes_more_and_leaves_some_out(description, reported):
    chosen = take(description, ["DateRecognizer"], ["DePlzRecognizer"], guesses=True)
    names = {one.id for one in chosen}

    assert names - reported.keys() == {"presidio.date-time"}
    assert reported.keys() - names == {"presidio.de-plz"}


def test_every_one_on_demand_can_be_taken(description):
    names = [entry.recognizer for entry in ON_DEMAND]

    assert len(take(description, names, guesses=True)) == len(ENTRIES) + len(names)
    assert len({one.id for one in take(description, [ENTRIES[0].recognizer], guesses=True)}) == len(ENTRIES)


@pytest.mark.parametrize(
    ("more", "without", "says"),
    [
        (["UsPasportRecognizer"], [], "Did you mean `UsPassportRecognizer`?"),
        ([], ["Zzz"], "detectors.presidio_off: `Zzz` is no recognizer"),
        (["SpacyRecognizer"], [], "`SpacyRecognizer` is no recognizer that can be taken"),
        (["EmailRecognizer"], [], "asks the internet"),
        (["DateRecognizer"], ["DateRecognizer"], "both name `DateRecognizer`"),
    ],
)
def test_a_name_that_is_none_is_told_with_what_to_do(description, more, without, says):
    with pytest.raises(ConfigError, match=r"detectors\.presidio") as caught:
        take(description, more, without, guesses=False)
    assert says in str(caught.value)


def test_all_faults_are_told_at_once(description):
    with pytest.raises(ConfigError) as caught:
        take(description, ["Aaa", "Bbb"], ["Ccc"], guesses=False)

    assert len(str(caught.value).split("\n")) == 3


# ---- walls


def test_nothing_goes_to_the_network_or_into_a_log(description, monkeypatch, caplog):
    def refuse(*_args, **_more):
        raise AssertionError("a detector wanted to talk to somebody")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    caplog.set_level(logging.DEBUG)
    everything = "4012888888881881 DE89370400440532013000 +49 30 1234567 10.0.0.1 ana@example.org 078-05-1123 http://a.com"
    for guesses in (False, True):
        recognizers = {
            one.id: one for one in take(description, ["DateRecognizer", "UuidRecognizer"], guesses=guesses)
        }
        assert found(recognizers, everything)

    assert not any(part in caplog.text for part in everything.split())


def test_presidios_engine_for_comparison_has_the_same_recognizers_and_logs_no_decision():
    running = engine()

    assert {e for r in running.registry.recognizers for e in r.supported_entities} == {
        e.entity for e in ENTRIES
    }
    assert running.log_decision_process is False
