"""What may leave of a unit, taken apart where its records begin and end."""

import pytest

from firewall.files.wrapped import is_listed, parted
from firewall.formats import Limits, Unreadable

PLACE = ("ps", "p")


def test_what_is_before_the_records_they_themselves_and_what_is_behind():
    found = parted(b'<ps a="1"><m>x</m><p>1</p><p>2</p><t>3</t></ps>', "text/xml", PLACE, Limits())

    assert found.before == b'<?xml version="1.0" encoding="UTF-8"?>\n<ps a="1"><m>x</m>'
    assert found.records == b"<p>1</p><p>2</p>"
    assert found.behind == b"<t>3</t></ps>"
    assert found.bare_before.endswith(b"?>\n<ps>")
    assert found.bare_behind == b"</ps>"
    assert found.has_records


def test_where_no_record_is_left_nothing_is_known_of_what_stands_before_them():
    found = parted(b'<ps a="1"><t>3</t></ps>', "text/xml", PLACE, Limits())

    assert found.before.endswith(b'<ps a="1"><t>3</t>')
    assert (found.records, found.behind, found.has_records) == (b"", b"</ps>", False)


def test_where_not_even_the_way_to_them_is_left_it_is_written_again():
    found = parted(b"<empty/>", "application/xml", PLACE, Limits())

    assert found.before.endswith(b"?>\n<ps>")
    assert (found.records, found.behind, found.has_records) == (b"", b"</ps>", False)


@pytest.mark.parametrize("body", [b"<ps><p/><q/><p/></ps>", b"<ps><p>", b"<ps><p/></ps>x"])
def test_what_is_no_list_any_more_is_none(body):
    with pytest.raises(Unreadable):
        parted(body, "text/xml", PLACE, Limits())


def test_where_records_are_read_at_a_place():
    assert is_listed("application/atom+xml", PLACE)
    assert not is_listed("application/xml", ())
    assert not is_listed("application/xml", ("ps",))
    assert not is_listed("text/csv", PLACE)
