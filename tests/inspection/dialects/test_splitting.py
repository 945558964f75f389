import pytest

from firewall.inspection.dialects.splitting import split
from firewall.inspection.reading import Failure


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a,b", ["a", "b"]), ("a(b,c),d", ["a(b,c)", "d"]), ("'a,b',c", ["'a,b'", "c"]), ("'a'',b',c", ["'a'',b'", "c"]),
        ("a[1,2],{3,4}", ["a[1,2]", "{3,4}"]), ("'(',b", ["'('", "b"]), ("a", ["a"]),
    ],
)  # fmt: skip
def test_parts_end_outside_of_brackets_and_quotes_alone(text, parts):
    assert split(text, ",", "'") == parts


@pytest.mark.parametrize("text", ["", "a,", ",a", "a,,b", "(a", "a)", "(a]", "'a", "a(b,'c)", "a)(b"])
def test_what_has_no_one_end_is_refused(text):
    with pytest.raises(Failure, match="query-syntax"):
        split(text, ",", "'")


def test_an_escaped_quote_ends_nothing():
    assert split(r'"a\",b",c', ",", '"', escape="\\") == [r'"a\",b"', "c"]
    with pytest.raises(Failure):
        split(r'"a\"', ",", '"', escape="\\")
