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


def test_a_list_in_an_object_is_taken_apart_alike():
    found = parted(b'{"a":1,"ps":[{"n":1},{"n":2}],"t":3}', "application/json", ("ps",), Limits())
    none = parted(b'{"a":1,"ps":[],"t":3}', "application/json", ("ps",), Limits())

    assert found.before + found.records + found.behind == b'{"a":1,"ps":[{"n":1},{"n":2}],"t":3}'
    assert (found.records, found.separator, found.has_records) == (b'{"n":1},{"n":2}', b",", True)
    assert (none.records, none.has_records) == (b"", False)
    assert found.bare_before + found.bare_behind == b'{"ps":[]}'
    assert parted(b"<ps><p/></ps>", "text/xml", PLACE, Limits()).separator == b""


@pytest.mark.parametrize("body", [b'{"a":1}', b"{}", b'{"ps":7}'])
def test_an_object_without_its_list_has_no_records(body):
    found = parted(body, "application/json", ("ps",), Limits())

    assert (found.before + found.behind, found.has_records) == (b'{"ps":[]}', False)


@pytest.mark.parametrize(
    "body", [b'{"ps":[1}', b'{"ps":[1]', b'{"ps":[1],"ps":[2]}', b'{"ps":[1]}x', b"<ps><p>1</p></ps><ps/>"]
)
def test_what_goes_wrong_behind_a_record_is_no_list_without_any(body):
    kind, place = ("application/json", ("ps",)) if body.startswith(b"{") else ("text/xml", PLACE)
    with pytest.raises(Unreadable):
        parted(body, kind, place, Limits())
