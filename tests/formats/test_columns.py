import datetime as dt
import io
import sys
from contextlib import suppress
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import FORMATS, columns
from firewall.formats.apart import Apart
from firewall.formats.base import Limits, Unreadable
from firewall.formats.columns import FILE, PARQUET, STREAM, Columns
from tests.formats.archives import refused
from tests.formats.through import through

LIMITS = Limits()
CANARY = "CANARY-7c1f"
EACH = {kind: Columns(kind, kind) for kind in (PARQUET, STREAM, FILE)}
KINDS = pytest.mark.parametrize("kind", EACH)

TABLE = pa.table(
    {
        "id": [1, 2, 3],
        "name": ["Ana", "Bo", None],
        "ssn": [CANARY, None, CANARY],
        "born": pa.array([dt.date(1987, 3, 9), None, dt.date(1, 1, 1)]),
        "seen": pa.array([1, 2, None], pa.timestamp("ns", tz="America/Chicago")),
        "at": pa.array([dt.time(1, 2, 3), None, None]),
        "sum": pa.array([Decimal("1.10"), None, Decimal("-2.00")]),
        "part": [{"a": 1, "b": CANARY}, None, {"a": 2, "b": CANARY}],
        "list": [[1, 2], [], None],
        "real": [1.5, float("nan"), float("inf")],
        "yes": [True, False, None],
        "word": pa.array(["u", "v", "u"]).dictionary_encode(),
    }
).replace_schema_metadata({"pandas": CANARY})


def packed(kind, table=TABLE, **options):
    out = pa.BufferOutputStream()
    if kind == PARQUET:
        pq.write_table(table, out, **options)
    else:
        with (pa.ipc.new_stream if kind == STREAM else pa.ipc.new_file)(
            out, table.schema, **options
        ) as writer:
            writer.write_table(table)
    return bytes(out.getvalue())


def unpacked(kind, body):
    if kind == PARQUET:
        return pq.read_table(pa.BufferReader(body))
    return (pa.ipc.open_stream if kind == STREAM else pa.ipc.open_file)(pa.BufferReader(body)).read_all()


@KINDS
def test_a_table_is_a_list_of_rows(kind):
    assert EACH[kind].parse(packed(kind), LIMITS)[0] == {
        "id": 1,
        "name": "Ana",
        "ssn": CANARY,
        "born": "1987-03-09",
        "seen": "1970-01-01 00:00:00.000000001Z",
        "at": "01:02:03.000000",
        "sum": Decimal("1.10"),
        "part": {"a": 1, "b": CANARY},
        "list": [1, 2],
        "real": 1.5,
        "yes": True,
        "word": "u",
    }


@KINDS
def test_with_nothing_to_remove_types_and_values_are_the_same(kind):
    body = packed(kind)
    tree = EACH[kind].parse(body, LIMITS)

    written = EACH[kind].rewrite(body, tree, tree, LIMITS)

    assert EACH[kind].parse(written, LIMITS) == tree
    read = unpacked(kind, written)
    same = ["id", "name", "ssn", "born", "at", "sum", "list", "yes"]
    assert read.select(same).equals(TABLE.select(same))
    assert read.schema.field("seen").type == pa.timestamp("ns", "UTC")
    assert read.schema.field("word").type == pa.string()
    assert read.schema.metadata is None or b"pandas" not in read.schema.metadata


@KINDS
def test_what_is_taken_out_is_in_no_byte_packed_or_not(kind):
    body = packed(kind)
    before = EACH[kind].parse(body, LIMITS)
    after = [
        {"id": r["id"], "born": r["born"] and r["born"][:4], "part": r["part"] and {"a": r["part"]["a"]}}
        for r in before
    ]

    written = EACH[kind].rewrite(body, before, after, LIMITS)

    assert CANARY.encode() in body
    for packing in ("none", "snappy", "zstd"):
        again = pa.BufferOutputStream()
        pq.write_table(unpacked(kind, written), again, compression=packing, use_dictionary=False)
        assert CANARY.encode() not in written + bytes(again.getvalue())
    assert unpacked(kind, written).to_pylist() == after
    if kind == PARQUET:
        assert pl.read_parquet(written).columns == ["id", "born", "part"]


@KINDS
def test_what_an_array_hides_does_not_leave(kind):
    """Under a null, in an entry of a dictionary that nobody uses, in the names of items, in a zone, at a field."""
    hidden = pa.Array.from_buffers(
        pa.string(),
        2,
        [
            pa.py_buffer(b"\x02"),
            pa.py_buffer(b"\0\0\0\0\x0b\0\0\0\x0c\0\0\0"),
            pa.py_buffer(CANARY.encode() + b"x"),
        ],
    )
    unused = pa.DictionaryArray.from_arrays(pa.array([1, 1]), pa.array([CANARY, "u"]))
    items = pa.array([[1], [2]], pa.list_(pa.field(CANARY, pa.int64())))
    noted = pa.array([{"a": 1}] * 2, pa.struct([pa.field("a", pa.int64(), metadata={"x": CANARY})]))
    nameless = pa.nulls(2, pa.struct([pa.field(CANARY, pa.int64())]))
    table = pa.table({"a": hidden, "b": unused, "c": items, "d": noted, "e": nameless})
    body = packed(kind, table)
    tree = EACH[kind].parse(body, LIMITS)

    written = EACH[kind].rewrite(body, tree, tree, LIMITS)

    assert CANARY.encode() in body
    assert CANARY not in str(tree)
    assert CANARY.encode() not in written
    assert CANARY not in str(unpacked(kind, written).schema)
    assert EACH[kind].parse(written, LIMITS) == tree


@KINDS
def test_a_table_without_rows_or_columns_is_written_as_nothing(kind):
    assert EACH[kind].parse(packed(kind, pa.table({"a": pa.array([], pa.int64())})), LIMITS) == []
    assert EACH[kind].parse(EACH[kind].rewrite(packed(kind), [{}], [], LIMITS), LIMITS) == []


@KINDS
@pytest.mark.parametrize(
    ("table", "code"),
    [
        (pa.table({"a": [b"x"]}), "binary-value"),
        (pa.table({"a": pa.array([b"x"]).dictionary_encode()}), "binary-value"),
        (pa.table({"a": [[b"x"]]}), "binary-value"),
        (pa.table({"a": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64()))}), "column-type"),
        (pa.table({"a": [[1]]}, pa.schema([("a", pa.list_(pa.timestamp("ns")))])), "column-type"),
        (pa.table([[1], [2]], ["a", "a"]), "duplicate-column"),
        (pa.table([[1], [2]], ["ssn", "SSN"]), "duplicate-column"),
        (pa.table([[1]], [""]), "empty-column"),
        (pa.table([[1]], ["k" * 257]), "key-too-long"),
        (pa.table({"a": pa.nulls(10**6)}), "too-many-fields"),
        (pa.table({"a": [[1] * 300_000]}), "too-many-fields"),
        (
            pa.table({"a": pa.DictionaryArray.from_arrays(pa.array([0] * 1000), pa.array(["x" * 100_000]))}),
            "body-too-large",
        ),
    ],
)
def test_what_is_not_read_is_refused(kind, table, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        EACH[kind].parse(packed(kind, table), LIMITS)


@KINDS
def test_a_body_that_is_longer_than_any_is_not_looked_at(kind):
    with pytest.raises(Unreadable, match=r"^body-too-large$"):
        EACH[kind].parse(packed(kind), Limits(body_bytes=100))


@KINDS
def test_what_nests_for_ever_is_refused(kind):
    values, depth = 1, 0
    while depth < 20:
        values, depth = [values], depth + 1
    body = packed(kind, pa.table({"a": [values]}))
    assert EACH[kind].parse(body, LIMITS) == [{"a": values}]

    with pytest.raises(Unreadable, match=r"^too-deep$"):
        EACH[kind].parse(body, Limits(depth=20))


@pytest.mark.parametrize("kind", [STREAM, FILE])
def test_a_stream_of_more_columns_than_any_table_has_is_refused(kind):
    table = pa.table(
        [[1]] * (columns.MOST_COLUMNS + 1), [f"c{number}" for number in range(columns.MOST_COLUMNS + 1)]
    )

    with pytest.raises(Unreadable, match=r"^too-many-columns$"):
        EACH[kind].parse(packed(kind, table), LIMITS)


@KINDS
@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: b[:-9],
        lambda b: b + b"x",
        lambda b: b"x" + b,
        lambda _: b"",
        lambda b: b[: len(b) // 2] + b[-8:],
    ],
)
def test_what_is_cut_short_or_goes_on_is_refused(kind, spoil):
    with pytest.raises(Unreadable, match=r"^not-(parquet|arrow)$"):
        EACH[kind].parse(spoil(packed(kind)), LIMITS)


def test_an_encrypted_file_is_refused():
    with pytest.raises(Unreadable, match=r"^encrypted$"):
        EACH[PARQUET].parse(b"PARExxxxPARE", LIMITS)


def repeated(text, times):
    return pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), pa.array([text]))


BOMBS = {
    "texts": lambda: (pa.table({"a": ["x" * 1_000_000] * 20}), {"use_dictionary": False}),
    "dictionary": lambda: (pa.table({"a": repeated("x" * 1_000_000, 50_000)}), {}),
    "inside": lambda: (pa.table({"a": [["x" * 50_000] * 2_000]}), {}),
    "rows": lambda: (pa.table({"a": pa.nulls(1_000_000)}), {}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_they_unfold(name):
    table, options = BOMBS[name]()
    body = packed(PARQUET, table, compression="zstd", **options)
    del table
    before = pa.total_allocated_bytes()

    with pytest.raises(Unreadable, match=r"^(body-too-large|too-many-fields)$"):
        EACH[PARQUET].parse(body, LIMITS)
    assert len(body) < 100_000
    assert pa.total_allocated_bytes() - before < 32 * 1024 * 1024


def checked(body, limits=LIMITS):
    return columns._check_footer(pq.ParquetFile(pa.BufferReader(body)).metadata, body, limits)


@pytest.mark.parametrize("options", [{}, {"row_group_size": 1}])
def test_pages_are_added_up_before_one_is_unpacked(options):
    """Of one part of the file, and of all of them: none alone is too large."""
    table = pa.table({name: ["x" * 1_000_000] * 5 for name in "abcd"})
    body = packed(PARQUET, table, compression="zstd", use_dictionary=False, **options)
    assert checked(body, Limits(body_bytes=20_100_000)) == ["a", "b", "c", "d"]

    with pytest.raises(Unreadable, match=r"^body-too-large$"):
        checked(body)


@pytest.mark.parametrize("options", [{}, {"row_group_size": 1}])
def test_values_in_lists_are_added_up_over_all_parts_of_a_file(options):
    body = packed(PARQUET, pa.table({"a": [[1] * 50] * 5, "b": [[2] * 50] * 5}), **options)
    assert checked(body, Limits(fields=500)) == []

    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        checked(body, Limits(fields=499))


def test_a_stream_that_does_not_say_where_it_ends_is_refused():
    with pytest.raises(Unreadable, match=r"^not-arrow$"):
        EACH[STREAM].parse(packed(STREAM)[:-8], LIMITS)


def test_without_the_extra_it_cannot_be_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(Unreadable, match=r"^needs-extra-columns$"):
        EACH[PARQUET].parse(b"x", LIMITS)


@pytest.mark.parametrize(
    "after",
    [
        [{"id": 1}],
        {"id": 1},
        [{"id": 1}, {"name": "x"}, {}],
        [{"id": 1}, "x", {}],
        [{"x": 1}] * 3,
        [{"id": 1}, {"id": "x"}, {"id": None}],
    ],
)
def test_no_other_tree_is_written(after):
    body = packed(PARQUET)

    with pytest.raises(Unreadable, match=r"^not-a-table$"):
        EACH[PARQUET].rewrite(body, EACH[PARQUET].parse(body, LIMITS), after, LIMITS)


@pytest.mark.parametrize("kind", EACH)
def test_a_column_of_markers_or_of_nothing_is_written(kind):
    body = packed(kind)
    before = EACH[kind].parse(body, LIMITS)
    after = [{"id": "withheld", "born": None} for _ in before]

    written = EACH[kind].rewrite(body, before, after, LIMITS)

    assert unpacked(kind, written).schema.field("born").type == pa.date32()
    assert EACH[kind].parse(written, LIMITS) == after


values = st.one_of(
    *(
        st.lists(st.none() | each, min_size=2, max_size=2)
        for each in (
            st.integers(-(2**63), 2**63 - 1),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
            st.booleans(),
            st.floats(),
            st.dates(),
            st.datetimes(),
            st.lists(st.integers(0, 9), max_size=3),
            st.fixed_dictionaries({"x": st.integers(0, 9), "y": st.text("ab", max_size=2)}),
        )
    )
)


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), values, min_size=1, max_size=3),
    st.sampled_from(sorted(EACH)),
)
def test_what_we_write_reads_back_the_same(drawn, kind):
    body = packed(kind, pa.table(drawn))
    tree = EACH[kind].parse(body, LIMITS)

    written = EACH[kind].rewrite(body, tree, tree, LIMITS)

    assert EACH[kind].parse(written, LIMITS) == tree
    read = unpacked(kind, written)
    assert repr(read.to_pylist()) == repr(pa.table(drawn).to_pylist())


@pytest.mark.torture
@given(st.data(), st.sampled_from(sorted(EACH)))
def test_nothing_but_unreadable_is_raised(data, kind):
    body = bytearray(packed(kind, pa.table({"a": ["x", "y"], "b": [[1], [2]]})))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        tree = EACH[kind].parse(bytes(body), LIMITS)
        EACH[kind].rewrite(bytes(body), tree, tree, LIMITS)


def test_the_exit_check_sees_names_and_values():
    shown = EACH[PARQUET].exposed(packed(PARQUET), LIMITS)

    assert EACH[PARQUET].spelt("ssn")[0] in shown
    assert CANARY.encode() in shown


FIELDS = {"/*/id": "record.id", "/*/name": "identity.name", "/*/ssn": "immigration.citizenship"}


@pytest.mark.parametrize("kind", [STREAM, FILE])
async def test_a_table_goes_through_without_what_is_not_shared(kind):
    media_type = next(
        name for name, row in FORMATS.items() if isinstance(row, Apart) and row.inner.kind == kind
    )

    ruling = await through(packed(kind), media_type, FIELDS)

    assert ruling.outgoing is not None, ruling.decision
    assert CANARY.encode() not in ruling.outgoing.body
    assert unpacked(kind, ruling.outgoing.body).to_pylist() == TABLE.select(["id", "name"]).to_pylist()


def test_what_texts_unfold_to_goes_by_the_size_of_their_file():
    """A file of 4 kB had 57 MiB in memory of one text that stood in each of its rows."""

    def held(text, rows):
        out = io.BytesIO()
        pq.write_table(pa.table({"id": [text] * rows}), out)
        return out.getvalue()

    limits = Limits()
    assert len(Columns("x", PARQUET).parse(held("Chicago", 20_000), limits)) == 20_000
    body = held("x" * 1_000, 4_000)
    assert len(body) < 8_000
    refused(lambda: Columns("x", PARQUET).parse(body, limits), "body-too-large")
