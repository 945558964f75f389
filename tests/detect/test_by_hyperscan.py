from concurrent.futures import ThreadPoolExecutor

import pytest

from firewall.detect.by_hyperscan import ByHyperscan
from firewall.errors import ConfigError


def test_a_saved_database_finds_what_the_one_that_was_saved_does():
    saved = ByHyperscan.compile([b"cat", b"dog"]).dump()

    assert ByHyperscan.load(saved).occurrences(b"a dog") == [(1, 4, 4)]


@pytest.mark.parametrize("saved", [b"", b"not a database", bytes(4096)])
def test_a_file_that_is_no_database_of_this_machine_is_refused(saved):
    with pytest.raises(ConfigError):
        ByHyperscan.load(saved)


def test_threads_do_not_share_working_memory():
    matcher = ByHyperscan.compile([b"cat", b"(?i)[a-z]{3,40}dog"])
    data = b"a cat and a hotdog " * 20_000
    alone = len(matcher.occurrences(data))

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: len(matcher.occurrences(data)), range(40))) == {alone}


def test_what_breaks_in_the_engine_is_passed_on():
    with pytest.raises(TypeError):
        ByHyperscan.compile([b"cat"]).occurrences(None)
