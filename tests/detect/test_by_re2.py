import pytest

from firewall.detect import by_re2
from firewall.detect.by_re2 import ByRE2
from firewall.errors import ConfigError


def test_a_set_that_could_not_read_the_texts_is_a_failure_and_not_a_clean_bill(monkeypatch):
    monkeypatch.setattr(by_re2, "_SET_MEMORY", 20_000)
    many = [f"(?i)(?:{n}[a-z]{{1,9}}x[^b]{{2,9}}){{1,5}}".encode() for n in range(3)]

    # RE2 refuses to compile it, or compiles it and then matches nothing: neither may pass for "nothing there".
    with pytest.raises(ConfigError):
        ByRE2(many)


def test_a_pass_that_does_not_reach_its_end_is_a_failure(monkeypatch):
    class Exhausted:
        def Match(self, text):
            return None

    matcher = ByRE2([b"cat"])
    monkeypatch.setattr(matcher, "_set", Exhausted())

    with pytest.raises(ConfigError):
        matcher.occurrences(b"cat")
