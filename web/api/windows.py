"""What is pressed at a window (窗口操作, QUE-08): one table, each line a call of the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from hallctl.contracts import looks
from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.day import HallDay
from hallctl.domain.events import TicketEvent
from hallctl.domain.posts import Power
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from web.api import bodies as b
from web.api.answers import PressAnswer
from web.callers import STAFF, Caller
from web.routing import Answer, Body, Call, Handler, Routes

routes: Final = Routes("Windows")
EVERY_PRESS: Final = ("WINDOW_UNKNOWN", "NOT_YOUR_WINDOW", "WINDOW_TAKEN", "STALE")


@dataclass(frozen=True, slots=True)
class Press:
    """One key: its name in the path, what it carries, the command it becomes, what may be said against it."""

    name: str
    summary: str
    body: type[Body]
    command: Callable[[str, Any], c.AtWindow]
    refusals: tuple[str, ...]


def _plain(command: type[c.AtWindow]) -> Callable[[str, b.PressBody], c.AtWindow]:
    return lambda window, body: command(window=window, expected_seq=body.expected_seq)


def _pause(window: str, body: b.PauseBody) -> c.AtWindow:
    return c.PauseWindow(window=window, expected_seq=body.expected_seq, reason=body.reason)


def _substitute(window: str, body: b.SubstituteBody) -> c.AtWindow:
    return c.SubstituteWindow(window=window, expected_seq=body.expected_seq, person=body.person)


def _hand_over(window: str, body: b.HandOverBody) -> c.AtWindow:
    return c.HandOverWindow(
        window=window,
        expected_seq=body.expected_seq,
        person=body.person,
        tickets=body.tickets,
        cases=body.applications,
        originals=body.originals,
    )


def _fault(window: str, body: b.FaultBody) -> c.AtWindow:
    return c.LoseWindow(window=window, expected_seq=body.expected_seq, cause=body.cause)


def _call(window: str, body: b.CallBody) -> c.AtWindow:
    return c.CallTicket(window=window, expected_seq=body.expected_seq, ticket=body.ticket, reason=body.reason)


def _unhold(window: str, body: b.UnholdBody) -> c.AtWindow:
    return c.UnholdTicket(window=window, expected_seq=body.expected_seq, ticket=body.ticket)


def _transfer(window: str, body: b.TransferBody) -> c.AtWindow:
    return c.TransferTicket(
        window=window,
        expected_seq=body.expected_seq,
        to_zone=body.zone,
        to_window=body.window,
        items=body.items,
        reason=body.reason,
    )


def _move(window: str, body: b.MoveBody) -> c.AtWindow:
    return c.MoveWindow(window=window, expected_seq=body.expected_seq, zone=body.zone, reason=body.reason)


def _temporary(window: str, body: b.TemporaryBody) -> c.AtWindow:
    return c.OpenTemporary(
        window=window,
        expected_seq=body.expected_seq,
        person=body.person,
        until=body.until,
        zone=body.zone,
        reason=body.reason,
    )


def _complete(window: str, body: b.CompleteBody) -> c.AtWindow:
    return c.CompleteService(
        window=window, expected_seq=body.expected_seq, outcome=body.outcome, registered=body.applications
    )


PRESSES: Final = (
    Press(
        "open",
        "Begin work at the window",
        b.PressBody,
        _plain(c.OpenWindow),
        ("NOTHING_TO_DO", "PERSON_BUSY", "TEMPORARY_CLOSED"),
    ),
    Press(
        "close",
        "End work at the window",
        b.PressBody,
        _plain(c.CloseWindow),
        ("NOTHING_TO_DO", "TICKET_OPEN"),
    ),
    Press(
        "pause",
        "Stop calling for a while",
        b.PauseBody,
        _pause,
        ("TICKET_OPEN", "WINDOW_STATE", "NOTHING_TO_DO"),
    ),
    Press(
        "resume",
        "Go on after a pause or a fault",
        b.PressBody,
        _plain(c.ResumeWindow),
        ("NOTHING_TO_DO", "WINDOW_STATE"),
    ),
    Press(
        "substitute",
        "Hand the window to a stand-in",
        b.SubstituteBody,
        _substitute,
        (
            "STAFF_UNKNOWN",
            "NOT_SUBSTITUTE",
            "PERSON_BUSY",
            "WINDOW_STATE",
            "NOTHING_TO_DO",
            "HANDOVER_REQUIRED",
        ),
    ),
    Press(
        "hand-over",
        "List what is open for whoever goes on",
        b.HandOverBody,
        _hand_over,
        ("STAFF_UNKNOWN", "WINDOW_STATE", "HANDOVER_REQUIRED", "APPLICATION_UNKNOWN"),
    ),
    Press("fault", "The window cannot work", b.FaultBody, _fault, ("WINDOW_STATE", "NOTHING_TO_DO")),
    Press(
        "next",
        "Call whom the rule chooses",
        b.PressBody,
        _plain(c.CallNext),
        (
            "TICKET_OPEN",
            "WINDOW_PAUSED",
            "WINDOW_STATE",
            "NOT_AUTHORISED",
            "NO_PUBLIC_QUEUE",
            "TEMPORARY_OVER",
        ),
    ),
    Press(
        "call",
        "A dispatcher calls a named ticket",
        b.CallBody,
        _call,
        (
            "TICKET_UNKNOWN",
            "TICKET_STATE",
            "TICKET_OPEN",
            "WINDOW_PAUSED",
            "WINDOW_STATE",
            "NOT_AUTHORISED",
            "NO_PUBLIC_QUEUE",
            "REASON_NEEDED",
        ),
    ),
    Press(
        "move",
        "A dispatcher lets the window work in another zone today",
        b.MoveBody,
        _move,
        (
            "ZONE_UNKNOWN",
            "NOTHING_TO_DO",
            "NOT_AUTHORISED",
            "NO_PUBLIC_QUEUE",
            "TEMPORARY_CLOSED",
            "REASON_NEEDED",
        ),
    ),
    Press(
        "temporary",
        "A dispatcher opens the window until a time of today, or prolongs it",
        b.TemporaryBody,
        _temporary,
        (
            "STAFF_UNKNOWN",
            "PERSON_BUSY",
            "NOT_AUTHORISED",
            "ZONE_UNKNOWN",
            "UNTIL_INVALID",
            "NO_PUBLIC_QUEUE",
            "REASON_NEEDED",
        ),
    ),
    Press(
        "recall",
        "Call the same person again",
        b.PressBody,
        _plain(c.Recall),
        ("NO_TICKET", "TICKET_STATE", "CALLS_ENOUGH"),
    ),
    Press("start", "The person has come", b.PressBody, _plain(c.StartService), ("NO_TICKET", "TICKET_STATE")),
    Press(
        "no-show",
        "The person has not come",
        b.PressBody,
        _plain(c.MarkNoShow),
        ("NO_TICKET", "TICKET_STATE", "CALLS_TOO_FEW"),
    ),
    Press(
        "hold",
        "Set the current ticket aside",
        b.PressBody,
        _plain(c.HoldTicket),
        ("NO_TICKET", "TICKET_STATE"),
    ),
    Press(
        "unhold",
        "Take a held ticket up again",
        b.UnholdBody,
        _unhold,
        ("TICKET_UNKNOWN", "TICKET_STATE", "TICKET_OPEN", "WINDOW_STATE", "WINDOW_PAUSED"),
    ),
    Press(
        "transfer",
        "Send the person on, with the time kept",
        b.TransferBody,
        _transfer,
        (
            "NO_TICKET",
            "TICKET_STATE",
            "TRANSFER_TARGET",
            "ZONE_UNKNOWN",
            "ITEM_UNKNOWN",
            "NO_WINDOW_SERVES",
            "ITEMS_NOT_TOGETHER",
            "NO_PUBLIC_QUEUE",
        ),
    ),
    Press(
        "complete",
        "End the service",
        b.CompleteBody,
        _complete,
        ("NO_TICKET", "TICKET_STATE", "OUTCOME_NEEDED", "APPLICATION_UNKNOWN"),
    ),
)
"""Every operation of a window."""


def _handler(press: Press) -> Handler:
    async def handle(call: Call[Any]) -> Answer:
        window = call.path("w")
        actor = await actor_at(call.hall, call.caller, window)

        def look(day: HallDay, setup: HallSetup, _now: datetime, records: tuple[Record, ...]) -> PressAnswer:
            moved = [r.event.ticket for r in records if isinstance(r.event, TicketEvent)]
            return answer(day, setup, window, moved[-1] if moved else None, call.hall.faults)

        command = press.command(window, call.body)
        _, view = await call.hall.do_and_look(command, actor, look, key=call.key)
        return Answer(view)

    return handle


for _press in PRESSES:
    routes.add(
        "POST",
        f"/windows/{{w}}/{_press.name}",
        body=_press.body,
        answers={200: PressAnswer},
        who=STAFF,
        refusals=(*EVERY_PRESS, *_press.refusals),
        summary=_press.summary,
    )(_handler(_press))


async def actor_at(hall: Hall, caller: Caller, window: str) -> Actor:
    """The caller acting at `window`: the own one, any one for a dispatcher, or one taken over as stand-in.

    Raises WINDOW_UNKNOWN and NOT_YOUR_WINDOW.
    """
    if window not in hall.setup.windows:
        raise Refused("WINDOW_UNKNOWN", window)
    if Power.DISPATCH in caller.powers or caller.window == window:
        return caller.actor
    seen = await hall.read(lambda day, _setup, _now: day.window_of(caller.actor.person))
    if seen.value is None or seen.value.window != window:
        raise Refused("NOT_YOUR_WINDOW", window)
    return msgspec.structs.replace(caller.actor, window=window)


def answer(
    day: HallDay, setup: HallSetup, window: str, ticket: str | None, faults: dict[str, str]
) -> PressAnswer:
    """What a press gives back."""
    view = looks.window_view(day, setup, setup.windows[window], faults)
    found = day.tickets.get(ticket) if ticket else None
    return PressAnswer(
        ticket=looks.ticket_view(day, setup, found) if found else None, window=view, seq=view.seq
    )
