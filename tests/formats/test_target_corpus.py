"""Published path attacks: none is read as anything that climbs, splits or decodes once more."""

import pytest

from firewall.formats.base import Unreadable
from firewall.formats.target import parse
from tests.corpora import folder

WORDS = folder("ssrf_and_paths", 887) / "patt_traversal_exotic_encoding.txt"
ATTACKS = [line for line in WORDS.read_text(errors="surrogateescape").splitlines() if line]


@pytest.mark.parametrize("raw", ATTACKS, ids=range(len(ATTACKS)))
def test_no_encoding_climbs(raw):
    try:
        segments, _ = parse("/files/" + raw.lstrip("/"))
    except Unreadable:
        return

    assert not {".", "..", ""} & set(segments)
    assert not any(c in segment for segment in segments for c in "/\\%")
