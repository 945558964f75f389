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
    monkeypatch.setattr(matcher._occurring, "_set", Exhausted())

    with pytest.raises(ConfigError):
        matcher.occurrences(b"cat")


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"cat", [0]),
        (b"cat cat\ndog\ncat", [0, 2]),
        (b"a\n\ncat\n", [2]),
        (b"ca\nt\ncat", [2]),
        (b"x\ny cat", [1]),
        (b"dog\nx\ny\ncat", [3]),
    ],
)
def test_lines_in_which_something_occurs_are_told_once(data, lines):
    assert ByRE2([b"cat"]).touched(data).get(0, []) == lines


def test_what_spans_lines_touches_them_all():
    assert ByRE2([b"a\\s+b"]).touched(b"x\na\n\nb\nb a\nb") == {0: [1, 2, 3, 4, 5]}


NEVER_TWICE = b" ".join(b"%x" % (number * 7919) for number in range(by_re2._LONG))


@pytest.mark.parametrize("before", [b"", b"x" * by_re2._LONG, NEVER_TWICE])
def test_a_long_text_says_the_same_however_it_is_asked(before):
    text = before + b" dog\nx cat\ncat"

    assert ByRE2([b"cat", b"cow", b"^x dog|dog$", b"x$"]).occurring(text)[0] == 0
    assert ByRE2([b"cat", b"cow", b"dog$"]).touched(text) == {0: [1, 2], 2: [0]}


@pytest.mark.parametrize(
    ("before", "is_asked_at_once"),
    [(b"x" * by_re2._LONG, True), (NEVER_TWICE, False), (NEVER_TWICE[: by_re2._LONG - 4], True)],
)
def test_of_a_text_in_which_hardly_anything_stands_twice_each_is_asked_by_itself(
    monkeypatch, before, is_asked_at_once
):
    class AskedError(Exception):
        pass

    def ask(_):
        raise AskedError

    matcher = ByRE2([b"cat"])
    monkeypatch.setattr(matcher._occurring, "among", ask)

    if is_asked_at_once:
        with pytest.raises(AskedError):
            matcher.occurring(before + b"cat")
    else:
        assert matcher.occurring(before + b"cat") == [0]
