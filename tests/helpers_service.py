"""A service that nobody of us wrote, or as good as: plain HTTP/1.1, JSON, and a description of itself if wanted."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

CANARIES = ("Xicar", "A000187654", "555-0142", "undocumented", "1991-05-17", "Invented Ave", "7001")
"""What of its residents must stand nowhere."""

PEOPLE = [
    {
        "id": 7001,
        "full_name": "Lucía Xicará",
        "birth_date": "1991-05-17",
        "phone": "+1-312-555-0142",
        "address": "14 Invented Ave, Harbor City",
        "citizenship": "undocumented",
        "alien_number": "A000187654",
        "notes": "She says that she has no papers and is afraid to come to the office on Monday",
        "colour": "green",
    },
    {
        "id": 7002,
        "full_name": "John Smith",
        "birth_date": "1980-01-02",
        "phone": "+1-312-555-0143",
        "address": "15 Invented Ave, Harbor City",
        "citizenship": "US citizen",
        "alien_number": "",
        "notes": "Asked for a new library card because the old one was lost at home last week",
        "colour": "red",
    },
]
OPENAPI = {
    "openapi": "3.0.3",
    "info": {"title": "Residents", "version": "1"},
    "paths": {
        "/people": {
            "get": {
                "summary": "All residents",
                "parameters": [{"name": name, "in": "query"} for name in ("limit", "page", "sort", "phone")],
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/People"}}}}},
            },
            "post": {"responses": {"201": {}}},
        },
        "/people/{personId}": {
            "parameters": [{"name": "personId", "in": "path", "required": True}],
            "get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Person"}}}}}},
        },
        "/files/{name}.pdf": {"get": {"responses": {"200": {"content": {"application/x-unheard-of": {}}}}}},
    },
    "components": {
        "schemas": {
            "People": {"type": "object", "properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Person"}}}},
            "Person": {"type": "object", "properties": {name: {"type": "string"} for name in (*PEOPLE[0], "email")}},
        }
    },
}  # fmt: skip


def answers(*, described=True):
    """What is answered to each target; a target of no query stands for every query."""
    found = {f"/people/{one['id']}": one for one in PEOPLE} | {"/people": {"results": PEOPLE}}
    return found | ({"/openapi.json": OPENAPI} if described else {})


@contextlib.contextmanager
def serving(found=None, *, port=0):
    """Yield the address of the service, and the targets that it was asked."""
    known = answers() if found is None else found
    asked = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            asked.append(self.path)
            answer = known.get(self.path, known.get(urlsplit(self.path).path))
            status, kind, body = 404, "application/json", b'{"detail": "Not Found"}'
            if isinstance(answer, tuple):
                status, kind, body = answer
            elif answer is not None:
                status, body = 200, json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """A test's terminal is quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
