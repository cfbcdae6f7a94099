"""Forgotten numbers (忘记办结): a service that goes on far longer than anything like it, as over lunch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import expected_at_s
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty
from hallctl.domain.tickets import TicketState

TICKET_FORGOTTEN: Final = "TICKET_FORGOTTEN"
"""The alarm's code; its subject is the window, its detail the number."""

TIMES: Final = 4.0
"""How many times the expected handling time a visit lasts at least before it counts as forgotten."""


def is_forgotten(day: HallDay, setup: HallSetup, duty: WindowDuty, now: datetime) -> bool:
    """Whether somebody is being served at a window for longer than can be."""
    ticket = day.tickets.get(duty.ticket or "")
    if ticket is None or ticket.state is not TicketState.SERVING or ticket.started_at is None:
        return False
    served_s = (now - ticket.started_at).total_seconds() - ticket.held_s
    if served_s < setup.rules.forgotten_after_s:
        return False
    return served_s >= TIMES * expected_at_s(day.state.learned, setup, ticket.codes, duty.staff)


def flags(day: HallDay, setup: HallSetup, now: datetime) -> Iterator[c.Command]:
    """Raise the alarm of each number that is forgotten, and clear it when that is over."""
    for duty in day.windows.values():
        forgotten = is_forgotten(day, setup, duty, now)
        raised = f"{TICKET_FORGOTTEN}:{duty.window}" in day.state.alarms
        if forgotten and not raised and duty.ticket is not None:
            number = day.tickets[duty.ticket].number
            yield c.RaiseAlarm(code=TICKET_FORGOTTEN, subject=duty.window, detail=number)
        elif raised and not forgotten:
            yield c.ClearAlarm(code=TICKET_FORGOTTEN, subject=duty.window)
