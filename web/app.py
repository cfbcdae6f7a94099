"""The aiohttp application: API, live feed, pages. `build` puts it together, `Server` serves it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import cache
from typing import Any, Final

import structlog
from aiohttp import web

from hallctl.domain.refusals import Refused
from web import openapi, pages
from web.api import (
    advice,
    announcements,
    applications,
    appointments,
    case_clocks,
    cases,
    clips,
    credit,
    deliveries,
    devices,
    dispatch,
    displays,
    documents,
    enquiries,
    facilities,
    feed,
    guide,
    hotline,
    inbox,
    indicators,
    intake_forms,
    items,
    kiosks,
    letters,
    materials,
    messages,
    notices,
    one_card,
    pads,
    paper_lists,
    paper_overview,
    parcels,
    postings,
    ratings,
    relays,
    results,
    seals,
    sessions,
    state,
    supervision,
    system,
    tickets,
    windows,
)
from web.callers import Callers
from web.endpoint import encode, endpoint
from web.keys import CALLERS, LIVE, OPENAPI
from web.language import language_of
from web.live import Live
from web.problems import Rejected, answer, status_of
from web.routing import Routes
from web.services import SERVICES, Services
from web.tally import Tally

log = structlog.get_logger("web")

CHAPTERS: Final[tuple[Routes, ...]] = (
    sessions.routes,
    tickets.routes,
    appointments.routes,
    windows.routes,
    dispatch.routes,
    announcements.routes,
    letters.routes,
    items.routes,
    supervision.routes,
    guide.routes,
    state.routes,
    devices.routes,
    displays.routes,
    advice.routes,
    relays.routes,
    facilities.routes,
    hotline.routes,
    indicators.routes,
    enquiries.routes,
    postings.routes,
    messages.routes,
    parcels.routes,
    ratings.routes,
    pads.routes,
    kiosks.routes,
    applications.routes,
    intake_forms.routes,
    one_card.routes,
    cases.routes,
    case_clocks.routes,
    inbox.routes,
    results.routes,
    deliveries.routes,
    paper_overview.routes,
    paper_lists.routes,
    credit.routes,
    materials.routes,
    documents.routes,
    seals.routes,
    notices.routes,
    clips.routes,
    feed.routes,
    system.routes,
)
STOP_WITHIN_S: Final = 2.0
OURS: Final = ("/api/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/asyncapi.json")


@cache
def openapi_document() -> dict[str, Any]:
    """The OpenAPI document of every call; needs no hall."""
    return openapi.document(CHAPTERS)


def build(services: Services) -> web.Application:
    """The application, ready to be served."""
    app = web.Application(middlewares=[answer_errors], client_max_size=services.settings.body_bytes)
    tally = Tally(services.meters.visits, services.hall.setup)
    callers = Callers(services.accounts, services.hall)
    app[SERVICES] = services
    app[CALLERS] = callers
    app[OPENAPI] = encode(openapi_document())
    app[LIVE] = Live(services, tally.take)
    for chapter in CHAPTERS:
        for route in chapter.routes:
            app.router.add_route(route.method, route.path, endpoint(route, services, callers))
    pages.register(app, services)

    async def follow(_: web.Application) -> AsyncIterator[None]:
        seen = await services.hall.read(lambda day, _setup, _now: tally.begin(day))
        del seen
        await app[LIVE].start()
        watching = asyncio.create_task(services.accounts.watch(), name="accounts-watch")
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    async def end_streams(_: web.Application) -> None:
        await app[LIVE].stop()

    app.cleanup_ctx.append(follow)
    app.on_shutdown.append(end_streams)
    return app


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error becomes a problem and is counted; nothing of it is shown but its code and words."""
    began = time.perf_counter()
    services = request.app[SERVICES]
    try:
        response = await handler(request)
    except (Rejected, Refused) as error:
        response = _problem(request, services, error)
    except web.HTTPException as error:
        if not request.path.startswith(OURS):
            raise
        response = _problem(request, services, _rejected(error))
    except Exception:
        log.exception("request failed", method=request.method, route=_route(request))
        response = _problem(request, services, Rejected("INTERNAL"))
    if isinstance(response, web.Response):  # a live connection lasts as long as its page
        services.meters.request(request.method, _route(request), response.status, time.perf_counter() - began)
    return response


def _rejected(error: web.HTTPException) -> Rejected:
    if isinstance(error, web.HTTPMethodNotAllowed):
        return Rejected("METHOD_NOT_ALLOWED", headers={"Allow": error.headers.get("Allow", "")})
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return Rejected("TOO_LARGE")
    return Rejected("NOT_FOUND" if error.status == 404 else "MALFORMED")  # noqa: PLR2004 - RFC 9110


def _problem(request: web.Request, services: Services, error: Rejected | Refused) -> web.Response:
    services.complaints.note(error.code, status_of(error.code), request.method, _route(request))
    return answer(error, language_of(request.headers.get("Accept-Language", "")))


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return "other" if resource is None else resource.canonical


class Server:
    """Serves an application on one address."""

    def __init__(self, services: Services) -> None:
        self._settings = services.settings
        # No access log: the metrics count requests, and addresses of visitors are nobody's business.
        self._runner = web.AppRunner(
            build(services), access_log=None, shutdown_timeout=STOP_WITHIN_S, handle_signals=False
        )

    async def start(self) -> int:
        """Listen; gives the port, which is a free one where 0 was asked for."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.host, self._settings.port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Finish what is under way, end live connections, close."""
        await self._runner.cleanup()
