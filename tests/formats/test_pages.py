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


# ---- Headers as no writer at hand makes them (Thrift, compact)


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def whole(number):
    return varint(number << 1 if number >= 0 else (-number << 1) - 1)


def struct(*fields):
    """Of numbers of fields, kinds, and what is written of each."""
    out, last = b"", 0
    for number, kind, written in fields:
        is_near = 0 < number - last < 16
        out += bytes([(number - last) << 4 | kind]) if is_near else bytes([kind]) + whole(number)
        out += written
        last = number
    return out + b"\0"


def header(kind=0, plain=40, packed=0, values=7, encoding=0, *, more=(), inner=(), at=5):
    counts = {
        0: ((1, 5, whole(values)), (2, 5, whole(encoding))),
        3: ((1, 5, whole(values)), (4, 5, whole(encoding))),
    }
    said = struct(*sorted((*counts.get(kind, ()), *inner), key=lambda one: one[0]))
    usual = (1, 5, whole(kind)), (2, 5, whole(plain)), (3, 5, whole(packed)), (at, 12, said)
    return struct(*sorted((*usual, *more), key=lambda one: one[0]))


def read(body):
    return sizes(body, 0, len(body))


def refused(body):
    with pytest.raises(Unreadable, match=r"^not-parquet$"):
        read(body)


def test_pages_are_added_up_one_behind_the_other():
    first, second = header(plain=40, packed=3, values=7) + b"abc", header(3, 50, 2, 8, 5, at=8) + b"de"
    names = header(2, 60, 1, at=7) + b"f"

    found = read(first + second + names + header(2, 55, at=7))

    assert (found.plain, found.values, found.dictionary, found.encodings) == (205, 15, 60, {0, 5})
    assert (read(b"").plain, read(b"").values, read(b"").dictionary) == (0, 0, 0)


SKIPPED = {
    "true": (9, 1, b""),
    "false": (9, 2, b""),
    "a byte": (9, 3, b"\x15"),
    "a small number": (9, 4, whole(-300)),
    "a large number": (9, 6, whole(2**62)),
    "the longest number": (9, 6, b"\xff" * 9 + b"\1"),
    "a fraction": (9, 7, b"\x15" * 8),
    "a text": (9, 8, varint(200) + b"\x15" * 200),
    "a list of numbers": (9, 9, bytes([3 << 4 | 5]) + whole(300) * 3),
    "a list of truths": (9, 9, bytes([3 << 4 | 1]) + b"\1\2\1"),
    "a list of other truths": (9, 9, bytes([2 << 4 | 2]) + b"\1\2"),
    "a long list": (9, 9, bytes([15 << 4 | 3]) + varint(130) + b"\x15" * 130),
    "a set of texts": (9, 10, bytes([2 << 4 | 8]) + b"\1\x15\2\x15\x15"),
    "an empty list": (9, 9, b"\5"),
    "a list of structs": (9, 9, bytes([2 << 4 | 12]) + struct((1, 5, whole(9))) * 2),
    "a list of lists": (9, 9, bytes([1 << 4 | 9]) + bytes([2 << 4 | 3]) + b"\x15\x15"),
    "a struct": (9, 12, struct((1, 5, whole(3)), (40, 8, b"\1x"))),
    "a far number of a field": (300, 5, whole(1)),
}


@pytest.mark.parametrize("name", SKIPPED)
def test_what_a_header_has_besides_is_passed_over_to_the_byte(name):
    for said in (header(more=(SKIPPED[name],)), header(inner=(SKIPPED[name],))):
        found = read(said + header(plain=2, values=1))
        assert (found.plain, found.values) == (42, 8)


BROKEN = {
    "a kind that is none": header(1),
    "a kind beyond": header(4),
    "a kind below nothing": header(-1),
    "less than nothing": header(plain=-1),
    "fewer values than none": header(values=-1),
    "a page that goes back": header(packed=-1),
    "a page beyond the end": header(packed=1),
    "no values": struct((1, 5, whole(0)), (2, 5, whole(1)), (3, 5, whole(0))),
    "values of another kind of page": header(0, at=8),
    "values of another kind of page, newly": header(3, at=5),
    "a number for values": struct((1, 5, whole(0)), (2, 5, whole(1)), (3, 5, whole(0)), (5, 5, whole(1))),
    "a struct for a number": struct((1, 5, whole(0)), (2, 12, b"\0"), (3, 5, whole(0)), (5, 12, header())),
    "a truth for a number": struct((1, 5, whole(0)), (2, 1, b""), (3, 5, whole(0)), (5, 12, header())),
    "a map": header(more=((9, 11, b"\0"),)),
    "a kind of value that is none": header(more=((9, 13, b""),)),
    "a text beyond the end": header(more=((9, 8, varint(10_000)),)),
    "a list beyond the end": header(more=((9, 9, bytes([15 << 4 | 3]) + varint(10_000)),)),
    "a list of nothing beyond the end": header(more=((9, 9, bytes([15 << 4 | 12]) + varint(10_000)),)),
    "a number without an end": header(more=((9, 6, b"\xff" * 10 + b"\1"),)),
    "an end in the middle": header()[:-1],
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_no_reader_would_understand_is_refused(name):
    refused(BROKEN[name])


def test_how_deep_headers_go_is_bounded():
    def nested(depth):
        return struct((1, 12, nested(depth - 1))) if depth else struct((1, 5, whole(1)))

    def listed(depth):
        return bytes([1 << 4 | 9]) + listed(depth - 1) if depth else bytes([1 << 4 | 3]) + b"\1"

    assert read(header(more=((9, 12, nested(7)),))).values == 7
    refused(header(more=((9, 12, nested(8)),)))
    refused(header(more=((9, 9, bytes([1 << 4 | 12]) + nested(8)),)))
    assert read(header(more=((9, 9, listed(3)),))).values == 7
    refused(header(more=((9, 9, listed(60)),)))


def test_shared_prefixes_are_refused_in_pages_of_both_kinds():
    for said in (header(0, encoding=7), header(3, encoding=7, at=8)):
        with pytest.raises(Unreadable, match=r"^parquet-encoding$"):
            read(said)
    assert read(header(2, inner=((1, 5, whole(1)), (2, 5, whole(7))), at=7)).dictionary == 40


def test_a_column_is_where_it_is_said_to_be_and_nowhere_around():
    said = header()
    around = said[1:] + said[:1]  # whoever counts from the end finds its beginning there

    for body, start, length in (
        (around, -1, len(said)),
        (said, 0, len(said) + 1),
        (said + said, len(said), -len(said)),
    ):
        with pytest.raises(Unreadable, match=r"^not-parquet$"):
            sizes(body, start, length)
    assert sizes(b"x" + said + b"x", 1, len(said)).values == 7
    assert sizes(said, 0, 0).values == 0


def test_numbers_may_be_as_long_as_they_get():
    assert read(header(plain=2**62 - 1)).plain == 2**62 - 1
    assert read(header(plain=2**31)).plain == 2**31
