"""PDFs as writers make them today: objects in a stream, and the table of objects in another, or in two places."""

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


def as_word_does(objects, hidden, more=b"", end=b""):
    """Of ``objects`` all are there for old readers; ``hidden`` stand in a stream, and in a table for new ones alone."""
    out, offsets = bytearray(b"%PDF-1.7\n%\xb5\xb5\xb5\xb5\n"), []
    first = len(objects) + 3
    texts = [
        f"{first + number} {sum(len(one) + 1 for one in hidden[:number])}".encode()
        for number in range(len(hidden))
    ]
    head = b" ".join(texts) + b" "
    packed = zlib.compress(head + b" ".join(hidden))
    objects = [
        *objects,
        b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(hidden), len(head), len(packed), packed),
    ]
    for number, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    stream = len(out)
    rows = [(0, 0, 65535), *((1, at, 0) for at in offsets), (1, stream, 0)]
    rows += [(2, len(objects), place) for place in range(len(hidden))]
    table = b"".join(kind.to_bytes(1) + at.to_bytes(4) + place.to_bytes(2) for kind, at, place in rows)
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Info 6 0 R %s/Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        len(objects) + 1, len(rows), more, len(table), table,
    )  # fmt: skip
    start, ends = (
        len(out),
        b"<< /Size %d /Root 1 0 R /Info 6 0 R /ID [<00> <01>] %s>>\nstartxref\n%d\n%%%%EOF\n",
    )
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 2)
    out += b"".join(b"%010d 00000 n \n" % at for at in [*offsets, stream])
    out += b"trailer\n" + ends % (len(rows), b"", start) + end
    again = len(out)
    return (
        bytes(out)
        + b"xref\n0 0\ntrailer\n"
        + ends % (len(rows), b"/Prev %d /XRefStm %d" % (start, stream), again)
    )
