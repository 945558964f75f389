from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
import re2

from firewall.detect import by_hyperscan
from firewall.detect.by_hyperscan import ByHyperscan
from firewall.detect.matching import MOST
from firewall.detect.recognizer import TooManyError
from firewall.errors import ConfigError


def test_a_saved_database_finds_what_the_one_that_was_saved_does():
    expressions = [b"cat", b"dog", b"[0-9]{4}"]
    saved = ByHyperscan.compile(expressions).dump()

    assert ByHyperscan.load(expressions, BytesIO(saved).read).occurrences(b"a dog 1234") == [
        (1, 4, 4),
        (2, 6, 9),
    ]


@pytest.mark.parametrize(
    "saved", [b"", b"not a database", bytes(4096), (7).to_bytes(8, "big") + b"cut", b"\xff" * 99]
)
def test_a_file_that_is_no_database_of_this_machine_is_refused(saved):
    with pytest.raises(ConfigError):
        ByHyperscan.load([b"cat"], BytesIO(saved).read)


def test_threads_do_not_share_working_memory():
    matcher = ByHyperscan.compile([b"cat", b"(?i)[a-z]{3,40}dog"])
    data = b"a cat and a hotdog, quite a lot of words " * 2_000
    alone = len(matcher.occurrences(data))

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: len(matcher.occurrences(data)), range(40))) == {alone}


def test_what_breaks_in_the_engine_is_passed_on():
    with pytest.raises(TypeError):
        ByHyperscan.compile([b"cat"]).occurrences(None)


SHAPES = [
    b"(?i)(?:^|[^a-z0-9])[0-9]{4}(?:$|[^0-9])",
    b"cat|[0-9]{4}|[a-f]-[0-9]",
    b"(?:dog|[0-9]{2})x",
    b"[|]|[]|]9",
]
TEXTS = ["", "1234", "a cat", "x 1234\ny", "a-1 99x", "|", "]9", "12345", "dogx", "c-9 1234 cat"]


def lines(found, data):
    return {(number, data.count(b"\n", 0, last)) for number, _, last in found}


@pytest.mark.parametrize("case", by_hyperscan._OVERLOOKED, ids=lambda case: case[0][0].decode())
def test_this_release_finds_what_5_4_12_overlooks(case):
    expressions, text = case

    assert 0 in {number for number, *_ in ByHyperscan.compile(expressions).occurrences(text * 2_000)}
    assert by_hyperscan.is_sound.__wrapped__()


def test_a_release_that_overlooks_one_thing_is_not_sound(monkeypatch):
    class Overlooking(by_hyperscan._Pass):
        def run(self, data, found):
            return [] if b"| python" in data else super().run(data, found)

    monkeypatch.setattr(by_hyperscan, "_Pass", Overlooking)

    assert not by_hyperscan.is_sound.__wrapped__()


@pytest.mark.parametrize("short", [1 << 15, -1], ids=["short", "long"])
def test_what_5_4_12_overlooks_is_found_wherever_it_stands(short, monkeypatch):
    monkeypatch.setattr(by_hyperscan, "_SHORT", short)
    matcher = ByHyperscan.compile([b"b\\s*a"])

    for before in range(80):
        data = b"x" * before + b"aaba"
        assert lines(matcher.occurrences(data), data) == {(0, 0)}


@pytest.mark.parametrize("text", TEXTS)
def test_a_long_text_and_a_short_one_are_read_alike(text, monkeypatch):
    matcher, data = ByHyperscan.compile(SHAPES), text.encode()
    short = matcher.occurrences(data)
    monkeypatch.setattr(by_hyperscan, "_SHORT", -1)

    assert lines(matcher.occurrences(data), data) == lines(short, data)
    assert {number for number, *_ in short} == {
        n for n, shape in enumerate(SHAPES) if re2.search(b"(?m:" + shape + b")", text.encode())
    }


def test_where_memory_does_not_suffice_to_ask_first_all_are_looked_for(monkeypatch):
    matcher = ByHyperscan.compile(SHAPES)
    monkeypatch.setattr(matcher._occurring, "among", lambda _: None)

    assert {number for number, *_ in matcher.occurrences(b"a-1 1234")} == {0, 1}


def test_too_much_is_too_much_in_every_pass():
    for expressions in ([b"cat"], [b"[a-z]"]):
        with pytest.raises(TooManyError):
            ByHyperscan.compile(expressions).occurrences(b"cat" * 2 * MOST)


@pytest.mark.parametrize("short", [1 << 15, -1], ids=["short", "long"])
def test_what_two_expressions_share_is_reported_for_both(short, monkeypatch):
    monkeypatch.setattr(by_hyperscan, "_SHORT", short)
    matcher = ByHyperscan.compile([b"cat|[0-9]{4}", b"[0-9]{4}|dog", b"cat"])

    assert sorted(number for number, *_ in matcher.occurrences(b"cat 1234")) == [0, 0, 1, 2]
