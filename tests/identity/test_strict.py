"""JSON in one reading only."""

import pytest

from firewall.identity import strict


def test_an_object_is_read():
    assert strict.read(b'{"a": [1, "b"]}') == {"a": [1, "b"]}


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1, "a": 2}', b'{"x": {"a": 1, "a": 1}}', b'{"a": NaN}', b'{"a": Infinity}', b"[]", b'"x"', b"", b"{",
        b'{"a": "\xff"}', b'\xef\xbb\xbf{"a": 1}', b"[" * 100_000, b'{"a":' * 50_000, b'{"a": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_or_not_at_all_is_refused(raw):
    with pytest.raises(ValueError):
        strict.read(raw)
