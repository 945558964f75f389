"""
The Merkle tree of RFC 6962, over leaf hashes: roots, proofs, and the frontier a growing log keeps.

Pure. Every hash is 32 bytes of SHA-256. Leaves and inner nodes are hashed with different
prefixes (RFC 6962 section 2.1), or an inner node could be passed off as an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """Return the largest power of two below ``size``, which is at least 2 (RFC 6962 section 2.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def root(leaves: Sequence[bytes]) -> bytes:
    """Return MTH of RFC 6962 section 2.1, straight from its recursion."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    middle = _split(len(leaves))
    return node_hash(root(leaves[:middle]), root(leaves[middle:]))


@dataclass(frozen=True, slots=True)
class Frontier:
    """
    The right edge of a tree: all that is needed to append to it and to know its root.

    ``peaks`` are the roots of its complete subtrees, the largest first: one for each bit set in ``size``.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def extended(self, leaves: Iterable[bytes]) -> Frontier:
        peaks, size = list(self.peaks), self.size
        for leaf in leaves:
            carry, filled = leaf, size
            while filled & 1:
                carry = node_hash(peaks.pop(), carry)
                filled >>= 1
            peaks.append(carry)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))

    def packed(self) -> bytes:
        return b"".join(self.peaks)

    @staticmethod
    def unpacked(size: int, packed: bytes) -> Frontier:
        """Undo ``packed``. Raises ValueError when the bytes cannot be the peaks of a tree of that size."""
        if size < 0 or len(packed) != size.bit_count() * HASH_BYTES:
            raise ValueError("not the peaks of a tree of this size")
        ends = range(HASH_BYTES, len(packed) + 1, HASH_BYTES)
        return Frontier(size, tuple(packed[end - HASH_BYTES : end] for end in ends))


def prove_inclusion(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return PATH(index, leaves) of RFC 6962 section 2.1.1. Raises IndexError outside the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return ()
    middle = _split(len(leaves))
    if index < middle:
        return (*prove_inclusion(leaves[:middle], index), root(leaves[middle:]))
    return (*prove_inclusion(leaves[middle:], index - middle), root(leaves[:middle]))


def prove_consistency(leaves: Sequence[bytes], older: int) -> tuple[bytes, ...]:
    """Return PROOF(older, leaves) of RFC 6962 section 2.1.2. Raises IndexError unless 0 < older <= size."""
    if not 0 < older <= len(leaves):
        raise IndexError(older)
    return _subproof(leaves, older, whole=True)


def _subproof(leaves: Sequence[bytes], older: int, *, whole: bool) -> tuple[bytes, ...]:
    if older == len(leaves):
        return () if whole else (root(leaves),)
    middle = _split(len(leaves))
    if older <= middle:
        return (*_subproof(leaves[:middle], older, whole=whole), root(leaves[middle:]))
    return (*_subproof(leaves[middle:], older - middle, whole=False), root(leaves[:middle]))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Tell whether ``proof`` shows ``leaf`` at ``index`` of a tree (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        return False
    node, last, hashed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            hashed = node_hash(sibling, hashed)
            node, last = _climb(node, last)
        else:
            hashed = node_hash(hashed, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and hashed == expected


def is_consistent(older: int, newer: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """
    Tell whether ``proof`` shows the older tree as the beginning of the newer (RFC 9162 section 2.1.4.2).

    A tree without leaves begins every tree, so a proof of that says nothing and is refused.
    """
    if not 0 < older <= newer:
        return False
    if older == newer:
        return not proof and old_root == new_root
    # A complete older tree is itself the first node, and the proof leaves it out.
    path = [old_root, *proof] if older & (older - 1) == 0 else list(proof)
    return bool(path) and _both_roots(older - 1, newer - 1, path) == (old_root, new_root)


def _both_roots(node: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the older and the newer root that a consistency path leads to; None when it does not fit."""
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            node, last = _climb(node, last)
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _climb(node: int, last: int) -> tuple[int, int]:
    """Skip the levels on which a right edge has no sibling of its own."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last
