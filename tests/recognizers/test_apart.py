import inspect
import json
import subprocess
import sys

import presidio_analyzer
import pytest

from firewall.recognizers import apart
from firewall.recognizers.catalogue import ENTRIES, ON_DEMAND

NAMES = [entry.recognizer for entry in (*ENTRIES, *ON_DEMAND)]
VALUES = [
    "4012888888881881",
    "4012888888881882",
    "GB82WEST12345698765432",
    "12345678Z",
    "X1234567L",
    "85777",
    "9",
]

SCRIPT = """
import json, sys
from firewall.recognizers import apart

module = apart.recognizers()
known = sorted(name for name in sys.modules if name.startswith("presidio"))
heavy = sorted({"spacy", "numpy", "pydantic", "requests", "tldextract"} & set(sys.modules))
print(json.dumps([told(module), known, heavy]))
"""


def told(module):
    """What each recognizer looks for, and what it says of some values."""
    return {name: _told(getattr(module, name)()) for name in NAMES}


def _told(recognizer):
    patterns = [[p.name, p.regex, p.score] for p in getattr(recognizer, "patterns", ())]
    checks = [getattr(recognizer, check, None) for check in ("validate_result", "invalidate_result")]
    verdicts = [_asked(check, value) for check in checks for value in VALUES]
    return [patterns, recognizer.context, getattr(recognizer, "global_regex_flags", None), verdicts]


def _asked(check, value):
    """A check may raise at what its expression never shows it."""
    try:
        return None if check is None else check(value)
    except Exception as error:
        return type(error).__name__


@pytest.fixture(scope="module")
def without_engine():
    functions = "".join(inspect.getsource(function) for function in (told, _told, _asked))
    script = f"NAMES, VALUES = {NAMES}, {VALUES}\n{functions}{SCRIPT}"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return json.loads(said.stdout)


def test_without_the_engine_each_recognizer_is_the_same(without_engine):
    whole = told(presidio_analyzer.predefined_recognizers)

    assert without_engine[0] == json.loads(json.dumps(whole))


def test_nothing_of_it_is_left_for_who_imports_presidio(without_engine):
    assert without_engine[1] == []


def test_nothing_heavy_was_imported(without_engine):
    assert without_engine[2] == []


def test_where_presidio_is_imported_already_it_is_taken_whole():
    assert apart.recognizers() is presidio_analyzer.predefined_recognizers


def test_what_another_release_does_with_what_stands_in_is_no_matter(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "presidio_analyzer"]:
        monkeypatch.delitem(sys.modules, name)

    def fails():
        raise TypeError("metaclass conflict")

    monkeypatch.setattr(apart, "_without_engine", fails)

    assert apart.recognizers().IbanRecognizer is not None
