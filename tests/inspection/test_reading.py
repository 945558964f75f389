"""Bodies, texts, headers and counts."""

from dataclasses import replace

import pytest

from firewall import inspection
from firewall.formats import FORMATS
from firewall.inspection import Failure, read_body, read_grid, reading
from firewall.model import Message, Phase
from firewall.ordered import Ordered
from tests.helpers import (
    FORM,
    JSON,
    LIMITS,
    broken_detectors,
    detectors,
)
from tests.inspection.requests import read, route, why

# ---- reading


@pytest.mark.parametrize(
    ("body", "media_type", "code"),
    [
        (b"{", JSON, "not-json"),
        (b"a;b", FORM, "not-a-form"),
        (b"\xff", "text/plain", "not-utf-8"),
        (b"x", "image/heic", "unknown-media-type"),
        (b"x", "", "no-media-type"),
        (b"[" * 100_000, JSON, "too-deep"),
        (b"9" * 400, JSON, "number-too-long"),
        (b"1e4000", JSON, "number-out-of-range"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_failure_with_a_short_code(body, media_type, code):
    with pytest.raises(Failure) as caught:
        inspection.parse(body, media_type, LIMITS)
    assert caught.value.why == code


def test_a_detector_that_breaks_makes_the_request_uninspectable():
    assert why(query=[("lang", "fragile")], found=broken_detectors()) == "detector-failed"


def test_a_failure_says_nothing_of_the_text():
    with pytest.raises(Failure) as caught:
        read(query=[("lang", "fragile Amina")], found=broken_detectors())

    assert "Amina" not in f"{caught.value!s}{caught.value!r}"


def test_what_cannot_be_written_is_a_failure():
    with pytest.raises(Failure, match="not-a-form"):
        inspection.write({"a": None}, FORMATS[FORM])


@pytest.mark.parametrize(
    ("media_type", "body"),
    [("text/csv", "name\r\nÉlodie\r\n"), ("text/plain", "Élodie"), ("text/html", "<p>Elodie</p>")],
)
def test_what_leaves_is_checked_in_what_we_write_whatever_was_read(media_type, body):
    message = Message(
        Phase.RESPONSE, media_type=f"{media_type}; charset=iso-8859-1", body=body.encode("latin-1")
    )

    assert read_body(message, LIMITS)[1] == FORMATS[media_type]


def test_what_leaves_by_column_is_checked_in_what_we_write_too():
    body = "name\r\nÉlodie\r\n".encode("latin-1")
    message = Message(Phase.RESPONSE, media_type="text/csv; charset=iso-8859-1", body=body)

    grid, written = read_grid(message, LIMITS, route("clinic:patient"))

    assert grid is not None
    assert written == FORMATS["text/csv"]


# ---- counts


@pytest.mark.parametrize(
    ("tree", "records"),
    [
        ({"items": [1, 2, 3]}, 3),
        ({"items": []}, 0),
        ({"items": {"a": 1, "b": 2}}, 2),
        ({"items": "x"}, 0),
        ({}, 0),
        ([1, 2], 0),
        (None, 0),
    ],
)
def test_records_are_the_items_where_the_route_says_they_stand(tree, records):
    assert inspection.count_records(tree, route("clinic:patients")) == records


@pytest.mark.parametrize(("tree", "records"), [({"id": 1}, 1), ([1, 2], 2), ([], 0), ("x", 1)])
def test_where_a_route_says_nothing_an_answer_is_one_record(tree, records):
    assert inspection.count_records(tree, route("clinic:patient")) == records


# ---- lists that nobody declared


def xml_route(records=None, *paths):
    fields = dict.fromkeys(paths, ("record.meta",))
    return replace(route("clinic:patient"), records=records, fields=fields)


@pytest.mark.parametrize(
    ("tree", "records"),
    [
        ({"list": {"record": {"name": "a"}}}, 1),
        ({"list": {"record": [{"name": "a"}, {"name": "b"}]}}, 2),
        ({"list": [{"record": [{"name": "a"}, {"name": "b"}]}, {"record": {"name": "c"}}]}, 3),
        ({"list": {"record": [Ordered([{"name": "a"}, {"x": ""}, {"name": "b"}])]}}, 1),
        ({"list": [Ordered([{"record": {"name": "a"}}, {"x": ""}, {"record": [{"name": "b"}, {"name": "c"}]}])]}, 3),
        ({"list": {"record": [[{"name": "a"}, {"name": "b"}], {"name": "c"}]}}, 3),
        ({"list": {"record": None}}, 0),
        ({"list": "x"}, 0),
    ],
)  # fmt: skip
def test_each_item_of_an_undeclared_list_is_a_record(tree, records):
    name = ("list", "record", "name")

    assert inspection.count_records(tree, xml_route(("list", "record"), name)) == records
    assert inspection.count_records(tree, xml_route(None, name)) == max(records, 1)


def test_lists_in_declared_items_are_counted_too():
    tree = {"items": [[{"name": "a"}, {"name": "b"}], {"name": "c"}, []]}

    assert inspection.count_records(tree, xml_route(("items",), ("items", "*", "name"))) == 4
    assert inspection.count_records(tree, xml_route(None, ("items", "*", "name"))) == 2


@pytest.mark.parametrize("records", [("tables",), ("tables", "*")])
def test_rows_of_several_tables_are_counted_together(records):
    tree = {"tables": [[{"name": "a"}, {"name": "b"}], [{"name": "c"}]]}

    assert inspection.count_records(tree, xml_route(records, ("tables", "*", "*", "name"))) == 3


# ---- texts


def test_a_text_that_is_longer_than_is_looked_at_is_a_failure():
    shortened = replace(detectors(), longest=100)

    assert not reading.scan(shortened, ["a" * 100, ""])
    with pytest.raises(Failure, match=r"^text-too-long$"):
        reading.scan(shortened, ["a", "a" * 101])


def test_a_message_with_more_codes_than_anybody_would_undo_is_a_failure():
    text = "%61" * 60_000

    assert not reading.scan(detectors(), [text])
    with pytest.raises(Failure, match=r"^text-effort$"):
        reading.scan(detectors(), [f"{number} {text}" for number in range(40)])


def test_there_is_nothing_that_is_looked_for_in_no_text():
    assert not reading.scan(detectors(), [])
