"""A plain aiohttp reverse proxy, as one would write it: what inspection is measured against."""

from __future__ import annotations

import argparse

from aiohttp import ClientSession, TCPConnector, web


async def _session(app: web.Application) -> None:
    app["client"] = ClientSession(connector=TCPConnector(limit=0), auto_decompress=False)


async def _close(app: web.Application) -> None:
    await app["client"].close()


async def _pass(request: web.Request) -> web.Response:
    url = f"{request.app['upstream']}{request.path_qs.removeprefix('/bench')}"
    async with request.app["client"].request(request.method, url, data=await request.read()) as answer:
        body = await answer.read()
        return web.Response(status=answer.status, body=body, content_type=answer.content_type)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--upstream")
    options = parser.parse_args()
    app = web.Application()
    app["upstream"] = options.upstream
    app.router.add_route("*", "/{tail:.*}", _pass)
    app.on_startup.append(_session)
    app.on_cleanup.append(_close)
    web.run_app(app, host="127.0.0.1", port=options.port, access_log=None, print=None)


if __name__ == "__main__":
    main()
