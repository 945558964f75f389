"""HTTP/2 by hand (RFC 9113, RFC 7541), so that one can say what no library would let one say."""

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _SETTINGS = 0, 1, 4
_END_STREAM, _END_HEADERS, _ACK = 1, 4, 1


def request(headers, body=b""):
    """One request on a connection of its own: ``headers`` are pairs of bytes, pseudo-headers among them."""
    block = b"".join(_literal(name, value) for name, value in headers)
    ends = 0 if body else _END_STREAM
    return b"".join((
        PREFACE, _frame(_SETTINGS, 0, 0), _frame(_SETTINGS, _ACK, 0), _frame(_HEADERS, _END_HEADERS | ends, 1, block),
        _frame(_DATA, _END_STREAM, 1, body) if body else b"",
    ))  # fmt: skip


def _frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def _literal(name, value):
    """A literal field without indexing and without Huffman's code (RFC 7541 section 6.2.2)."""
    return b"\0" + _text(name) + _text(value)


def _text(text):
    assert len(text) < 127  # then its length is one byte
    return bytes((len(text),)) + text
