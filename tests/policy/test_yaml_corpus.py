import pytest

from firewall.policy.yaml import Faults, parse
from tests.corpora import folder

CORPUS = folder("yaml", 323)


@pytest.mark.parametrize("path", sorted(p for p in CORPUS.rglob("*") if p.is_file()), ids=lambda p: p.name)
def test_bombs_and_oddities_give_a_node_or_faults_and_nothing_else(path):
    faults = Faults()
    node = parse("a.yaml", path.read_bytes().decode("utf-8", "replace"), faults)

    assert faults.found or node is not None
