"""What the keys of a keypad (呼叫器) do: each is an act of whoever is signed on at its window.

A keypad has no key for everything: who presses "rate" while a person is only called has received the person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import msgspec

from hallctl.contracts.devices import KeypadFace
from hallctl.contracts.keypad_faces import keypad_face
from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.day import HallDay
from hallctl.domain.decide.calls import ENQUIRY_ONLY
from hallctl.domain.planning import today
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty, WindowState
from hallctl.domain.tickets import Ticket
from hallctl.hall import Hall, Key
from hallctl.registry.arguments import KeyArgs
from hallctl.registry.asked import Asked

PAUSED_BY_KEY: Final = "OTHER"
SENT_BY_KEY: Final = "keypad"
"""Reasons: a keypad asks for none."""


@dataclass(frozen=True, slots=True)
class Place:
    """The window as the press finds it, and what was typed before the key: a window, a zone or nothing."""

    duty: WindowDuty
    ticket: Ticket | None
    to_window: str | None
    to_zone: str | None


Plan = Callable[[Place], tuple[c.AtWindow, ...]]
"""What a key does, in order."""


def _plain(command: type[c.AtWindow]) -> Plan:
    return lambda place: (command(window=place.duty.window),)


def _received(place: Place) -> tuple[c.AtWindow, ...]:
    called = place.duty.state is WindowState.CALLING
    return (c.StartService(window=place.duty.window),) if called else ()


def _rate(place: Place) -> tuple[c.AtWindow, ...]:
    registered = place.ticket is not None and place.ticket.applications
    outcome = None if registered else ENQUIRY_ONLY
    return (*_received(place), c.CompleteService(window=place.duty.window, outcome=outcome))


def _hold(place: Place) -> tuple[c.AtWindow, ...]:
    return (*_received(place), c.HoldTicket(window=place.duty.window))


def _back(place: Place) -> tuple[c.AtWindow, ...]:
    if not place.duty.held:
        raise Refused("NO_TICKET", place.duty.window)
    return (c.UnholdTicket(window=place.duty.window, ticket=place.duty.held[-1]),)


def _pause(place: Place) -> tuple[c.AtWindow, ...]:
    """Pause, go on, or begin work at a window that is not open."""
    window = place.duty.window
    if place.duty.staff is None:
        return (c.OpenWindow(window=window),)
    if place.duty.state in {WindowState.PAUSED, WindowState.FAULT}:
        return (c.ResumeWindow(window=window),)
    return (c.PauseWindow(window=window, reason=PAUSED_BY_KEY),)


def _transfer(place: Place) -> tuple[c.AtWindow, ...]:
    return (
        c.TransferTicket(
            window=place.duty.window, to_zone=place.to_zone, to_window=place.to_window, reason=SENT_BY_KEY
        ),
    )


KEYS: Final[Mapping[str, Plan]] = {
    "call": _plain(c.CallNext),
    "recall": _plain(c.Recall),
    "start": _plain(c.StartService),
    "rate": _rate,
    "pause": _pause,
    "transfer": _transfer,
    "hold": _hold,
    "back": _back,
    "give_up": _plain(c.MarkNoShow),
}
"""Key → what it does: 呼叫, 重呼, 到号, 评价, 暂停, 转移, 挂起, 回呼, 弃号."""


async def pressed(hall: Hall, asked: Asked) -> Any:
    """`key.pressed`: what the keypad shows afterwards. Raises `Refused`; STALE where it was overtaken."""
    args = cast("KeyArgs", asked.args)
    window = asked.entry.window
    if window is None or window not in hall.setup.windows:
        raise Refused("WINDOW_UNKNOWN", window or "")
    if args.key not in KEYS:
        raise Refused("KEY_UNKNOWN", args.key)
    seen = await hall.read(lambda day, setup, _now: _place(day, setup, window, args.to, asked.entry.id))
    place, actor = seen.value
    expected = place.duty.seq if args.seq is None else args.seq
    faces: list[KeypadFace] = []
    for step, command in enumerate(KEYS[args.key](place)):
        act = msgspec.structs.replace(command, expected_seq=faces[-1].seq if faces else expected)
        _, face = await hall.do_and_look(act, actor, _face(window), key=_key(asked, step))
        faces.append(face)
    return faces[-1]


def _face(window: str) -> Callable[[HallDay, HallSetup, datetime, tuple[Record, ...]], KeypadFace]:
    return lambda day, setup, _now, _records: keypad_face(day, setup, setup.windows[window])


def _key(asked: Asked, step: int) -> Key:
    """The first act is known by the request itself, the others by their place behind it."""
    key = asked.key
    return key if step == 0 else Key(key.scope + bytes([step]), key.body)


def _place(
    day: HallDay, setup: HallSetup, window: str, typed: str | None, device: str
) -> tuple[Place, Actor]:
    duty = day.duty(window, today.zone_of(day, setup.windows[window]))
    signed_on = duty.staff or next((p.staff for p in day.state.present.values() if p.window == window), None)
    person = setup.staff.get(signed_on or "")
    if person is None:
        raise Refused("NOBODY_SIGNED_ON", window)
    at_window = typed is not None and typed in setup.windows
    place = Place(
        duty=msgspec.structs.replace(duty, held=list(duty.held)),
        ticket=day.tickets.get(duty.ticket or ""),
        to_window=typed if at_window else None,
        to_zone=None if at_window else typed,
    )
    return place, Actor.staff(person.id, person.post, window, device)
