"""Codes in sentences: every code that a message can fail with says something of its own where that helps."""

import re
from pathlib import Path

import pytest

from firewall.policy import reasons
from firewall.policy.reasons import reason

SOURCES = Path(reasons.__file__).parents[1]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("upstream-redirect", "redirects"),
        ("upstream-unframed", "Content-Length"),
        ("unknown-media-type", "a video"),
        ("empty-segment", "slash"),
        ("no-route", "route"),
        ("upstream-garbage", "upstream-garbage"),
        ("something-new", "something-new"),
    ],
)
def test_a_code_is_a_sentence(code, says):
    assert says in reason(code)
    assert reason(code).endswith(".")


def test_every_sentence_is_of_a_code_that_there_is():
    """What nobody says any more would be a sentence about nothing."""
    text = "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py") if path.name != "reasons.py")
    written = set(reasons.REASONS)

    assert {code for code in written if not re.search(rf'"{code}"|upstream-\{{status', text)} == set()
