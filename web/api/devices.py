"""Devices (设备): maintenance, which one is which, and the heartbeat of panels."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from hallctl.contracts import looks
from hallctl.domain import commands as c
from hallctl.domain.commands import Command
from hallctl.domain.day import HallDay
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING
from web.api.answers import AliveAnswer, DeviceAnswer, IdentifiedAnswer
from web.api.bodies import AliveBody, MaintenanceBody
from web.callers import STAFF, CallerKind
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Devices")
LOOKS_AFTER: Final = STAFF | {CallerKind.ADMIN}
MACHINES: Final = frozenset({CallerKind.DEVICE, CallerKind.KIOSK})


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
            day, setup, setup.devices[device], services.hall.faults, services.register.look(device)
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
    "/heartbeat",
    body=AliveBody,
    answers={200: AliveAnswer},
    who=MACHINES,
    refusals=("DEVICE_UNKNOWN",),
    keyed=False,
)
async def alive(call: Call[AliveBody]) -> Answer:
    """The device that the token is named after lives: a wall, say, or another page or program of the hall."""
    device = call.caller.actor.workstation
    entry = call.hall.setup.devices.get(device)
    if entry is None:
        raise Refused("DEVICE_UNKNOWN", device)
    call.services.register.heard(device, call.body.health)
    return Answer(AliveAnswer(device=device, heartbeat_s=entry.heartbeat_s))


@routes.add(
    "POST",
    "/windows/{w}/heartbeat",
    answers={204: None},
    who=STAFF | {CallerKind.DEVICE},
    refusals=("WINDOW_UNKNOWN", "NOT_YOUR_WINDOW"),
    keyed=False,
)
async def heartbeat(call: Call[Nothing]) -> Answer:
    """The panel at the window lives. Once heard, its silence of 30 s pauses the window (DEV-13).

    Said by the session of the clerk, or by the workstation of the window with its own token.
    """
    window, caller = call.path("w"), call.caller
    if window not in call.hall.setup.windows:
        raise Refused("WINDOW_UNKNOWN", window)
    if caller.window != window:
        raise Refused("NOT_YOUR_WINDOW", window)
    person: str | None = caller.actor.person
    if caller.kind is CallerKind.DEVICE:
        if caller.actor.workstation not in call.hall.setup.devices_at(window, DeviceKind.WORKSTATION):
            raise Refused("NOT_YOUR_WINDOW", window)
        call.services.register.heard(caller.actor.workstation)
        person = (await call.hall.read(lambda day, _setup, _now: _at_work(day, window))).value
    if person is not None:
        call.services.register.beat(window, person)
    return Answer(None, 204)


def _at_work(day: HallDay, window: str) -> str | None:
    duty = day.state.windows.get(window)
    return duty.staff if duty is not None and duty.state in WORKING else None
