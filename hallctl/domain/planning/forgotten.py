"""Forgotten numbers (忘记办结): a service that goes on far longer than anything like it, as over lunch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain.alarms import follow
from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import expected_at_s
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty
from hallctl.domain.tickets import TicketState

TICKET_FORGOTTEN: Final = "TICKET_FORGOTTEN"
"""The alarm's code; its subject is the window, its detail the number."""

TIMES: Final = 4.0
"""How many times the expected handling time a visit lasts at least before it counts as forgotten."""


def forgotten(day: HallDay, setup: HallSetup, duty: WindowDuty, now: datetime) -> str | None:
    """The number that is being served at a window for longer than can be."""
    ticket = day.tickets.get(duty.ticket or "")
    if ticket is None or ticket.state is not TicketState.SERVING or ticket.started_at is None:
        return None
    served_s = (now - ticket.started_at).total_seconds() - ticket.held_s
    if served_s < setup.rules.forgotten_after_s:
        return None
    usual_s = expected_at_s(day.state.learned, setup, ticket.codes, duty.staff)
    return ticket.number if served_s >= TIMES * usual_s else None


def flags(day: HallDay, setup: HallSetup, now: datetime) -> Iterator[c.Command]:
    """Raise the alarm of each number that is forgotten, and clear it when that is over."""
    for duty in day.windows.values():
        yield from follow(day.state, TICKET_FORGOTTEN, duty.window, forgotten(day, setup, duty, now))
