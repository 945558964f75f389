"""
Stands where the firewall would: speaks TLS, wants to see the edge's certificate, and keeps every byte that comes.

Answers each whole request with the same bytes; what it cannot frame it leaves without an answer, and closes.
"""

import contextlib
import re
import socket
import ssl
import threading

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_LENGTH = re.compile(rb"^content-length: *(\d+)\r$", re.IGNORECASE | re.MULTILINE)
_CHUNKED = re.compile(rb"^transfer-encoding: *chunked\r$", re.IGNORECASE | re.MULTILINE)


class Recorder:
    def __init__(self, papers, name="firewall"):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=papers / "edge-ca.crt")
        context.load_cert_chain(papers / f"{name}.crt", papers / f"{name}.key")
        context.verify_mode = ssl.CERT_REQUIRED
        self._context = context
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.requests = []
        """Of each request its head and its body, as they came."""
        self.connections = 0
        self.answer = b"{}"
        self.is_mute = False
        """Whether it closes instead of answering."""

    def forget(self):
        self.requests.clear()
        self.connections = 0
        self.answer, self.is_mute = b"{}", False

    def header(self, name, of=-1):
        """Every value of a header of a request."""
        head = self.requests[of][0]
        return [v.decode() for n, v in _headers(head) if n.lower() == name.lower().encode()]

    def target(self, of=-1):
        return self.requests[of][0].split(b" ")[1].decode()

    @contextlib.contextmanager
    def running(self):
        thread = threading.Thread(target=self._accept, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            # close() alone does not wake who waits in accept()
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            thread.join(10)

    def _accept(self):
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain):
        plain.settimeout(30)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError), plain, self._context.wrap_socket(plain, server_side=True) as wire:
            self.connections += 1
            held = b""
            while True:
                held, head = _until(wire, held, b"\r\n\r\n")
                if head is None:
                    if held:
                        self.requests.append((held, b""))
                    return
                held, body = _body(wire, held, head)
                self.requests.append((head, body))
                if self.is_mute or body is None:
                    return
                wire.sendall(_HEAD % len(self.answer) + self.answer)


def _headers(head):
    return [tuple(line.split(b": ", 1)) for line in head.split(b"\r\n")[1:] if b": " in line]


def _until(wire, held, mark):
    while mark not in held:
        more = wire.recv(65536)
        if not more:
            return held, None
        held += more
    first, _, rest = held.partition(mark)
    return rest, first + mark


def _exactly(wire, held, size):
    while len(held) < size:
        more = wire.recv(65536)
        if not more:
            return b"", None
        held += more
    return held[size:], held[:size]


def _body(wire, held, head):
    """What is left, and the body; None where it is not framed in one way, or ends early."""
    lengths, chunked = _LENGTH.findall(head), _CHUNKED.findall(head)
    if len(lengths) + len(chunked) > 1:
        return b"", None
    if lengths:
        return _exactly(wire, held, int(lengths[0]))
    return _chunks(wire, held) if chunked else (held, b"")


def _chunks(wire, held):
    body = b""
    while True:
        held, line = _until(wire, held, b"\r\n")
        if line is None or not re.fullmatch(rb"[0-9a-fA-F]{1,8}\r\n", line):
            return b"", None
        size = int(line, 16)
        held, chunk = _exactly(wire, held, size + 2)
        if chunk is None or not chunk.endswith(b"\r\n"):
            return b"", None
        if size == 0:
            return held, body
        body += chunk[:-2]
