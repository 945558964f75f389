"""What a Parquet file says of its columns beside their values: of a column that does not leave none of it does."""

import base64
import datetime as dt
import struct
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from firewall.formats.base import Limits
from firewall.formats.columns import PARQUET, Columns
from tests.formats.through import through

MEDIA_TYPE = "application/vnd.apache.parquet"
FORM = Columns(MEDIA_TYPE, PARQUET)
LIMITS = Limits()
LEAST, MOST, BETWEEN = "Aardvark-canary", "Zymurgy-canary", "Marimba-canary"
NUMBER, REAL = 0x5A6F726261717565, 1.2345678912345e77
DAY, SUM = dt.date(1987, 3, 9), Decimal("12345678901234567.89")
NOTED = "Noted-canary"
GONE = {
    "ssn": ([LEAST, BETWEEN, MOST], pa.string()),
    "number": ([NUMBER] * 3, pa.int64()),
    "real": ([REAL] * 3, pa.float64()),
    "day": ([DAY] * 3, pa.date32()),
    "sum": ([SUM] * 3, pa.decimal128(38, 2)),
    "inner": ([{"word": LEAST}, {"word": BETWEEN}, {"word": MOST}], pa.struct([("word", pa.string())])),
    "Column-canary": ([LEAST] * 3, pa.string()),
}
CANARIES = (
    *(text.encode() for text in (LEAST, MOST, BETWEEN, NOTED, "Column-canary")),
    struct.pack("<q", NUMBER),
    struct.pack("<d", REAL),
    struct.pack("<i", (DAY - dt.date(1970, 1, 1)).days),
    (SUM.scaleb(2)).to_integral_value().__int__().to_bytes(16),
)
"""Texts, and numbers as they stand in a file, in its statistics and in its indexes."""
TABLE = pa.table(
    {
        "id": pa.array([1, 2, 3]),
        "name": pa.array(["Ana", "Bo", "Cy"]),
        **{name: pa.array(values, kind) for name, (values, kind) in GONE.items()},
    }
)
NOTES = {"pandas": f'{{"columns": ["{NOTED}"], "index_columns": []}}', "who": NOTED, NOTED: "x"}
FILTERS = {
    "ssn": {"ndv": 3, "fpp": 0.001},
    "number": {"ndv": 3, "fpp": 0.001},
    "name": {"ndv": 3, "fpp": 0.001},
}
ALL = {
    "write_statistics": True,
    "write_page_index": True,
    "bloom_filter_options": FILTERS,
    "write_page_checksum": True,
    "row_group_size": 2,
    "sorting_columns": [pq.SortingColumn(2)],
}
WAYS = {
    "plain": {"use_dictionary": False, "compression": "none"},
    "dictionaries": {"compression": "none"},
    "zstd": {"compression": "zstd", "data_page_version": "2.0"},
    "without-schema": {"store_schema": False, "compression": "none"},
}


def noted(table):
    """With notes at the table and at each of its fields."""
    fields = [field.with_metadata({"note": NOTED}) for field in table.schema]
    return table.cast(pa.schema(fields, NOTES))


def packed(table=TABLE, **options):
    out = pa.BufferOutputStream()
    pq.write_table(noted(table), out, **{**ALL, **options})
    return bytes(out.getvalue())


def rewritten(body, after_of):
    before = FORM.parse(body, LIMITS)
    return FORM.rewrite(body, before, [after_of(row) for row in before], LIMITS)


def shown(body):
    """The bytes of a file, and all that its footer says, unpacked; its pages are unpacked by who writes it anew."""
    file = pq.ParquetFile(pa.BufferReader(body))
    again = pa.BufferOutputStream()
    pq.write_table(file.read(), again, compression="none", use_dictionary=False)
    notes = file.metadata.metadata or {}
    groups = [file.metadata.row_group(number).to_dict() for number in range(file.metadata.num_row_groups)]
    return b"\n".join(
        [
            body,
            bytes(again.getvalue()),
            *notes,
            *notes.values(),
            base64.b64decode(notes.get(b"ARROW:schema", b"")),
            repr(groups).encode(),
            file.schema_arrow.to_string(show_field_metadata=True, show_schema_metadata=True).encode(),
        ]
    )


def chunks(body):
    metadata = pq.ParquetFile(pa.BufferReader(body)).metadata
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            yield metadata.row_group(group).column(number)


@pytest.mark.parametrize("way", WAYS)
def test_of_a_column_that_is_gone_no_byte_is_left_in_values_statistics_indexes_or_notes(way):
    body = packed(**WAYS[way])
    filtered = [chunk for chunk in chunks(body) if chunk.bloom_filter_offset is not None]
    assert len(filtered) == 2 * len(FILTERS)
    assert all(chunk.has_column_index and chunk.has_offset_index for chunk in chunks(body))
    unsaid = set() if WAYS[way].get("store_schema", True) else {NOTED.encode()}
    assert {canary for canary in CANARIES if canary not in shown(body)} == unsaid

    written = rewritten(body, lambda row: {"id": row["id"], "name": row["name"]})

    said = shown(written)
    assert [canary for canary in CANARIES if canary in said] == []
    assert pq.read_table(pa.BufferReader(written)).equals(TABLE.select(["id", "name"]))
    assert [chunk.path_in_schema for chunk in chunks(written)] == ["id", "name"]
    assert set(pq.ParquetFile(pa.BufferReader(written)).metadata.metadata or {}) <= {b"ARROW:schema"}
    assert not any(chunk.bloom_filter_offset or chunk.has_column_index for chunk in chunks(written))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("instead", [None, "withheld"])
def test_what_is_taken_out_of_some_rows_is_in_no_dictionary_and_no_statistics(way, instead):
    body = packed(
        TABLE.select(["id", "ssn"]), **{**WAYS[way], "bloom_filter_options": {"ssn": FILTERS["ssn"]}}
    )

    written = rewritten(body, lambda row: row if row["id"] == 2 else {**row, "ssn": instead})

    assert pq.read_table(pa.BufferReader(written)).column("ssn").to_pylist() == [instead, BETWEEN, instead]
    said = shown(written)
    assert [gone for gone in (LEAST, MOST, NOTED) if gone.encode() in said] == []
    assert BETWEEN.encode() in said


def test_what_stands_there_coarser_has_statistics_of_what_leaves():
    body = packed(TABLE.select(["id", "day"]), bloom_filter_options={})

    written = rewritten(body, lambda row: {**row, "day": row["day"][:4]})

    assert {(c.statistics.min, c.statistics.max) for c in chunks(written)} == {(1, 3), ("1987", "1987")}


async def test_through_the_engine_nothing_of_a_footer_leaves_but_what_is_shared():
    body = packed()

    ruling = await through(body, MEDIA_TYPE, {"/*/id": "record.id", "/*/name": "identity.name", "/*/ssn": "immigration.citizenship"})  # fmt: skip

    assert ruling.outgoing is not None, ruling.decision
    assert pq.read_table(pa.BufferReader(ruling.outgoing.body)).to_pylist() == TABLE.select(["id", "name"]).to_pylist()  # fmt: skip
    said = shown(ruling.outgoing.body)
    assert [canary for canary in CANARIES if canary in said] == []
