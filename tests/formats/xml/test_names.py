import threading

import pytest

from firewall.formats.xml.names import MOST_IN_NAMES, MOST_NAMES, Seen


def seen(*names):
    found = Seen()
    for name in names:
        found.add(name)
    return found


def test_names_that_differ_are_many_once_they_are_longer_than_anybody_has():
    listed = [f"n{number}" for number in range(MOST_NAMES)]

    assert not seen(*listed, "x" * MOST_IN_NAMES).are_many
    assert seen(*listed, "x" * MOST_IN_NAMES, "y").are_many
    assert not seen(*listed, *listed[:1] * 10_000_000).are_many


def test_what_begins_a_parser_is_done_elsewhere_once_they_are_many():
    few, many = Seen(), seen(*map(str, range(MOST_NAMES)), "x" * MOST_IN_NAMES * 2)

    assert few.begun(threading.get_ident) == threading.get_ident()
    assert many.begun(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        many.begun(lambda: 1 // 0)
