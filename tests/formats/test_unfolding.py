import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from firewall.formats.base import Limits, Unreadable
from firewall.formats.columns import PARQUET, Columns
from firewall.formats.unfolding import EACH, FREE, check_values


def check(values, size, **limits):
    check_values(pa, pa.table({"a": pa.array(values)}).columns, b" " * size, Limits(**limits))


def test_a_small_table_may_say_the_same_as_often_as_it_likes():
    check(["x"] * FREE, 0)


@pytest.mark.parametrize("value", ["x", None, [], [["x"]], {"b": {"c": "x"}}])
def test_more_values_than_such_a_file_is_likely_to_have_are_not_read(value):
    with pytest.raises(Unreadable, match="too-many-fields"):
        check([value] * (FREE + 1), 0)


@pytest.mark.parametrize("value", [{"b": {"c": "x"}}, [["x"]], {"b": ["x"]}])
def test_each_list_and_object_counts(value):
    check([value] * (FREE // 3), 0)
    with pytest.raises(Unreadable):
        check([value] * (FREE // 2), 0)


def test_a_larger_file_may_have_more():
    check(["x"] * (FREE + EACH * 100), 100)


def test_an_export_of_twenty_thousand_records_passes_of_which_only_the_number_differs():
    table = pa.table(
        {"id": [str(number) for number in range(20_000)], **{f"c{n}": ["x"] * 20_000 for n in range(7)}}
    )
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd")
    body = bytes(out.getvalue())

    assert len(Columns("application/vnd.apache.parquet", PARQUET).parse(body, Limits())) == 20_000


def test_what_is_left_of_a_table_may_be_smaller_than_what_is_read():
    """Where the only column that differs is taken out, the rest is packed to nothing, and is ours."""
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"c": ["x"] * 90_000}), out)
    read, body = Columns("application/vnd.apache.parquet", PARQUET), bytes(out.getvalue())

    assert read.exposed(body, Limits())
    with pytest.raises(Unreadable):
        read.parse(body, Limits())


def test_files_in_one_body_share_what_each_alone_may_have():
    with pytest.raises(Unreadable):
        check(["x"] * FREE, 0, among=2)
