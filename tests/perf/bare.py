"""What aiohttp alone can do: parse a JSON body, answer 200 bytes. Prints its port. The bench's yardstick."""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import web

ANSWER = json.dumps({"answer": "x" * 186}).encode()


async def answer(request: web.Request) -> web.Response:
    json.loads(await request.read())
    return web.Response(body=ANSWER, content_type="application/json")


async def main() -> None:
    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    assert len(ANSWER) == 200
    asyncio.run(main())
