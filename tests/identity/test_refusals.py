"""Codes that the record can write."""

import ast
import re
from pathlib import Path

from firewall.identity.refusals import REFUSALS, RefusedError

SOURCES = Path(__file__).parents[2] / "firewall" / "identity"


def test_codes_are_words_that_the_record_repeats():
    assert all(re.fullmatch(r"[a-z0-9-]{3,40}", code) for code in REFUSALS)
    assert len(set(REFUSALS)) == len(REFUSALS)


def test_every_code_that_is_given_is_in_the_list_and_none_is_left_over():
    written = {
        node.value
        for path in SOURCES.glob("*.py")
        if path.stem != "refusals"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert set(REFUSALS) <= written
    raised = {w for w in written if re.fullmatch(r"(token|certificate|client-cert)-[a-z-]+", w)}
    assert raised - set(REFUSALS) == {"token-keys-kept"}  # a word of the log


def test_a_refusal_says_why():
    assert RefusedError("key").why == "key"
