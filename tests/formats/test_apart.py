"""Parquet and Arrow as they are read for real: in another process, which spoilt files may bring down."""

import io
import os
import random
from contextlib import suppress
from decimal import Decimal

import msgspec
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from firewall.formats import FORMATS, Limits, Unreadable, apart, format_of
from firewall.formats.apart import Apart
from tests.formats.archives import refused, zipped
from tests.formats.test_columns import BOMBS, CANARY, FIELDS, TABLE, packed
from tests.formats.through import through
from tests.separately import SEPARATE

LIMITS = Limits(apart=SEPARATE)
PARQUET = FORMATS["application/vnd.apache.parquet"]
EACH = {row.inner.kind: row for row in FORMATS.values() if isinstance(row, Apart)}
ROUNDS = int(os.environ.get("PARQUET_ROUNDS", "80"))
"""How many files are spoilt: thousands take a minute."""


@pytest.mark.parametrize("kind", EACH)
def test_it_reads_and_writes_as_it_would_here(kind):
    here, body = EACH[kind].inner, packed(kind)

    tree = EACH[kind].parse(body, LIMITS)

    assert tree == here.parse(body, LIMITS)
    assert isinstance(tree[0]["sum"], Decimal)
    after = [{"sum": row["sum"], "part": row["part"], "real": row["real"]} for row in tree]
    assert EACH[kind].rewrite(body, tree, after, LIMITS) == here.rewrite(body, tree, after, LIMITS)
    assert EACH[kind].exposed(body, LIMITS) == here.exposed(body, LIMITS)
    assert EACH[kind].spelt("ssn") == here.spelt("ssn")
    assert EACH[kind].parse(EACH[kind].write([{"a": 1}]), LIMITS) == [{"a": 1}]


@pytest.mark.parametrize("kind", EACH)
def test_without_a_process_for_it_nothing_is_read(kind):
    refused(lambda: EACH[kind].parse(packed(kind), Limits()), "reader-missing")
    refused(lambda: EACH[kind].exposed(packed(kind), Limits()), "reader-missing")
    refused(lambda: EACH[kind].rewrite(packed(kind), [], [{"id": 1}], Limits()), "reader-missing")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"?",
        b"-",
        b"-not a code\n" + CANARY.encode(),
        b"+\xc1",
        b"+\xc7",
        b"+" + b"\x91" * 5000,
        b"+\xc7\x01\x02x",
    ],
)
def test_what_comes_back_is_data_or_nothing(said):
    """A process that read hostile bytes may say anything."""
    refused(lambda: PARQUET.parse(b"PAR1", Limits(apart=lambda _: said)), "reader-lost")


def test_why_there_is_no_answer_is_handed_on():
    refused(lambda: PARQUET.parse(b"PARExxxxPARE", LIMITS), "encrypted")
    refused(lambda: PARQUET.parse(b"x" * 100, Limits(body_bytes=10, apart=SEPARATE)), "body-too-large")
    refused(lambda: PARQUET.parse(packed("parquet"), Limits(fields=10, apart=SEPARATE)), "too-many-fields")


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused(name):
    table, options = BOMBS[name]()
    body = packed("parquet", table, compression="zstd", **options)

    with pytest.raises(Unreadable, match=r"^(body-too-large|too-many-fields)$"):
        PARQUET.parse(body, LIMITS)


def spoilt(seed, rounds):
    """Files of which some bytes are others: more than half of them in the footer, which says where everything is."""
    chosen = random.Random(seed)
    table = pa.table({"a": list(range(20)), "s": [f"x{i}" for i in range(20)], "l": [[i] for i in range(20)]})
    options = (
        {},
        {"compression": "zstd", "data_page_version": "2.0"},
        {"use_dictionary": False, "write_page_index": True},
    )
    bodies = [packed("parquet", table, **each) for each in options]
    for _ in range(rounds):
        body = bytearray(chosen.choice(bodies))
        footer = len(body) - 8 - int.from_bytes(body[-8:-4], "little")
        first = chosen.choice((0, footer, footer))
        for _ in range(chosen.randint(1, 4)):
            body[chosen.randrange(first, len(body))] = chosen.choice(
                (0, 1, 0x7F, 0x80, 0xFF, chosen.randrange(256))
            )
        yield bytes(body)


def test_whatever_a_spoilt_file_does_there_is_a_reason_here():
    for body in spoilt(1, ROUNDS):
        with suppress(Unreadable):
            tree = PARQUET.parse(body, LIMITS)
            PARQUET.rewrite(body, tree, tree, LIMITS)

    assert PARQUET.parse(packed("parquet"), LIMITS)


def with_everything():
    """A file with all that Parquet can keep beside values, and the canary in each."""
    field = pa.field("ssn", pa.string(), metadata={"note": CANARY})
    table = pa.table(
        {"id": list(range(300)), "ssn": pa.array([CANARY] * 300)},
        schema=pa.schema([pa.field("id", pa.int64()), field], metadata={"pandas": CANARY, CANARY: "x"}),
    )
    out = io.BytesIO()
    pq.write_table(
        table, out, write_page_index=True, write_statistics=True, row_group_size=100, store_schema=True
    )
    return out.getvalue()


def test_nothing_beside_the_values_leaves():
    body = with_everything()
    before = PARQUET.parse(body, LIMITS)

    out = PARQUET.rewrite(body, before, [{"id": row["id"]} for row in before], LIMITS)

    assert body.count(CANARY.encode()) > 6
    assert CANARY.encode() not in out
    assert b"pandas" not in out
    assert b"ssn" not in out
    read = pq.ParquetFile(io.BytesIO(out))
    assert read.read().to_pydict() == {"id": list(range(300))}
    assert pl.read_parquet(out)["id"].to_list() == list(range(300))
    assert b"ssn" not in (read.schema_arrow.metadata or {}).get(b"ARROW:schema", b"")


async def test_a_parquet_file_goes_through_without_what_is_not_shared():
    ruling = await through(packed("parquet"), "application/vnd.apache.parquet", FIELDS)

    assert ruling.outgoing is not None, ruling.decision
    assert CANARY.encode() not in ruling.outgoing.body
    assert (
        pq.read_table(io.BytesIO(ruling.outgoing.body)).to_pylist()
        == TABLE.select(["id", "name"]).to_pylist()
    )


async def test_a_spoilt_one_is_refused_with_its_reason():
    ruling = await through(packed("parquet")[:-30] + b"x" * 30, "application/vnd.apache.parquet", FIELDS)

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("not-parquet",)


def test_in_an_archive_it_is_read_the_same():
    archive = format_of("application/zip")
    body = zipped(("people.parquet", packed("parquet")))

    tree = archive.parse(body, LIMITS)

    assert tree["files"][0]["content"][0]["name"] == "Ana"
    refused(lambda: archive.parse(body, Limits()), "reader-missing")


def test_a_question_that_nobody_can_ask_is_not_answered():
    with pytest.raises(msgspec.DecodeError):
        apart.answer(b"\x93\x01")
