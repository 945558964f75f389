"""PDFs as writers make them today: objects in a stream, and the table of objects in another."""

import zlib


def in_streams(objects, trailer=b"/Root 1 0 R /Info 6 0 R", more=(), *, index=None, first=None, between=b""):
    """Of ``objects``, numbered from 1, those that are no streams stand in one; ``more`` stand in it and nobody asks."""
    plain = {n: one for n, one in enumerate(objects, 1) if b"stream" not in one}
    whole = {n: one for n, one in enumerate(objects, 1) if b"stream" in one}
    extra = dict(enumerate(more, 100))
    holder, table = len(objects) + 1, len(objects) + 2
    places, texts, at = [], [], 0
    for number, one in {**plain, **extra}.items():
        places.append(b"%d %d" % (number, at))
        texts.append(one)
        at += len(one) + 1
    head = b" ".join(places) + b" "
    data = zlib.compress(head + b" ".join(texts))
    out, rows = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, one in whole.items():
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one) + between
    rows |= {number: (2, holder, place) for place, number in enumerate([*plain, *extra])}
    rows[holder] = (1, len(out), 0)
    said = len(head) if first is None else first
    out += b"%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        holder, len(places), said, len(data), data,
    )  # fmt: skip
    rows[table] = (1, len(out), 0)
    size = max(rows) + 1
    packed = zlib.compress(
        b"".join(
            kind.to_bytes(1) + at.to_bytes(4) + place.to_bytes(2)
            for kind, at, place in (rows.get(number, (0, 0, 0)) for number in range(size))
        )
    )
    start = len(out)
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [%s] %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        table, size, index or b"0 %d" % size, trailer, len(packed), packed,
    )  # fmt: skip
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start
