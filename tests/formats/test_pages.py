from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Unreadable
from firewall.formats.pages import sizes


def chunk(values, **options):
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"a": values}), out, **options)
    body = bytes(out.getvalue())
    column = pq.ParquetFile(pa.BufferReader(body)).metadata.row_group(0).column(0)
    starts = [
        column.data_page_offset,
        *([column.dictionary_page_offset] if column.has_dictionary_page else []),
    ]
    return body, min(starts), column.total_compressed_size, column.total_uncompressed_size


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "snappy", "zstd"])
@pytest.mark.parametrize("use_dictionary", [True, False])
def test_pages_say_what_the_footer_says(version, compression, use_dictionary):
    options = {"data_page_version": version, "compression": compression, "use_dictionary": use_dictionary}
    body, start, length, plain = chunk(["ana", "bo"] * 5000, data_page_size=1024, **options)

    found = sizes(body, start, length)

    assert found.values == 10_000
    assert plain - 4096 < found.plain <= plain  # the footer counts the heads of pages too
    assert (found.dictionary > 0) is use_dictionary


def test_shared_prefixes_are_refused():
    body, start, length, _ = chunk(["ana", "anb"], use_dictionary=False, column_encoding="DELTA_BYTE_ARRAY")

    with pytest.raises(Unreadable, match=r"^parquet-encoding$"):
        sizes(body, start, length)


@pytest.mark.parametrize(("start", "length"), [(-1, 5), (0, -1), (0, 10**9), (1, 30), (4, 5)])
def test_places_that_are_none_are_refused(start, length):
    body, *_ = chunk([1, 2])

    with pytest.raises(Unreadable, match=r"^not-parquet$"):
        sizes(body, start, length)


@given(st.binary(max_size=60))
def test_nothing_but_unreadable_is_raised(body):
    with suppress(Unreadable):
        sizes(body, 0, len(body))
