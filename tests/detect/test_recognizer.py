import pytest

from firewall.detect.recognizer import Span
from firewall.model import Category


def test_a_span_says_where_and_what_and_never_the_value():
    assert Span.__struct_fields__ == ("start", "end", "category", "confidence")


def test_a_span_does_not_change():
    with pytest.raises(AttributeError, match="immutable"):
        Span(0, 1, Category("photo")).start = 2
