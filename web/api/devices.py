"""Devices (设备): maintenance, which one is which, and the heartbeat of panels."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from hallctl.contracts import looks
from hallctl.domain import commands as c
from hallctl.domain.commands import Command
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from web.api.answers import DeviceAnswer, IdentifiedAnswer
from web.api.bodies import MaintenanceBody
from web.callers import STAFF, CallerKind
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Devices")
LOOKS_AFTER: Final = STAFF | {CallerKind.ADMIN}


@routes.add(
    "POST",
    "/devices/{id}/maintenance",
    body=MaintenanceBody,
    answers={200: DeviceAnswer},
    who=LOOKS_AFTER,
    refusals=("DEVICE_UNKNOWN", "NOTHING_TO_DO", "REASON_NEEDED"),
)
async def maintenance(call: Call[MaintenanceBody]) -> Answer:
    """Take a device out of work for maintenance, or let it work again."""
    device, body = call.path("id"), call.body
    command: Command = (
        c.RestDevice(device=device, reason=body.reason)
        if body.on
        else c.ReturnDevice(device=device, reason=body.reason)
    )

    def look(day: HallDay, setup: HallSetup, _now: datetime, _records: tuple[Record, ...]) -> DeviceAnswer:
        services = call.services
        view = looks.device_view(
            day, setup, setup.devices[device], services.hall.faults, services.register.look
        )
        return DeviceAnswer(device=view, seq=day.seq)

    _, content = await call.hall.do_and_look(command, call.caller.actor, look, key=call.key)
    return Answer(content)


@routes.add(
    "POST",
    "/devices/{id}/identify",
    answers={200: IdentifiedAnswer},
    who=LOOKS_AFTER,
    refusals=("DEVICE_UNKNOWN", "IN_MAINTENANCE", "NO_DRIVER"),
    keyed=False,
)
async def identify(call: Call[Nothing]) -> Answer:
    """Have a device show or sound which one it is; `outcome` says how that ended."""
    outcome = await call.services.register.identify(call.path("id"), call.caller.actor)
    return Answer(IdentifiedAnswer(device=call.path("id"), outcome=outcome.value))


@routes.add(
    "POST",
    "/windows/{w}/heartbeat",
    answers={204: None},
    who=STAFF,
    refusals=("WINDOW_UNKNOWN", "NOT_YOUR_WINDOW"),
    keyed=False,
)
async def heartbeat(call: Call[Nothing]) -> Answer:
    """The panel at the window lives. Once heard, its silence of 30 s pauses the window (DEV-13)."""
    window = call.path("w")
    if window not in call.hall.setup.windows:
        raise Refused("WINDOW_UNKNOWN", window)
    if call.caller.window != window:
        raise Refused("NOT_YOUR_WINDOW", window)
    call.services.register.beat(window, call.caller.actor.person)
    return Answer(None, 204)
