"""Relay modules (继电器模块): what a dispatcher switches, alarms that somebody has seen to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hallctl.contracts import looks
from hallctl.contracts.peripheral_views import ChannelView
from hallctl.domain.commands import AcknowledgeInput, SwitchRelay
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.relays import OFF, ON, place
from hallctl.domain.setup import HallSetup
from web.api.answers import AlarmsAnswer, ChannelsAnswer
from web.api.bodies import SwitchBody
from web.callers import KNOWN, STAFF
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Relays")


@routes.add("GET", "/channels", answers={200: ChannelsAnswer}, who=KNOWN, scope="read")
async def channels(call: Call[Nothing]) -> Answer:
    """Every output that the hall can switch, and how it was switched."""
    seen = await call.hall.read(lambda day, setup, _now: _channels(day, setup))
    return Answer(seen.value)


@routes.add(
    "POST",
    "/devices/{id}/channels/{channel}",
    body=SwitchBody,
    answers={200: ChannelsAnswer},
    who=STAFF,
    refusals=("DEVICE_UNKNOWN", "CHANNEL_UNKNOWN", "REASON_NEEDED"),
)
async def switch(call: Call[SwitchBody]) -> Answer:
    """Switch an output; the module follows as soon as it can be reached."""
    command = SwitchRelay(
        relay=call.path("id"), channel=call.path("channel"), on=call.body.on, because=call.body.reason
    )
    _, content = await call.hall.do_and_look(command, call.caller.actor, _after, key=call.key)
    return Answer(content)


@routes.add(
    "POST",
    "/devices/{id}/inputs/{input}/acknowledge",
    answers={200: AlarmsAnswer},
    who=STAFF,
    refusals=("DEVICE_UNKNOWN", "CHANNEL_UNKNOWN", "NOTHING_TO_DO"),
)
async def acknowledge(call: Call[Nothing]) -> Answer:
    """Somebody has seen to an alarm that stays until then: a button for help."""
    command = AcknowledgeInput(device=call.path("id"), input=call.path("input"))
    _, content = await call.hall.do_and_look(command, call.caller.actor, _alarms, key=call.key)
    return Answer(content)


def _after(day: HallDay, setup: HallSetup, _now: datetime, _records: tuple[Record, ...]) -> ChannelsAnswer:
    return _channels(day, setup)


def _channels(day: HallDay, setup: HallSetup) -> ChannelsAnswer:
    views = tuple(
        ChannelView(
            device=entry.id,
            channel=name,
            name=channel.name,
            follows=channel.follows.value,
            zone=channel.zone,
            on=day.state.relays.get(place(entry.id, name), OFF) == ON,
        )
        for entry in setup.devices.values()
        for name, channel in entry.channels.items()
    )
    return ChannelsAnswer(channels=views, seq=day.seq)


def _alarms(day: HallDay, *_: Any) -> AlarmsAnswer:
    return AlarmsAnswer(alarms=looks.alarm_views(day), seq=day.seq)
