"""
Parquet files and Arrow streams and files: tables by columns, with types.

A table reads into a list of rows, ``/*/name``.  Dates and times are texts, as ISO 8601 has them.

The same: the same columns in the same order with the same types, and the same values.  Dictionaries become
plain columns, and times with a zone stand in UTC.  Metadata (of pandas, of a schema, of fields), statistics,
indexes and filters of the file are not kept: what leaves is a new file, made of the values that are left, so
nothing stands in it but those.  A column of which only a part leaves has the types that its values have then.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

from firewall.formats import as_json, batches, pages
from firewall.formats.base import Limits, Rewriting, Unreadable, check_size
from firewall.formats.unfolding import check_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firewall.model import Tree

Table = Any  # pyarrow ships no types

PARQUET, STREAM, FILE = "parquet", "arrow-stream", "arrow-file"
_MARK, _ENCRYPTED_MARK, _ARROW_MARK = b"PAR1", b"PARE", b"ARROW1"

_ARROW_END = b"\xff\xff\xff\xff\0\0\0\0"

_UNFOLDED = 8
"""How many times the limit of a body a nested column may be once its dictionary is written out."""
_FREE_BYTES = 1024 * 1024
"""Of a small file: a word that stands in each of its rows is larger than any ratio, and harms nobody."""
_THRIFT_TEXT, _THRIFT_LIST, _SCHEMA_DEPTH = 1 << 20, 1 << 16, 64


@dataclass(frozen=True, slots=True)
class Columns(Rewriting):
    media_type: str
    kind: str

    def parse(self, body: bytes, limits: Limits) -> Tree:
        table = self._read(body, limits)
        check_values(_arrow(), table.columns, body, limits)
        return _rows(table, limits)

    def write(self, tree: Tree) -> bytes:
        """As types are inferred; with the types that they had only :meth:`rewrite` writes columns."""
        return self._written(_table(_arrow(), _names(tree), tree))

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:
        if not after:
            return self.write([])
        if not isinstance(before, list) or not isinstance(after, list) or len(before) != len(after):
            raise Unreadable("not-a-table")
        table, pa = self._read(body, limits), _arrow()
        columns = {name: _column(pa, table, name, before, after) for name in _names(after)}
        return self._written(pa.table(columns))

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return as_json.spelt(name)

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return as_json.exposed(_rows(self._read(body, limits), limits))  # ours may be as small as it is

    def warm(self) -> None:
        """Load what reading needs, where it is there."""
        with suppress(ImportError):
            for name in ("pyarrow", "pyarrow.parquet", "pyarrow.compute"):
                import_module(name)

    def _read(self, body: bytes, limits: Limits) -> Table:
        """Read the table, with plain columns and without metadata.  Raises :class:`Unreadable`."""
        check_size(body, limits)
        pa = _arrow()
        read = _parquet if self.kind == PARQUET else _stream if self.kind == STREAM else _file
        try:
            return _plain(pa, read(pa, body, limits), limits, _most_unfolded(body, limits))
        except Unreadable:
            raise
        except Exception:  # noqa: BLE001  # a library that reads hostile bytes may raise anything
            raise Unreadable("not-parquet" if self.kind == PARQUET else "not-arrow") from None

    def _written(self, table: Table) -> bytes:
        pa = _arrow()
        try:
            parquet = _as_parquet(pa, table)
            if self.kind == PARQUET:
                return parquet
            # What an array holds under its nulls, and behind its end, would leave with it: Parquet has only values.
            fresh = import_module("pyarrow.parquet").read_table(pa.BufferReader(parquet), use_threads=False)
            fresh = fresh.replace_schema_metadata(None)
            out = pa.BufferOutputStream()
            new = pa.ipc.new_stream if self.kind == STREAM else pa.ipc.new_file
            with new(out, fresh.schema) as writer:
                writer.write_table(fresh)
            return bytes(out.getvalue())
        except Exception:  # noqa: BLE001  # what cannot be written does not leave, whatever the library says
            raise Unreadable("not-a-table") from None


MOST_COLUMNS = 4_096
"""Each is an array of its own, whatever stands in it, and its reader works for each."""


def _arrow() -> Any:  # noqa: ANN401  # a module that is imported late, and ships no types
    try:
        return import_module("pyarrow")
    except ImportError:
        raise Unreadable("needs-extra-columns") from None


def _as_parquet(pa: Any, table: Table) -> bytes:  # noqa: ANN401  # as above
    out = pa.BufferOutputStream()
    import_module("pyarrow.parquet").write_table(table, out)
    return bytes(out.getvalue())


# ---- reading


def _parquet(pa: Any, body: bytes, limits: Limits) -> Table:  # noqa: ANN401  # as above
    if body[-4:] == _ENCRYPTED_MARK:
        raise Unreadable("encrypted")
    if body[:4] != _MARK or body[-4:] != _MARK:
        raise Unreadable("not-parquet")
    kept = {
        "thrift_string_size_limit": _THRIFT_TEXT,
        "thrift_container_size_limit": _THRIFT_LIST,
        "schema_depth_limit": _SCHEMA_DEPTH,
        "arrow_extensions_enabled": False,
        "pre_buffer": False,
    }
    source = import_module("pyarrow.parquet").ParquetFile
    opened = source(pa.BufferReader(body), **kept)
    if opened.metadata.num_rows == 0:
        return opened.schema_arrow.empty_table()
    texts = _check_footer(opened.metadata, body, limits)
    table = source(pa.BufferReader(body), **kept, read_dictionary=texts).read(use_threads=False)
    table.validate(full=True)
    return table


def _check_footer(metadata: Any, body: bytes, limits: Limits) -> list[str]:  # noqa: ANN401  # as above
    """Returns the columns to be read as dictionaries: flat ones of texts, which would unfold to any size."""
    if (
        metadata.num_rows * max(metadata.num_columns, 1) > limits.fields
        or metadata.num_rows > limits.records
        or metadata.num_row_groups > limits.fields
    ):
        raise Unreadable("too-many-fields")
    plain = values = 0
    texts: set[str] = set()
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(number)
            if chunk.file_path:
                raise Unreadable("not-parquet")  # its data are in another file
            start = chunk.data_page_offset
            if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < start:
                start = chunk.dictionary_page_offset
            said = pages.sizes(body, start, chunk.total_compressed_size)
            plain, values = plain + said.plain, values + said.values
            if chunk.physical_type == "BYTE_ARRAY" and "." not in chunk.path_in_schema:
                texts.add(chunk.path_in_schema)
            elif said.dictionary * said.values > _UNFOLDED * limits.body_bytes:
                raise Unreadable("body-too-large")
    if plain > limits.body_bytes:
        raise Unreadable("body-too-large")
    if values > limits.fields:
        raise Unreadable("too-many-fields")
    return sorted(texts)


def _stream(pa: Any, body: bytes, limits: Limits) -> Table:  # noqa: ANN401  # as above
    values = sum(batches.check(head, limits) for head in _heads(pa, body))
    if values > limits.fields:
        raise Unreadable("too-many-fields")
    source = pa.BufferReader(body)
    opened = pa.ipc.open_stream(source)
    if len(opened.schema) > MOST_COLUMNS:
        raise Unreadable("too-many-columns")
    table = opened.read_all()
    if source.tell() != len(body) or not body.endswith(_ARROW_END):
        raise Unreadable("not-arrow")
    table.validate(full=True)
    return table


def _file(pa: Any, body: bytes, limits: Limits) -> Table:  # noqa: ANN401  # as above
    """An Arrow file is a stream between two marks, with a footer that repeats where its parts are."""
    if not body.startswith(_ARROW_MARK) or not body.endswith(_ARROW_MARK):
        raise Unreadable("not-arrow")
    # INVARIANT: what is read is the stream, which was looked at; a footer may point anywhere.
    length = int.from_bytes(body[-10:-6], "little")
    return _stream(pa, body[8 : len(body) - 10 - length], limits)


def _heads(pa: Any, body: bytes) -> Iterator[bytes]:  # noqa: ANN401  # as above
    reader = pa.ipc.MessageReader.open_stream(pa.BufferReader(body))
    while True:
        try:
            message = reader.read_next_message()
        except StopIteration:
            return
        yield bytes(message.metadata)


def _most_unfolded(body: bytes, limits: Limits) -> int:
    return min(limits.body_bytes, max(_FREE_BYTES // limits.among, limits.ratio * len(body)))


def _plain(pa: Any, table: Table, limits: Limits, most_unfolded: int) -> Table:  # noqa: ANN401  # as above
    names = table.column_names
    if not all(names):
        raise Unreadable("empty-column")
    if any(len(name) > limits.key for name in names):
        raise Unreadable("key-too-long")
    if len({name.strip().casefold() for name in names}) != len(names):
        raise Unreadable("duplicate-column")
    if table.num_rows * max(len(names), 1) > limits.fields or table.num_rows > limits.records:
        raise Unreadable("too-many-fields")
    columns = []
    left = most_unfolded
    for column in table.columns:
        if pa.types.is_dictionary(column.type):
            left -= _unfolded(pa, column)
            if left < 0:
                raise Unreadable("body-too-large")
            column = column.cast(column.type.value_type)  # noqa: PLW2901  # the same column, plainly
        _check_type(pa, column.type, 0)
        columns.append(column.cast(_bare(pa, column.type)))
    return pa.table(columns, names=names)


def _unfolded(pa: Any, column: Any) -> int:  # noqa: ANN401  # as above
    """How many bytes a column of texts is once each stands for itself."""
    compute = import_module("pyarrow.compute")
    if not (pa.types.is_string(column.type.value_type) or pa.types.is_large_string(column.type.value_type)):
        raise Unreadable("binary-value" if pa.types.is_binary(column.type.value_type) else "column-type")
    lengths = (compute.binary_length(chunk.dictionary).take(chunk.indices) for chunk in column.chunks)
    return sum(compute.sum(each).as_py() or 0 for each in lengths)


_NESTS, _KNOWN = ("is_list", "is_large_list"), (
    "is_null", "is_boolean", "is_integer", "is_floating", "is_decimal128", "is_string", "is_large_string", "is_date",
    "is_timestamp", "is_time",
)  # fmt: skip


def _check_type(pa: Any, kind: Any, depth: int) -> None:  # noqa: ANN401  # as above
    types = pa.types
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        raise Unreadable("binary-value")
    if any(getattr(types, name)(kind) for name in _NESTS):
        _check_type(pa, kind.value_type, depth + 1)
    elif types.is_struct(kind):
        names = [kind.field(number).name for number in range(kind.num_fields)]
        if len(set(names)) != len(names):
            raise Unreadable("duplicate-column")
        for number in range(kind.num_fields):
            _check_type(pa, kind.field(number).type, depth + 1)
    elif not any(getattr(types, name)(kind) for name in _KNOWN) or (
        depth and getattr(kind, "unit", "") == "ns"
    ):
        raise Unreadable("column-type")  # nanoseconds inside something could not be seen whole


def _bare(pa: Any, kind: Any) -> Any:  # noqa: ANN401  # as above
    """Returns the type without what no value shows: names of items, notes at fields, a zone."""
    types = pa.types
    if types.is_list(kind):
        return pa.list_(_bare(pa, kind.value_type))
    if types.is_large_list(kind):
        return pa.large_list(_bare(pa, kind.value_type))
    if types.is_struct(kind):
        fields = (kind.field(number) for number in range(kind.num_fields))
        return pa.struct([(field.name, _bare(pa, field.type)) for field in fields])
    if types.is_timestamp(kind) and kind.tz:
        return pa.timestamp(kind.unit, "UTC")
    return kind


# ---- values


def _rows(table: Table, limits: Limits) -> Tree:
    pa = _arrow()
    try:
        columns = {name: _values(pa, table.column(name)) for name in table.column_names}
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  # days that no calendar has, texts that are none
        raise Unreadable("column-type") from None
    rows: list[Tree] = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    _check_depth(rows, limits)
    return rows


def _values(pa: Any, column: Any) -> list[Tree]:  # noqa: ANN401  # as above
    kind = column.type
    if pa.types.is_timestamp(kind):
        ending = "Z" if kind.tz else ""
        texts = column.cast(pa.timestamp(kind.unit)).cast(pa.string()).to_pylist()
        return [None if text is None else text + ending for text in texts]
    if pa.types.is_time(kind) or pa.types.is_date(kind):
        return list(column.cast(pa.string()).to_pylist())
    return [_value(value) for value in column.to_pylist()]


def _value(value: Any) -> Tree:  # noqa: ANN401  # whatever a column holds; each kind has its line
    if value is None or isinstance(value, bool | int | str | Decimal):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {name: _value(item) for name, item in value.items()}
    raise Unreadable("column-type")


def _check_depth(tree: Tree, limits: Limits) -> None:
    level, fields, depth = [tree], 0, 0
    while level:
        level = [
            below
            for value in level
            if isinstance(value, list | dict)
            for below in (value.values() if isinstance(value, dict) else value)
        ]
        fields, depth = fields + len(level), depth + 1
        if fields > 2 * limits.fields:
            raise Unreadable("too-many-fields")
        if depth > limits.depth:
            raise Unreadable("too-deep")


# ---- writing


def _names(tree: Tree) -> tuple[str, ...]:
    if not isinstance(tree, list):
        raise Unreadable("not-a-table")
    shapes = {tuple(row) if isinstance(row, dict) else None for row in tree}
    if None in shapes or len(shapes) > 1:
        raise Unreadable("not-a-table")
    return shapes.pop() or () if shapes else ()


def _table(pa: Any, names: tuple[str, ...], rows: Any) -> Table:  # noqa: ANN401  # as above; the tree was looked at
    return pa.table({name: _inferred(pa, [row[name] for row in rows]) for name in names})


def _column(pa: Any, table: Table, name: str, before: Any, after: Any) -> Any:  # noqa: ANN401  # as above
    """Returns a column as it was where it leaves whole, and anew where it does not."""
    if name not in table.column_names:
        raise Unreadable("not-a-table")
    old, new = [row[name] for row in before], [row[name] for row in after]
    column = table.column(name)
    # INVARIANT: names inside a type leave only where they stand in the tree, which a detector has read.
    if not _names_in(pa, column.type) <= _names_seen(new):
        return _inferred(pa, new)
    if old == new:
        return column
    return pa.nulls(len(new), column.type) if all(value is None for value in new) else _inferred(pa, new)


def _names_in(pa: Any, kind: Any) -> set[str]:  # noqa: ANN401  # as above
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _names_in(pa, kind.value_type)
    if not pa.types.is_struct(kind):
        return set()
    fields = [kind.field(number) for number in range(kind.num_fields)]
    return {field.name for field in fields}.union(*(_names_in(pa, field.type) for field in fields))


def _names_seen(tree: Tree) -> set[str]:
    if isinstance(tree, dict):
        return set(tree).union(*map(_names_seen, tree.values()))
    if isinstance(tree, list):
        return set().union(*(_names_seen(item) for item in tree if isinstance(item, list | dict)))
    return set()


def _inferred(pa: Any, values: list[Tree]) -> Any:  # noqa: ANN401  # as above
    try:
        return pa.array(values)
    except Exception:  # noqa: BLE001  # values of several types, which no column holds
        raise Unreadable("not-a-table") from None
