import io

from hypothesis import given
from hypothesis import strategies as st

from firewall.files.units import Cut, Units, cut_for, first_line_end
from firewall.formats import Limits

LIMITS = Limits()
LINES, TABLE = Cut(of_records=True), Cut(of_records=True, has_quotes=True, repeats_first_line=True)


def units(text, cut=LINES, *, unit=10, block=4, limits=LIMITS, **at):
    sized = Cut(
        of_records=cut.of_records, has_quotes=cut.has_quotes, repeats_first_line=cut.repeats_first_line,
        unit_bytes=unit, block_bytes=block,
    )  # fmt: skip
    return list(Units(io.BytesIO(text), sized, limits, **at))


cells = st.text('ab",\n', max_size=6).map(lambda text: '"' + text.replace('"', '""') + '"')
tables = st.lists(st.lists(cells, min_size=2, max_size=2).map(",".join), min_size=1, max_size=12)


@given(tables, st.integers(1, 60), st.integers(1, 60))
def test_a_table_is_cut_between_records_and_nothing_of_it_is_lost(rows, unit, block):
    text = "".join(f"{row}\n" for row in rows).encode()

    found = units(text, TABLE, unit=unit, block=block)

    head = text[: first_line_end(text, has_quotes=True)]
    assert b"".join(u.body[len(u.body) - u.taken :] for u in found) == text
    assert all(u.body.startswith(head) for u in found)
    assert all(u.body.count(b'"') % 2 == 0 for u in found)
    assert found == units(text, TABLE, unit=unit, block=1000)  # however it is read


@given(
    st.lists(st.binary(max_size=8).map(lambda raw: raw.replace(b"\n", b"")), max_size=20), st.integers(1, 40)
)
def test_lines_are_cut_at_their_ends_and_from_there_on_alike(lines, unit):
    text = b"\n".join(lines)

    found = units(text, unit=unit)

    assert b"".join(u.body for u in found) == text
    if len(found) > 1:
        rest = units(text[found[0].taken :], unit=unit, is_begun=True)
        assert rest == found[1:]


def test_a_table_goes_on_with_the_first_line_that_was_read_before():
    text = b"a,b\n1,2\n3,4\n5,6\n"
    whole = units(text, TABLE, unit=1)

    rest = units(text[whole[0].taken :], TABLE, unit=1, opening=b"a,b\n", is_begun=True)

    assert rest == whole[1:]
    assert rest[0].body == b"a,b\n3,4\n"


def test_a_record_without_an_end_is_not_held():
    (unit,) = units(b"x" * 100_000, unit=10, limits=Limits(body_bytes=1000), block=512)

    assert unit.failure == "body-too-large"


def test_a_document_is_one_unit_and_none_where_it_is_too_large():
    document = Cut(of_records=False)
    assert [u.body for u in units(b"abc", document)] == [b"abc"]
    (unit,) = units(b"x" * 2000, document, limits=Limits(body_bytes=1000))
    assert (unit.failure, unit.body) == ("body-too-large", b"")


def test_media_types_that_are_lists_of_records():
    assert cut_for("application/x-ndjson") == LINES
    assert cut_for("text/csv; header=present") == TABLE
    assert not cut_for("text/csv;header=absent").repeats_first_line
    assert not cut_for("text/tab-separated-values").has_quotes
    assert not cut_for("application/json").of_records
    assert cut_for("application/json", is_enclosed=True).is_enclosed
    assert cut_for("application/json", is_enclosed=True, is_array=True).is_array
    assert cut_for("application/atom+xml; charset=utf-8", is_enclosed=True).is_enclosed
    assert not cut_for("application/xhtml+xml", is_enclosed=True).of_records
    assert not cut_for("application/xml").of_records
