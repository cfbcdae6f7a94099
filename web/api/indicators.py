"""Indicators (指标) of a stretch of days, counted on indexed rows of the journal (KPI-07)."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from hallctl.domain.applications.ends import AUTO_CLOSED, DEEMED
from web.api.answers import Seen
from web.callers import STAFF
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Indicators")


class ClockIndicator(msgspec.Struct, frozen=True, kw_only=True):
    """Clocks of one kind that ended in the stretch; `on_time`: the share that was not late."""

    clock: str
    ended: int
    late: int
    on_time: float


class IndicatorsAnswer(Seen, frozen=True, kw_only=True):
    """From the first to the last day, both included. `deemed`: accepted, `auto_closed`: closed by time."""

    first: date
    last: date
    clocks: tuple[ClockIndicator, ...]
    deemed: int
    auto_closed: int


@routes.add(
    "GET",
    "/kpi",
    answers={200: IndicatorsAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID",),
    parameters=(
        Parameter("first", "first day, such as 2026-03-01; not given: of this month"),
        Parameter("last", "last day; not given: today"),
    ),
)
async def indicators(call: Call[Nothing]) -> Answer:
    """How many legal clocks ended in time, by kind; acceptances and closures by time."""
    today = call.hall.now().date()
    first = _day(call, "first", today.replace(day=1))
    last = _day(call, "last", today)
    zone = call.hall.setup.timezone
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last, time(), zone) + timedelta(days=1)
    found = await asyncio.to_thread(call.hall.journal.indicators.between, begin, end)
    return Answer(
        IndicatorsAnswer(
            first=first,
            last=last,
            clocks=tuple(
                ClockIndicator(clock=kind, ended=of.ended, late=of.late, on_time=round(of.on_time, 4))
                for kind, of in found.clocks.items()
            ),
            deemed=found.by_time.get(DEEMED, 0),
            auto_closed=found.by_time.get(AUTO_CLOSED, 0),
            seq=call.hall.durable_seq,
        )
    )


def _day(call: Call[Nothing], name: str, usual: date) -> date:
    text = call.request.query.get(name, "")
    try:
        return date.fromisoformat(text) if text else usual
    except ValueError:
        raise Rejected("QUERY_INVALID", name) from None
