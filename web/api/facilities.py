"""Facilities (便民设施): where they are, whether they work, who mends them (DEV-17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hallctl.contracts.looks import facility_views
from hallctl.contracts.peripheral_views import RepairView
from hallctl.domain.commands import CompleteRepair, ReportFault
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from web.api.answers import FacilitiesAnswer, RepairsAnswer
from web.api.bodies import FacilityFaultBody, RepairBody
from web.callers import STAFF, CallerKind
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Facilities")
REPORTERS: Final = frozenset({CallerKind.STAFF, CallerKind.KIOSK, CallerKind.DEVICE})


@routes.add("GET", "/facilities", answers={200: FacilitiesAnswer})
async def facilities(call: Call[Nothing]) -> Answer:
    """What the hall offers besides its windows, as the map shows it."""
    seen = await call.hall.read(lambda day, setup, _now: facility_views(day, setup))
    return Answer(FacilitiesAnswer(facilities=seen.value, seq=seen.seq))


@routes.add(
    "POST",
    "/facilities/{id}/faults",
    body=FacilityFaultBody,
    answers={201: FacilitiesAnswer},
    who=REPORTERS,
    refusals=("DEVICE_UNKNOWN", "REASON_NEEDED"),
)
async def report(call: Call[FacilityFaultBody]) -> Answer:
    """Report a fault: it is a task until somebody has mended it. One that is known stays one task."""
    command = ReportFault(facility=call.path("id"), cause=call.body.cause)

    def look(day: HallDay, setup: HallSetup, _now: datetime, _records: tuple[Record, ...]) -> Any:
        return FacilitiesAnswer(facilities=facility_views(day, setup), seq=day.seq)

    _, content = await call.hall.do_and_look(command, call.caller.actor, look, key=call.key)
    return Answer(content, 201)


@routes.add("GET", "/repairs", answers={200: RepairsAnswer}, who=STAFF)
async def repairs(call: Call[Nothing]) -> Answer:
    """Tasks that are open, the oldest first."""
    seen = await call.hall.read(lambda day, _setup, _now: _repairs(day))
    return Answer(seen.value)


@routes.add(
    "POST",
    "/repairs/{id}/done",
    body=RepairBody,
    answers={200: RepairsAnswer},
    who=STAFF,
    refusals=("REPAIR_UNKNOWN", "REASON_NEEDED"),
)
async def done(call: Call[RepairBody]) -> Answer:
    """The facility works again."""
    command = CompleteRepair(repair=call.path("id"), remark=call.body.remark)

    def look(day: HallDay, *_: Any) -> RepairsAnswer:
        return _repairs(day)

    _, content = await call.hall.do_and_look(command, call.caller.actor, look, key=call.key)
    return Answer(content)


def _repairs(day: HallDay) -> RepairsAnswer:
    views = tuple(
        RepairView(
            repair=repair.id,
            facility=repair.facility,
            cause=repair.cause,
            reporter=repair.reporter,
            since=repair.since,
        )
        for repair in day.state.repairs.values()
    )
    return RepairsAnswer(repairs=views, seq=day.seq)
