"""What the services have in common: loopback, JSON, paging, and plain words for what is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from firewall.demo.tables import Page, Table, Value
from firewall.errors import ConfigError

LOOPBACK = "127.0.0.1"
RECORD = "{id:[1-9][0-9]{0,9}}"
"""One spelling for each id: ``01001`` is no patient, so nobody is asked for under two names."""
LARGEST_PAGE = 100
USUAL_PAGE = 20
_MOST_DIGITS = 6
_SHUTDOWN_S = 1.0

Form = TypeVar("Form", bound=msgspec.Struct)


class BadInput(web.HTTPBadRequest):
    """The requester asked for something in a way that this service does not understand."""

    def __init__(self, what: str) -> None:
        super().__init__(text=what)


def application(routes: Iterable[web.RouteDef], database: sqlite3.Connection) -> web.Application:
    """Answer by ``routes``, and close the database at the end."""
    app = web.Application(middlewares=[_refusals_in_json])
    app.add_routes(routes)

    async def close(_app: web.Application) -> None:
        database.close()

    app.on_cleanup.append(close)
    return app


@asynccontextmanager
async def listening(app: web.Application, port: int = 0, host: str = LOOPBACK) -> AsyncIterator[str]:
    """Serves on loopback unless told otherwise, on a free port unless one is named, and gives the base URL."""
    # No access log: it would hold names and ids of queries.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
    await runner.setup()
    try:
        await _start(runner, host, port)
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _start(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as fault:
        raise ConfigError(
            f"A demo service cannot listen on {host}:{port}. Is another demo running?"
        ) from fault


@web.middleware
async def _refusals_in_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except BadInput as refusal:
        return answer({"error": "bad-request", "what": refusal.text}, status=refusal.status)
    except web.HTTPMethodNotAllowed as refusal:
        allow = {"Allow": ", ".join(sorted(refusal.allowed_methods))}
        return answer({"error": "method-not-allowed"}, status=refusal.status, headers=allow)
    except web.HTTPException as refusal:
        return answer({"error": refusal.reason.lower().replace(" ", "-")}, status=refusal.status)


def answer(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body),
        status=status,
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )


def found(table: Table, database: sqlite3.Connection, request: web.Request) -> sqlite3.Row:
    """The record that the path names.  Raises HTTPNotFound."""
    row = table.one(database, int(request.match_info["id"]))
    if row is None:
        raise web.HTTPNotFound
    return row


def listed(items: Sequence[object], total: int, page: Page) -> web.Response:
    return answer({"items": items, "total": total, "page": page.number})


def asked(request: web.Request, known: Iterable[str]) -> dict[str, str]:
    """
    The query, each name once.

    An unknown name is an error and not ignored: an answer that is wider than the
    question is how data gets out by accident.
    """
    query = dict(request.query)
    if len(query) != len(request.query) or not query.keys() <= {*known}:
        raise BadInput("query")
    return query


def page_and_conditions(request: web.Request, filters: Mapping[str, str]) -> tuple[Page, dict[str, Value]]:
    """What a list request asks for; ``filters`` maps a query name to its SQL condition."""
    query = asked(request, ("page", "count", *filters))
    page = Page(_number(query, "page", 1), _number(query, "count", USUAL_PAGE))
    if page.count > LARGEST_PAGE:
        raise BadInput("count")
    return page, {condition: query[name] for name, condition in filters.items() if name in query}


def _number(query: Mapping[str, str], name: str, usual: int) -> int:
    text = query.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) > 0):
        raise BadInput(name)
    return int(text)


def selected(record: msgspec.Struct, fields: Sequence[str] | None) -> object:
    """The record, or only the members that were asked for by name, in the record's own order."""
    if fields is None:
        return record
    members: dict[str, object] = msgspec.to_builtins(record)
    if not fields or not {*fields} <= members.keys():
        raise BadInput("fields")
    return {name: value for name, value in members.items() if name in fields}


async def json_form(request: web.Request, form: type[Form]) -> Form:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        return msgspec.json.decode(await request.read(), type=form)
    except (msgspec.MsgspecError, RecursionError) as fault:
        raise BadInput("body") from fault


async def urlencoded(request: web.Request, form: type[Form]) -> Form:
    try:
        pairs = parse_qsl((await request.read()).decode(), keep_blank_values=True, errors="strict")
        return msgspec.convert(_each_once(pairs), form)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise BadInput("body") from fault


def _each_once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    once = dict(pairs)
    if len(once) != len(pairs):
        raise BadInput("body")
    return once
