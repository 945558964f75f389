"""Once and not again: not after a restart, not at another process, not when nobody can say."""

import multiprocessing
import sqlite3

import pytest

from firewall.identity.keys import KeyStore
from firewall.identity.spent import KEPT_S, Spent, SpentError

NOW = 1_800_000_000.0


@pytest.fixture
def path(tmp_path):
    return tmp_path / "identity.sqlite"


def test_an_id_is_good_once(path):
    with Spent.open(path) as spent:
        assert [spent.spend("county", "t-1", NOW + 60, NOW) for _ in range(3)] == [True, False, False]


def test_issuers_do_not_share_their_ids(path):
    with Spent.open(path) as spent:
        assert spent.spend("county", "t-1", NOW + 60, NOW)
        assert spent.spend("state", "t-1", NOW + 60, NOW)


def test_an_id_is_used_up_after_a_restart(path):
    with Spent.open(path) as spent:
        spent.spend("county", "t-1", NOW + 60, NOW)
    with Spent.open(path) as spent:
        assert not spent.spend("county", "t-1", NOW + 60, NOW)


def _spend_all(path, ready, go, out):
    with Spent.open(path) as spent:
        ready.release()
        go.wait()
        out.put([spent.spend("county", f"t-{n}", NOW + 60, NOW) for n in range(40)])


def test_of_two_processes_one_gets_it(path):
    context = multiprocessing.get_context("spawn")
    ready, go, out = context.Semaphore(0), context.Event(), context.Queue()
    workers = [context.Process(target=_spend_all, args=(path, ready, go, out)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for _ in workers:
        assert ready.acquire(timeout=60)
    go.set()
    first, second = out.get(timeout=60), out.get(timeout=60)
    for worker in workers:
        worker.join(60)

    assert all(one != other for one, other in zip(first, second, strict=True))


def test_the_file_tells_nobodys_ids(path):
    with Spent.open(path) as spent:
        spent.spend("county", "SECRET-ID", NOW + 60, NOW)
    held = b"".join(one.read_bytes() for one in path.parent.iterdir())

    assert b"SECRET-ID" not in held


def test_what_ended_long_ago_is_forgotten_and_what_ended_just_now_is_not(path):
    with Spent.open(path) as spent:
        spent.spend("county", "old", NOW, NOW)
    with Spent.open(path) as spent:
        assert not spent.spend("county", "old", NOW, NOW + KEPT_S - 1)
    with Spent.open(path) as spent:
        spent.spend("county", "new", NOW + 2 * KEPT_S, NOW + KEPT_S + 1)
    with sqlite3.connect(path) as reads:
        assert reads.execute("SELECT count(*) FROM token_spent").fetchone() == (1,)
    reads.close()


@pytest.mark.parametrize("first", [KeyStore, Spent])
def test_it_shares_a_file_with_the_keys_whoever_comes_first(path, first):
    second = Spent if first is KeyStore else KeyStore
    with first.open(path), second.open(path):
        pass
    with Spent.open(path) as spent, KeyStore.open(path) as keys:
        assert spent.spend("county", "t-1", NOW + 60, NOW)
        assert keys.list() == ()


def test_where_the_store_fails_nobody_says_that_it_was_the_first_time(path):
    spent = Spent.open(path)
    spent.close()
    with pytest.raises(SpentError):
        spent.spend("county", "t-1", NOW + 60, NOW)


def test_a_folder_in_its_place_is_an_error_in_a_sentence(tmp_path):
    with pytest.raises(SpentError, match="the store of used tokens cannot be used"):
        Spent.open(tmp_path)
