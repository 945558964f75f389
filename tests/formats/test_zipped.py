import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.formats import Limits
from firewall.formats.zipped import Member, inflated_bytes, pack, unpack
from tests.formats.archives import overlapping, refused, unzipped, zipped

LIMITS = Limits()
PLAIN = zipped(("a.txt", b"name" * 12), ("b/c.txt", b"x"))
NAMES = st.text("abcé/", min_size=1, max_size=6).filter(lambda n: not n.startswith("/") and "//" not in n and not n.endswith("/"))  # fmt: skip


def changed(body, at, new):
    return body[:at] + new + body[at + len(new) :]


def test_members_come_in_the_order_of_the_directory():
    assert unpack(PLAIN, LIMITS) == (Member("a.txt", b"name" * 12), Member("b/c.txt", b"x"))
    assert inflated_bytes(PLAIN) == 49


def test_a_member_whose_size_stands_behind_it_is_read():
    class Stream(io.RawIOBase):
        def __init__(self):
            self.written = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.written += data
            return len(data)

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"abc")

    assert unpack(bytes(out.written), LIMITS) == (Member("a", b"abc"),)


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=5))
@settings(max_examples=50, deadline=None)
def test_what_we_pack_everybody_unpacks(members):
    if len({name.casefold() for name in members}) != len(members):
        return
    if any(one.startswith(other + "/") for one in members for other in members):
        return

    body = pack(members.items())

    assert unzipped(body) == members
    assert {one.name: one.data for one in unpack(body, LIMITS)} == members


CENTRAL = PLAIN.index(b"PK\1\2")
END = PLAIN.index(b"PK\5\6")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not-an-archive"),
        (b"GIF89a" * 10, "not-an-archive"),
        (PLAIN + b"\n", "archive-end"),
        (b"\xff\xd8\xff" + PLAIN, "archive-end"),
        (PLAIN[:-30], "archive-end"),
        (PLAIN[:END] + PLAIN[END : END + 20] + b"\3\0abc", "archive-end"),
        (changed(PLAIN, 6, b"\1"), "archive-differs"),
        (changed(PLAIN, CENTRAL + 8, b"\1"), "encrypted"),
        (changed(PLAIN, CENTRAL + 10, b"\x0e"), "archive-form"),
        (changed(PLAIN, 30, b"z"), "archive-differs"),
        (changed(PLAIN, CENTRAL + 16, b"\1\1"), "archive-differs"),
        (changed(changed(PLAIN, CENTRAL + 16, b"\1\1\1\1"), 14, b"\1\1\1\1"), "archive-differs"),
        (zipped(("a", b"1"), ("A", b"2")), "archive-name-twice"),
        (zipped(("a", b"1"), ("a/b", b"2")), "archive-name-twice"),
        (zipped(("../a", b"1")), "archive-name"),
        (zipped(("/a", b"1")), "archive-name"),
        (zipped(("c:a", b"1")), "archive-name"),
        (zipped(("a\\b", b"1")), "archive-name"),
        (zipped(("a//b", b"1")), "archive-name"),
        (zipped(("a\x1bb", b"1")), "archive-name"),
    ],
)  # fmt: skip
def test_what_two_programs_would_read_in_two_ways_is_refused(body, why):
    refused(lambda: unpack(body, LIMITS), why)


def test_something_between_two_members_is_refused():
    two = zipped(("a", b"1"), method=zipfile.ZIP_STORED)
    start = struct.unpack_from("<I", two, len(two) - 6)[0]
    hidden = two[:start] + b"secret" + two[start:-6] + struct.pack("<IH", start + 6, 0)

    refused(lambda: unpack(hidden, LIMITS), "archive-gap")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (zipped(("a", b"\0" * 9_000_000)), "body-too-large"),
        (zipped(("a", b"\0" * 8_000_000)), "coding-ratio"),
        (overlapping(4, 60_000), "archive-overlap"),
        (overlapping(1500), "body-too-large"),
        (zipped(*((f"{n}", b"") for n in range(2_001))), "too-many-members"),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(body, why):
    refused(lambda: unpack(body, LIMITS), why)


def test_a_member_that_is_larger_than_it_says_is_refused():
    body = zipped(("a", b"\0" * 100_000))
    small = struct.pack("<I", 10)
    at = body.index(b"PK\1\2")

    refused(lambda: unpack(changed(changed(body, 22, small), at + 24, small), LIMITS), "archive-differs")


def raw(
    packed, data, *, extra=b"", local=b"", central=b"", said=None, name=b"a.txt", flags=0, mark=b"PK\3\4", behind=b"", rest=b"", number=1
):  # fmt: skip
    """
    An archive of one member as somebody else may write it.

    ``extra`` stands in both of its headers, ``local`` and ``central`` in one; ``said`` are the sizes before it,
    ``behind`` is what follows it, ``rest`` what follows its line in the directory of ``number`` lines.
    """
    sizes = (zlib.crc32(data), len(packed), len(data))
    local, central = extra + local, extra + central
    start = struct.pack(
        "<4sHHHHHIIIHH", mark, 20, flags, 8, 0, 33, *(said or sizes), len(name), len(local)
    ) + b"".join((name, local, packed, behind))
    directory = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, flags, 8, 0, 33, *sizes, len(name), len(central), 0, 0, 0, 0, 0
    ) + b"".join((name, central, rest))  # fmt: skip
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, number, number, len(directory), len(start), 0)
    return start + directory + end


def deflated(data):
    return zlib.compress(data, wbits=-15)


OTHER_NAME = struct.pack("<HH", 0x7075, 9) + struct.pack("<BI", 1, zlib.crc32(b"a.txt")) + b"evil"
ZIP64 = struct.pack("<HHQ", 1, 8, 4)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (raw(deflated(b"name") + b"secret", b"name"), "trailing-coding"),
        (raw(deflated(b"name")[:-1], b"name"), "truncated-coding"),
        (raw(deflated(b"name"), b"name", said=(0, 0, 0)), "archive-differs"),
        (raw(deflated(b"name"), b"name", said=(1, 2, 3)), "archive-differs"),
        (raw(deflated(b"name"), b"name", extra=b"\x75\x70\4\0evil"), "archive-form"),
        (raw(deflated(b"name"), b"name", extra=b"\1\0\4\0evil"), "archive-form"),
        *((raw(deflated(b"name"), b"name", **{where: before + other}), "archive-form")
          for where in ("local", "central") for before in (b"", b"\x55\x54\2\0ab") for other in (OTHER_NAME, ZIP64)),
        (raw(deflated(b"name"), b"name", name=b"a/"), "archive-form"),
        (raw(deflated(b"name"), b"name", name=b"a\xff"), "archive-name"),
        (raw(deflated(b"name"), b"name", name=b"a\xff", flags=0x800), "archive-name"),
        (raw(deflated(b"name"), b"name", mark=b"PK\3\5"), "archive-form"),
        (raw(deflated(b"name"), b"name", rest=b"secret"), "archive-form"),
        (raw(deflated(b"name"), b"name", rest=b"x" * 60, number=2), "archive-form"),
        (raw(deflated(b"name"), b"name", flags=8, said=(0, 0, 0)), "archive-differs"),
        (raw(deflated(b"name"), b"name", flags=8, said=(0, 0, 0), behind=b"PK\7\x08" + b"secret" * 2), "archive-differs"),
    ],
)  # fmt: skip
def test_what_hides_behind_a_member_or_before_it_is_refused(body, why):
    assert unpack(raw(deflated(b"name"), b"name"), LIMITS) == (Member("a.txt", b"name"),)

    refused(lambda: unpack(body, LIMITS), why)


@pytest.mark.parametrize("mark", [b"PK\7\x08", b""])
def test_sizes_behind_a_member_are_those_of_the_directory(mark):
    behind = mark + struct.pack("<III", zlib.crc32(b"name"), len(deflated(b"name")), 4)

    body = raw(deflated(b"name"), b"name", flags=8, said=(0, 0, 0), behind=behind)

    assert unpack(body, LIMITS) == (Member("a.txt", b"name"),)


def two(hidden=b"", *, quoted=False):
    """Two members with something between them, or with the second in what the header of the first goes on with."""
    names, sizes = (b"a", b"b"), [(zlib.crc32(data), 1, 1) for data in (b"1", b"2")]
    local = struct.Struct("<4sHHHHHIIIHH")
    second = local.pack(b"PK\3\4", 20, 0, 0, 0, 33, *sizes[1], 1, 0) + b"b2"
    more = b"x" + second if quoted else b""
    first = local.pack(b"PK\3\4", 20, 0, 0, 0, 33, *sizes[0], 1, len(more)) + b"a" + more + b"1"
    members = first if quoted else first + hidden + second
    places = (0, members.index(second))
    lines = b"".join(
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 0, 0, 33, *sizes[number], 1, 0, 0, 0, 0, 0, places[number]) + names[number]
        for number in (0, 1)
    )  # fmt: skip
    return members + lines + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 2, 2, len(lines), len(members), 0)


def test_members_lie_side_by_side():
    assert unpack(two(), LIMITS) == (Member("a", b"1"), Member("b", b"2"))

    refused(lambda: unpack(two(b"secret"), LIMITS), "archive-gap")
    refused(lambda: unpack(two(quoted=True), LIMITS), "archive-overlap")  # as bombs quote (after Fifield)
