import json
import subprocess
import sys

import msgspec
import pytest

from firewall.errors import ConfigError
from firewall.recognizers.catalogue import ENTRIES, ON_DEMAND
from firewall.recognizers.described import ask, build, installed, judge, parse, warm


def changed(description, **changes):
    return json.dumps(json.loads(description) | changes).encode()


def test_a_description_tells_what_each_recognizer_looks_for(description):
    passport = parse(description)["UsPassportRecognizer"]

    assert [(p.regex, p.score) for p in passport.patterns] == [
        (p.regex, p.score) for p in build("UsPassportRecognizer").patterns
    ]
    assert "passport" in passport.context
    assert passport.checks == frozenset()


def test_it_tells_who_has_a_check_of_its_own(description):
    described = parse(description)

    assert described["CreditCardRecognizer"].checks == {"validate_result"}
    assert described["UsSsnRecognizer"].checks == {"invalidate_result"}
    assert described["UsNpiRecognizer"].checks == {"validate_result", "invalidate_result"}


def test_to_read_a_description_presidio_is_not_imported(description):
    """That is what it is for: a start in a second less."""
    script = (
        "import sys; from firewall.recognizers import take; "
        "found = take(sys.stdin.buffer.read(), guesses=True); "
        "assert list(found[0].find('no card 12')) == []; "
        "print(len(found), 'presidio_analyzer' in sys.modules, 'spacy' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", script], input=description, capture_output=True, check=True)

    assert said.stdout.decode().split() == [str(len(ENTRIES)), "False", "False"]


@pytest.mark.parametrize("broken", [b"", b"{}", b'{"presidio": 1, "recognizers": {}}', b"\xff"])
def test_a_broken_description_is_told(broken):
    with pytest.raises(ConfigError, match="Delete it"):
        parse(broken)


def test_one_of_another_version_is_told(description):
    with pytest.raises(ConfigError, match=rf"version 0\.1, and {installed()}"):
        parse(changed(description, presidio="0.1"))


def test_checks_and_ways_of_its_own_are_asked_of_presidio():
    assert judge("CreditCardRecognizer", "validate_result")("4012888888881881") is True
    assert judge("CreditCardRecognizer", "validate_result")("4012888888881882") is False
    (found,) = ask("PhoneRecognizer", "PHONE_NUMBER", supported_regions=("US",))("call +49 30 1234567")
    assert (found.start, found.end) == (5, 19)


def test_a_recognizer_is_built_once():
    warm()

    assert build("IbanRecognizer") is build("IbanRecognizer")


def test_once_warm_nobody_waits_for_a_recognizer():
    warm()
    built = build.cache_info().misses

    for entry in (*ENTRIES, *ON_DEMAND):
        build(entry.recognizer)

    assert build.cache_info().misses == built


def test_one_that_the_installed_presidio_has_not_is_told():
    with pytest.raises(ConfigError, match="has no `AtlantisRecognizer`"):
        build("AtlantisRecognizer")


def test_a_description_is_plain_json(description):
    assert msgspec.json.decode(description)["presidio"] == installed()


def test_one_that_lacks_a_recognizer_is_told(description):
    fewer = json.loads(description)["recognizers"]
    del fewer["IbanRecognizer"]
    with pytest.raises(ConfigError, match="not of this program"):
        parse(changed(description, recognizers=fewer))
