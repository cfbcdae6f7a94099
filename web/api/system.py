"""What operators and monitoring ask: is it alive, does it serve, how is it doing; and the documentation."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from typing import Final

from aiohttp import web

from hallctl.domain.day import HallDay
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Intake
from web.api.answers import Health
from web.day_metrics import figures
from web.endpoint import JSON
from web.keys import OPENAPI
from web.metrics import CONTENT_TYPE, HallCollector, HallGauge, render
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("System", prefix="")


@routes.add("GET", "/healthz", answers={200: Health})
async def healthz(_call: Call[Nothing]) -> Answer:
    """The process lives."""
    return Answer(Health(status="alive"))


@routes.add("GET", "/readyz", answers={200: Health, 503: Health})
async def readyz(call: Call[Nothing]) -> Answer:
    """The hall serves: configuration read, journal writable, intake running."""
    hall = call.hall
    reason = call.services.not_ready()
    if hall.intake is not Intake.RUNNING:
        reason = hall.intake_reason or hall.intake.value
    if reason is None:
        return Answer(Health(status="ready", intake=hall.intake.value))
    return Answer(
        Health(status="not ready", intake=hall.intake.value, reason=reason), 503, {"Retry-After": "5"}
    )


@routes.add("GET", "/metrics", answers={200: str}, media="text/plain")
async def metrics(call: Call[Nothing]) -> web.Response:
    """Metrics for Prometheus."""
    services = call.services
    hall = call.hall

    def look(day: HallDay, setup: HallSetup, now: datetime) -> HallGauge:
        return HallGauge(
            running=hall.intake is Intake.RUNNING,
            queue={zone: day.waiting.zone(zone).size for zone in setup.zones},
            windows={w.id: day.duty(w.id, w.zone).state.value for w in setup.windows.values()},
            alarms=Counter(alarm.code for alarm in day.state.alarms.values()),
            lags=services.feed.lags(),
            figures=figures(day, setup, now),
        )

    try:
        gauge = (await hall.read(look)).value
    except Refused:
        # The journal is down: the hall's state is unknown, everything else is still worth knowing.
        gauge = HallGauge(running=False, queue={}, windows={}, alarms={}, lags=services.feed.lags())
    collector = HallCollector(services.meters, services.gauges, services.complaints.counts, gauge)
    body = await asyncio.to_thread(render, collector)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})


@routes.add("GET", "/openapi.json", answers={200: dict})
async def openapi(call: Call[Nothing]) -> web.Response:
    """This documentation."""
    return web.Response(body=call.request.app[OPENAPI], headers={"Content-Type": JSON})


@routes.add("GET", "/asyncapi.json", answers={200: dict}, refusals=("NOT_FOUND",))
async def asyncapi(call: Call[Nothing]) -> web.Response:
    """The documentation of the MQTT topics."""
    if call.services.asyncapi is None:
        raise Rejected("NOT_FOUND")
    return web.Response(body=call.services.asyncapi(), headers={"Content-Type": JSON})
