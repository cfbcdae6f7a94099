"""The live feed as server-sent events."""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web

from web.keys import LIVE
from web.problems import Rejected
from web.routing import Call, Nothing, Parameter, Routes
from web.topics import parse

routes: Final = Routes("Live feed")
_SEQ = re.compile(r"[0-9]{1,15}")

ABOUT: Final = """Server-sent events: first `snapshot`, then what happens.

- Journaled events: `id: SEQ`, `event: ticket.called`, `data: {…, seq, at}`. Insiders (people, tokens with
  the scope `read`) get all of them with their fields and the actor; others the public ones with their public
  fields.
- `snapshot` `{seq, hall, wall}`: the state after event `seq`. With `Last-Event-ID` (or `?after=`) there is
  none, but exactly the events after it. Too far behind, or too slow a reader: `reset`, then a new `snapshot`.
- `topics`, separated by commas: an entity (`ticket`, `window`, `staff`, `alarm` …) or one of them
  (`window:3`) selects its events; `events` selects all (the default). `window`, `window:ID`, `zone`,
  `zone:ID`, `wall`, `alarms`, `devices`, `advice`, `hall` also send current views under that name, without an
  id: all at the start, then each that has changed, coalesced. One message is one window, one zone, the wall,
  `{seq, alarms}`, `{seq, devices}`, `{seq, advice, surges}`, or the hall without its parts. A page needs no
  further request. The public gets no `alarms`, no `devices` and no `advice`.
- Of the moment, without an id: `intake` `{intake, reason}`, its reason for insiders only; `fault`
  `{device, fault}`, for insiders.
- A comment every 15 s keeps the connection."""


@routes.add(
    "GET",
    "/feed",
    answers={200: str},
    parameters=(
        Parameter("topics", "what to listen to, separated by commas"),
        Parameter("after", "the same as Last-Event-ID, for readers that cannot send headers"),
        Parameter("Last-Event-ID", "the last event that the reader has", "header"),
    ),
    refusals=("QUERY_INVALID", "TOO_MANY_READERS"),
    media="text/event-stream",
    summary=ABOUT,
)
async def feed(call: Call[Nothing]) -> web.StreamResponse:
    """Follow the hall live."""
    request = call.request
    live = request.app[LIVE]
    topics = parse(request.query.get("topics"), call.hall.setup, inside=call.caller.inside)
    last = request.headers.get("Last-Event-ID") or request.query.get("after")
    if last is not None and not _SEQ.fullmatch(last):
        raise Rejected("QUERY_INVALID", "Last-Event-ID: a number")
    if live.full:
        raise Rejected("TOO_MANY_READERS")
    # Before the stream begins, so that a hall that cannot be read answers with a problem.
    await call.hall.read(lambda *_: None)
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        },
    )
    await response.prepare(request)
    await live.serve(response, topics, call.caller, None if last is None else int(last))
    return response
