"""Files of others as plain data: what is text stays text, and what is clever is refused."""

import json

import pytest

from firewall.formats import Unreadable
from firewall.survey.plain import plain


def why(body):
    with pytest.raises(Unreadable) as caught:
        plain(body if isinstance(body, bytes) else body.encode())
    return caught.value.why


def test_yaml_and_json_say_the_same():
    tree = {"a": {"b": ["c", {"d": "e"}], "f": ""}, "g": "h: i"}

    assert plain(b"a:\n  b: [c, {d: e}]\n  f: ''\ng: 'h: i'\n") == plain(json.dumps(tree).encode()) == tree


def test_a_scalar_of_yaml_is_the_text_that_it_is():
    assert plain(b"a: no\nb: 012\nc: 2026-01-01\n") == {"a": "no", "b": "012", "c": "2026-01-01"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("a: &x [b]\nc: *x\n", "yaml-anchor"),
        ("a: &x b\n", "yaml-anchor"),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml-tag"),
        ("a: !x b\n", "yaml-tag"),
        ("a: b\n---\nc: d\n", "yaml-documents"),
        ("a: b\na: c\n", "duplicate-key"),
        ('{"a": 1, "a": 2}', "duplicate-key"),
        ("? [a]\n: b\n", "not-yaml"),
        ("a: [b\n", "not-yaml"),
        ("{a: b}: c\n", "not-json"),
        (b"a: \xff\n", "not-utf-8"),
        ("a: " + "[" * 70 + "]" * 70, "too-deep"),
        ("a: " + "x" * (2 * 2**20), "yaml-too-large"),
        ("- x\n" * 200_001, "too-many-fields"),
    ],
)
def test_what_could_be_read_in_two_ways_or_grows_is_refused(body, code):
    assert why(body) == code


def test_a_quoted_text_has_no_tag():
    assert plain(b"""a: "b"\nc: 'd'\ne: |\n  f\n""") == {"a": "b", "c": "d", "e": "f\n"}
