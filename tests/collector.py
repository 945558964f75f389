"""An OpenTelemetry collector as far as a test needs one: takes spans over OTLP/HTTP, and keeps every byte."""

import contextlib
import gzip
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Span:
    name: str
    trace: str
    id: str
    parent: str
    said: dict
    raw: object


class Collector:
    def __init__(self, status=200):
        self.status = status
        self.heard = []
        self.heads = []

    @property
    def bytes(self):
        return b"".join(self.heard) + "".join(self.heads).encode()

    @property
    def resources(self):
        return [
            {one.key: one.value.string_value for one in group.resource.attributes} for group in self._groups()
        ]

    def spans(self):
        return [
            Span(
                span.name,
                span.trace_id.hex(),
                span.span_id.hex(),
                span.parent_span_id.hex(),
                {one.key: value_of(one.value) for one in span.attributes},
                span,
            )
            for group in self._groups()
            for scope in group.scope_spans
            for span in scope.spans
        ]

    def _groups(self):
        for body in self.heard:
            request = ExportTraceServiceRequest()
            request.ParseFromString(body)
            yield from request.resource_spans


def value_of(value):
    kind = value.WhichOneof("value")
    return (
        [value_of(one) for one in value.array_value.values] if kind == "array_value" else getattr(value, kind)
    )


@contextlib.contextmanager
def collecting(status=200):
    """Yields the collector and its endpoint."""
    collector = Collector(status)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            collector.heads.append(f"{self.path}\n{self.headers}")
            collector.heard.append(body)
            self.send_response(collector.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector, f"http://127.0.0.1:{server.server_address[1]}/v1/traces"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
