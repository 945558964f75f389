"""Archives made by hand, so that each can be wrong in one way."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from firewall.formats import Unreadable

MOST_BYTES = 32 * 1024 * 1024


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def unzipped(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def everything(body):
    """What stands in an archive, packed and unpacked, and in the archives in it."""
    out = [body]
    for name, data in unzipped(body).items():
        out += [name.encode(), everything(data) if data.startswith(b"PK\3\4") else data]
    return b"\n".join(out)


def overlapping(times, size=2_000_000):
    """Many members that are all the same bytes (after Fifield)."""
    body = zipped(("a", b"\0" * size))
    end = body.index(b"PK\5\6")
    start = struct.unpack_from("<I", body, end + 16)[0]
    entry = bytearray(body[start:end])
    entries = bytearray()
    for number in range(times):
        one = bytearray(entry)
        one[-1:] = b""
        struct.pack_into("<H", one, 28, 5)
        entries += one + f"{number:05}".encode()
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, times, times, len(entries), start, 0)
    return body[:start] + entries + tail


def refused(read, why):
    """Refused with this reason, in little memory."""
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable) as caught:
            read()
        assert caught.value.why == why
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()
