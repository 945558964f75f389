from contextlib import suppress

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.batches import check

LIMITS = Limits()


def heads(table, **options):
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table)
    reader = pa.ipc.MessageReader.open_stream(pa.BufferReader(out.getvalue()))
    with suppress(StopIteration):
        while True:
            yield bytes(reader.read_next_message().metadata)


def test_values_are_counted_of_records_and_of_dictionaries():
    table = pa.table({"a": [1, 2], "b": [[1, 2, 3], []], "c": pa.array(["x", "x"]).dictionary_encode()})

    assert [check(head, LIMITS) for head in heads(table)] == [0, 1, 2 + 2 + 3 + 2]


def test_too_many_values_are_refused():
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        [check(head, LIMITS) for head in heads(pa.table({"a": pa.nulls(10**9)}))]


@pytest.mark.parametrize("compression", ["lz4", "zstd"])
def test_what_is_compressed_is_refused(compression):
    table = pa.table({"a": ["x" * 1000] * 100})

    with pytest.raises(Unreadable, match=r"^arrow-compressed$"):
        [check(head, LIMITS) for head in heads(table, compression=compression)]


@given(st.binary(max_size=60))
def test_nothing_but_unreadable_is_raised(head):
    with suppress(Unreadable):
        check(head, LIMITS)
