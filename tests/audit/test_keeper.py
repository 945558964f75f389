import errno
import os
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit import checkpoint, tree
from firewall.audit.keeper import CHECKPOINT, FullError, Keeper
from firewall.errors import AuditError

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
ORIGIN = "city.example/audit"


def frontier(size):
    return tree.Frontier().extended(tree.leaf_hash(bytes([n])) for n in range(size))


@pytest.fixture
def keeper(tmp_path):
    return Keeper(tmp_path, KEY, ORIGIN)


def test_nothing_is_kept_at_first(keeper):
    assert keeper.kept() is None


def test_what_is_kept_is_signed_and_read_back(keeper):
    keeper.keep(frontier(3))

    assert keeper.kept() == checkpoint.Checkpoint(ORIGIN, 3, frontier(3).root())


def test_a_larger_checkpoint_replaces_a_smaller(keeper):
    keeper.keep(frontier(3))
    keeper.keep(frontier(4))

    assert keeper.kept().size == 4


def test_a_smaller_checkpoint_never_replaces_a_larger(tmp_path, keeper):
    keeper.keep(frontier(4))
    Keeper(tmp_path, KEY, ORIGIN).keep(frontier(3))

    assert keeper.kept().size == 4


def test_a_reader_meets_a_whole_checkpoint_at_any_time(tmp_path, keeper):
    def keep_on():
        for size in range(1, 60):
            keeper.keep(frontier(size))

    keeper.keep(frontier(0))
    writer = threading.Thread(target=keep_on)
    writer.start()
    while writer.is_alive():
        checkpoint.verify((tmp_path / CHECKPOINT).read_bytes(), checkpoint.verifier_of(ORIGIN, KEY))
    writer.join()

    assert keeper.kept().size == 59


def test_several_keepers_leave_the_largest(tmp_path):
    keepers = [Keeper(tmp_path, KEY, ORIGIN) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda k=keeper, n=n: [k.keep(frontier(size)) for size in range(n, 40, 4)])
        for n, keeper in enumerate(keepers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert keepers[0].kept().size == 39


def test_a_checkpoint_by_another_key_is_not_replaced(tmp_path, keeper):
    keeper.keep(frontier(1))
    before = (tmp_path / CHECKPOINT).read_bytes()

    with pytest.raises(AuditError, match="not signed by this key"):
        Keeper(tmp_path, Ed25519PrivateKey.generate(), ORIGIN).keep(frontier(2))
    assert (tmp_path / CHECKPOINT).read_bytes() == before


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
@pytest.mark.parametrize("at", range(3), ids=["lock", "folder", "file"])
def test_without_a_file_to_open_a_checkpoint_waits_and_nothing_is_in_doubt(keeper, monkeypatch, at, number):
    keeper.keep(frontier(3))
    opened, given = [], os.open

    def none_left(path, *how, **more):
        opened.append(path)
        if len(opened) > at:
            raise OSError(number, "none left")
        return given(path, *how, **more)

    with monkeypatch.context() as patched, pytest.raises(FullError):
        patched.setattr(os, "open", none_left)
        keeper.keep(frontier(4))
    before = keeper.kept().size
    keeper.keep(frontier(4))

    assert (before, keeper.kept().size) == (3, 4)
