from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from firewall.formats.base import Limits, Unreadable
from firewall.formats.yaml import Yaml
from tests import corpora
from tests.formats.through import through
from tests.formats.trees import decimals, exponents, integers, trees

OURS = Yaml()
LIMITS = Limits()
CANARY = "CANARY-7c1f"


def by_1_2(body):
    return YAML(typ="safe", pure=True).load(body)


def test_plain_values_are_what_yaml_1_2_says():
    body = b"a: no\nb: 010\nc: 0o10\nd: 1:30\ne: 1_000\nf: ~\ng: 1.50\nh: '5'\ni: true\nj:\n- x # why\n- {k: 0xff}\nl: 2026-06-15\n"

    assert OURS.parse(body, LIMITS) == {
        "a": "no",
        "b": 10,
        "c": 8,
        "d": "1:30",
        "e": "1_000",
        "f": None,
        "g": yaml_decimal("1.50"),
        "h": "5",
        "i": True,
        "j": ["x", {"k": 255}],
        "l": "2026-06-15",
    }


def yaml_decimal(text):
    return OURS.parse(text.encode(), LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "y",
        "1:30",
        "0123",
        "0o17",
        "1_000",
        "~",
        "null",
        "2026-06-15",
        "=",
        "<<",
        "1e5",
        ".inf",
        "",
        " x",
        "a: b",
        "# c",
    ],
)
def test_a_text_is_a_text_to_readers_of_both_versions(text):
    body = OURS.write([text, {text: text}] if text != "<<" else [text])

    assert yaml.safe_load(body)[0] == by_1_2(body)[0] == text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-yaml"),
        (b"# nothing\n", "not-yaml"),
        (b"a: [1\n", "not-yaml"),
        (b"a: b: c\n", "not-yaml"),
        (b"a: \x00\n", "not-yaml"),
        (b"a: &x 1\nb: 2\n", "yaml-alias"),
        (b"a: *x\n", "yaml-alias"),
        (b"a: !!python/object:os.system x\n", "yaml-tag"),
        (b"a: !!str 1\n", "yaml-tag"),
        (b"a: ! 1\n", "yaml-tag"),
        (b"<<: {a: 1}\n", "yaml-merge"),
        (b"'<<': {a: 1}\n", "yaml-merge"),
        (b"%YAML 1.1\n---\na: 1\n", "yaml-directive"),
        (b"%TAG ! !x\n---\na: 1\n", "yaml-directive"),
        (b"a: 1\n---\nb: 2\n", "several-documents"),
        (b"a: 1\na: 2\n", "duplicate-key"),
        (b"a: 1\n'a': 2\n", "duplicate-key"),
        (b"1: a\n", "key-not-text"),
        (b"~: a\n", "key-not-text"),
        (b"? [a]\n: b\n", "key-not-text"),
        (b"a: .nan\n", "number-out-of-range"),
        (b"a: -.Inf\n", "number-out-of-range"),
        (b"a: 1e400\n", "number-out-of-range"),
        (b"a: 1e99999999999\n", "number-out-of-range"),
        (b"a: " + b"9" * 65 + b"\n", "number-too-long"),
        ("a: x\N{NEXT LINE}b: y\n".encode(), "line-ends"),
        ("a: x\N{LINE SEPARATOR}\n".encode(), "line-ends"),
        (b"\xef\xbb\xbfa: 1\n", "byte-order-mark"),
        (b"a: \xff\n", "not-utf-8"),
        (b"k" * 257 + b": 1\n", "key-too-long"),
        (b"[" * 100_000, "too-deep"),
        (b"- " * 100_000, "too-deep"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        OURS.parse(body, LIMITS)


def test_too_many_values_are_refused_before_they_are_looked_at():
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        OURS.parse(b"[" + b"1," * 500_000, LIMITS)


def test_too_many_values_are_refused():
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        OURS.parse(b"[1,2,3]", Limits(fields=2))


@given(trees(integers | decimals | exponents))
def test_what_we_write_is_the_same_here_and_to_readers_of_both_versions(tree):
    body = OURS.write(tree)

    if "<<" not in repr(tree):
        assert OURS.parse(body, Limits(key=10_000)) == tree
        assert yaml.safe_load(body) == by_1_2(body) == _floats(tree)


def _floats(tree):
    if isinstance(tree, dict):
        return {name: _floats(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_floats(item) for item in tree]
    return float(tree) if type(tree).__name__ == "Decimal" else tree


@given(st.text("ab:-?#{}[],&*!|>'\"%@ \n\t1.e0x<~", max_size=20))
def test_nothing_but_unreadable_is_raised_and_what_is_read_is_written_in_one_way(text):
    with suppress(Unreadable):
        tree = OURS.parse(text.encode(), LIMITS)
        body = OURS.write(tree)

        assert OURS.parse(body, LIMITS) == tree
        assert yaml.safe_load(body) == by_1_2(body)


CORPUS = [path for path in sorted(corpora.folder("yaml", 322).rglob("*")) if path.is_file()]


def test_of_the_corpus_nothing_leaves_that_two_readers_read_differently():
    read = 0
    for path in CORPUS:
        with suppress(Unreadable):
            tree = OURS.parse(path.read_bytes(), LIMITS)
            body = OURS.write(tree)
            read += 1

            assert OURS.parse(body, LIMITS) == tree, path.name
            assert yaml.safe_load(body) == by_1_2(body), path.name
    assert 50 < read < len(CORPUS) / 2


@pytest.mark.parametrize(
    "path", [path for path in CORPUS if path.name.startswith("poc_")], ids=lambda path: path.name
)
def test_no_bomb_of_the_corpus_is_read(path):
    with pytest.raises(Unreadable):
        OURS.parse(path.read_bytes(), LIMITS)


async def test_it_goes_through_without_what_is_not_shared():
    body = f"# {CANARY}\n- id: 1\n  name: no\n  citizenship: {CANARY}\n  other: {CANARY}\n".encode()

    ruling = await through(
        body,
        "text/yaml",
        {"/*/id": "record.id", "/*/name": "identity.name", "/*/citizenship": "immigration.citizenship"},
    )

    assert ruling.outgoing.media_type == "text/yaml"
    assert CANARY.encode() not in ruling.outgoing.body
    assert yaml.safe_load(ruling.outgoing.body) == [{"id": 1, "name": "no"}]
