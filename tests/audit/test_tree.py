import base64
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.audit import tree

CORPUS = Path(os.environ.get("CORPORA", Path(__file__).parents[2] / ".." / "shared" / "corpora")) / "merkle"
VECTORS = {
    "inclusion.jsonl": 98,
    "consistency.jsonl": 98,
    "subtreeinclusion.jsonl": 204,
    "subtreeconsistency.jsonl": 118,
}

leaves_lists = st.integers(0, 70).map(lambda n: [tree.leaf_hash(bytes([i])) for i in range(n)])


def vectors(name):
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"{VECTORS[name]} Merkle vectors are not here: set CORPORA")
    return [json.loads(line) for line in path.read_text().splitlines()]


def raw(text):
    return base64.b64decode(text or "")


def proof(vector):
    return [raw(each) for each in vector["proof"] or []]


def test_inclusion_agrees_with_every_vector():
    wrong = [
        vector["path"]
        for vector in vectors("inclusion.jsonl")
        if tree.is_included(
            raw(vector["leafHash"]), vector["leafIdx"], vector["treeSize"], proof(vector), raw(vector["root"])
        )
        == vector["wantErr"]
    ]

    assert wrong == []


def test_consistency_agrees_with_every_vector():
    wrong = [
        vector["path"]
        for vector in vectors("consistency.jsonl")
        if tree.is_consistent(
            vector["size1"], vector["size2"], proof(vector), raw(vector["root1"]), raw(vector["root2"])
        )
        == vector["wantErr"]
    ]

    assert wrong == []


def test_inclusion_in_a_subtree_agrees_with_every_vector_of_a_whole_tree():
    """A subtree that starts at 0 and is verified from 0 on is a tree of its own."""
    whole = [vector for vector in vectors("subtreeinclusion.jsonl") if vector["start"] == 0]
    wrong = [
        vector["path"]
        for vector in whole
        if tree.is_included(
            raw(vector["leafHash"]), vector["leafIdx"], vector["end"], proof(vector), raw(vector["root"])
        )
        == vector["wantErr"]
    ]

    assert whole
    assert wrong == []


def test_consistency_of_a_subtree_agrees_with_every_vector_that_starts_at_the_first_leaf():
    whole = [vector for vector in vectors("subtreeconsistency.jsonl") if vector["start"] == 0 < vector["end"]]
    wrong = [
        vector["path"]
        for vector in whole
        if tree.is_consistent(
            vector["end"], vector["size"], proof(vector), raw(vector["root1"]), raw(vector["root2"])
        )
        == vector["wantErr"]
    ]

    assert whole
    assert wrong == []


def test_root_of_nothing_is_the_hash_of_nothing():
    assert tree.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_leaf_hash_of_nothing_is_the_published_one():
    """From the test vectors of certificate-transparency-go; the prefix is what tells a leaf from a node."""
    assert tree.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_proof_that_is_longer_than_the_tree_is_high_is_refused():
    leaf, more = tree.leaf_hash(b"a"), tree.leaf_hash(b"more")

    assert not tree.is_included(leaf, 0, 1, [more], tree.node_hash(more, leaf))
    assert not tree.is_consistent(
        1, 2, [leaf, more], tree.node_hash(more, leaf), tree.node_hash(more, tree.node_hash(leaf, leaf))
    )


def test_leaves_and_nodes_hash_differently():
    left, right = tree.leaf_hash(b"a"), tree.leaf_hash(b"b")

    assert tree.node_hash(left, right) != tree.leaf_hash(left + right)


@given(leaves_lists)
def test_frontier_has_the_root_of_its_leaves(leaves):
    assert tree.Frontier().extended(leaves).root() == tree.root(leaves)


@given(leaves_lists, st.data())
def test_frontier_grows_alike_at_once_and_in_steps(leaves, data):
    cut = data.draw(st.integers(0, len(leaves)))

    stepped = tree.Frontier().extended(leaves[:cut]).extended(leaves[cut:])

    assert stepped == tree.Frontier().extended(leaves)


@given(leaves_lists)
def test_packed_frontier_comes_back(leaves):
    frontier = tree.Frontier().extended(leaves)

    assert tree.Frontier.unpacked(frontier.size, frontier.packed()) == frontier


@pytest.mark.parametrize(
    ("size", "packed"), [(1, b""), (3, b"x" * 32), (2, b"x" * 31), (0, b"x" * 32), (-1, b"x" * 32)]
)
def test_bytes_that_are_no_frontier_are_refused(size, packed):
    with pytest.raises(ValueError, match="not the peaks"):
        tree.Frontier.unpacked(size, packed)


@given(leaves_lists.filter(bool), st.data())
def test_every_leaf_can_be_proved_in_its_place_only(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(-1, len(leaves)).filter(lambda n: n != index))
    path = tree.prove_inclusion(leaves, index)

    assert tree.is_included(leaves[index], index, len(leaves), path, tree.root(leaves))
    assert not tree.is_included(leaves[index], other, len(leaves), path, tree.root(leaves))


@given(leaves_lists.filter(bool), st.data())
def test_every_beginning_can_be_proved(leaves, data):
    older = data.draw(st.integers(1, len(leaves)))
    path = tree.prove_consistency(leaves, older)

    assert tree.is_consistent(older, len(leaves), path, tree.root(leaves[:older]), tree.root(leaves))


@given(leaves_lists.filter(lambda leaves: len(leaves) > 1), st.data())
def test_a_changed_beginning_cannot_be_proved(leaves, data):
    older = data.draw(st.integers(1, len(leaves)))
    path = tree.prove_consistency(leaves, older)
    changed = [tree.leaf_hash(b"changed"), *leaves[1:older]]

    assert not tree.is_consistent(older, len(leaves), path, tree.root(changed), tree.root(leaves))


def test_that_nothing_begins_a_tree_proves_nothing():
    assert not tree.is_consistent(0, 1, [], tree.EMPTY_ROOT, tree.leaf_hash(b"a"))


@pytest.mark.parametrize("index", [-1, 2])
def test_no_inclusion_proof_outside_the_tree(index):
    with pytest.raises(IndexError):
        tree.prove_inclusion([b"a", b"b"], index)


@pytest.mark.parametrize("older", [0, 3])
def test_no_consistency_proof_outside_the_tree(older):
    with pytest.raises(IndexError):
        tree.prove_consistency([b"a", b"b"], older)
